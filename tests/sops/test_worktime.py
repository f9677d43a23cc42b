"""Working time: openings, closed days, both changes of the clock, seconds, and the minute-by-minute oracle."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sops.rules import worktime
from sops.rules.policy import WEEKDAYS, Hours
from tests.sops.policies import paris, percents, policy

WORKED = policy().hours


def open_hours(*ranges: str, zone: str = "Europe/Paris", **more: Any) -> Hours:
    return policy(hours={"timezone": zone, "holidays": None, **{day: list(ranges) for day in WEEKDAYS}, **more}).hours


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        pytest.param("2026-10-13 17:30", "2026-10-14 10:00", 90, id="over night"),
        pytest.param("2026-10-13 12:00", "2026-10-13 14:00", 60, id="over lunch"),
        pytest.param("2026-10-10 22:10", "2026-10-11 18:00", 0, id="a weekend"),
        pytest.param("2026-10-09 17:00", "2026-10-12 10:00", 120, id="across a weekend"),
        pytest.param("2026-11-10 17:00", "2026-11-12 10:00", 120, id="across a public holiday"),
        pytest.param("2026-10-13 09:00", "2026-10-13 09:00", 0, id="nothing"),
        pytest.param("2026-10-14 09:00", "2026-10-13 09:00", 0, id="the end first"),
        pytest.param("2026-10-13 08:59:30", "2026-10-13 09:10:59", 10, id="end rounded down"),
        pytest.param("2026-10-13 09:00:01", "2026-10-13 09:10:00", 9, id="start rounded up"),
    ],
)
def test_opening_minutes_are_counted(start: str, end: str, minutes: int) -> None:
    assert worktime.opening_minutes(WORKED, paris(start), paris(end)) == minutes


@pytest.mark.parametrize(
    ("ranges", "day", "minutes"),
    [
        pytest.param(["00:00-24:00"], date(2026, 3, 29), 23 * 60, id="spring: a day of 23 hours"),
        pytest.param(["00:00-24:00"], date(2026, 10, 25), 25 * 60, id="autumn: a day of 25 hours"),
        pytest.param(["02:00-03:00"], date(2026, 3, 29), 0, id="the skipped hour opens nothing"),
        pytest.param(["02:30-05:00"], date(2026, 3, 29), 120, id="opening inside the skipped hour"),
        pytest.param(["01:00-02:30"], date(2026, 3, 29), 60, id="closing inside the skipped hour"),
        pytest.param(["02:00-03:00"], date(2026, 10, 25), 120, id="the repeated hour opens twice"),
        pytest.param(["02:30-05:00"], date(2026, 10, 25), 180, id="opening inside the repeated hour"),
        pytest.param(["01:00-02:15"], date(2026, 10, 25), 90, id="closing inside the repeated hour"),
        pytest.param(["09:00-17:00"], date(2026, 10, 25), 480, id="a range far from the change"),
    ],
)
def test_ranges_follow_the_wall_clock_when_it_changes(ranges: list[str], day: date, minutes: int) -> None:
    intervals = worktime.opening_intervals(open_hours(*ranges), day)
    assert sum((end - start) // timedelta(minutes=1) for start, end in intervals) == minutes


def test_a_range_in_the_repeated_hour_makes_two_intervals() -> None:
    intervals = worktime.opening_intervals(open_hours("01:00-02:15"), date(2026, 10, 25))
    assert [(start.isoformat()[11:16], end.isoformat()[11:16]) for start, end in intervals] == [
        ("23:00", "00:15"),
        ("01:00", "01:15"),
    ]


def test_ranges_that_touch_are_one() -> None:
    assert len(worktime.opening_intervals(open_hours("09:00-12:30", "12:30-18:00"), date(2026, 10, 13))) == 1


def test_a_day_that_the_zone_skipped_holds_nothing() -> None:
    apia = open_hours("00:00-24:00", zone="Pacific/Apia")
    assert worktime.opening_intervals(apia, date(2011, 12, 30)) == ()
    start, end = datetime(2011, 12, 29, 12, tzinfo=UTC), datetime(2011, 12, 31, 12, tzinfo=UTC)
    assert sum(piece.minutes for piece in worktime.pieces(apia, {}, start, end)) == 48 * 60


@pytest.mark.parametrize(
    ("code", "day", "closed"),
    [
        ("FR", "2026-12-25", True),
        ("FR", "2026-12-26", False),
        ("FR-57", "2026-12-26", True),
        ("FR-67", "2026-12-26", True),
        ("FR-68", "2026-12-26", True),
        ("FR-67", "2026-04-03", True),
        ("FR", "2026-04-03", False),
        ("BE", "2026-07-21", True),
        ("DE-BY", "2026-01-06", True),
        ("DE", "2026-01-06", False),
        (None, "2026-12-25", False),
    ],
)
def test_public_holidays_of_country_and_region_are_closed(code: str | None, day: str, closed: bool) -> None:
    hours = open_hours("09:00-17:00", holidays=code)
    assert (worktime.opening_intervals(hours, date.fromisoformat(day)) == ()) is closed


def test_alsace_and_moselle_have_the_same_holidays() -> None:
    moselle, alsace = (sorted(holidays.country_holidays("FR", subdiv=s, years=2026)) for s in ("57", "6AE"))
    assert moselle == alsace


def test_a_closure_is_closed_on_its_first_and_last_day() -> None:
    hours = open_hours("09:00-17:00", closures=[{"from": date(2026, 8, 3), "to": date(2026, 8, 5)}])
    opened = [worktime.opening_intervals(hours, date(2026, 8, day)) != () for day in range(2, 7)]
    assert opened == [True, False, False, False, True]


def test_pieces_are_cut_at_openings_closings_and_midnight() -> None:
    bands = percents(evening=25, weekend=50)
    found = worktime.pieces(WORKED, bands, paris("2026-10-16 12:00"), paris("2026-10-17 01:00"))
    zone = ZoneInfo("Europe/Paris")
    assert [
        (piece.start.astimezone(zone).strftime("%H:%M"), piece.minutes, piece.open, piece.band) for piece in found
    ] == [
        ("12:00", 30, True, None),
        ("12:30", 60, False, "evening"),
        ("13:30", 270, True, None),
        ("18:00", 360, False, "evening"),
        ("00:00", 60, False, "weekend"),
    ]


def test_the_day_of_a_moment_is_that_of_the_policy_zone() -> None:
    assert worktime.local_day(WORKED, datetime(2026, 10, 31, 23, 30, tzinfo=UTC)) == date(2026, 11, 1)


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        ("2026-10-13 08:00", "2026-10-13T09:00:00+02:00"),
        ("2026-10-13 10:00", "2026-10-13T10:00:00+02:00"),
        ("2026-10-23 18:00", "2026-10-26T09:00:00+01:00"),
    ],
)
def test_the_next_opening_is_known(moment: str, opening: str) -> None:
    found = worktime.next_opening(WORKED, paris(moment))
    assert found is not None and found.isoformat() == opening


def test_hours_that_never_open_have_no_next_opening() -> None:
    assert worktime.next_opening(open_hours(), paris("2026-10-13 08:00")) is None


# Two changes of the clock, a leap day, a year's end: random windows of up to three days around them.
MOMENTS = st.builds(
    lambda base, minutes: datetime.fromisoformat(base).replace(tzinfo=UTC) + timedelta(minutes=minutes),
    st.sampled_from(["2026-03-28", "2026-10-24", "2028-02-28", "2026-12-24", "2026-10-03", "2027-04-03"]),
    st.integers(0, 4 * 1440),
)
CLOCK = st.integers(0, 24 * 12).map(lambda fives: fives * 5)


@st.composite
def some_hours(draw: st.DrawFn) -> Hours:
    """Random ranges; zones that change the clock at night, at midnight, by half an hour, or never."""
    days = {}
    for day in WEEKDAYS:
        cuts = sorted(draw(st.lists(CLOCK, max_size=6, unique=True)))
        pairs = zip(cuts[::2], cuts[1::2], strict=False)
        days[day] = ["-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in pair) for pair in pairs]
    zones = ["Europe/Paris", "America/Havana", "Australia/Lord_Howe", "Asia/Kolkata", "Asia/Beirut", "UTC"]
    closures = [{"from": date(2026, 12, 24), "to": date(2026, 12, 26)}] if draw(st.booleans()) else []
    chosen = {"timezone": draw(st.sampled_from(zones)), "holidays": draw(st.sampled_from([None, "FR"]))}
    return policy(hours={**days, **chosen, "closures": closures}).hours


ALL_HOLIDAYS = holidays.country_holidays("FR")


def oracle(hours: Hours, moment: datetime) -> bool:
    """Whether a minute is open, read off the wall clock."""
    local = moment.astimezone(ZoneInfo(hours.timezone))
    if hours.holidays and local.date() in ALL_HOLIDAYS:
        return False
    if any(closure.first <= local.date() <= closure.last for closure in hours.closures):
        return False
    clock = local.hour * 60 + local.minute
    return any(opening <= clock < closing for opening, closing in hours.opening(local.weekday()))


@settings(deadline=None, max_examples=50)
@given(some_hours(), MOMENTS, st.integers(0, 1440))
def test_opening_minutes_are_those_a_clock_on_the_wall_shows(hours: Hours, start: datetime, length: int) -> None:
    minutes = (start + timedelta(minutes=each) for each in range(length))
    expected = sum(oracle(hours, minute) for minute in minutes)
    assert worktime.opening_minutes(hours, start, start + timedelta(minutes=length)) == expected


@settings(deadline=None, max_examples=50)
@given(some_hours(), MOMENTS, st.integers(0, 5000), st.integers(0, 5000))
def test_opening_minutes_add_up(hours: Hours, start: datetime, first: int, second: int) -> None:
    middle, end = start + timedelta(minutes=first), start + timedelta(minutes=first + second)
    parts = worktime.opening_minutes(hours, start, middle) + worktime.opening_minutes(hours, middle, end)
    assert worktime.opening_minutes(hours, start, end) == parts


@settings(deadline=None, max_examples=50)
@given(some_hours(), MOMENTS, st.integers(0, 5000))
def test_pieces_cover_the_time_without_gap_or_overlap(hours: Hours, start: datetime, length: int) -> None:
    end = start + timedelta(minutes=length)
    found = list(worktime.pieces(hours, {"evening": Decimal(25)}, start, end))
    edges = [start, *(piece.end for piece in found)]
    assert [piece.start for piece in found] == edges[:-1] and edges[-1] == end
    assert sum(piece.minutes for piece in found if piece.open) == worktime.opening_minutes(hours, start, end)


def test_an_unknown_country_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValidationError, match=r"“XX” is no country .*, FR, "):
        policy(hours={"holidays": "XX"})


def test_an_unknown_region_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValidationError, match=r"“FR-99” is no region of FR .*FR-57, FR-67, FR-68"):
        policy(hours={"holidays": "FR-99"})
