"""Exact arithmetic: cents, hours, months. Pure, so that rules may use it."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

CENT = Decimal("0.01")
QUANTUM = Decimal("0.0001")
ZERO = Decimal("0.00")


def cents(amount: Decimal | int) -> Decimal:
    """Round an amount to the cent, halves away from zero. The only rounding of money in the tree.

    Raises TypeError for a float: a float has already lost the amount.
    """
    if isinstance(amount, float):
        raise TypeError(f"money is never a float: {amount!r}")
    return Decimal(amount).quantize(CENT, rounding=ROUND_HALF_UP)


def hours(minutes: Decimal | int) -> Decimal:
    """Turn billed minutes into a quantity in hours, half up to four decimals."""
    if isinstance(minutes, float):
        raise TypeError(f"minutes are never a float: {minutes!r}")
    return (Decimal(minutes) / 60).quantize(QUANTUM, rounding=ROUND_HALF_UP)


def half_up(number: Decimal) -> int:
    """Round to a whole number, halves away from zero (minutes of a part month)."""
    return int(number.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def show(number: Decimal) -> str:
    """Write an exact number without padding: 50.00 as "50", 68.750 as "68.75"."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


# A month is written "2026-10": it sorts as text, reads as text, and is never "30 days".
type Month = str


@lru_cache(maxsize=4096)  # asked for every hour of every month, over and over
def month_of(day: date) -> Month:
    """The month that a day lies in."""
    return f"{day.year:04}-{day.month:02}"


@lru_cache(maxsize=4096)
def shift(month: Month, by: int) -> Month:
    """The month so many months later (earlier if negative)."""
    index = int(month[:4]) * 12 + int(month[5:]) - 1 + by
    return f"{index // 12:04}-{index % 12 + 1:02}"


def first_day(month: Month) -> date:
    """The first day of a month. Raises ValueError for what is not a month."""
    if len(month) != 7 or month[4] != "-":
        raise ValueError(f"“{month}” is not a month; write 2026-10")
    return date(int(month[:4]), int(month[5:]), 1)


@lru_cache(maxsize=4096)
def last_day(month: Month) -> date:
    """The last day of a month."""
    first = first_day(month)
    return first.replace(day=monthrange(first.year, first.month)[1])


def months(first: Month, last: Month) -> list[Month]:
    """All months from the first to the last, both included; empty when the last comes first."""
    found = []
    while first <= last:
        found.append(first)
        first = shift(first, 1)
    return found
