"""The week: what was worked, what is promised, and what is left of the capacity the SOP sets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Sum

from requests.models import ClientRequest, TimeEntry
from sops.rules.policy import Policy
from sops.rules.promises import capacity_left


@dataclass(frozen=True, slots=True)
class Week:
    """Minutes of one week. `free` is negative when more is promised than it holds; None: no limit is set."""

    monday: date
    worked: int
    promised: int
    free: int | None

    @property
    def is_full(self) -> bool:
        """Is more worked and promised than the week holds?"""
        return self.free is not None and self.free < 0


def week_of(day: date, policy: Policy) -> Week:
    """The week of a day, Monday to Sunday: hours worked, and the open rest of what is promised for it."""
    monday = day - timedelta(days=day.weekday())
    sunday = monday + timedelta(days=6)
    entries = TimeEntry.objects.finished().filter(on__range=(monday, sunday))
    worked = entries.aggregate(total=Sum("minutes"))["total"] or 0
    promised = _promised(monday, ZoneInfo(policy.hours.timezone))
    return Week(monday, worked, promised, capacity_left(policy.hours, worked + promised))


def _promised(monday: date, zone: ZoneInfo) -> int:
    """The efforts of committed requests wanted in the week, less what was worked on them."""
    start = datetime.combine(monday, time(), zone)
    end = datetime.combine(monday + timedelta(days=7), time(), zone)
    rows = (
        ClientRequest.objects.open()
        .filter(commitments__isnull=False, wanted_by__gte=start, wanted_by__lt=end, effort_minutes__isnull=False)
        .distinct()
    )
    efforts = dict(rows.values_list("pk", "effort_minutes"))
    spent = dict(
        TimeEntry.objects.finished()
        .filter(client_request__in=efforts)
        .order_by()
        .values("client_request")
        .annotate(total=Sum("minutes"))
        .values_list("client_request", "total")
    )
    return sum(max((effort or 0) - spent.get(pk, 0), 0) for pk, effort in efforts.items())
