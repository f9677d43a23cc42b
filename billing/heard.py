"""What clients said of quotes in the portal, on Today: until she answers it, or sets it aside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from billing.hearing import ASKED, unheard
from billing.models import QuoteEvent
from vacrm.prepared import Prepared
from vacrm.today import Need

MOST = 8
WORDS = 160  # characters of what was said


def _waiting() -> QuerySet[QuoteEvent]:
    named = ("what", "at", "note", "quote__ref", "quote__version", "quote__client__name")
    return unheard().select_related("quote__client").only(*named)[:MOST]


_unheard = Prepared(_waiting)


def today(request: HttpRequest, *, at: datetime, on: date) -> Iterator[Need]:
    """Questions and refusals, the earliest first."""
    return map(_need, _unheard())


def _need(event: QuoteEvent) -> Need:
    quote, is_question = event.quote, event.what == ASKED
    values = {"client": quote.client.name, "quote": quote}
    title = _("%(client)s asks about quote %(quote)s") if is_question else _("%(client)s declined quote %(quote)s")
    said = Truncator(event.note).chars(WORDS)
    return Need(
        section=_("Waiting for your answer"),
        rank=(1, event.at.timestamp()),
        who=quote.client.name,
        title=title % values,
        url=quote.get_absolute_url(),
        why=f"“{said}”" if said else _("No reason was given."),
        button=_("Answer") if is_question else _("See the quote"),
        to=f"{quote.get_absolute_url()}#quote-said",
    )
