"""The week as a grid: a row for each client, a cell for each day, with what was worked, promised and asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Sum

from clients.models import Client
from requests.models import ClientRequest, Commitment, TimeEntry


@dataclass
class Square:
    """One client on one day, in minutes; `running`: the timer runs there."""

    day: date
    worked: int = 0
    promised: int = 0
    waiting: int = 0
    running: bool = False


@dataclass
class Row:
    """One client's week."""

    client: Client
    squares: list[Square]
    month: int = 0

    @property
    def worked(self) -> int:
        """The minutes of the week."""
        return sum(square.worked for square in self.squares)


@dataclass
class Grid:
    """The week's rows by client name, and the sums of its days."""

    days: list[date]
    rows: list[Row] = field(default_factory=list)

    @property
    def sums(self) -> list[tuple[date, int]]:
        """Minutes worked by day."""
        return [(day, sum(row.squares[n].worked for row in self.rows)) for n, day in enumerate(self.days)]

    @property
    def worked(self) -> int:
        """Minutes worked in the week."""
        return sum(row.worked for row in self.rows)


def grid_of(monday: date, zone: ZoneInfo, known: Sequence[Client]) -> Grid:
    """The week that begins on a Monday; clients not known yet (archived since) are looked up."""
    days = [monday + timedelta(days=n) for n in range(7)]
    squares: dict[int, list[Square]] = defaultdict(lambda: [Square(day) for day in days])
    for client, on, minutes, running in _worked(days):
        squares[client][(on - monday).days].worked += minutes or 0
        squares[client][(on - monday).days].running |= bool(running)
    for client, wanted_by, effort, promised in _asked(days, zone):
        square = squares[client][(wanted_by.astimezone(zone).date() - monday).days]
        if promised:
            square.promised += effort
        else:
            square.waiting += effort
    months = _months(squares, days[-1])
    clients = [client for client in known if client.pk in squares]
    if missing := set(squares) - {client.pk for client in clients}:
        clients += Client.objects.filter(pk__in=missing)
    clients.sort(key=lambda client: client.name.casefold())
    return Grid(days, [Row(client, squares[client.pk], months.get(client.pk, 0)) for client in clients])


def _worked(days: list[date]) -> Any:
    entries = TimeEntry.objects.filter(on__range=(days[0], days[-1])).order_by()
    return entries.values_list("client", "on", "minutes", "running")


def _asked(days: list[date], zone: ZoneInfo) -> Any:
    """Open requests wanted in the week, promised or not, with the effort they were estimated at."""
    start = datetime.combine(days[0], time(), zone)
    end = datetime.combine(days[-1] + timedelta(days=1), time(), zone)
    found = ClientRequest.objects.open().filter(wanted_by__gte=start, wanted_by__lt=end, effort_minutes__gt=0)
    promised = Exists(Commitment.objects.filter(client_request=OuterRef("pk")))
    return found.order_by().values_list("client", "wanted_by", "effort_minutes", promised)


def _months(clients: Any, on: date) -> dict[int, int]:
    """Minutes of the month in which the week ends, by client."""
    entries = TimeEntry.objects.finished().filter(client__in=clients, on__year=on.year, on__month=on.month).order_by()
    return dict(entries.values("client").annotate(total=Sum("minutes")).values_list("client", "total"))
