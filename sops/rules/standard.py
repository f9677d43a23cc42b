"""The standard date: the earliest minute at which a request would cost nothing extra."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sops.rules.policy import Hours
from sops.rules.worktime import DAY, Calendar, calendar, minute_down, minute_up, moment_of

HORIZON_DAYS = 5 * 366


def standard_date(
    hours: Hours, notice_hours: int, received_at: datetime, effort_minutes: int | None
) -> datetime | None:
    """The standard date of a request, in the policy's time zone; None when five years have no room.

    It is the earliest minute that is at least the notice after reception, lies inside opening hours or on
    a closing time, and has the effort in opening minutes before it. An unknown effort is one minute.
    """
    plan = calendar(hours)
    received = minute_up(received_at)
    after = max(minute_up(received_at.astimezone(UTC) + timedelta(hours=notice_hours)), minute_down(received_at) + 1)
    found = _earliest(plan, received, after, 1 if effort_minutes is None else effort_minutes)
    return None if found is None else moment_of(found).astimezone(plan.zone)


def _earliest(plan: Calendar, received: int, after: int, effort: int) -> int | None:
    left = effort
    for day in plan.days(received, after + HORIZON_DAYS * DAY):
        for opening, closing in day.openings:
            if closing < received:
                continue
            start = max(opening, received)
            if left <= closing - start and after <= closing:
                return max(start + left, after)
            left = max(0, left - (closing - start))
    return None
