"""What clients said of quotes in the portal, on Today: until she answers it, or sets it aside."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from billing.hearing import ASKED, unheard
from vacrm.today import Need

WORDS = 160  # characters of what was said


def last_said() -> dict[str, Subquery]:
    """Annotations of quotes: `said`, `words` and `said_at` of what the client said last and nobody closed."""
    last = unheard().filter(quote=OuterRef("pk")).order_by("-pk")
    return {
        name: Subquery(last.values(of)[:1]) for name, of in (("said", "what"), ("words", "note"), ("said_at", "at"))
    }


def need(quote: Any) -> Need:
    """A question or a refusal, of a quote read with `last_said`."""
    is_question = quote.said == ASKED
    title = _("%(client)s asks about quote %(quote)s") if is_question else _("%(client)s declined quote %(quote)s")
    words = Truncator(quote.words).chars(WORDS)
    return Need(
        section=_("Waiting for your answer"),
        rank=(1, quote.said_at.timestamp()),
        who=quote.client.name,
        title=title % {"client": quote.client.name, "quote": quote},
        url=quote.get_absolute_url(),
        why=f"“{words}”" if words else _("No reason was given."),
        button=_("Answer") if is_question else _("See the quote"),
        to=f"{quote.get_absolute_url()}#quote-said",
    )
