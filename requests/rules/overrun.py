"""A timer left running: when it has run past its day, and when the work may really have ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sops.rules.policy import Hours
from sops.rules.worktime import opening_intervals

GRACE = timedelta(hours=1)  # an hour past closing is a long day, not a timer forgotten
LONG = timedelta(hours=10)  # also within one day, and where no closing tells its end
MOST = timedelta(hours=16)  # nobody works longer at a stretch; a timer never books more
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class End:
    """When the work may have ended, and what says so: closing, activity, now."""

    at: datetime
    why: str
    minutes: int


def closing(started_at: datetime, hours: Hours) -> datetime | None:
    """The last closing of the civil day it began on; None: closed that day, or begun after it."""
    day = started_at.astimezone(ZoneInfo(hours.timezone)).date()
    last = max((end for _start, end in opening_intervals(hours, day)), default=None)
    return last if last and last > started_at else None


def is_overrun(started_at: datetime, at: datetime, hours: Hours) -> bool:
    """Has a timer run past the end of its day: past closing and some grace, past midnight, or too long?"""
    zone = ZoneInfo(hours.timezone)
    if at.astimezone(zone).date() > started_at.astimezone(zone).date():
        return True
    shut = closing(started_at, hours)
    return elapsed(started_at, at) > LONG or bool(shut and at > shut + GRACE)


def ends(started_at: datetime, at: datetime, hours: Hours, activity: datetime | None) -> list[End]:
    """Ends to choose from, the likeliest first. `activity` is her last act in the program on that day."""
    found = [(closing(started_at, hours), "closing"), (activity, "activity"), (at, "now")]
    known: dict[datetime, str] = {}
    for moment, why in found:
        if moment and refusal(started_at, _whole(moment), at) is None:
            known.setdefault(_whole(moment), why)
    return [End(moment, why, elapsed(started_at, moment) // _MINUTE) for moment, why in known.items()]


def refusal(started_at: datetime, ended_at: datetime, at: datetime) -> str | None:
    """Why an end cannot be: early, ahead, long; None: it can."""
    if ended_at.astimezone(UTC) <= started_at.astimezone(UTC):
        return "early"
    if ended_at.astimezone(UTC) > at.astimezone(UTC):
        return "ahead"
    return "long" if elapsed(started_at, ended_at) > MOST else None


def elapsed(start: datetime, end: datetime) -> timedelta:
    """Real time: two moments of one zone would subtract by the wall clock."""
    return end.astimezone(UTC) - start.astimezone(UTC)


def _whole(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(second=0, microsecond=0)
