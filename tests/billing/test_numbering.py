"""Numbering: chosen before the first invoice, continued after it."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from billing.models import Series
from billing.numbering import last_number, next_numbers, next_year, number_by
from sops.models import Business

ON = date(2026, 11, 2)


@pytest.fixture
def business(db: None) -> Business:
    return Business.objects.create(name="Nadia")


def test_before_the_first_invoice_all_may_be_chosen(business: Business) -> None:
    assert last_number() == ""
    found = number_by("2026/{seq:03}", 41)
    assert next_numbers(found, ON) == ["2026/041", "2026/042", "2026/043"]
    assert next_year(found, ON) == ""
    found = number_by("F{year}-{seq}", None)
    assert next_numbers(found, ON, 1) == ["F2026-41"]
    assert next_year(found, ON) == "F2027-1"


@pytest.mark.parametrize(("pattern", "number"), [("F{year}", 1), ("{seq}{seq}", 1), ("F {seq}", 1), ("F{seq}", 0)])
def test_what_makes_no_numbers_is_refused(business: Business, pattern: str, number: int) -> None:
    with pytest.raises(ValidationError):
        number_by(pattern, number)
    business.refresh_from_db()
    assert (business.number_pattern, business.next_number) == ("F{year}-{seq:04}", 1)


def test_a_business_that_is_odd_elsewhere_can_still_number(business: Business) -> None:
    Business.objects.update(iban="FR00")
    assert number_by("G{year}-{seq}", 7).next_number == 7


def test_showing_the_next_numbers_takes_none(business: Business) -> None:
    next_numbers(business, ON)
    assert not Series.objects.exists()
