"""Following quotes: found, where each stands on a day, what happened, and the one sentence that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from billing.forms import dress
from billing.models import Quote, QuoteLine
from billing.models.quotes import ACCEPTED, CANCELLED, DECLINED, DRAFT, SENT
from billing.offering import thaw, total_of
from billing.rules.quote import add_up
from billing.rules.said import Said
from clients.models import Client
from vacrm.templatetags.vacrm_format import day, money_text

EXPIRED, REPLACED = "expired", "replaced"
# Where a quote stands: the chosen state, or what follows from the day and the next version; and its look.
NAMES = {
    DRAFT: pgettext_lazy("quote", "draft"),
    SENT: pgettext_lazy("quote", "with the client"),
    EXPIRED: pgettext_lazy("quote", "expired"),
    REPLACED: pgettext_lazy("quote", "replaced"),
    ACCEPTED: pgettext_lazy("quote", "accepted"),
    DECLINED: pgettext_lazy("quote", "declined"),
    CANCELLED: pgettext_lazy("quote", "cancelled"),
}
LOOKS = {SENT: "chip-warn", EXPIRED: "chip-late", ACCEPTED: "chip-ok"}
LATER = Q(superseded_by__isnull=False) & ~Q(superseded_by__state=DRAFT)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a quote stands on a day."""

    code: str

    @property
    def name(self) -> str:
        """In a word or two."""
        return str(NAMES[self.code])

    @property
    def look(self) -> str:
        """The class of its chip."""
        return LOOKS.get(self.code, "")


def standing(quote: Quote, on: date) -> Standing:
    """Where a quote stands on a day."""
    if quote.state == SENT and quote.is_replaced:
        return Standing(REPLACED)
    return Standing(EXPIRED if quote.has_expired(on) else quote.state)


class QuoteFilterForm(forms.Form):
    """Which quotes to list."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False, max_length=100)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    client = forms.ChoiceField(label=gettext_lazy("Client"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clients = Client.objects.filter(quotes__isnull=False).distinct().order_by("name").values_list("key", "name")
        state, client = self.fields["state"], self.fields["client"]
        if isinstance(state, forms.ChoiceField) and isinstance(client, forms.ChoiceField):
            state.choices = [("", _("All states")), *NAMES.items()]
            client.choices = [("", _("All clients")), *clients]
        dress(self)


def find(asked: Mapping[str, Any], *, on: date) -> QuerySet[Quote]:
    """The quotes asked for, the latest first; what is not asked for does not narrow."""
    found = Quote.objects.select_related("client", "superseded_by", "document").defer("document__content", "clauses")
    taken = QuoteLine.objects.filter(is_optional=True, is_chosen=True, quote__state=ACCEPTED).only("quote", "position")
    found = found.order_by("-made_at", "-pk").prefetch_related(Prefetch("lines", taken, "taken"))
    if words := asked.get("q"):
        found = found.filter(Q(ref__icontains=words) | Q(title__icontains=words) | Q(client__name__icontains=words))
    if key := asked.get("client"):
        found = found.filter(client__key=key)
    match asked.get("state"):
        case None | "":
            return found
        case "expired":
            return found.filter(state=SENT, valid_until__lt=on).exclude(LATER)
        case "replaced":
            return found.filter(LATER, state=SENT)
        case "sent":
            return found.filter(state=SENT, valid_until__gte=on).exclude(LATER)
        case state:
            return found.filter(state=state)


def amounts(quote: Quote) -> list[tuple[str, Decimal]]:
    """What a found quote that was sent comes to, by rhythm, read from its copies; nothing for a draft.

    Of an accepted one with the options that were chosen.
    """
    document = getattr(quote, "document", None)
    taken = {each.position for each in getattr(quote, "taken", ())}
    if document and taken:
        said = thaw(document.said)
        chosen = add_up(said.offers(taken), said.discount).sums
        return [(each.rhythm, each.totals.gross) for each in chosen if each.totals.gross]
    sums = document.said.get("sums", []) if document else []
    return [(each["rhythm"], Decimal(each["gross"])) for each in sums if Decimal(each["gross"])]


def says(quote: Quote, said: Said | None, on: date) -> str:
    """Where it stands, as a person would say it."""
    amount = money_text(total_of(said), quote.currency) if said else ""
    values = {
        "amount": amount,
        "until": day(quote.valid_until),
        "at": day(quote.sent_at),
        "answered": day(quote.answered_at),
        "why": quote.answer,
        "later": getattr(quote, "superseded_by", None),
    }
    sentences = {
        DRAFT: _("A draft: nothing has left yet."),
        SENT: _("With the client since %(at)s; valid until %(until)s."),
        EXPIRED: _("It was valid until %(until)s, and nobody answered. A next version makes it valid again."),
        REPLACED: _("%(later)s replaced it."),
        ACCEPTED: _("Accepted on %(answered)s."),
        DECLINED: _("Declined on %(answered)s."),
        CANCELLED: _("Taken back on %(answered)s."),
    }
    text = sentences[standing(quote, on).code] % values
    return f"{text} “{quote.answer}”" if quote.answer else text


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened to a quote."""

    at: datetime
    text: str
    words: str = ""


def happened(quote: Quote) -> list[Happened]:
    """All that happened, in order."""
    names = event_names()
    return [Happened(each.at, str(names.get(each.what, each.what)), each.note) for each in quote.events.all()]


def event_names() -> Mapping[str, str]:
    """What each event is called, in the active language."""
    return {
        "made": _("Written"),
        "sent": _("Sent by e-mail"),
        "by_hand": _("Given to the client by hand"),
        "seen": _("Opened by the client"),
        "asked": _("The client asked"),
        "answered": _("You answered"),
        "dismissed": _("Set aside"),
        "replaced": _("Replaced"),
        "accepted": pgettext("event", "Accepted"),
        "signed": _("Signed"),
        "declined": _("Declined"),
        "refused": _("Declined by the client"),
        "cancelled": _("Taken back"),
        "reopened": _("Open again"),
    }


def waits(days: int) -> str:
    """How long a quote has waited for its answer."""
    if days < 1:
        return _("Sent today, no answer yet.")
    return ngettext("Sent %(n)d day ago, no answer yet.", "Sent %(n)d days ago, no answer yet.", days) % {"n": days}
