"""The week: what was worked, what is promised, and what is left of the capacity the SOP sets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet, Subquery, Sum, Value
from django.utils.module_loading import import_string

from clients.models import Agreement
from requests.models import ClientRequest, Commitment, TimeEntry
from sops.rules.policy import Policy
from sops.rules.promises import capacity_left
from vacrm.exact import first_day, last_day, month_of, shift
from vacrm.prepared import Prepared, day, moment


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


@dataclass(frozen=True, slots=True)
class Left:
    """Minutes of a package in one month: what it has, with what is carried over, and what is not worked yet of it.

    Negative: beyond it.
    """

    included: int
    minutes: int


def package_left(agreement: Agreement | None, on: date) -> Left | None:
    """What a package has left in the month of a day; None for other agreements."""
    if agreement is None or agreement.kind != "package" or not agreement.included_minutes:
        return None
    month = month_of(on)
    before = import_string(settings.PACKAGE_BEFORE)(Value(shift(month, -1)))
    worked = package_hours(Value(first_day(month)), Value(last_day(month)))
    read: Any = Agreement.objects.annotate(worked=worked, before=before).get(pk=agreement.pk)
    minutes = import_string(settings.PACKAGE_HOLDS)(read, month)
    return Left(minutes, minutes - (read.worked or 0))


def package_hours(first: Any, last: Any) -> Subquery:
    """Within a question of agreements: the billable minutes of each between two days; none is nothing."""
    # Found by client and day, of which there is an index: by agreement, its years were read to find a month.
    mine = {"agreement": OuterRef("pk"), "client": OuterRef("client"), "billable": True}
    found = TimeEntry.objects.finished().filter(**mine, on__range=(first, last))
    return Subquery(found.order_by().values("agreement").annotate(total=Sum("minutes")).values("total"))


def week_of(on: date, policy: Policy, worked: int | None = None) -> Week:
    """The week of a day, Monday to Sunday: hours worked, and the open rest of what is promised for it.

    `worked` are its minutes where they are known already.
    """
    monday, zone = on - timedelta(days=on.weekday()), ZoneInfo(policy.hours.timezone)
    span = {
        "start": datetime.combine(monday, time(), zone),
        "end": datetime.combine(monday + timedelta(days=7), time(), zone),
    }
    if worked is None:
        rows = _both(first=monday, last=monday + timedelta(days=6), **span)
        worked = sum(minutes or 0 for is_work, minutes, _spent in rows if is_work)
    else:
        rows = _efforts(**span)
    promised = sum(max((effort or 0) - (spent or 0), 0) for is_work, effort, spent in rows if not is_work)
    return Week(monday, worked, promised, capacity_left(policy.hours, worked + promised))


def _committed() -> QuerySet[Any, Any]:
    """Of committed requests that are open and wanted in a span: their effort, and what was worked on them."""
    worked = TimeEntry.objects.finished().filter(client_request=OuterRef("pk")).order_by().values("client_request")
    return (
        ClientRequest.objects.open()
        .filter(wanted_by__gte=moment("start"), wanted_by__lt=moment("end"), effort_minutes__isnull=False)
        .filter(Exists(Commitment.objects.filter(client_request=OuterRef("pk"))))
        .annotate(spent=Subquery(worked.annotate(total=Sum("minutes")).values("total")))
        .annotate(is_work=Value(0))
        .values_list("is_work", "effort_minutes", "spent")
    )


def _worked() -> QuerySet[Any, Any]:
    """Minutes worked in a span of days, as rows that stand beside those of `_committed`."""
    span = TimeEntry.objects.finished().filter(on__range=(day("first"), day("last"))).order_by()
    return span.annotate(is_work=Value(1), spent=Value(0)).values_list("is_work", "minutes", "spent")


_efforts, _both = Prepared(_committed), Prepared(lambda: _worked().union(_committed().order_by(), all=True).order_by())
