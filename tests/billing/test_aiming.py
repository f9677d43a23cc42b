"""Goals: what a month and a year should bring in, and how far she is, to the cent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from billing.aiming import Progress, aim, aimed, of_the_month, of_the_year
from billing.models import RevenueGoal


@pytest.mark.parametrize(
    ("goal", "reached", "months", "left", "a_month", "width"),
    [
        ("60000.00", "41200.00", 2, "18800.00", "9400", 824),
        ("60000.00", "0.00", 12, "60000.00", "5000", 0),
        ("100.00", "0.00", 3, "100.00", "34", 0),
        ("100.00", "100.00", 1, "0.00", "0", 1200),
        ("100.00", "250.00", 6, "0.00", "0", 1200),
        ("100.00", "-20.00", 1, "120.00", "120", 0),
    ],
    ids=["halfway", "nothing yet", "rounded up so that it suffices", "reached", "more than reached", "below nothing"],
)
def test_progress(goal: str, reached: str, months: int, left: str, a_month: str, width: int) -> None:
    found = Progress(Decimal(goal), Decimal(reached), months)
    assert (str(found.left), str(found.a_month), found.width) == (left, a_month, width)


@pytest.mark.parametrize(("month", "left"), [(1, 12), (11, 2), (12, 1)])
def test_the_present_month_still_counts(month: int, left: int) -> None:
    found = of_the_year(RevenueGoal(yearly=Decimal(1)), Decimal(0), date(2026, month, 30))
    assert found is not None
    assert found.months_left == left


def test_without_a_goal_nothing_is_measured() -> None:
    assert of_the_year(RevenueGoal(), Decimal(5), date(2026, 1, 1)) is None
    assert of_the_month(RevenueGoal(), "2026-01", "EUR", Decimal(5)) is None


@pytest.mark.django_db
def test_goals_are_one_row_however_often_they_are_set() -> None:
    aim(monthly=Decimal("5000.00"), yearly=None)
    aim(monthly=None, yearly=Decimal("60000.50"))
    goal = RevenueGoal.objects.get()
    assert (goal.monthly, goal.yearly) == (None, Decimal("60000.50"))
    with pytest.raises(IntegrityError), transaction.atomic():
        RevenueGoal.objects.create()


@pytest.mark.django_db
@pytest.mark.parametrize("amount", [Decimal("0.00"), Decimal("-1.00")])
def test_a_goal_is_above_zero(amount: Decimal) -> None:
    with pytest.raises(ValidationError):
        aim(monthly=amount, yearly=None)
    assert not RevenueGoal.objects.exists()


@pytest.mark.django_db
def test_before_there_is_a_business_there_is_no_goal() -> None:
    goal, currency = aimed()
    assert (goal.monthly, goal.yearly, currency) == (None, None, "EUR")
