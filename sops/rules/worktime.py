"""Working time: which minutes are open, which are closed, and in which band, on every day of the year.

All arithmetic is on whole minutes since 1970 in UTC, so elapsed time is real time also on the days the
clock changes. A minute is open when its wall-clock time in the policy's zone lies in an opening range:
a skipped hour opens nothing, a repeated hour opens twice.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sops.rules.bands import Bands, DayKind, band_of_day
from sops.rules.daysoff import is_public_holiday
from sops.rules.policy import Hours

type Span = tuple[int, int]  # minutes since 1970, UTC; the end is outside

DAY = 24 * 60
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_MARGIN = 16 * 60  # no zone is further from UTC


class Piece(NamedTuple):
    """A stretch of time that is wholly open, or wholly closed in one band of one civil day."""

    start: datetime  # UTC
    end: datetime
    open: bool
    band: str | None  # None when open, and for closed time that costs nothing

    @property
    def minutes(self) -> int:
        """Real minutes, whole."""
        return int((self.end - self.start) // timedelta(minutes=1))


class _Day(NamedTuple):
    start: int  # first minute of the civil day
    end: int
    openings: tuple[Span, ...]
    kind: DayKind


def minute_up(moment: datetime) -> int:
    """The first whole minute at or after a moment, since 1970."""
    return -((_EPOCH - moment) // timedelta(minutes=1))


def minute_down(moment: datetime) -> int:
    """The last whole minute at or before a moment, since 1970."""
    return (moment - _EPOCH) // timedelta(minutes=1)


def moment_of(minute: int) -> datetime:
    """The moment of a minute since 1970, in UTC."""
    return _EPOCH + timedelta(minutes=minute)


class Calendar:
    """The opening hours of one policy laid on real days. Days are worked out once and kept."""

    def __init__(self, hours: Hours) -> None:
        self.hours = hours
        self.zone = ZoneInfo(hours.timezone)
        self._days: dict[int, _Day] = {}

    def day(self, ordinal: int) -> _Day:
        """The civil day of an ordinal (`date.toordinal`)."""
        found = self._days.get(ordinal)
        if found is None:
            found = self._days[ordinal] = self._lay(date.fromordinal(ordinal))
        return found

    def days(self, start: int, end: int) -> Iterator[_Day]:
        """The civil days that hold the minutes from start to end, without those that a zone skipped."""
        for ordinal in range(self.ordinal(start), self.ordinal(max(start, end - 1)) + 1):
            day = self.day(ordinal)
            if day.start < day.end:
                yield day

    def ordinal(self, minute: int) -> int:
        """The civil day of a minute, as an ordinal."""
        return moment_of(minute).astimezone(self.zone).toordinal()

    def openings(self, start: int, end: int) -> Iterator[Span]:
        """The open spans within [start, end), in order of time."""
        for day in self.days(start, end):
            for opening, closing in day.openings:
                if closing > start and opening < end:
                    yield max(opening, start), min(closing, end)

    def _lay(self, day: date) -> _Day:
        closed = any(closure.first <= day <= closure.last for closure in self.hours.closures)
        kind = DayKind(weekend=day.weekday() >= 5, holiday=is_public_holiday(self.hours.holidays, day), closure=closed)
        midnight = (day.toordinal() - _EPOCH_DAY) * DAY
        segments = tuple(self._segments(midnight - _MARGIN, midnight + DAY + _MARGIN))
        whole = _within(segments, midnight, midnight + DAY)
        ranges = () if kind.holiday or kind.closure else self.hours.opening(day.weekday())
        spans = (span for a, b in ranges for span in _within(segments, midnight + a, midnight + b))
        start, end = (whole[0][0], whole[-1][1]) if whole else (midnight, midnight)
        return _Day(start, end, _joined(sorted(spans)), kind)

    def _segments(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Stretches of constant offset, as (start, end, offset in minutes)."""
        while start < end:
            offset = self._offset(start)
            turn = end
            if self._offset(end) != offset:
                turn = start + bisect_left(range(start, end), True, key=self._turned(offset))
            yield start, turn, offset
            start = turn

    def _turned(self, offset: int) -> Callable[[int], bool]:
        return lambda minute: self._offset(minute) != offset

    def _offset(self, minute: int) -> int:
        shift = moment_of(minute).astimezone(self.zone).utcoffset() or timedelta()
        return shift // timedelta(minutes=1)


