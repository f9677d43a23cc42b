"""What this room knows of clients on the way: what they are offered, until when, and what was asked of them first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from billing.models import Invoice, Quote, QuoteLine
from billing.models.quotes import ACCEPTED, CANCELLED, DECLINED, DRAFT, SENT
from billing.offering import discount_of
from billing.rules.draft import Refusal
from billing.rules.quote import HOURS, MONTH, Offer, add_up
from clients.history import LONGEST, Event
from clients.models import Client
from clients.onway import Known
from sops.wording import figures
from vacrm.exact import ZERO

_ASKED = ("number", "gross", "currency", "issued_at")
_QUOTES = Prefetch("quotes", Quote.objects.order_by("made_at", "pk"))


def facts(clients: Sequence[Client], on: date) -> dict[int, Known]:
    """What the latest quote of each client is worth, and until when it can be answered."""
    prefetch_related_objects(clients, _QUOTES)
    standing = {client.pk: [quote for quote in client.quotes.all() if quote.state != CANCELLED] for client in clients}
    latest = {client: quotes[-1] for client, quotes in standing.items() if quotes}
    prefetch_related_objects(list(latest.values()), "lines")
    return {client: _known(quote) for client, quote in latest.items()}


def offered(service: str) -> set[int]:
    """The clients who are offered a service by a quote that they have not refused."""
    lines = QuoteLine.objects.filter(service=service, quote__state__in=(DRAFT, SENT, ACCEPTED))
    return set(lines.order_by().values_list("quote__client", flat=True))


def events(client: Client, longest: int = LONGEST) -> Iterator[Event]:
    """Quotes refused or taken back, and deposits asked for."""
    prefetch_related_objects([client], _QUOTES)
    for quote in client.quotes.all():
        if quote.state in (DECLINED, CANCELLED) and quote.answered_at:
            tell = partial(_answered, str(quote), quote.state, quote.answer)
            yield Event(quote.answered_at, tell)
    deposits = Invoice.objects.issued().filter(client=client, kind="deposit").order_by("-issued_at")
    for pk, number, gross, currency, at in deposits.values_list("pk", *_ASKED)[:longest]:
        if at:
            yield Event(at, partial(_asked, number or "", gross, currency), ("billing:invoice-detail", pk))


def _known(quote: Quote) -> Known:
    is_open = quote.state == SENT
    return Known(
        value=_value(quote), answer_by=quote.valid_until if is_open else None, is_refused=quote.state == DECLINED
    )


def _value(quote: Quote) -> str:
    """What a quote comes to before VAT, in words; options count where they are chosen."""
    offers = [
        Offer(
            line.position, line.kind, line.price, line.vat_rate or ZERO, "", line.quantity, line.rate, line.is_optional
        )
        for line in quote.lines.all()
        if line.is_chosen or not line.is_optional
    ]
    try:
        sums = add_up(offers, discount_of(quote)).sums
    except Refusal:
        return ""
    words = {HOURS: _("est. %(amount)s"), MONTH: _("%(amount)s a month")}
    amounts = [(each.rhythm, figures.money(each.totals.net, quote.currency)) for each in sums if each.totals.net]
    return " + ".join(words.get(rhythm, "%(amount)s") % {"amount": amount} for rhythm, amount in amounts)


def _answered(quote: str, state: str, why: str) -> str:
    values = {"quote": quote, "state": Quote(state=state).get_state_display(), "why": why}
    return _("Quote %(quote)s %(state)s: %(why)s") % values if why else _("Quote %(quote)s %(state)s") % values


def _asked(number: str, amount: Decimal, currency: str) -> str:
    return _("Deposit invoice %(number)s, %(amount)s") % {"number": number, "amount": figures.money(amount, currency)}
