"""What the post puts on Today: messages that did not arrive, or may not have."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from vacrm.desk.showing import address
from vacrm.post import states
from vacrm.post.models import Delivery
from vacrm.prepared import Prepared, moment
from vacrm.today import Need

MOST = 5
UNSAID = ("body", "message_id", "cc", "reply_to", "from_email", "path", "route", "language")


def today(request: HttpRequest, *, at: datetime, on: date) -> Iterator[Need]:
    """Deliveries that failed or were interrupted, and that were not sent again."""
    for found in _lost(stale=at - states.STALE_AFTER):
        yield _need(found, at)


def _failed() -> QuerySet[Delivery]:
    deliveries = Delivery.objects.filter(resent_as__isnull=True).defer(*UNSAID).order_by("-queued_at")
    return (deliveries.failed() | deliveries.left_since(moment("stale")))[:MOST]


_lost = Prepared(_failed)


def _why(delivery: Delivery, at: datetime) -> str:
    if delivery.state(at) == states.INTERRUPTED:
        return _("Sending was interrupted: it may have arrived or not.")
    words = delivery.server_words.strip().splitlines()
    said = _("The server said: %(words)s") % {"words": words[0][:200]} if words else ""
    return f"{_('It could not be delivered.')} {said}".strip()


def _need(delivery: Delivery, at: datetime) -> Need:
    return Need(
        section=_("Mail"),
        rank=(5, -delivery.queued_at.timestamp()),
        who=", ".join(delivery.to),
        title=delivery.subject,
        url=address(delivery),
        why=_why(delivery, at),
        button=_("See the message"),
        chip=_("Not delivered"),
        tone="late",
    )
