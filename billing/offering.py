"""What a quote says: composed from the draft in the client's language, or read from what was frozen at sending."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pydantic import TypeAdapter

from billing.composing import buyer, seller
from billing.contracting import clauses_of
from billing.leaves import buyer_of
from billing.models import Quote, QuoteLine
from billing.rules.quote import Discount, Quoted, add_up
from billing.rules.said import Said, SaidLine, SaidSum
from billing.rules.snapshot import VatGroup
from billing.rules.vat import Seller, category_of, mention_of, rate_of
from clients.models import Client
from sops.models import Business
from sops.wording import figures
from sops.wording.clauses import pinned
from vacrm.exact import ZERO

_SAID: TypeAdapter[Said] = TypeAdapter(Said)


def said_of(quote: Quote, *, on: date) -> Said:
    """What a quote says: as it was sent, or, of a draft, as it would be sent on a day."""
    document = getattr(quote, "document", None)
    return thaw(document.said) if document is not None else compose(quote, on=on)


def freeze(said: Said) -> dict[str, Any]:
    """The copies that are kept beside the document."""
    frozen: dict[str, Any] = _SAID.dump_python(said, mode="json")
    return frozen


def thaw(frozen: dict[str, Any]) -> Said:
    """What was kept, as it was said."""
    return _SAID.validate_python(frozen)


def compose(quote: Quote, *, on: date, is_sent: bool = False) -> Said:
    """All that a quote says on a day, in its language. Raises Refusal for a discount beyond what there is."""
    with translation.override(quote.language):
        return _compose(quote, on, is_sent)


def _compose(quote: Quote, on: date, is_sent: bool) -> Said:
    business, client = Business.objects.get(), quote.client
    vat = Vat.of(business, client)
    lines = tuple(_line(each, vat, quote.currency) for each in quote.lines.all())
    off = discount_of(quote)
    offers = [each.offer for each in lines if each.counts]
    before = quote.supersedes
    return Said(
        ref=quote.ref,
        version=quote.version,
        title=quote.title,
        intro=quote.intro,
        language=quote.language,
        currency=quote.currency,
        made_on=on if is_sent else None,
        valid_until=quote.valid_until,
        starts_on=quote.starts_on,
        seller=seller(business),
        buyer=buyer(client, business.country),
        lines=lines,
        discount=off,
        sums=tuple(sums_said(add_up(offers, off), vat, on, quote.language)),
        mentions=tuple(_mentions(quote)),
        clauses=clauses_of(quote),
        sop=quote.sop.number,
        pinned=pinned(quote.sop),
        replaces=str(before) if before else "",
    )


@dataclass(frozen=True, slots=True)
class Vat:
    """Which VAT the lines of a quote bear."""

    seller: Seller
    client: Client

    @classmethod
    def of(cls, business: Business, client: Client) -> Vat:
        """The VAT between a business and a client."""
        return cls(Seller(business.vat_regime, business.country, business.vat_number), client)

    def rate(self, written: Decimal | None) -> tuple[Decimal, str]:
        """Rate and category of a line, by what is written on it."""
        whom = buyer_of(self.client)
        rate = rate_of(self.seller, whom, written)
        return rate, category_of(self.seller, whom, rate)


def discount_of(quote: Quote) -> Discount | None:
    """The discount of a quote; None where nothing is taken off."""
    if not quote.discount_percent and not quote.discount_amount:
        return None
    return Discount(quote.discount_percent, quote.discount_amount, quote.discount_reason)


def sums_said(quoted: Quoted, vat: Vat, on: date, language: str) -> Iterator[SaidSum]:
    """The sums as they are said, with the sentence that the law wants where there is no VAT."""
    for each in quoted.sums:
        groups = []
        for group in each.totals.groups:
            mention = mention_of(vat.seller, group.category, on)
            text, code = (mention.text(language), mention.code) if mention else ("", "")
            groups.append(VatGroup(group.rate, group.category, group.base, group.amount, text, code))
        yield SaidSum(each.rhythm, each.before, each.off, each.totals.net, tuple(groups), each.totals.gross)


def _line(line: QuoteLine, vat: Vat, currency: str) -> SaidLine:
    rate, category = vat.rate(line.vat_rate)
    return SaidLine(
        position=line.position,
        kind=line.kind,
        label=line.label,
        detail="\n".join(filter(None, [line.detail, " ".join(terms_said(line, currency))])),
        quantity=line.quantity,
        unit=line.unit,  # type: ignore[arg-type]
        rate=line.rate,
        price=line.price,
        vat_rate=rate,
        category=category,
        is_optional=line.is_optional,
        is_chosen=line.is_chosen,
    )


def terms_said(line: QuoteLine, currency: str) -> Sequence[str]:
    """The terms of a line in sentences, in the active language."""
    if line.kind == "package":
        text = _("%(hours)s a month are included.") % {"hours": figures.duration(line.included_minutes or 0)}
        beyond = ""
        if line.overage_rate is not None:
            rate = figures.money(line.overage_rate, currency)
            beyond = _("Beyond them, an hour costs %(rate)s.") % {"rate": rate}
        return [text, beyond, _timing(line)]
    if line.kind == "subscription":
        return [_timing(line)]
    if line.kind == "hourly":
        if line.quantity:
            return [_("An estimate: what is billed are the hours worked.")]
        return [_("Billed by the hours worked.")]
    if line.kind == "trial":
        days = line.days or 0
        return [ngettext("Free for %(n)d day.", "Free for %(n)d days.", days) % {"n": days}]
    return []


def _timing(line: QuoteLine) -> str:
    return _("Invoiced in advance.") if line.timing == "advance" else _("Invoiced at the end of the month.")


def _mentions(quote: Quote) -> Iterator[str]:
    if quote.starts_on:
        yield _("Work begins on %(day)s.") % {"day": figures.day(quote.starts_on)}
    else:
        yield _("Work begins once the quote is signed.")
    if any(each.is_optional for each in quote.lines.all()):
        yield _("Options count once you choose them.")


def total_of(said: Said) -> Decimal:
    """One figure for lists: what is paid once, or else a month, or else the estimate; gross."""
    return next((each.gross for each in said.sums if each.gross), ZERO)
