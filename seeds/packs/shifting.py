"""Shift a pack in time: the demonstration as if its last week were this one, and its last month the last one.

Moments and days move by whole weeks, so that a Sunday stays one and the order of things is kept. What begins or ends
with a month still does, and the months that were billed elsewhere end two months ago.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from seeds.packs.tables import Pack, RequestTable, TimeTable
from vacrm.exact import Month, first_day, last_day, month_of, shift

MONTHS = {"periods_billed_through", "hours_billed_through", "period"}


def shifted(pack: Pack, *, week: date, month: Month, on: date) -> Pack:
    """A pack whose last week begins on a day and that was seen in a month, as it would be on another day."""
    weeks = timedelta(days=(on - week).days // 7 * 7)
    months = _months(first_day(month), on)
    zone = ZoneInfo(pack.sop.hours.timezone if pack.sop else "UTC")
    written = pack.model_dump(by_alias=True, exclude_none=True)

    def moved(value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: moved(each, key) for key, each in value.items()}
        if isinstance(value, (list, tuple)):
            return [moved(each, name) for each in value]
        if isinstance(value, datetime):  # by the wall clock, also where summer time lies between
            return (value.astimezone(zone).replace(tzinfo=None) + weeks).replace(tzinfo=zone)
        if isinstance(value, date):
            return _day(value, weeks)
        return shift(value, months) if name in MONTHS and isinstance(value, str) else value

    sop = written.pop("sop", None)  # its holidays are of a year, not of a week
    found = {name: moved(value) for name, value in written.items()}
    if sop:
        found["sop"] = {**sop, "effective_on": _day(sop["effective_on"], weeks)}
    return Pack.model_validate(found)


def _day(day: date, weeks: timedelta) -> date:
    month = month_of(day + weeks)
    if day == first_day(month_of(day)):
        return first_day(month)
    return last_day(month) if day == last_day(month_of(day)) else day + weeks


def _months(before: date, after: date) -> int:
    return (after.year - before.year) * 12 + after.month - before.month


def until(pack: Pack, at: datetime, on: date) -> Pack:
    """A pack without what has not happened yet at a moment, on a day."""
    requests = [_so_far(each, at) for each in pack.requests if each.received_at <= at]
    known = {each.key for each in requests}
    time = [each for each in pack.time if _is_past(each, at, on) and (each.request is None or each.request in known)]
    expenses = [each for each in pack.expenses if each.on <= on]
    return pack.model_copy(update={"requests": tuple(requests), "time": tuple(time), "expenses": tuple(expenses)})


def _so_far(request: RequestTable, at: datetime) -> RequestTable:
    later = [name for name in ("committed_at", "done_at") if (moment := getattr(request, name)) and moment > at]
    return request.model_copy(update=dict.fromkeys(later))


def _is_past(entry: TimeTable, at: datetime, on: date) -> bool:
    if entry.ended_at:
        return entry.ended_at <= at
    return entry.on is None or entry.on <= on