def _within(segments: tuple[tuple[int, int, int], ...], low: int, high: int) -> tuple[Span, ...]:
    """The real spans whose wall clock reads from low to high, both in wall-clock minutes since 1970."""
    spans = ((max(a, low - offset), min(b, high - offset)) for a, b, offset in segments)
    return tuple((a, b) for a, b in spans if a < b)


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    """Touching spans as one."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


@lru_cache(maxsize=128)
def calendar(hours: Hours) -> Calendar:
    """The calendar of opening hours; one per policy, kept."""
    return Calendar(hours)


def local_day(hours: Hours, moment: datetime) -> date:
    """The civil day of a moment in the policy's zone. A time entry belongs to the local day of its start."""
    return moment.astimezone(calendar(hours).zone).date()


def opening_intervals(hours: Hours, day: date) -> tuple[tuple[datetime, datetime], ...]:
    """When a civil day is open: pairs of moments in UTC, none on holidays and closures."""
    spans = calendar(hours).day(day.toordinal()).openings
    return tuple((moment_of(start), moment_of(end)) for start, end in spans)


def opening_minutes(hours: Hours, start: datetime, end: datetime) -> int:
    """Open minutes in [start, end): start is rounded up to the whole minute, end down. 0 when end comes first."""
    low, high = minute_up(start), minute_down(end)
    return sum(b - a for a, b in calendar(hours).openings(low, high)) if low < high else 0


def is_open(hours: Hours, moment: datetime) -> bool:
    """Whether a moment lies inside opening hours; a closing time is outside."""
    minute = minute_down(moment)
    return any(True for _ in calendar(hours).openings(minute, minute + 1))


def next_opening(hours: Hours, moment: datetime) -> datetime | None:
    """The start of the next open minute at or after a moment, in the policy's zone; None within two years: never."""
    plan, low = calendar(hours), minute_up(moment)
    start = next((a for a, _ in plan.openings(low, low + 2 * 366 * DAY)), None)
    return None if start is None else moment_of(start).astimezone(plan.zone)


def after_opening_minutes(hours: Hours, moment: datetime, minutes: int) -> datetime | None:
    """The moment by which so many open minutes have passed, in the policy's zone; None within two years: never."""
    plan, low = calendar(hours), minute_up(moment)
    for start, end in plan.openings(low, low + 2 * 366 * DAY):
        if minutes <= end - start:
            return moment_of(start + minutes).astimezone(plan.zone)
        minutes -= end - start
    return None


def spans(hours: Hours, bands: Bands, start: int, end: int) -> Iterator[tuple[int, int, bool, str | None]]:
    """The minutes of [start, end) cut at every opening, closing and midnight: (start, end, open, band)."""
    at = start
    for day in calendar(hours).days(start, end):
        band = band_of_day(day.kind, bands)
        for opening, closing in (*day.openings, (day.end, day.end)):
            if min(opening, end) > at:
                yield at, min(opening, end), False, band
                at = min(opening, end)
            if min(closing, end) > at:
                yield at, min(closing, end), True, None
                at = min(closing, end)


def pieces(hours: Hours, bands: Bands, start: datetime, end: datetime) -> Iterator[Piece]:
    """Cut [start, end) at every opening, closing and midnight, each closed piece with its band."""
    for a, b, is_open_, band in spans(hours, bands, minute_up(start), minute_down(end)):
        yield Piece(moment_of(a), moment_of(b), is_open_, band)


def band_of(hours: Hours, bands: Bands, day: date) -> str | None:
    """The band of the closed minutes of a civil day: the dearest that fits; None costs nothing."""
    return band_of_day(calendar(hours).day(day.toordinal()).kind, bands)
