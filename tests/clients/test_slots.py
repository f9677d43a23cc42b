"""Slots lie in opening hours, keep their distance, and are neither too soon nor too far."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.rules.slots import Terms, slots
from sops.rules.policy import Closure, Hours
from sops.rules.worktime import is_open, opening_minutes

PARIS = ZoneInfo("Europe/Paris")
MORNING = ("09:00-12:00",)
WEEK = Hours(monday=MORNING, tuesday=MORNING, wednesday=MORNING, thursday=MORNING, friday=("09:00-10:00",))
MONDAY = datetime(2026, 10, 12, 8, tzinfo=PARIS)


def shown(found: list[datetime]) -> list[str]:
    return [f"{each.astimezone(PARIS):%a %H:%M}" for each in found]


def test_a_day_is_cut_from_its_opening_and_the_last_call_ends_by_its_closing() -> None:
    found = slots(WEEK, Terms(45, horizon_days=1), at=MONDAY)
    assert shown(found)[:5] == ["Mon 09:00", "Mon 09:30", "Mon 10:00", "Mon 10:30", "Mon 11:00"]
    assert "Mon 11:30" not in shown(found), "it would last until 12:15"


def test_a_call_keeps_its_distance_from_what_is_booked() -> None:
    taken = [(MONDAY.replace(hour=10), MONDAY.replace(hour=10, minute=30))]
    found = shown(slots(WEEK, Terms(30, buffer_minutes=15, horizon_days=1), at=MONDAY, taken=taken))
    assert [each for each in found if each.startswith("Mon")] == ["Mon 09:00", "Mon 11:00", "Mon 11:30"]


def test_without_a_buffer_calls_may_touch() -> None:
    taken = [(MONDAY.replace(hour=10), MONDAY.replace(hour=10, minute=30))]
    found = shown(slots(WEEK, Terms(30, horizon_days=1), at=MONDAY, taken=taken))
    assert "Mon 09:30" in found
    assert "Mon 10:00" not in found
    assert "Mon 10:30" in found


def test_the_notice_and_the_horizon_are_real_hours() -> None:
    found = slots(WEEK, Terms(30, notice_hours=26, horizon_days=2), at=MONDAY)
    assert shown(found)[0] == "Tue 10:00", "26 hours after Monday at 8:00"
    assert max(found) <= MONDAY + timedelta(days=2)


def test_nothing_is_offered_on_days_off_and_public_holidays() -> None:
    hours = Hours(holidays="FR", wednesday=MORNING, closures=(Closure(date(2026, 11, 4), date(2026, 11, 4)),))
    found = slots(hours, Terms(30, horizon_days=20), at=datetime(2026, 11, 1, tzinfo=PARIS))
    assert {each.date() for each in found} == {date(2026, 11, 18)}, "away on the 4th, Armistice Day on the 11th"


def test_who_is_never_open_offers_nothing() -> None:
    assert slots(Hours(), Terms(30, horizon_days=180), at=MONDAY) == []


@pytest.mark.parametrize(("day", "minutes"), [(date(2026, 10, 25), 5), (date(2026, 3, 29), 3)])
def test_the_day_the_clock_changes_has_as_many_calls_as_hours(day: date, minutes: int) -> None:
    hours = Hours(sunday=("00:00-04:00",))
    at = datetime(day.year, day.month, day.day, tzinfo=PARIS) - timedelta(hours=1)
    found = slots(hours, Terms(60, horizon_days=1), at=at)
    last = {each.astimezone(PARIS).date() for each in found}
    assert last == {day}
    assert len(found) == 2 * minutes - 1, "one every half hour, the last a whole hour before closing"


SPANS = st.tuples(st.integers(0, 40 * 24 * 60), st.integers(5, 600))


@given(
    st.builds(
        Terms,
        minutes=st.integers(10, 120),
        buffer_minutes=st.integers(0, 60),
        notice_hours=st.integers(0, 100),
        horizon_days=st.integers(1, 40),
    ),
    st.lists(SPANS, max_size=12),
    st.integers(0, 365 * 24 * 60),
)
def test_every_slot_keeps_every_promise(terms: Terms, spans: list[tuple[int, int]], shift: int) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=shift)
    taken = [(at + timedelta(minutes=a), at + timedelta(minutes=a + b)) for a, b in spans]
    found = slots(WEEK, terms, at=at, taken=taken)
    buffer = timedelta(minutes=terms.buffer_minutes)
    assert found == sorted(set(found))
    for start in found:
        end = start + terms.length
        assert at + timedelta(hours=terms.notice_hours) <= start <= at + timedelta(days=terms.horizon_days)
        assert is_open(WEEK, start)
        assert opening_minutes(WEEK, start, end) == terms.minutes, "it is open throughout"
        assert all(end + buffer <= a or start - buffer >= b for a, b in taken)
