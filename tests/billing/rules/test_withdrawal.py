"""A consumer's right to withdraw: its last day, and from when work is done."""

from __future__ import annotations

from datetime import date

import pytest

from billing.rules.withdrawal import first_day_of_work, last_day


@pytest.mark.parametrize(
    ("signed", "holidays", "last"),
    [
        pytest.param("2026-11-03", [], "2026-11-17", id="the fourteenth day after"),
        pytest.param("2026-11-07", [], "2026-11-23", id="a Saturday is put off to Monday"),
        pytest.param("2026-10-28", ["2026-11-11"], "2026-11-12", id="a public holiday to the day after"),
        pytest.param("2026-12-11", ["2026-12-25"], "2026-12-28", id="a holiday before a weekend over it"),
    ],
)
def test_the_last_day_to_withdraw(signed: str, holidays: list[str], last: str) -> None:
    assert str(last_day(date.fromisoformat(signed), lambda day: day.isoformat() in holidays)) == last


@pytest.mark.parametrize(
    ("starts", "early", "begins"),
    [
        pytest.param("2026-11-03", False, "2026-11-18", id="not asked for: after the last day"),
        pytest.param("2026-11-03", True, "2026-11-03", id="asked for: as agreed"),
        pytest.param("2026-12-01", False, "2026-12-01", id="later anyway: as agreed"),
    ],
)
def test_when_work_begins(starts: str, early: bool, begins: str) -> None:
    found = first_day_of_work(date.fromisoformat(starts), date(2026, 11, 17), begins_early=early)
    assert str(found) == begins
