"""The naive calendar: every minute looked at by itself, by the wall clock of the SOP's time zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import holidays

type Table = Mapping[str, Any]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CHEAPEST_FIRST = (None, "outside", "evening", "weekend", "closure", "holiday")
NAMED_FIRST = ("holiday", "closure", "weekend", "evening")
REGIONS = {"67": "6AE", "68": "6AE"}


@dataclass(frozen=True)
class Band:
    """What a closed minute costs, and by which name; no name: closed, and free."""

    name: str | None
    percent: Fraction


def minute_after(moment: datetime) -> int:
    """The first whole minute at or after a moment, counted from 1970."""
    return -int(-moment.astimezone(UTC).timestamp() // 60)


def minute_before(moment: datetime) -> int:
    """The last whole minute at or before a moment."""
    return int(moment.astimezone(UTC).timestamp() // 60)


class Calendar:
    """The opening hours of one SOP."""

    def __init__(self, sop: Table) -> None:
        hours = sop.get("hours", {})
        self.zone = ZoneInfo(hours.get("timezone", "Europe/Paris"))
        self.bands = {name: Fraction(percent) for name, percent in sop.get("off_hours", {}).get("bands", {}).items()}
        self.ranges = [[_range(text) for text in hours.get(day, [])] for day in WEEKDAYS]
        self.closures = [(closure["from"], closure["to"]) for closure in hours.get("closures", [])]
        country, _, region = hours.get("holidays", "").partition("-")
        region = REGIONS.get(region, region)
        self.holidays = holidays.country_holidays(country, subdiv=region or None) if country else {}
        self._bands: dict[int, Band | None] = {}

    def never_open(self) -> bool:
        """Tell whether no weekday has opening hours."""
        return not any(self.ranges)

    def local(self, minute: int) -> datetime:
        """The wall clock at the beginning of a minute."""
        return datetime.fromtimestamp(minute * 60, self.zone)

    def day(self, moment: datetime) -> date:
        """The civil day of a moment."""
        return moment.astimezone(self.zone).date()

    def is_open(self, minute: int) -> bool:
        """Tell whether a minute lies inside opening hours."""
        return self.band(minute) is None

    def band(self, minute: int) -> Band | None:
        """The band of a closed minute; None inside opening hours."""
        if minute not in self._bands:
            self._bands[minute] = self._look(self.local(minute))
        return self._bands[minute]

    def _look(self, clock: datetime) -> Band | None:
        day, at = clock.date(), clock.hour * 60 + clock.minute
        holiday = day in self.holidays
        closure = any(first <= day <= last for first, last in self.closures)
        if not holiday and not closure and any(start <= at < end for start, end in self.ranges[day.weekday()]):
            return None
        fitting = self._fitting(weekend=day.weekday() >= 5, holiday=holiday, closure=closure)
        if not fitting:
            return Band(None, Fraction(0))
        dearest = max(self.bands[name] for name in fitting)
        name = next(name for name in ("outside", *NAMED_FIRST) if name in fitting and self.bands[name] == dearest)
        return Band(name, dearest)

    def _fitting(self, *, weekend: bool, holiday: bool, closure: bool) -> set[str]:
        if "outside" in self.bands:
            return {"outside"}
        own = {"holiday"} if holiday else set()
        if closure:  # without a band of its own it counts as a holiday, then as an evening
            own |= {next((name for name in ("closure", "holiday", "evening") if name in self.bands), "closure")}
        own &= set(self.bands)
        if weekend:
            return own | ({"weekend"} & set(self.bands))
        return own or ({"evening"} & set(self.bands))


def _range(text: str) -> tuple[int, int]:
    start, end = text.split("-")
    return _clock(start), _clock(end)


def _clock(text: str) -> int:
    hour, minute = text.strip().split(":")
    return int(hour) * 60 + int(minute)


def month_of(day: date) -> str:
    """The month of a day as “2026-10”."""
    return f"{day.year:04}-{day.month:02}"


def first_day(month: str) -> date:
    """The first day of a month."""
    return date(int(month[:4]), int(month[5:]), 1)


def next_month(month: str) -> str:
    """The month after a month."""
    return month_of(first_day(month) + timedelta(days=31))


def last_day(month: str) -> date:
    """The last day of a month."""
    return first_day(next_month(month)) - timedelta(days=1)
