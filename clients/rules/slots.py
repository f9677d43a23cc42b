"""When a call may be booked: opening hours less what is taken, neither too soon nor too far away. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sops.rules.opening import Hours
from sops.rules.worktime import local_day, opening_intervals

STEP = timedelta(minutes=30)  # from one start to the next, counted from the opening

type Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Terms:
    """How calls are offered: their length, the free time around each, the notice and the horizon."""

    minutes: int
    buffer_minutes: int = 0
    notice_hours: int = 0
    horizon_days: int = 30

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)


def slots(hours: Hours, terms: Terms, *, at: datetime, taken: Iterable[Span] = ()) -> list[datetime]:
    """The moments at which a call can begin, in UTC and in order, seen from `at`.

    A call lies inside one opening as a whole, so neither a lunch nor a closing is cut; the free time around it may
    lie outside. Notice and horizon are real hours and days, also where the clock changes.
    """
    earliest, latest = at + timedelta(hours=terms.notice_hours), at + timedelta(days=terms.horizon_days)
    busy = _joined(taken, timedelta(minutes=terms.buffer_minutes))
    ends = [end for _start, end in busy]
    found = []
    for start in _starts(hours, terms.length, earliest, latest):
        after = bisect_right(ends, start)
        if after == len(busy) or busy[after][0] >= start + terms.length:
            found.append(start)
    return found


def _starts(hours: Hours, length: timedelta, earliest: datetime, latest: datetime) -> Iterator[datetime]:
    day, last = local_day(hours, earliest), local_day(hours, latest)
    while day <= last:
        for opening, closing in opening_intervals(hours, day):
            start = opening
            while start + length <= closing:
                if earliest <= start <= latest:
                    yield start
                start += STEP
        day += timedelta(days=1)


def _joined(taken: Iterable[Span], buffer: timedelta) -> list[Span]:
    """What is taken with the free time around it, overlapping stretches as one."""
    joined: list[Span] = []
    for start, end in sorted((start - buffer, end + buffer) for start, end in taken):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined
