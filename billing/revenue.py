"""What came of the work: twelve months of invoices that stand, as columns."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet, Sum

from billing.aiming import aimed
from billing.models import Invoice
from billing.reports.years import month_of_day
from billing.wording import month_name
from vacrm import prepared
from vacrm.exact import ZERO, Month, first_day, last_day, month_of, shift
from vacrm.templatetags.vacrm_format import day


def revenue(on: date, currency: str = "") -> dict[str, Any] | None:
    """Twelve months of invoices that stand, as columns, in the currency of the business; None before the first."""
    currency = currency or aimed()[1]
    span = [shift(month_of(on), back) for back in range(-11, 1)]
    nets = dict(_nets(currency=currency, first=first_day(span[0]), last=last_day(span[-1])))
    if not nets:
        return None
    highest = max(max(nets.values()), 1)
    columns = [_column(index, month, nets.get(month, ZERO), highest) for index, month in enumerate(span)]
    year = sum((net for month, net in nets.items() if month[:4] == str(on.year)), ZERO)
    return {"columns": columns, "currency": currency, "total": sum(nets.values(), ZERO), "year": year}


def _by_month() -> QuerySet[Any, Any]:
    return (
        Invoice.objects.standing()
        .filter(currency=prepared.words("currency"), issued_on__range=(prepared.day("first"), prepared.day("last")))
        .order_by()
        .annotate(of=month_of_day("issued_on"))
        .values("of")
        .annotate(total=Sum("net"))
        .values_list("of", "total")
    )


_nets = prepared.Prepared(_by_month)


def _column(index: int, month: Month, net: Any, highest: Any) -> dict[str, Any]:
    height = int(max(net, 0) * 72 / highest)
    letter = day(first_day(month), "LLLLL")
    return {
        "x": index * 20,
        "y": 76 - height,
        "height": height,
        "middle": index * 20 + 7,
        "letter": letter,
        "name": month_name(month),
        "net": net,
        "now": index == 11,
    }
