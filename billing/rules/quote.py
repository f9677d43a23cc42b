"""What a quote comes to, by when it is paid, with its discount shared out; and what each line becomes once signed.

Pure. What is paid once, what comes back every month and what is estimated by the hour are never added together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from billing.rules.adjustments import shares
from billing.rules.book import Adjusted
from billing.rules.draft import ONE, DraftLine, Refusal, Totals
from vacrm.exact import ZERO, cents

ONCE, MONTH, HOURS = "once", "month", "hours"
RHYTHMS = {"mission": ONCE, "trial": ONCE, "package": MONTH, "subscription": MONTH, "hourly": HOURS}


@dataclass(frozen=True, slots=True)
class Offer:
    """One line that counts. Amounts are before VAT and before the discount."""

    id: int  # its position on the quote
    kind: str
    price: Decimal  # the whole; a month where it comes back; by the hour, what the hours are estimated at
    vat_rate: Decimal = ZERO
    category: str = "E"
    quantity: Decimal = ONE  # by the hour: hours
    rate: Decimal | None = None  # by the hour: of one
    is_optional: bool = False

    @property
    def rhythm(self) -> str:
        """By when it is paid: once, every month, or as the hours come."""
        return RHYTHMS[self.kind]


@dataclass(frozen=True, slots=True)
class Discount:
    """Taken off the whole quote: a percent or an amount, and why."""

    percent: Decimal | None = None
    amount: Decimal | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """What the lines of one rhythm come to: before the discount, what it takes off, and net, VAT and gross after it."""

    rhythm: str
    before: Decimal
    off: Decimal
    totals: Totals


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote added up.

    `agreed` says by position what a line costs after its share of the discount: the `price` of the agreement that
    signing makes of it (the whole of a mission, a month of a package or subscription, zero for a trial), and for a
    line by the hour the `rate` of one hour. The agreed prices of a rhythm add up to its net, to the cent.
    """

    sums: tuple[Sum, ...]
    agreed: Mapping[int, Decimal]

    def of(self, rhythm: str) -> Sum | None:
        """The sum of a rhythm; None where nothing has it."""
        return next((each for each in self.sums if each.rhythm == rhythm), None)


def add_up(offers: Sequence[Offer], discount: Discount | None = None) -> Quoted:
    """Add up the lines that count.

    A percent comes off every line; by the hour, off the rate, rounded to the cent. An amount comes off what is paid
    once, or, where nothing is, off each month; what is certain decides which, so that no option moves it. It is shared
    out over the VAT rates as an invoice's discount is, and within a rate over its lines in their order. Raises Refusal
    `discount_too_high` for more than there is.
    """
    sums, agreed = [], {}
    reached = _reached(offers, discount)
    for rhythm in (ONCE, MONTH, HOURS):
        lines = [each for each in offers if each.rhythm == rhythm]
        if not lines:
            continue
        if rhythm == HOURS:
            after = {each.id: _rate_after(each, discount) for each in lines}
            nets = {each.id: cents(each.quantity * after[each.id]) for each in lines}
        else:
            after = nets = _after(lines, discount if rhythm in reached else None)
        agreed.update(after)
        before = sum((each.price for each in lines), ZERO)
        totals = Totals.of(_line(each, nets[each.id]) for each in lines)
        sums.append(Sum(rhythm, before, before - totals.net, totals))
    return Quoted(tuple(sums), agreed)


def _reached(offers: Sequence[Offer], discount: Discount | None) -> frozenset[str]:
    """The rhythms that the discount is taken off. Raises Refusal where an amount finds too little."""
    if discount is None or discount.amount is None:
        return frozenset((ONCE, MONTH))
    certain = {rhythm: _worth(offers, rhythm, options=False) for rhythm in (ONCE, MONTH)}
    rhythm = ONCE if certain[ONCE] else MONTH
    billed = _worth(offers, rhythm, options=True)
    if discount.amount > billed:
        raise Refusal("quote", "discount_too_high", amount=discount.amount, billed=billed)
    return frozenset((rhythm,))


def _worth(offers: Iterable[Offer], rhythm: str, *, options: bool) -> Decimal:
    found = (each.price for each in offers if each.rhythm == rhythm and (options or not each.is_optional))
    return sum(found, ZERO)


def _rate_after(offer: Offer, discount: Discount | None) -> Decimal:
    rate = offer.rate or ZERO
    if discount is None or discount.percent is None:
        return rate
    return cents(rate * (100 - discount.percent) / 100)


def _after(lines: Sequence[Offer], discount: Discount | None) -> dict[int, Decimal]:
    """The price of each line after its share, in whole cents."""
    prices = {each.id: each.price for each in lines}
    if discount is None or (discount.percent is None and discount.amount is None):
        return prices
    groups: dict[tuple[Decimal, str], list[Offer]] = {}
    for each in lines:
        if each.price:
            groups.setdefault((each.vat_rate, each.category), []).append(each)
    bases = {group: sum((each.price for each in members), ZERO) for group, members in groups.items()}
    if not bases:
        return prices
    asked = Adjusted(0, "discount", percent=discount.percent, amount=discount.amount)
    for group, off in shares(asked, bases):
        for each, part in zip(groups[group], _parts(off, groups[group]), strict=True):
            prices[each.id] -= part
    return prices


def _parts(amount: Decimal, lines: Sequence[Offer]) -> list[Decimal]:
    """Shares of an amount by price, in order, that add up to it to the cent."""
    whole = sum((each.price for each in lines), ZERO)
    reached = given = ZERO
    parts = []
    for each in lines:
        reached += each.price
        part = cents(amount * reached / whole) - given
        given += part
        parts.append(part)
    return parts


def _line(offer: Offer, net: Decimal) -> DraftLine:
    return DraftLine(
        kind=offer.kind, quantity=ONE, unit="piece", unit_price=net, net=net, vat_rate=offer.vat_rate,
        category=offer.category,
    )  # fmt: skip
