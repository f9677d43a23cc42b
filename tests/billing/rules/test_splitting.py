"""What each minute costs: from the commitment to the wanted moment, by tier and by band, never beyond the accepted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.rules.splitting import split
from tests.billing.rules.books import D, Promise, Work, ask, entry, promise, span, terms
from tests.sops.policies import policy

DAY = promise("2026-10-06 10:00", "2026-10-06 17:00")  # a Tuesday; fits into opening hours
EVENING = promise("2026-10-06 17:00", "2026-10-06 20:00", tier="20", band="25", missing=60)
WEEKEND = promise("2026-10-09 17:30", "2026-10-11 12:00", tier="20", band="50", missing=90)

type Rows = list[tuple[int, str, str]]
CASES: list[tuple[str, Promise, Work, Rows]] = [
    ("inside", DAY, span(1, "2026-10-06 14:00", "2026-10-06 15:00"), [(60, "35", "urgency")]),
    ("before the commitment", DAY, span(1, "2026-10-06 09:00", "2026-10-06 10:00"), [(60, "0", "")]),
    (
        "across the commitment",
        DAY,
        span(1, "2026-10-06 09:30", "2026-10-06 10:20"),
        [(30, "0", ""), (20, "35", "urgency")],
    ),
    (
        "across the wanted moment",
        DAY,
        span(1, "2026-10-06 16:45", "2026-10-06 17:20"),
        [(15, "35", "urgency"), (20, "0", "")],
    ),
    ("her own lateness", DAY, span(1, "2026-10-07 09:00", "2026-10-07 10:00"), [(60, "0", "")]),
    (
        "her own evening",
        promise("2026-10-06 17:00", "2026-10-06 20:00"),
        span(1, "2026-10-06 18:00", "2026-10-06 19:00"),
        [(60, "35", "urgency")],
    ),
    (
        "the evening that was needed",
        EVENING,
        span(1, "2026-10-06 17:50", "2026-10-06 18:30"),
        [(10, "20", "urgency"), (30, "25", "off_hours")],
    ),
    (
        "beyond the missing work",
        EVENING,
        span(1, "2026-10-06 18:00", "2026-10-06 19:30"),
        [(60, "25", "off_hours"), (30, "20", "urgency")],
    ),
    (
        "lunch is closed",
        promise("2026-10-06 12:00", "2026-10-06 14:00", tier="0", band="25", missing=30),
        span(1, "2026-10-06 12:00", "2026-10-06 13:10"),
        [(30, "0", ""), (30, "25", "off_hours"), (10, "0", "")],
    ),
    (
        "from evening to weekend",
        WEEKEND,
        span(1, "2026-10-09 23:00", "2026-10-10 01:00"),
        [(60, "25", "off_hours"), (30, "50", "off_hours"), (30, "20", "urgency")],
    ),
    ("minutes on a day", EVENING, entry(1, "2026-10-06", 80, ask=1), [(60, "25", "off_hours"), (20, "20", "urgency")]),
    ("minutes on the day after", EVENING, entry(1, "2026-10-07", 80, ask=1), [(80, "0", "")]),
    ("minutes on the first of the days", WEEKEND, entry(1, "2026-10-09", 30, ask=1), [(30, "50", "off_hours")]),
    ("minutes on the last of the days", WEEKEND, entry(1, "2026-10-11", 30, ask=1), [(30, "50", "off_hours")]),
]


def rows(found: Any) -> Rows:
    return [(each.minutes, str(each.percent), each.rule) for each in found]


@pytest.mark.parametrize(("made", "work", "stretches"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_minutes_are_cut_where_their_price_changes(made: Promise, work: Work, stretches: Rows) -> None:
    assert rows(split(terms(), ask(made), [work])[1]) == stretches


def test_no_minute_costs_more_than_was_accepted() -> None:
    cheap = promise("2026-10-06 17:00", "2026-10-06 20:00", tier="20", band="25", percent="22", missing=60)
    assert rows(split(terms(), ask(cheap), [span(1, "2026-10-06 18:00", "2026-10-06 19:10")])[1]) == [
        (60, "22", "off_hours"),
        (10, "20", "urgency"),
    ]


COMBINED: list[tuple[dict[str, Any], str, str]] = [
    ({"combine": "highest"}, "25", "off_hours"),
    ({"combine": "add"}, "45", "urgency+off_hours"),
    ({"combine": "multiply"}, "50", "urgency+off_hours"),
    ({"combine": "add", "cap": 40}, "40", "urgency+off_hours"),
    ({"combine": "highest", "cap": 10}, "10", "off_hours"),
]


@pytest.mark.parametrize(("surcharges", "percent", "rule"), COMBINED)
def test_tier_and_band_meet_as_the_policy_says(surcharges: dict[str, Any], percent: str, rule: str) -> None:
    made = promise("2026-10-06 17:00", "2026-10-06 20:00", tier="20", band="25", percent="100", missing=60)
    own = terms(policy=policy(surcharges=surcharges))
    (found,) = split(own, ask(made), [span(1, "2026-10-06 18:00", "2026-10-06 18:30")])[1]
    assert (found.minutes, D(percent), found.rule) == (30, found.percent, rule)


def test_missing_work_is_used_up_in_order_of_time_over_all_entries() -> None:
    work = [
        span(2, "2026-10-06 18:40", "2026-10-06 19:20"),
        span(1, "2026-10-06 18:00", "2026-10-06 18:30"),
        entry(3, "2026-10-06", 10, ask=1),
    ]
    found = split(terms(), ask(EVENING), work)
    assert rows(found[1]) == [(30, "25", "off_hours")]
    assert rows(found[2]) == [(30, "25", "off_hours"), (10, "20", "urgency")]
    assert rows(found[3]) == [(10, "20", "urgency")]  # after the timed ones of its day


def test_each_commitment_rules_from_its_moment_to_the_next() -> None:
    first = promise("2026-10-06 10:00", "2026-10-06 17:00", tier="20")
    second = promise("2026-10-06 12:00", "2026-10-06 16:00", tier="50")
    (found,) = split(terms(), ask(first, second), [span(1, "2026-10-06 11:00", "2026-10-06 16:30")]).values()
    assert rows(found) == [(60, "20", "urgency"), (240, "50", "urgency"), (30, "0", "")]


def test_the_clock_of_the_night_it_changes_is_real() -> None:
    night = promise("2026-10-24 20:00", "2026-10-25 12:00", tier="0", band="50", missing=600)
    (autumn,) = split(terms(), ask(night), [span(1, "2026-10-25 01:00", "2026-10-25 04:00")])[1]
    assert (autumn.minutes, autumn.percent) == (240, D(50))
    night = promise("2026-03-28 20:00", "2026-03-29 12:00", tier="0", band="50", missing=600)
    (spring,) = split(terms(), ask(night), [span(1, "2026-03-29 01:00", "2026-03-29 04:00")])[1]
    assert (spring.minutes, spring.percent) == (120, D(50))


@given(st.integers(0, 900), st.integers(1, 600), st.integers(0, 200))
def test_the_parts_of_an_entry_are_the_whole(start: int, length: int, missing: int) -> None:
    made = promise("2026-10-06 17:00", "2026-10-06 23:00", tier="20", band="25", missing=missing)
    begun = span(1, "2026-10-06 12:00", "2026-10-06 12:01").started_at
    assert begun is not None
    first, last = begun + timedelta(minutes=start), begun + timedelta(minutes=start + length)
    found = split(terms(), ask(made), [Work(1, 1, 1, first.date(), length, first, last)])[1]
    assert sum(each.minutes for each in found) == length
    assert sum(each.minutes for each in found if each.percent == 25) <= missing
    assert all(each.percent <= 25 for each in found)
