"""What clients owe, and what is not billed to them yet: each in one statement, by client."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Concat

from billing.models import BilledTime, Invoice
from billing.rules.status import OVERDUE
from billing.standing import in_status, summed
from clients.models import Client
from requests.models import TimeEntry
from vacrm.prepared import Prepared, day, number


def unbilled_entries() -> QuerySet[TimeEntry]:
    """Billable hours that no issued invoice holds, here or, by the opening balance, elsewhere."""
    # Asked as sets of keys, not as joins: of years of hours only the few that are open meet the other tables.
    entries, claimed = TimeEntry.objects.finished().filter(billable=True), BilledTime.objects.order_by()
    drafted = claimed.filter(invoice__in=Invoice.objects.drafts().order_by().values("pk"))
    found = entries.filter(~Q(pk__in=claimed.values("time_entry")) | Q(pk__in=drafted.values("time_entry")))
    found = found.exclude(agreement__billed_elsewhere=True).annotate(
        written=Cast("on", CharField()), through=Concat(F("agreement__hours_billed_through"), Value("-99"))
    )
    here = Q(agreement__isnull=True) | Q(agreement__hours_billed_through="") | Q(written__gt=F("through"))
    return found.filter(here).order_by()


def unbilled(on: date, **whose: object) -> dict[int, int]:
    """Minutes not billed yet, by client; `whose`: of which entries (`client=…`)."""
    return dict(_minutes(on, **whose).values_list("client", "total"))


def _minutes(on: Any, **whose: object) -> QuerySet[Any]:
    found = unbilled_entries().filter(**whose, on__lte=on).values("client")
    return found.annotate(total=Sum("minutes")).filter(total__gt=0)


def overdue(on: date, **whose: object) -> dict[int, list[tuple[Decimal, str]]]:
    """What is late on a day, by client, an amount for each currency; `whose`: of which invoices (`client=…`)."""
    return _owed(_late(on, **whose))


def _late(on: Any, **whose: object) -> QuerySet[Any, Any]:
    late = in_status(summed(Invoice.objects.filter(**whose)), OVERDUE, on).order_by()
    return late.values_list("client", "currency", "gross", "paid")


def _owed(rows: Iterable[tuple[int, str, Decimal, Decimal]]) -> dict[int, list[tuple[Decimal, str]]]:
    sums: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for client, currency, gross, paid in rows:
        sums[client][currency] += gross - paid
    return {client: [(amount, currency) for currency, amount in sorted(owed.items())] for client, owed in sums.items()}


_minutes_of = Prepared(lambda: _minutes(day("on"), client=number("client")).values_list("client", "total"))
_late_of = Prepared(lambda: _late(day("on"), client=number("client")))


def unbilled_of(client: Client, on: date) -> int:
    """The minutes of one client that are not billed yet."""
    found: dict[int, int] = dict(_minutes_of(client=client.pk, on=on))
    return found.get(client.pk, 0)


def overdue_of(client: Client, on: date) -> list[tuple[Decimal, str]]:
    """What one client owes too long, an amount for each currency."""
    return _owed(_late_of(client=client.pk, on=on)).get(client.pk, [])
