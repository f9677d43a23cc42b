"""Recall the day: her last act in the program while a timer ran."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from requests.models import Assessment, ClientRequest, Commitment, TimeEntry


def last_act(since: datetime, until: datetime) -> datetime | None:
    """Her last act after a moment and up to another: a promise, an answer, a request done, time noted; None: none."""
    span = (since, until)
    found = [
        ClientRequest.objects.filter(done_at__range=span).aggregate(last=Max("done_at"))["last"],
        ClientRequest.objects.filter(declined_at__range=span).aggregate(last=Max("declined_at"))["last"],
        Commitment.objects.filter(at__range=span).aggregate(last=Max("at"))["last"],
        Assessment.objects.filter(at__range=span).aggregate(last=Max("at"))["last"],
        TimeEntry.objects.filter(ended_at__range=span).aggregate(last=Max("ended_at"))["last"],
    ]
    return max((moment for moment in found if moment), default=None)
