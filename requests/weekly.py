"""The week as a grid: a row for each client, a cell for each day, with what was worked, promised and asked."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Sum
from django.utils.module_loading import import_string

from clients.models import Agreement, Client
from requests.models import ClientRequest, Commitment, TimeEntry
from vacrm import prepared

FEW = 12  # so many clients are all shown, also those without time; of more, those of the last weeks
RECENT = timedelta(days=28)


@dataclass
class Square:
    """One client on one day, in minutes; `running`: the timer runs there; `lock`: what keeps it as it is."""

    day: date
    worked: int = 0
    promised: int = 0
    waiting: int = 0
    running: bool = False
    entries: list[int] = field(default_factory=list)
    lock: Any = None

    @property
    def is_open(self) -> bool:
        """May it be typed over? Not what is billed, what runs, and what holds several entries."""
        return not self.running and not self.lock and len(self.entries) < 2

    @property
    def look(self) -> str:
        """How it is drawn."""
        if self.running:
            return "live"
        if self.worked:
            return "kept" if self.lock else ""
        return "plan" if self.promised else "waits" if self.waiting else ""

    @property
    def shown(self) -> str:
        """What was worked, else promised, else asked: 1:15; empty: nothing."""
        return clock(self.worked or self.promised or self.waiting)


@dataclass
class Row:
    """One client's week. The agreement is the one in force at its end, if it is the only one."""

    client: Client
    squares: list[Square]
    month: int = 0
    agreement: Agreement | None = None

    @property
    def worked(self) -> int:
        """The minutes of the week."""
        return sum(square.worked for square in self.squares)

    @property
    def worked_shown(self) -> str:
        """The minutes of the week, as 1:15."""
        return clock(self.worked)

    @property
    def month_shown(self) -> str:
        """The minutes of the month, as 11:15."""
        return clock(self.month)


@dataclass
class Grid:
    """The week's rows by client name, and the sums of its days."""

    days: list[date]
    rows: list[Row] = field(default_factory=list)
    locks: dict[int, Any] = field(default_factory=dict)  # what keeps the week's entries as they are, by id

    @property
    def sums(self) -> list[tuple[date, str]]:
        """Worked by day, as 4:15."""
        return [(day, clock(sum(row.squares[n].worked for row in self.rows))) for n, day in enumerate(self.days)]

    @property
    def worked(self) -> int:
        """Minutes worked in the week."""
        return sum(row.worked for row in self.rows)

    @property
    def worked_shown(self) -> str:
        """Worked in the week, as 13:02."""
        return clock(self.worked)

    @property
    def month_shown(self) -> str:
        """Worked in the month by these clients."""
        return clock(sum(row.month for row in self.rows))


def clock(minutes: int) -> str:
    """Minutes as a narrow cell shows them: 1:15; empty for none."""
    return f"{minutes // 60}:{minutes % 60:02}" if minutes else ""


def grid_of(monday: date, zone: ZoneInfo, known: Sequence[Client]) -> Grid:
    """The week that begins on a Monday; clients not known yet (archived since) are looked up."""
    days = [monday + timedelta(days=n) for n in range(7)]
    squares: dict[int, list[Square]] = defaultdict(lambda: [Square(day) for day in days])
    locks = _work(squares, days)
    for client, wanted_by, effort, promised in _asked(days, zone):
        square = squares[client][(wanted_by.astimezone(zone).date() - monday).days]
        if promised:
            square.promised += effort
        else:
            square.waiting += effort
    months, recent = _months(days)
    for client in known:
        if len(known) <= FEW or client.pk in recent:
            squares[client.pk]  # an empty row to type in
    terms = _terms(squares, days[-1])
    clients = [client for client in known if client.pk in squares]
    if missing := set(squares) - {client.pk for client in clients}:
        clients += Client.objects.filter(pk__in=missing)
    clients.sort(key=lambda client: client.name.casefold())
    rows = [Row(each, squares[each.pk], months.get(each.pk, 0), terms.get(each.pk)) for each in clients]
    return Grid(days, rows, locks)


def _of_days() -> QuerySet[Any, Any]:
    found = TimeEntry.objects.filter(on__range=(prepared.day("first"), prepared.day("last"))).order_by()
    return found.values_list("pk", "client", "on", "minutes", "running")


_entries = prepared.Prepared(_of_days)


def _work(squares: dict[int, list[Square]], days: list[date]) -> dict[int, Any]:
    rows = _entries(first=days[0], last=days[-1])
    locks: dict[int, Any] = import_string(settings.TIME_LOCKS)([pk for pk, *_rest in rows])
    for pk, client, on, minutes, running in rows:
        square = squares[client][(on - days[0]).days]
        square.worked += minutes or 0
        square.running |= bool(running)
        square.entries.append(pk)
        square.lock = square.lock or locks.get(pk)
    return locks


def _asked(days: list[date], zone: ZoneInfo) -> Any:
    """Open requests wanted in the week, promised or not, with the effort they were estimated at."""
    start = datetime.combine(days[0], time(), zone)
    end = datetime.combine(days[-1] + timedelta(days=1), time(), zone)
    return _wanted(start=start, end=end)


def _open() -> QuerySet[Any, Any]:
    within = {"wanted_by__gte": prepared.moment("start"), "wanted_by__lt": prepared.moment("end")}
    found = ClientRequest.objects.open().filter(**within, effort_minutes__gt=0)
    promised = Exists(Commitment.objects.filter(client_request=OuterRef("pk")))
    return found.order_by().values_list("client", "wanted_by", "effort_minutes", promised)


_wanted = prepared.Prepared(_open)


def _months(days: list[date]) -> tuple[dict[int, int], set[int]]:
    """Minutes by client of the month that most of the week lies in; and for whom she worked in the last weeks."""
    first, since = days[3].replace(day=1), days[-1] - RECENT
    last = first.replace(day=monthrange(first.year, first.month)[1])
    rows = _totals(since=min(first, since), until=max(last, days[-1]), first=first, last=last)
    return {client: total or 0 for client, total, _latest in rows}, {row[0] for row in rows if row[2] >= since}


def _by_client() -> QuerySet[Any, Any]:
    entries = TimeEntry.objects.filter(on__range=(prepared.day("since"), prepared.day("until"))).order_by()
    month = Sum("minutes", filter=Q(on__range=(prepared.day("first"), prepared.day("last"))))
    return entries.values("client").annotate(total=month, latest=Max("on")).values_list("client", "total", "latest")


_totals = prepared.Prepared(_by_client)


def _terms(clients: Any, on: date) -> dict[int, Agreement]:
    """The one agreement in force of each client; of several, none speaks for the row."""
    found: dict[int, list[Agreement]] = defaultdict(list)
    running = Agreement.objects.running(on).filter(client__in=clients).order_by("pk")
    for agreement in running.only("client", "kind", "rate", "included_minutes"):
        found[agreement.client_id].append(agreement)
    return {client: terms[0] for client, terms in found.items() if len(terms) == 1}
