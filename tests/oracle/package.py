"""The naive package: periods on a calendar, and a pot of unused minutes with their age."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tests.oracle.minutes import Table, first_day, last_day, month_of, next_month
from tests.oracle.money import cents, half_up


def periods(agreement: Table, through: str) -> Iterator[str]:
    """The calendar months that an agreement touches, up to a month."""
    month = month_of(agreement["starts_on"])
    end = month_of(agreement["ends_on"]) if "ends_on" in agreement else through
    while month <= min(through, end):
        yield month
        month = next_month(month)


def share(agreement: Table, month: str) -> Fraction:
    """The part of a month that an agreement covers, by calendar days."""
    if not agreement.get("prorate", True):
        return Fraction(1)
    first = max(first_day(month), agreement["starts_on"])
    last = min(last_day(month), agreement.get("ends_on", date.max))
    return Fraction((last - first).days + 1, last_day(month).day)


def price(agreement: Table, month: str) -> Decimal:
    """The price of a period."""
    return cents(Fraction(agreement["price"]) * share(agreement, month))


def overages(agreement: Table, used: dict[str, Fraction], through: str) -> dict[str, Fraction]:
    """The minutes beyond included plus carried, for each period not settled before."""
    settled = str(agreement.get("hours_billed_through", ""))
    carried = [(settled, Fraction(agreement.get("carried_minutes", 0)))] if settled else []
    result = {}
    for month in periods(agreement, through):
        if month <= settled:
            continue
        carried = _alive(agreement, carried, month)
        own = Fraction(half_up(agreement["included_minutes"] * share(agreement, month), 0))
        pots = {**dict(carried), month: own}
        month_first = agreement.get("carry_over_order", "carried_first") == "month_first"
        left = used.get(month, Fraction(0))
        for origin in sorted(pots, key=lambda origin: (month_first and origin != month, origin)):
            taken = min(left, pots[origin])
            pots[origin], left = pots[origin] - taken, left - taken
        carried = list(pots.items())
        result[month] = left
    return result


def _alive(agreement: Table, carried: list[tuple[str, Fraction]], month: str) -> list[tuple[str, Fraction]]:
    """What is carried into a month: young enough, and the cap dropping the oldest first."""
    room = Fraction(agreement.get("carry_over_cap_minutes", 10**9))
    kept: list[tuple[str, Fraction]] = []
    for origin, minutes in sorted(carried, reverse=True):
        if _age(origin, month) <= agreement.get("carry_over_months", 0):
            kept.append((origin, min(minutes, room)))
            room -= min(minutes, room)
    return sorted(kept)


def _age(origin: str, month: str) -> int:
    return (first_day(month).year - first_day(origin).year) * 12 + first_day(month).month - first_day(origin).month
