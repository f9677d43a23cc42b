"""What clients owe, and what is not billed to them yet: each in one statement, by client."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from django.db.models import CharField, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Concat

from billing.models import BilledTime, Invoice
from billing.rules.status import OVERDUE
from billing.standing import in_status, with_paid
from requests.models import TimeEntry


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
    rows = unbilled_entries().filter(**whose).values("client").annotate(total=Sum("minutes", filter=Q(on__lte=on)))
    return {client: total for client, total in rows.values_list("client", "total") if total}


def overdue(on: date, **whose: object) -> dict[int, list[tuple[Decimal, str]]]:
    """What is late on a day, by client, an amount for each currency; `whose`: of which invoices (`client=…`)."""
    sums: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    late = in_status(with_paid(Invoice.objects.filter(**whose)), OVERDUE, on).order_by()
    for client, currency, gross, paid in late.values_list("client", "currency", "gross", "paid"):
        sums[client][currency] += gross - paid
    return {client: [(amount, currency) for currency, amount in sorted(owed.items())] for client, owed in sums.items()}
