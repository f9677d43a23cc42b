"""The order of a day: overlaps, what mends them, and gaps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests.rules.sequence import Overlap, Piece, gaps, mended, overlaps

DAY = datetime(2026, 11, 26, tzinfo=UTC)
OPEN = [
    (DAY + timedelta(hours=9), DAY + timedelta(hours=12, minutes=30)),
    (DAY + timedelta(hours=13.5), DAY + timedelta(hours=18)),
]


def at(clock: str) -> datetime:
    hour, minute = clock.split(":")
    return DAY + timedelta(hours=int(hour), minutes=int(minute))


def piece(id_: int, start: str, end: str, *, kept: bool = False) -> Piece:
    return Piece(id_, at(start), at(end), kept)


def shown(pieces: tuple[Piece, ...]) -> list[str]:
    return [f"{each.id} {each.start:%H:%M}-{each.end:%H:%M}" for each in pieces]


@pytest.mark.parametrize(
    ("first", "second", "minutes", "becomes"),
    [
        pytest.param(("9:00", "10:30"), ("10:00", "11:00"), 30, ["1 09:00-10:00"], id="the earlier ends sooner"),
        pytest.param(
            ("9:00", "12:00"), ("10:00", "11:00"), 60, ["1 09:00-10:00", "1 11:00-12:00"], id="the outer is cut in two"
        ),
        pytest.param(("9:00", "10:00"), ("9:00", "11:00"), 60, ["2 10:00-11:00"], id="the longer begins later"),
        pytest.param(("9:00", "10:00"), ("9:00", "10:00"), 60, [], id="the same time twice is hers to settle"),
    ],
)
def test_an_overlap_is_mended(
    first: tuple[str, str], second: tuple[str, str], minutes: int, becomes: list[str]
) -> None:
    found = list(overlaps([piece(2, *second), piece(1, *first)]))
    assert [overlap.minutes for overlap in found] == [minutes]
    assert shown(mended(found[0])) == becomes
    assert found[0].is_mendable is bool(becomes)


def test_what_an_invoice_holds_does_not_give_way() -> None:
    first, second = piece(1, "9:00", "10:30", kept=True), piece(2, "10:00", "11:00")
    assert shown(mended(Overlap(first, second))) == ["2 10:30-11:00"]
    assert mended(Overlap(first, piece(2, "10:00", "11:00", kept=True))) == ()


def test_gaps_are_open_time_in_which_nothing_was_noted() -> None:
    day = [piece(1, "9:00", "9:50"), piece(2, "10:00", "11:00"), piece(3, "15:00", "16:00"), piece(4, "19:00", "20:00")]
    found = [(f"{gap.start:%H:%M}", f"{gap.end:%H:%M}", gap.minutes) for gap in gaps(day, OPEN)]
    assert found == [("11:00", "12:30", 90), ("13:30", "15:00", 90), ("16:00", "18:00", 120)]
    assert list(gaps([], OPEN)) == []


SPANS = st.lists(st.tuples(st.integers(0, 1400), st.integers(1, 500), st.booleans()), max_size=8)


@given(SPANS)
def test_mending_leaves_no_overlap_and_takes_only_what_was_twice(spans: list[tuple[int, int, bool]]) -> None:
    pieces = [
        Piece(n, DAY + timedelta(minutes=start), DAY + timedelta(minutes=start + length), kept)
        for n, (start, length, kept) in enumerate(spans)
    ]
    for overlap in overlaps(pieces):
        became = mended(overlap)
        if not became:
            continue
        loser = next(each for each in (overlap.first, overlap.second) if each.id == became[0].id)
        winner = overlap.second if loser is overlap.first else overlap.first
        assert not loser.kept
        assert list(overlaps([winner, *became])) == []
        left = sum((each.end - each.start for each in became), timedelta())
        assert left == loser.end - loser.start - timedelta(minutes=overlap.minutes)


@given(SPANS)
def test_gaps_touch_no_work(spans: list[tuple[int, int, bool]]) -> None:
    pieces = [
        Piece(n, DAY + timedelta(minutes=start), DAY + timedelta(minutes=start + length))
        for n, (start, length, _kept) in enumerate(spans)
    ]
    for gap in gaps(pieces, OPEN):
        assert all(each.end <= gap.start or each.start >= gap.end for each in pieces)
