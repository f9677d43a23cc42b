"""The demonstration shifted in time can be loaded on any day, and its last month closed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeds.packs.reading import read_pack
from seeds.packs.shifting import shifted, until
from seeds.samples import MONTH, PACK, WEEK

PARIS = ZoneInfo("Europe/Paris")
DEMO = read_pack(str(PACK))


def test_in_its_own_week_nothing_moves() -> None:
    assert shifted(DEMO, week=WEEK, month="2026-10", on=WEEK + timedelta(days=3)) == DEMO


def test_what_has_not_happened_yet_is_left_out() -> None:
    at = datetime(2026, 10, 28, 12, tzinfo=PARIS)
    seen = until(DEMO, at, at.date())
    assert 0 < len(seen.requests) < len(DEMO.requests)
    assert all(each.received_at <= at for each in seen.requests)
    assert not [each for each in seen.requests if each.done_at and each.done_at > at]
    assert max(each.ended_at for each in seen.time if each.ended_at) <= at
    assert any(each.done_at is None for each in seen.requests)


@given(on=st.dates(date(2026, 11, 23), date(2034, 12, 31)))
def test_weekdays_and_the_clock_are_kept(on: date) -> None:
    moved = shifted(DEMO, week=WEEK, month=MONTH, on=on)
    for before, after in zip(DEMO.requests, moved.requests, strict=True):
        old, new = (each.received_at.astimezone(PARIS) for each in (before, after))
        assert (old.weekday(), old.time()) == (new.weekday(), new.time())
        assert timedelta(0) <= on - WEEK - (new.date() - old.date()) < timedelta(days=7)


@pytest.mark.parametrize(
    ("on", "month"),
    [
        (date(2026, 11, 22), "2026-09"),
        (date(2027, 1, 1), "2026-11"),
        (date(2027, 3, 31), "2027-01"),
        (date(2028, 2, 29), "2027-12"),
    ],
)
def test_what_was_billed_elsewhere_ends_two_months_ago(on: date, month: str) -> None:
    moved = shifted(DEMO, week=WEEK, month=MONTH, on=on)
    billed = {each.hours_billed_through for each in moved.agreements if each.hours_billed_through}
    assert billed == {month}
    begun = next(each for each in moved.agreements if each.key == "nordlys-pack")
    assert begun.starts_on.day == 1, "what begins with a month still does"


def test_a_moment_keeps_its_wall_clock_over_the_change_of_summer_time() -> None:
    moved = shifted(DEMO, week=WEEK, month=MONTH, on=date(2027, 4, 5))
    before, after = DEMO.requests[0].received_at, moved.requests[0].received_at
    assert before.astimezone(PARIS).time() == after.astimezone(PARIS).time()
    assert isinstance(after, datetime)
