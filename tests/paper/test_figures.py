"""Figures as people write them, in both languages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from vacrm.paper.figures import day, days, duration, money, percent, quantity

D = Decimal


@pytest.mark.parametrize(
    ("amount", "currency", "french", "english"),
    [
        ("0.00", "EUR", "0,00~€", "€0.00"),
        ("1234.56", "EUR", "1_234,56~€", "€1,234.56"),
        ("-240.00", "EUR", "−240,00~€", "−€240.00"),
        ("12.375", "EUR", "12,375~€", "€12.375"),
        ("19.250000", "EUR", "19,25~€", "€19.25"),
        ("42", "EUR", "42,00~€", "€42.00"),
        ("1E+3", "EUR", "1_000,00~€", "€1,000.00"),
        ("9876543.21", "GBP", "9_876_543,21~£GB", "£9,876,543.21"),
        ("5.5", "CHF", "5,50~CHF", "CHF~5.50"),
        ("5.5", "USD", "5,50~$US", "US$5.50"),
    ],
)
def test_money(amount: str, currency: str, french: str, english: str) -> None:
    assert money(D(amount), currency, "fr").replace("\u00a0", "~").replace("\u202f", "_") == french
    assert money(D(amount), currency, "en").replace("\u00a0", "~") == english


@pytest.mark.parametrize(
    ("value", "unit", "french", "english"),
    [
        ("1.5000", "hour", "1,50~h", "1.50~h"),
        ("0.0833", "hour", "0,0833~h", "0.0833~h"),
        ("12", "hour", "12,00~h", "12.00~h"),
        ("1.0000", "month", "1", "1"),
        ("2.5", "piece", "2,5", "2.5"),
        ("-1", "piece", "−1", "−1"),
    ],
)
def test_quantities(value: str, unit: str, french: str, english: str) -> None:
    assert quantity(D(value), unit, "fr").replace("\u00a0", "~") == french
    assert quantity(D(value), unit, "en").replace("\u00a0", "~") == english


@pytest.mark.parametrize(
    ("first", "last", "french", "english"),
    [
        (date(2026, 11, 1), date(2026, 11, 30), "1er au 30 novembre 2026", "1 to 30 November 2026"),
        (date(2026, 10, 15), date(2026, 11, 14), "15 octobre au 14 novembre 2026", "15 October to 14 November 2026"),
        (
            date(2026, 12, 1),
            date(2027, 1, 1),
            "1er décembre 2026 au 1er janvier 2027",
            "1 December 2026 to 1 January 2027",
        ),
        (date(2026, 11, 1), date(2026, 11, 1), "1er novembre 2026", "1 November 2026"),
    ],
)
def test_periods(first: date, last: date, french: str, english: str) -> None:
    assert days(first, last, "fr").replace("\u00a0", " ") == french
    assert days(first, last, "en").replace("\u00a0", " ") == english


@pytest.mark.parametrize(
    ("on", "pattern", "french", "english"),
    [
        (date(2026, 11, 1), "d MMM y", "1er nov. 2026", "1 Nov 2026"),
        (date(2026, 11, 11), "d MMM y", "11 nov. 2026", "11 Nov 2026"),
        (date(2026, 8, 21), "d MMMM y", "21 août 2026", "21 August 2026"),
        (date(2026, 11, 1), "EEEE d MMMM", "dimanche 1er novembre", "Sunday 1 November"),
    ],
)
def test_days(on: date, pattern: str, french: str, english: str) -> None:
    assert day(on, "fr", pattern).replace("\u00a0", " ") == french
    assert day(on, "en", pattern).replace("\u00a0", " ") == english


@pytest.mark.parametrize(
    ("minutes", "written"),
    [(0, "0 min"), (45, "45 min"), (60, "1 h"), (65, "1 h 05"), (1510, "25 h 10"), (-90, "−1 h 30")],
)
def test_durations(minutes: int, written: str) -> None:
    assert duration(minutes).replace("\u00a0", " ") == written


def test_percentages() -> None:
    assert percent(D("20.00"), "fr") == "20\u00a0%"
    assert percent(D("5.5"), "en") == "5.5%"
