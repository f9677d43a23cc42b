"""Rounding of time: by entry, day or request, up or to the nearest, at the lowest percent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.rules.book import Billed, Work
from billing.rules.rounding import bill, rounded
from billing.rules.splitting import Stretch
from sops.rules.policy import Rounding
from tests.billing.rules.books import D, entry

STEPS: list[tuple[int, int, str, int]] = [
    (0, 15, "up", 0), (1, 15, "up", 15), (15, 15, "up", 15), (16, 15, "up", 30), (61, 60, "up", 120),
    (7, 15, "nearest", 0), (8, 15, "nearest", 15), (22, 15, "nearest", 15), (23, 15, "nearest", 30),
    (3, 6, "nearest", 6), (2, 6, "nearest", 0), (30, 60, "nearest", 60), (29, 60, "nearest", 0), (17, 1, "up", 17),
]  # fmt: skip


@pytest.mark.parametrize(("minutes", "step", "mode", "billed"), STEPS)
def test_minutes_become_whole_steps(minutes: int, step: int, mode: Any, billed: int) -> None:
    assert rounded(minutes, Rounding(round_minutes=step, round_mode=mode)) == billed


# Monday twice, Tuesday, and a day of November
WORK = (entry(1, "2026-10-05", 20), entry(2, "2026-10-05", 20), entry(3, "2026-10-06", 50), entry(4, "2026-11-02", 5))
SCOPES: list[tuple[str, str, list[int]]] = [
    ("entry", "up", [30, 30, 60, 15]),
    ("entry", "nearest", [15, 15, 45, 0]),
    ("day", "up", [20, 25, 60, 15]),
    ("day", "nearest", [20, 25, 45, 0]),
    ("request", "up", [20, 20, 50, 15]),  # 90 in October is whole
    ("request", "nearest", [20, 20, 50, 0]),
]


@pytest.mark.parametrize(("scope", "mode", "billed"), SCOPES)
def test_rounding_has_a_scope(scope: Any, mode: Any, billed: list[int]) -> None:
    assert billed_by(WORK, Rounding(round_minutes=15, round_mode=mode, round_scope=scope)) == billed


def billed_by(work: tuple[Work, ...], rounding: Rounding, first: str = "") -> list[int]:
    stretches = {each.id: (Stretch(each.minutes, D(0)),) for each in work}
    found = sorted(bill(work, stretches, rounding, first=first), key=lambda each: each.work.id)
    return [each.minutes for each in found]


LOWEST: list[tuple[str, int, list[tuple[int, str]], list[tuple[int, str]]]] = [
    ("up", 15, [(30, "35"), (10, "50")], [(35, "35"), (10, "50")]),
    ("up", 15, [(10, "50"), (30, "0"), (10, "35")], [(10, "50"), (40, "0"), (10, "35")]),
    ("nearest", 15, [(4, "0"), (32, "50")], [(0, "0"), (30, "50")]),  # takes from the lowest, then upwards
    ("nearest", 60, [(10, "20"), (10, "35"), (9, "50")], [(0, "20"), (0, "35"), (0, "50")]),
    ("up", 15, [(20, "20"), (20, "20")], [(20, "20"), (25, "20")]),  # of equals, the last
]


@pytest.mark.parametrize(("mode", "step", "worked", "billed"), LOWEST)
def test_rounding_falls_on_the_lowest_percent(mode: Any, step: int, worked: list[Any], billed: list[Any]) -> None:
    work = entry(1, "2026-10-05", sum(minutes for minutes, _ in worked))
    stretches = {1: tuple(Stretch(minutes, D(percent)) for minutes, percent in worked)}
    (found,) = bill([work], stretches, Rounding(round_minutes=step, round_mode=mode))
    assert [(each.minutes, str(each.percent)) for each in found.stretches] == billed


MINIMUM: list[tuple[int, str, list[int]]] = [
    (60, "2026-10", [30, 30, 60, 15]),  # October has 120
    (150, "2026-10", [30, 30, 90, 15]),
    (150, "", [30, 30, 60, 15]),  # billed before, or no request
    (60, "2026-11", [30, 30, 60, 60]),
]


@pytest.mark.parametrize(("minimum", "first", "billed"), MINIMUM)
def test_the_minimum_is_topped_up_in_the_first_month(minimum: int, first: str, billed: list[int]) -> None:
    assert billed_by(WORK, Rounding(round_minutes=15, minimum_minutes=minimum), first) == billed


def test_an_entry_after_its_day_was_billed_is_rounded_alone() -> None:
    before = Work(1, 1, None, WORK[0].on, 20, billed=Billed("2026-10", 30, Decimal(30)))
    work = (before, entry(2, "2026-10-05", 5), entry(3, "2026-10-05", 5))
    assert billed_by(work, Rounding(round_minutes=15, round_scope="day")) == [15, 15]
    assert billed_by(work[1:], Rounding(round_minutes=15, round_scope="day")) == [5, 10]


@given(
    st.lists(st.integers(1, 300), min_size=1, max_size=6),
    st.sampled_from(["up", "nearest"]),
    st.sampled_from(["entry", "day", "request"]),
    st.sampled_from([1, 6, 15, 60]),
)
def test_what_is_billed_is_whole_steps_and_never_less_than_nothing(
    counts: list[int], mode: Any, scope: Any, step: int
) -> None:
    work = tuple(entry(i, f"2026-10-{5 + i % 2:02}", minutes) for i, minutes in enumerate(counts))
    found = billed_by(work, Rounding(round_minutes=step, round_mode=mode, round_scope=scope))
    assert all(minutes >= 0 for minutes in found)
    assert sum(found) % step == 0
    groups = {"entry": len(counts), "day": min(2, len(counts)), "request": 1}[scope]
    assert abs(sum(found) - sum(counts)) < step * groups
