"""The options a client ticks on a quote: read from an address, added up, and what signing bills at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from billing.models import Quote
from billing.models.quotes import ACCEPTED
from billing.offering import Vat, sums_said
from billing.rules.beforework import deposits, first_months
from billing.rules.book import Terms
from billing.rules.draft import DraftLine, Totals
from billing.rules.quote import ONCE, Quoted, add_up
from billing.rules.said import Said, SaidSum
from sops.models import Business
from sops.rules.paragraphs import paragraph
from vacrm.exact import ZERO, cents

OPTION = "option"  # the name by which an address carries the position of a ticked option, once for each


def chosen_in(quote: Quote, said: Said, asked: Collection[str]) -> frozenset[int]:
    """The options that an address names; what is no option of the quote is left out.

    Of an accepted quote they are those that were chosen, whatever an address says.
    """
    if quote.state == ACCEPTED:
        return frozenset(each.position for each in quote.lines.all() if each.is_optional and each.is_chosen)
    return frozenset(each.position for each in said.lines if each.is_optional and str(each.position) in asked)


def with_options(said: Said, chosen: Collection[int], quote: Quote) -> Said:
    """What a quote says with these options, its sums anew."""
    lines = tuple(replace(each, is_chosen=not each.is_optional or each.position in chosen) for each in said.lines)
    if lines == said.lines:
        return said
    return replace(said, lines=lines, sums=tuple(_sums(said, add_up(said.offers(chosen), said.discount), quote)))


def _sums(said: Said, quoted: Quoted, quote: Quote) -> Iterator[SaidSum]:
    """The sums; why a category bears no VAT is said as it was when the quote was sent."""
    vat = Vat.of(Business.objects.defer("logo").get(), quote.client)
    frozen = {group.category: group for each in said.sums for group in each.vat}
    for each in sums_said(quoted, vat, said.made_on or said.valid_until, said.language):
        groups = [
            replace(group, mention=frozen[group.category].mention, code=frozen[group.category].code)
            if group.category in frozen
            else group
            for group in each.vat
        ]
        yield replace(each, vat=tuple(groups))


# --- what signing bills -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Due:
    """What is billed before work: the deposit, or the first month of what is paid in advance. With VAT."""

    what: str  # deposit, month
    gross: Decimal
    percent: Decimal | None = None  # of the deposit, where one percent is all there is
    paragraph: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """When what a quote comes to is paid, with VAT. `balance` is what is left of the missions; None: not known yet."""

    due: tuple[Due, ...]
    balance: Decimal | None = None

    @property
    def now(self) -> Decimal:
        """What signing bills, all of it."""
        return sum((each.gross for each in self.due), ZERO)


def plan(quote: Quote, said: Said, *, on: date, begins: date | None = None) -> Plan:
    """What signing this on a day would bill at once, to the cent. `begins`: no agreement begins before that day."""
    terms = _terms(quote, said, on, begins)
    kinds = {each.id: each.kind for each in terms}
    billed = deposits(terms, {each.id: each.price or ZERO for each in terms})
    deposit = sum((_gross(each) for each in billed), ZERO)
    lines = [line for each in billed for line, _rule in each]
    percents = {line.percent for line in lines}
    found = [Due("deposit", deposit, percents.pop() if len(percents) == 1 else None, paragraph("deposits"))]
    found.append(Due("month", _gross(first_months(terms, on))))
    once = next((each.gross for each in said.sums if each.rhythm == ONCE), None)
    is_plain = deposit and once is not None and all(kinds[line.terms_id or 0] == "mission" for line in lines)
    due = tuple(each for each in found if each.gross)
    return Plan(due, once - deposit if is_plain and once is not None else None)


def _gross(billed: Iterable[tuple[DraftLine, object]]) -> Decimal:
    """What an invoice of these lines comes to."""
    return Totals.of(line for line, _rule in billed).gross


def _terms(quote: Quote, said: Said, on: date, begins: date | None) -> list[Terms]:
    """The agreements that signing would make; the price of hours is what they are estimated at."""
    agreed = add_up([each.offer for each in said.lines if each.counts], said.discount).agreed
    timing = {each.position: each.timing for each in quote.lines.all()}
    policy, starts = quote.sop.policy(), quote.starts_on or on
    starts = max(starts, begins) if begins else starts
    return [
        Terms(
            id=line.position,
            key="",
            kind=line.kind,
            policy=policy,
            sop=quote.sop.number,
            signed_on=on,
            starts_on=starts,
            ends_on=None,
            price=cents(line.quantity * agreed[line.position]) if line.kind == "hourly" else agreed[line.position],
            timing=timing[line.position],
            vat_rate=line.vat_rate,
            category=line.category,
        )
        for line in said.lines
        if line.counts
    ]
