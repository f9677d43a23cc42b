"""What clients owe, and what is not billed to them yet: each in one statement, by client."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from django.db.models import CharField, F, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Concat

from billing.models import Invoice
from billing.rules.status import OVERDUE
from billing.standing import balance, in_status, with_paid
from requests.models import TimeEntry


def unbilled_entries() -> QuerySet[TimeEntry]:
    """Billable hours that no issued invoice holds, here or, by the opening balance, elsewhere."""
    drafted = Q(billed__invoice__isnull=False, billed__invoice__number__isnull=True)
    found = TimeEntry.objects.finished().filter(Q(billed__isnull=True) | drafted, billable=True)
    found = found.exclude(agreement__billed_elsewhere=True).annotate(
        written=Cast("on", CharField()), through=Concat(F("agreement__hours_billed_through"), Value("-99"))
    )
    here = Q(agreement__isnull=True) | Q(agreement__hours_billed_through="") | Q(written__gt=F("through"))
    return found.filter(here).order_by()


def unbilled(on: date) -> dict[int, int]:
    """Minutes not billed yet, by client."""
    rows = unbilled_entries().filter(on__lte=on).values("client").annotate(total=Sum("minutes"))
    return dict(rows.values_list("client", "total"))


def overdue(on: date) -> dict[int, list[tuple[Decimal, str]]]:
    """What is late on a day, by client, an amount for each currency."""
    sums: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for invoice in in_status(with_paid(Invoice.objects.all()), OVERDUE, on):
        sums[invoice.client_id][invoice.currency] += balance(invoice)
    return {client: [(amount, currency) for currency, amount in sorted(owed.items())] for client, owed in sums.items()}
