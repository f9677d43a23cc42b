"""Aiming: what a month and a year should bring in, and how far she is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet, Subquery

from billing.models import Invoice, RevenueGoal
from sops.models import Business
from vacrm.exact import ZERO, Month, first_day, last_day
from vacrm.prepared import Prepared, day, words


@transaction.atomic
def aim(*, monthly: Decimal | None, yearly: Decimal | None) -> RevenueGoal:
    """Set the goals, each before VAT; None for no goal. Raises ValidationError for one that is not above zero."""
    goal = RevenueGoal.objects.select_for_update().first() or RevenueGoal()
    goal.monthly, goal.yearly = monthly, yearly
    goal.full_clean()
    goal.save()
    return goal


def aimed() -> tuple[RevenueGoal, str]:
    """The goals, and the currency they are counted in: that of the business. One statement for both."""
    monthly, yearly, currency = _goals.first() or (None, None, "EUR")
    return RevenueGoal(monthly=monthly, yearly=yearly), currency


def _both() -> QuerySet[Any, Any]:
    rows = RevenueGoal.objects.values("monthly")[:1], RevenueGoal.objects.values("yearly")[:1]
    found = Business.objects.annotate(monthly=Subquery(rows[0]), yearly=Subquery(rows[1]))
    return found.order_by("pk").values_list("monthly", "yearly", "currency")[:1]


_goals = Prepared(_both)


@dataclass(frozen=True, slots=True)
class Progress:
    """A goal, what is reached of it, and in how many months the rest may still come."""

    goal: Decimal
    reached: Decimal
    months_left: int = 1  # the present one too

    @property
    def left(self) -> Decimal:
        """What is missing; nothing once the goal is reached."""
        return max(self.goal - self.reached, ZERO)

    @property
    def a_month(self) -> Decimal:
        """What each month that is left should bring, rounded up to whole units so that it does suffice."""
        return (self.left / self.months_left).to_integral_value(ROUND_CEILING)

    @property
    def width(self) -> int:
        """How much of a bar 1200 wide is reached."""
        return int(min(max(self.reached, ZERO), self.goal) * 1200 / self.goal)


def of_the_year(goal: RevenueGoal, reached: Decimal, on: date) -> Progress | None:
    """How the year of a day stands; None without a goal for it. `reached` is what was invoiced in it."""
    return Progress(goal.yearly, reached, 13 - on.month) if goal.yearly else None


def of_the_month(goal: RevenueGoal, month: Month, currency: str, to_bill: Decimal) -> Progress | None:
    """How a month stands: its own invoices, those of no month issued in it, and what it has still to bill."""
    if goal.monthly is None:
        return None
    nets = _invoiced(month=month, first=first_day(month), last=last_day(month), currency=currency)
    return Progress(goal.monthly, sum(nets, ZERO) + to_bill)


def _of_month() -> QuerySet[Any, Decimal]:
    """What each invoice of a month, or of none but issued in it, comes to before VAT."""
    within = Q(month=words("month")) | Q(month="", issued_on__range=(day("first"), day("last")))
    found = Invoice.objects.standing().filter(within, currency=words("currency"))
    return found.order_by().values_list("net", flat=True)


_invoiced = Prepared(_of_month)
