"""What came of the work: twelve months of invoices that stand, as columns."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from billing.models import Invoice
from billing.wording import month_name
from sops.models import Business
from vacrm.exact import ZERO, Month, first_day, last_day, month_of, shift
from vacrm.templatetags.vacrm_format import day


def revenue(on: date) -> dict[str, Any] | None:
    """Twelve months of invoices that stand, as columns; None before the first."""
    business = Business.objects.current()
    currency = business.currency if business else "EUR"
    span = [shift(month_of(on), back) for back in range(-11, 1)]
    rows = (
        Invoice.objects.standing()
        .filter(currency=currency, issued_on__range=(first_day(span[0]), last_day(span[-1])))
        .order_by()
        .annotate(of=TruncMonth("issued_on"))
        .values("of")
        .annotate(total=Sum("net"))
        .values_list("of", "total")
    )
    nets = {month_of(of): total for of, total in rows}
    if not nets:
        return None
    highest = max(max(nets.values()), 1)
    columns = [_column(index, month, nets.get(month, ZERO), highest) for index, month in enumerate(span)]
    return {"columns": columns, "currency": currency, "total": sum(nets.values(), ZERO)}


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
