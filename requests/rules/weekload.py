"""How much of the week's capacity falls on each day, by its opening hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sops.rules.policy import Hours
from sops.rules.worktime import opening_intervals

STEP = 5  # minutes


@dataclass(frozen=True, slots=True)
class Load:
    """One day: its open minutes, and its share of the week's capacity; None: no limit is set."""

    day: date
    open: int
    share: int | None


def loads(hours: Hours, monday: date) -> list[Load]:
    """The seven days from a Monday on. Shares follow the open minutes, to five minutes, and never exceed them."""
    days = [monday + timedelta(days=n) for n in range(7)]
    opened = [_open(hours, day) for day in days]
    if hours.capacity_hours is None:
        return [Load(day, open_, None) for day, open_ in zip(days, opened, strict=True)]
    whole, all_open = min(hours.capacity_hours * 60, sum(opened)), max(sum(opened), 1)
    shares = [whole * open_ // all_open // STEP * STEP for open_ in opened]
    return [Load(day, open_, share) for day, open_, share in zip(days, opened, shares, strict=True)]


def _open(hours: Hours, day: date) -> int:
    length = sum((end - start for start, end in opening_intervals(hours, day)), timedelta())
    return length // timedelta(minutes=1)
