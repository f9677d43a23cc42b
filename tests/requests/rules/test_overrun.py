"""A timer left running: when it is asked about, and which ends are offered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests.rules.overrun import MOST, closing, elapsed, ends, is_overrun, refusal
from sops.rules.policy import Hours

PARIS = ZoneInfo("Europe/Paris")
WORKDAY = ("09:00-12:30", "13:30-18:00")
HOURS = Hours(
    timezone="Europe/Paris",
    holidays="FR",
    **dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), WORKDAY),  # type: ignore[arg-type]
)


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("start", "at", "asked"),
    [
        pytest.param("2026-11-26T14:00", "2026-11-26T17:59", False, id="within the day"),
        pytest.param("2026-11-26T14:00", "2026-11-26T19:00", False, id="an hour past closing is a long day"),
        pytest.param("2026-11-26T14:00", "2026-11-26T19:01", True, id="more is asked about"),
        pytest.param("2026-11-26T10:00", "2026-11-26T13:00", False, id="the lunch break ends no day"),
        pytest.param("2026-11-26T20:00", "2026-11-26T23:30", False, id="begun after closing"),
        pytest.param("2026-11-26T23:00", "2026-11-27T00:30", True, id="past midnight"),
        pytest.param("2026-11-26T16:00", "2026-11-27T14:00", True, id="22 hours"),
        pytest.param("2026-11-28T09:00", "2026-11-28T19:00", False, id="ten hours of a Saturday"),
        pytest.param("2026-11-28T09:00", "2026-11-28T19:01", True, id="more than ten"),
        pytest.param("2026-11-26T00:30", "2026-11-26T12:00", True, id="more than ten since the night"),
        pytest.param("2026-11-11T09:00", "2026-11-11T19:01", True, id="a public holiday"),
        pytest.param("2026-10-24T14:00", "2026-10-25T00:10", True, id="past midnight on the night the clock turns"),
    ],
)
def test_a_timer_past_its_day_is_asked_about(start: str, at: str, asked: bool) -> None:
    assert is_overrun(paris(start), paris(at), HOURS) is asked


def test_the_ends_offered_are_closing_then_her_last_act_then_now() -> None:
    start, at = paris("2026-11-26T14:00"), paris("2026-11-26T21:10:30")
    found = ends(start, at, HOURS, paris("2026-11-26T15:10:20"))
    assert [(end.why, end.minutes) for end in found] == [("closing", 240), ("activity", 70), ("now", 430)]


def test_twenty_two_hours_are_not_offered() -> None:
    found = ends(paris("2026-11-26T16:00"), paris("2026-11-27T14:00"), HOURS, None)
    assert [(end.why, end.minutes) for end in found] == [("closing", 120)]


def test_hours_are_real_on_the_night_the_clock_turns() -> None:
    found = ends(paris("2026-10-25T00:30"), paris("2026-10-25T05:30"), HOURS, None)
    assert [(end.why, end.minutes) for end in found] == [("now", 360)]
    found = ends(paris("2027-03-28T00:30"), paris("2027-03-28T05:30"), HOURS, None)
    assert [(end.why, end.minutes) for end in found] == [("now", 240)]


START, END = datetime(2026, 1, 1), datetime(2027, 12, 31)  # noqa: DTZ001  # hypothesis adds the zone
MOMENTS = st.datetimes(START, END, timezones=st.just(UTC))


@given(start=MOMENTS, lasts=st.integers(0, 72 * 60), acted=st.none() | st.integers(-60, 80 * 60))
def test_no_end_is_offered_that_would_be_refused(start: datetime, lasts: int, acted: int | None) -> None:
    at = start + timedelta(minutes=lasts)
    activity = None if acted is None else start + timedelta(minutes=acted)
    for end in ends(start, at, HOURS, activity):
        assert refusal(start, end.at, at) is None
        assert timedelta(0) < elapsed(start, end.at) <= MOST


@given(start=MOMENTS, lasts=st.integers(1, 72 * 60))
def test_whatever_is_not_asked_about_may_be_booked_as_it_is(start: datetime, lasts: int) -> None:
    at = start + timedelta(minutes=lasts)
    if not is_overrun(start, at, HOURS):
        assert refusal(start, at, at) is None
        assert start.astimezone(PARIS).date() == at.astimezone(PARIS).date()
        shut = closing(start, HOURS)
        assert shut is None or at - shut <= timedelta(hours=1)
