"""What she changes of a month by hand: labels, lines of her own, discounts, and what she leaves for later.

What is left for later is only not looked at: it stays open, and the next month finds it by itself. A label, a
line or a discount that its month did not bring onto an invoice waits for the next invoice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from billing.rules.book import Adjusted, Book
from billing.rules.draft import ONE, Draft, DraftLine, Refusal
from vacrm.exact import ZERO, cents, show

ALL = "all"  # the target that leaves the whole client for later


def key_of(line: DraftLine) -> str:
    """What a line of a client is known by from one run to the next."""
    percent = "" if line.percent is None else show(line.percent)
    parts = (line.kind, line.terms_id, line.ask_id, line.period, percent, line.rule, line.expense_id, line.number)
    return ":".join("" if part is None else str(part) for part in parts)


def source_of(line: DraftLine) -> str:
    """What leaving a line for later leaves: hours of a request, an expense, a mission, a period; else nothing."""
    match line.kind:
        case "time" | "trial" | "surcharge":
            return f"hours:{line.terms_id}:{line.ask_id or 0}"
        case "package" | "subscription":
            return f"period:{line.terms_id}:{line.period}"
        case "overage":
            return f"overage:{line.terms_id}:{line.period}"
        case "mission":
            return f"mission:{line.terms_id}"
        case "expense":
            return f"expense:{line.expense_id}"
    return ""


def left_out(book: Book) -> bool:
    """Is the whole client left for later?"""
    return ALL in _later(book)


def withheld(book: Book) -> Book:
    """The book without the hours, expenses and missions that are left for later."""
    later = _later(book)
    if not later:
        return book
    return replace(
        book,
        work=tuple(w for w in book.work if w.billed or f"hours:{w.terms_id}:{w.ask_id or 0}" not in later),
        expenses=tuple(spent for spent in book.expenses if f"expense:{spent.id}" not in later),
        terms=tuple(replace(t, done_on=None) if f"mission:{t.id}" in later else t for t in book.terms),
    )


def _later(book: Book) -> frozenset[str]:
    return frozenset(each.target for each in book.adjustments if each.kind == "later")


def applied(book: Book, draft: Draft) -> Draft:
    """A draft as she changed it. Raises Refusal for a discount of more than what is billed."""
    if not book.adjustments:
        return draft
    draft = _labelled(book, _without_periods(book, draft))
    extras = [each for each in book.adjustments if each.kind == "extra"]
    draft = replace(draft.add(*map(_extra, extras)), adjustments=(*draft.adjustments, *(each.id for each in extras)))
    discounts = [each for each in book.adjustments if each.kind == "discount"]
    return _discounted(book, draft, discounts) if draft.lines and discounts else draft


def _without_periods(book: Book, draft: Draft) -> Draft:
    """Periods and overages left for later: neither on the invoice nor claimed, so that they stay open."""
    later = _later(book)
    return replace(
        draft,
        lines=tuple(line for line in draft.lines if source_of(line) not in later),
        periods=tuple(each for each in draft.periods if f"period:{each[0]}:{each[1]}" not in later),
        overages=tuple(each for each in draft.overages if f"overage:{each[0]}:{each[1]}" not in later),
    )


def _labelled(book: Book, draft: Draft) -> Draft:
    labels = {each.target: each for each in book.adjustments if each.kind == "label"}
    found = [labels.get(key_of(line)) for line in draft.lines]
    lines = (
        replace(line, label=each.label, by_hand=each.id) if each else line
        for line, each in zip(draft.lines, found, strict=True)
    )
    return replace(draft, lines=tuple(lines), adjustments=tuple(each.id for each in found if each))


def _extra(each: Adjusted) -> DraftLine:
    quantity, price = each.quantity or ONE, each.amount or ZERO
    return DraftLine(
        kind="extra", quantity=quantity, unit=each.unit, unit_price=price, net=cents(quantity * price),
        vat_rate=each.vat_rate, category=each.category, label=each.label, by_hand=each.id,
    )  # fmt: skip


def _discounted(book: Book, draft: Draft, discounts: list[Adjusted]) -> Draft:
    """Each discount as lines of its own, one for each rate of VAT, on what the invoice bills before any of them."""
    bases = _bases(draft.lines)
    for each in discounts:
        lines = [_discount(each, group, amount) for group, amount in shares(each, bases) if amount]
        draft = replace(draft.add(*lines), adjustments=(*draft.adjustments, each.id))
    taken = sum((each.amount or ZERO for each in discounts if each.percent is None), ZERO)
    below = any(group.base < 0 for group in draft.totals.groups if (group.rate, group.category) in bases)
    if below or (taken and not bases):
        off = -sum((line.net for line in draft.lines if line.kind == "discount"), ZERO) or taken
        billed = sum((line.net for line in draft.lines if line.kind != "discount"), ZERO)
        raise Refusal(f"clients.{book.customer.key}", "discount_too_high", amount=off, billed=billed)
    return draft


def _bases(lines: Iterable[DraftLine]) -> dict[tuple[Decimal, str], Decimal]:
    """What is billed before discounts, by rate and category; deposits taken off lower no discount."""
    bases: dict[tuple[Decimal, str], Decimal] = {}
    for line in lines:
        if line.kind != "deposit":
            key = (line.vat_rate, line.category)
            bases[key] = bases.get(key, ZERO) + line.net
    return {key: base for key, base in bases.items() if base > 0}


def shares(
    discount: Adjusted, bases: dict[tuple[Decimal, str], Decimal]
) -> Iterator[tuple[tuple[Decimal, str], Decimal]]:
    """What a discount takes off each rate of VAT: of an amount, shares that add up to it to the cent."""
    if discount.percent is not None:
        yield from ((group, cents(base * discount.percent / 100)) for group, base in bases.items())
        return
    amount, whole = discount.amount or ZERO, sum(bases.values(), ZERO)
    reached = given = ZERO
    for group, base in bases.items():
        reached += base
        share = cents(amount * reached / whole) - given
        given += share
        yield group, share


def _discount(each: Adjusted, group: tuple[Decimal, str], amount: Decimal) -> DraftLine:
    return DraftLine(
        kind="discount", quantity=-ONE, unit="piece", unit_price=amount, net=-amount, vat_rate=group[0],
        category=group[1], percent=each.percent, label=each.label, reason=each.reason, by_hand=each.id,
    )  # fmt: skip
