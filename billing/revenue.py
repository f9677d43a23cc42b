"""What came of the work: twelve months of invoices that stand, as columns."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import CharField, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast

from billing.models import Invoice, RevenueGoal
from billing.reports.years import month_of_day
from billing.wording import month_name
from sops.models import Business
from vacrm import prepared
from vacrm.exact import ZERO, Month, first_day, last_day, month_of, shift
from vacrm.money import MoneyField
from vacrm.templatetags.vacrm_format import day

# The goals among the rows of months; a month has a dash in its name, a currency has none.
MONTHLY, YEARLY, MONTH_SIGN = "a-month", "a-year", "-"


def aimed_and_earned(on: date) -> tuple[RevenueGoal, str, dict[str, Any] | None]:
    """The goals, the currency of the business, and twelve months of invoices that stand, as columns, in it.

    The columns are None before the first invoice. One statement for all.
    """
    span = [shift(month_of(on), back) for back in range(-11, 1)]
    found = dict(_all(first=first_day(span[0]), last=last_day(span[-1])))
    goal = RevenueGoal(monthly=found.pop(MONTHLY, None), yearly=found.pop(YEARLY, None))
    currency = next((name for name in found if MONTH_SIGN not in name), "")
    found.pop(currency, None)
    return goal, currency or "EUR", _columns(on, span, found, currency) if found else None


def _columns(on: date, span: list[Month], nets: dict[Month, Any], currency: str) -> dict[str, Any]:
    highest = max(max(nets.values()), 1)
    columns = [_column(index, month, nets.get(month, ZERO), highest) for index, month in enumerate(span)]
    year = sum((net for month, net in nets.items() if month[:4] == str(on.year)), ZERO)
    return {"columns": columns, "currency": currency, "total": sum(nets.values(), ZERO), "year": year}


def _by_month() -> QuerySet[Any, Any]:
    return (
        Invoice.objects.standing()
        .filter(currency=Subquery(Business.objects.values("currency")[:1]))
        .filter(issued_on__range=(prepared.day("first"), prepared.day("last")))
        .order_by()
        .annotate(of=month_of_day("issued_on"))
        .values("of")
        .annotate(total=Sum("net"))
        .values_list("of", "total")
    )


def _with_goals() -> QuerySet[Any, Any]:
    """The months, the goals by their names, and the currency, as rows of a name and an amount."""
    goals = RevenueGoal.objects.order_by()
    named = [
        goals.annotate(of=Value(name, CharField())).values_list("of", field)
        for name, field in ((MONTHLY, "monthly"), (YEARLY, "yearly"))
    ]
    nothing = Cast(Value(0), MoneyField())
    money = Business.objects.order_by().annotate(nothing=nothing).values_list("currency", "nothing")
    return _by_month().union(*named, money, all=True).order_by()


_all = prepared.Prepared(_with_goals)


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
