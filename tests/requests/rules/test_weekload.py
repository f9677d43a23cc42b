"""The week's capacity on its days, by opening hours."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests.rules.weekload import loads
from sops.rules.policy import Hours

FULL, SHORT = ("09:00-12:30", "13:30-18:00"), ("09:00-12:30",)
MONDAY = date(2026, 11, 23)


def week(capacity: int | None) -> Hours:
    days = dict.fromkeys(("monday", "tuesday", "thursday", "friday"), FULL)
    return Hours(timezone="Europe/Paris", holidays="FR", wednesday=SHORT, capacity_hours=capacity, **days)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("capacity", "monday", "opened", "shares"),
    [
        pytest.param(20, MONDAY, [480, 480, 210, 480, 480, 0, 0], [270, 270, 115, 270, 270, 0, 0], id="by open hours"),
        pytest.param(60, MONDAY, [480, 480, 210, 480, 480, 0, 0], [480, 480, 210, 480, 480, 0, 0], id="never more"),
        pytest.param(None, MONDAY, [480, 480, 210, 480, 480, 0, 0], [None] * 7, id="without a limit"),
        pytest.param(
            20, date(2026, 11, 9), [480, 480, 0, 480, 480, 0, 0], [300, 300, 0, 300, 300, 0, 0], id="a public holiday"
        ),
    ],
)
def test_a_week_is_shared_among_its_open_days(
    capacity: int | None, monday: date, opened: list[int], shares: list[int | None]
) -> None:
    found = loads(week(capacity), monday)
    assert [load.open for load in found] == opened
    assert [load.share for load in found] == shares


def test_a_week_without_opening_hours_has_no_shares() -> None:
    assert [load.share for load in loads(Hours(capacity_hours=20), MONDAY)] == [0] * 7


@given(st.integers(0, 168), st.integers(0, 1500))
def test_shares_never_exceed_the_week_nor_their_day(capacity: int, weeks: int) -> None:
    found = loads(week(capacity), MONDAY + timedelta(weeks=weeks - 700))
    assert sum(load.share or 0 for load in found) <= capacity * 60
    assert all(0 <= (load.share or 0) <= load.open for load in found)
