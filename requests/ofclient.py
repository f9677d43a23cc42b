"""What this room tells on a client's pages: what is open, the hours of the month, and what happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.documents import MOST, Paper
from clients.heading import agreements_of
from clients.history import LONGEST, Event
from clients.models import Client
from requests.inbox import with_state
from requests.models import ClientRequest, Commitment, Reply, RequestFile, TimeEntry
from sops.wording import figures
from vacrm.exact import last_day, month_of


def panel(client: Client, on: date) -> dict[str, Any]:
    """The open requests, and the hours of the month beside what a package includes."""
    found = with_state(ClientRequest.objects.open().filter(client=client)).order_by("promised", "wanted_by", "pk")
    running = (each for each in agreements_of(client) if each.covers(on) and each.kind == "package")
    included = sum(each.included_minutes or 0 for each in running)
    month = TimeEntry.objects.finished().filter(client=client, on__range=(on.replace(day=1), last_day(month_of(on))))
    worked = month.aggregate(total=Sum("minutes"))["total"] or 0
    return {
        "template": "requests/_client_panel.html",
        "rows": found[:5],
        "worked": worked,
        "included": included,
        "left": included - worked,
        "part": min(worked * 1000 // included, 1000) if included else 0,
        "on": on,
    }


def documents(client: Client) -> Iterator[Paper]:
    """The files that came with requests."""
    found = RequestFile.objects.kept().filter(client_request__client=client).select_related("client_request")
    for file in found.order_by("-added_at")[:MOST]:
        asked = file.client_request_id
        url = reverse("requests:file-detail", args=[asked, file.pk])
        about = reverse("requests:request-detail", args=[asked])
        yield Paper(timezone.localtime(file.added_at).date(), _("File of a request"), file.name, url, about, file.size)


def events(client: Client, longest: int = LONGEST) -> Iterator[Event]:
    """What was asked, promised, declined and done."""
    for asked in client.requests.order_by("-received_at")[:longest]:
        url, values = reverse("requests:request-detail", args=[asked.pk]), {"request": asked}
        yield Event(asked.received_at, _("Asked: %(request)s") % values, url)
        if asked.done_at:
            yield Event(asked.done_at, _("Done: %(request)s") % values, url)
        if asked.declined_at:
            yield Event(asked.declined_at, _("Declined: %(request)s") % values, url)
    found = (
        Commitment.objects.filter(client_request__client=client)
        .select_related("client_request", "assessment")
        .defer("assessment__facts")
    )
    for promise in found.order_by("-at")[:longest]:
        percent = figures.percent(promise.assessment.verdict.get("percent", "0"))
        text = _("Promised at +%(percent)s: %(request)s") % {"request": str(promise.client_request), "percent": percent}
        yield Event(promise.at, text, reverse("requests:request-detail", args=[promise.client_request_id]))
    replies = Reply.objects.filter(client_request__client=client).select_related("client_request")
    for reply in replies.order_by("-at")[:longest]:
        said = {"request": str(reply.client_request), "kind": reply.get_kind_display()}
        url = reverse("requests:request-detail", args=[reply.client_request_id])
        yield Event(reply.at, _("You wrote (%(kind)s): %(request)s") % said, url)
