"""A quote is signed: in one act its lines become agreements, what is due before work is billed and mailed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from billing.depositing import bill_signed
from billing.models import Invoice, Quote, QuoteLine
from billing.models.quotes import ACCEPTED, CANCELLED
from billing.offering import said_of
from billing.proving import prove
from billing.quoting import note
from billing.rules.quote import add_up
from billing.sending import send
from clients import evidence, pipeline, starting
from clients.models import Agreement
from vacrm.desk.entering import free_key
from vacrm.exact import cents, month_of

DAY = timedelta(days=1)
BY_HAND = "noted by hand"


@dataclass(frozen=True, slots=True)
class Signed:
    """What signing a quote made: the agreements, and what was billed before work; those not queued as mail."""

    agreements: list[Agreement]
    invoices: list[Invoice]

    @property
    def unsent(self) -> list[Invoice]:
        """Invoices that no e-mail carries: the client has no address."""
        return [each for each in self.invoices if not hasattr(each, "delivery")]

    @property
    def to_credit(self) -> list[Invoice]:
        """Invoices that a credit note would take back."""
        return [each for each in self.invoices if not hasattr(each, "credited_by")]


@transaction.atomic
def accept(
    quote: Quote,
    chosen: Collection[int],
    *,
    on: date,
    at: datetime,
    way: str = BY_HAND,
    begins: date | None = None,
    proved: Mapping[str, str] | None = None,
) -> Signed:
    """Sign a quote on a day, with the options chosen: the positions of optional lines.

    Each line that counts becomes an agreement on the SOP version of the quote, signed that day. What the SOP asks
    before work is issued on the day of `at` and queued for the client. The stage follows, and the onboarding begins,
    unless a deposit holds it.
    `way` and `proved` are for the log: how it was signed, and the digests of what was made of it. `begins`: no
    agreement begins before that day.
    A second time changes nothing. Raises ValidationError for a quote that cannot be signed on that day, and for a
    line that is no option.
    """
    quote = Quote.objects.select_for_update().get(pk=quote.pk)
    if quote.state == ACCEPTED:
        return signed(quote)
    refuse_to_sign(quote, on)
    lines = _choose(quote, chosen)
    said = said_of(quote, on=on)
    if said.made_on and on < said.made_on:
        raise ValidationError(
            {"on": _("It was sent on %(day)s; write that day or a later one.") % {"day": said.made_on}}
        )
    agreed = add_up(said.offers(chosen), said.discount).agreed
    prices = {}
    for line in lines:
        line.agreement = _agreement(quote, line, agreed[line.position], on, begins)
        line.save(update_fields=["agreement"])
        prices[line.agreement.pk] = _counted(line, agreed[line.position])
    quote.state, quote.answered_at = ACCEPTED, at
    quote.save(update_fields=["state", "answered_at"])
    note(quote, ACCEPTED, at=at)
    prove(quote, "accepted", at=at, on=on.isoformat(), chosen=sorted(chosen), way=way, **(proved or {}))
    source = f"quote:{quote.pk}"
    evidence.record(quote.client, pipeline.QUOTE_SIGNED, at=at, on=on, source=source, note=str(quote))
    day = at.astimezone(ZoneInfo(quote.sop.policy().hours.timezone)).date()
    invoices = bill_signed(prices, quote, on=day, at=at)
    if not invoices:
        evidence.record(quote.client, pipeline.DEPOSIT_NOT_DUE, at=at, on=on, source=source)
    for invoice in invoices:
        if quote.client.email:
            send(invoice, at=at)
    starting.start(quote.client, at=at)
    return signed(quote)


def refuse_to_sign(quote: Quote, on: date) -> None:
    """Raise ValidationError, with the reason, for a quote that cannot be signed on a day."""
    if quote.is_draft:
        raise ValidationError(_("A draft is not signed; send it first, so that it is clear what was signed."))
    if quote.is_replaced:
        raise ValidationError(_("A later version replaced this quote; sign that one."))
    if quote.has_expired(on):
        raise ValidationError(
            {"on": _("It was valid until %(day)s; send a new version.") % {"day": quote.valid_until.isoformat()}}
        )
    if not quote.can_be_answered(on):
        raise ValidationError(_("This quote is %(state)s.") % {"state": quote.get_state_display()})


def _choose(quote: Quote, chosen: Collection[int]) -> list[QuoteLine]:
    """The lines that count, with the choice kept on each option."""
    lines = list(quote.lines.order_by("position"))
    if strange := set(chosen) - {line.position for line in lines if line.is_optional}:
        raise ValidationError(_("Line %(line)s is no option of this quote.") % {"line": min(strange)})
    for line in lines:
        line.is_chosen = not line.is_optional or line.position in chosen
    QuoteLine.objects.bulk_update(lines, ["is_chosen"])
    return [line for line in lines if line.is_chosen]


def _counted(line: QuoteLine, agreed: Decimal) -> Decimal:
    """What a deposit is counted on: the whole, a month, or what the hours are estimated at."""
    return cents(line.quantity * agreed) if line.kind == "hourly" else agreed


def _agreement(quote: Quote, line: QuoteLine, agreed: Decimal, on: date, begins: date | None) -> Agreement:
    """The agreement that a signed line is; where `begins` is said, it does not begin before that day."""
    starts = quote.starts_on or on
    starts = max(starts, begins) if begins else starts
    rate = agreed if line.kind == "hourly" else _surcharge_rate(quote, line)
    made = Agreement(
        key=free_key(Agreement, f"{quote.client.key} {quote.ref} {line.position}"),
        client=quote.client,
        kind=line.kind,
        sop=quote.sop,
        signed_on=on,
        starts_on=starts,
        ends_on=starts + DAY * (line.days - 1) if line.kind == "trial" and line.days else None,
        services=[line.service] if line.service else None,
        rate=rate,
        price=None if line.kind in ("hourly", "trial") else agreed,
        included_minutes=line.included_minutes,
        overage_rate=line.overage_rate,
        timing=line.timing,
        vat_rate=line.vat_rate,
    )
    made.full_clean()
    made.save()
    return made


def _surcharge_rate(quote: Quote, line: QuoteLine) -> Decimal | None:
    """The hour that surcharges are counted on: that of the service, or of what goes beyond a package."""
    services = quote.sop.policy().services
    offered = next((each.rate for each in services if each.code == line.service), None)
    return offered or line.overage_rate


def signed(quote: Quote) -> Signed:
    """What signing a quote made, in order."""
    made = [line.agreement for line in quote.lines.all() if line.agreement]
    if not made:
        return Signed([], [])
    mine = Invoice.objects.issued().filter(lines__agreement__in=made).exclude(kind="credit")
    at_once = Q(issued_at__in=quote.events.filter(what=ACCEPTED).values("at"))
    before_work = mine.filter(Q(kind="deposit") | at_once).distinct()
    rows = before_work.select_related("delivery__delivery", "credited_by").defer("frozen", "credited_by__frozen")
    return Signed(made, list(rows.order_by("issued_at", "pk")))


@transaction.atomic
def cancel(quote: Quote, *, why: str, on: date, at: datetime) -> Signed:
    """Call off a signed quote: its agreements end that day; one that has not begun costs nothing.

    What was billed before work stands until a credit note takes it back: `Signed.to_credit`. Raises ValidationError
    without a reason, and for a quote that is not signed.
    """
    quote = Quote.objects.select_for_update().get(pk=quote.pk)
    if not why.strip():
        raise ValidationError({"why": _("Say why, in a few words: the history keeps it.")})
    if quote.state != ACCEPTED:
        raise ValidationError(_("This quote is not signed."))
    quote.state, quote.answered_at, quote.answer = CANCELLED, at, why.strip()[:2000]
    quote.save(update_fields=["state", "answered_at", "answer"])
    note(quote, CANCELLED, at=at, text=quote.answer)
    made = signed(quote)
    for agreement in made.agreements:
        _end(agreement, on)
    return made


def _end(agreement: Agreement, on: date) -> None:
    """End an agreement. It cannot end before its first day, so the month of one not begun is marked as billed."""
    last = max(on, agreement.starts_on)
    agreement.ends_on = min(agreement.ends_on or last, last)
    if on < agreement.starts_on:
        agreement.periods_billed_through = month_of(agreement.starts_on)
    agreement.save(update_fields=["ends_on", "periods_billed_through"])
