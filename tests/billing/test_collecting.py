"""A payment recorded by mistake is undone while nothing builds on it; after that it is a fact that stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from billing.collecting import record_payment, still_due, take_back
from billing.crediting import credit
from billing.models import EarlierDeposit, Invoice, Payment
from billing.reminding import letter, remind
from tests.billing.months import agreement, close, load, minutes, pack

pytestmark = pytest.mark.django_db
D = Decimal
ON, AT = date(2026, 11, 3), datetime(2026, 11, 3, 9, tzinfo=UTC)
LATER = AT + timedelta(minutes=5)


@pytest.fixture
def invoice() -> Invoice:
    load(pack(time=[minutes("2026-10-06", 60)]))
    close("2026-10", "--issue")
    return Invoice.objects.get()


def paid(invoice: Invoice, amount: str = "20.00") -> Payment:
    return record_payment(str(invoice.number), on=ON, amount=D(amount))


def another(invoice: Invoice) -> None:
    paid(invoice, "5.00")


def credited(invoice: Invoice) -> None:
    credit(invoice, on=ON, at=LATER)


def reminded(invoice: Invoice) -> None:
    words = letter(invoice, [], on=ON)
    remind(invoice, subject=words.subject, body=words.body, after=0, step=None, at=LATER)


@pytest.mark.parametrize("amount", ["20.00", "45.00", "99.00", "-1.00"])
def test_a_payment_just_recorded_is_undone(invoice: Invoice, amount: str) -> None:
    take_back(paid(invoice, amount), since=AT)
    assert still_due(invoice) == D("45.00")
    assert not Payment.objects.exists()


@pytest.mark.parametrize("what", [another, credited, reminded])
def test_a_payment_stays_once_something_builds_on_it(invoice: Invoice, what: Callable[[Invoice], None]) -> None:
    first = paid(invoice)
    what(invoice)
    with pytest.raises(ValidationError, match="below zero"):
        take_back(first, since=AT)
    assert Payment.objects.filter(pk=first.pk).exists()


def test_what_came_before_the_payment_does_not_hold_it(invoice: Invoice) -> None:
    another(invoice)
    reminded(invoice)
    credited(Invoice.objects.get(pk=invoice.pk))
    take_back(paid(invoice, "-5.00"), since=LATER)
    assert [payment.amount for payment in Payment.objects.all()] == [D("5.00")]


def test_a_payment_of_a_deposit_issued_elsewhere_is_undone_the_last_one_first() -> None:
    deposit = {"agreement": "mission", "number": "D-1", "issued_on": date(2026, 9, 2), "net": D("450.00")}
    load(pack(agreement("mission"), deposits=[deposit]))
    number = EarlierDeposit.objects.get().number
    first, second = (record_payment(number, on=ON, amount=D(amount)) for amount in ("10.00", "20.00"))
    with pytest.raises(ValidationError, match="below zero"):
        take_back(first, since=AT)
    take_back(second, since=AT)
    take_back(first, since=AT)
    assert not Payment.objects.exists()
