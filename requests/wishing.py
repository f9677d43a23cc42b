"""A client asks for something in the portal: it becomes a request, judged, with its files, and she is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation

from clients.models import Client
from requests.assessing import PORTAL, judge, verdict_of
from requests.attaching import attach
from requests.models import Assessment, ClientRequest
from requests.panel import title
from sops.models import Business
from sops.wording import figures
from vacrm.desk.entering import free_key
from vacrm.post.sending import queue
from vacrm.post.writing import write

AGAIN = timedelta(minutes=10)  # the same words within that time are a second click
KIND = "request"


@transaction.atomic
def wish(draft: ClientRequest, files: Iterable[Any], *, by: str, at: datetime) -> tuple[ClientRequest, bool]:
    """Keep what a client asked in the portal; the request, and whether it is new.

    The same words once more give the request that is there. Raises ValidationError for files that are not taken.
    """
    Client.objects.select_for_update().get(pk=draft.client_id)
    lately = ClientRequest.objects.filter(client=draft.client, channel=PORTAL, received_at__gt=at - AGAIN)
    if same := lately.filter(subject=draft.subject, words=draft.words).first():
        return same, False
    draft.channel, draft.key = PORTAL, free_key(ClientRequest, draft.subject)
    draft.full_clean()
    draft.save()
    for file in files:
        attach(draft, file.name, file.read(), at=at)
    try:
        assessment = judge(draft, at=at)
    except ValidationError:  # nothing is published: kept all the same, and judged later
        assessment = None
    _tell(draft, assessment, by, at)
    return draft, True


def _tell(asked: ClientRequest, assessment: Assessment | None, by: str, at: datetime) -> None:
    """Mail her, in her language, what was asked; her reply goes to the client."""
    business = Business.objects.current()
    if business is None or not business.email:
        return
    zone = assessment.sop.policy().hours.timezone if assessment else "UTC"
    with translation.override(business.language):
        written = write(
            "requests/mail/asked.txt",
            language=business.language,
            client=asked.client.name,
            by=by,
            asked=asked,
            wanted=figures.moment(asked.wanted_by, zone) if asked.wanted_by else "",
            effort=figures.duration(asked.effort_minutes) if asked.effort_minutes else "",
            files=[each.name for each in asked.files.kept()],
            verdict=title(verdict_of(assessment)) if assessment else "",
        )
    queue(
        kind=KIND,
        language=business.language,
        to=[business.mailbox],
        from_email=business.mailbox,
        reply_to=by or asked.client.email,
        subject=written.subject[:250],
        body=written.body,
        at=at,
    )
