"""What quotes put on Today: what clients said of them, drafts not sent, awaited answers, last days that come near."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing import heard
from billing.following import LATER, waits
from billing.hearing import unheard
from billing.models import Quote
from billing.models.quotes import DRAFT, SENT
from vacrm import prepared
from vacrm.today import Need

MOST = 8
ASK_AFTER = 3  # days without an answer
SOON = 5  # days before the last
GONE = 14  # days after the last, during which it is still said


def today(request: HttpRequest, *, at: datetime, on: date) -> Iterator[Need]:
    """Quotes that wait for the client or for her."""
    since = date.fromordinal(on.toordinal() - GONE)
    for each in _open(since=since):
        if each.said:
            yield heard.need(each)
        elif need := _draft(each) if each.is_draft else _answer(each, on):
            yield need


def _waiting() -> QuerySet[Any]:
    """What clients said first, then by their last days."""
    spoken = Q(pk__in=unheard().order_by().values("quote"))
    found = Quote.objects.filter(Q(state=DRAFT) | Q(state=SENT, valid_until__gte=prepared.day("since")) | spoken)
    named = ("ref", "version", "title", "state", "sent_at", "valid_until", "client__name")
    said = found.select_related("client").only(*named).annotate(**heard.last_said())
    said = said.filter(Q(said_at__isnull=False) | ~LATER)  # apart, for each way to find them has an index
    return said.order_by(F("said_at").asc(nulls_last=True), "valid_until", "pk")[: 2 * MOST]


_open = prepared.Prepared(_waiting)


def _draft(quote: Quote) -> Need:
    return _need(quote, (5, quote.pk), _("It is written, and not sent yet."), _("Finish it"))


def _answer(quote: Quote, on: date) -> Need | None:
    """A quote whose answer is late, or whose last day is near or just over."""
    left = (quote.valid_until - on).days
    days = (on - timezone.localtime(quote.sent_at).date()).days if quote.sent_at else 0
    if left < 0:
        over = ngettext("It expired %(n)d day ago.", "It expired %(n)d days ago.", -left) % {"n": -left}
        return _need(quote, (5, left), over, _("See what to do"), chip=_("expired"), tone="late")
    if left <= SOON:
        soon = ngettext("%(n)d day left", "%(n)d days left", left) % {"n": left} if left else _("last day")
        return _need(quote, (4, left), waits(days), _("Follow it up"), chip=soon, tone="warn")
    if days >= ASK_AFTER:
        return _need(quote, (5, -days), waits(days), _("Follow it up"))
    return None


def _need(quote: Quote, rank: tuple[int, float], why: str, button: str, *, chip: str = "", tone: str = "") -> Need:
    return Need(
        section=_("Quotes"),
        rank=rank,
        who=quote.client.name,
        title=f"{quote} {quote.title}",
        url=quote.get_absolute_url(),
        why=why,
        button=button,
        chip=chip,
        tone=tone,
    )
