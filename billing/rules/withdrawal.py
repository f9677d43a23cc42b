"""A consumer's right to withdraw from a contract made at a distance (C. conso. art. L221-18 to L221-25). Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

DAYS = 14
DAY = timedelta(days=1)


def last_day(signed_on: date, is_holiday: Callable[[date], bool]) -> date:
    """The last day to withdraw: the fourteenth after the signature.

    One that falls on a Saturday, a Sunday or a public holiday is put off to the next working day (art. L221-19).
    """
    day = signed_on + DAY * DAYS
    while day.weekday() >= 5 or is_holiday(day):
        day += DAY
    return day


def first_day_of_work(starts_on: date, last: date, *, begins_early: bool) -> date:
    """From when work is done: before the last day to withdraw only where the consumer asked for it (art. L221-25)."""
    return starts_on if begins_early or starts_on > last else last + DAY
