"""Moments as people type them, read in both languages."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from requests.reading import read_moment

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 26, 10, 24, tzinfo=PARIS)  # a Thursday


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("tomorrow 10am", "2026-11-27T10:00"),
        ("Tomorrow at 2:30pm", "2026-11-27T14:30"),
        ("demain 10h", "2026-11-27T10:00"),
        ("demain à 10 h 30", "2026-11-27T10:30"),
        ("avant demain midi", "2026-11-27T12:00"),
        ("vendredi", "2026-11-27T18:00"),
        ("vendredi prochain 9h", "2026-11-27T09:00"),
        ("jeudi", "2026-12-03T18:00"),
        ("friday 14:00", "2026-11-27T14:00"),
        ("today 6pm", "2026-11-26T18:00"),
        ("aujourd’hui 17h", "2026-11-26T17:00"),
        ("ce soir", "2026-11-26T20:00"),
        ("16h", "2026-11-26T16:00"),
        ("9h", "2026-11-27T09:00"),
        ("12am", "2026-11-27T00:00"),
        ("in 2 hours", "2026-11-26T12:24"),
        ("dans 3 jours", "2026-11-29T10:24"),
        ("2026-12-01 10:00", "2026-12-01T10:00"),
        ("01/12 10h", "2026-12-01T10:00"),
        ("02/01", "2027-01-02T18:00"),
    ],
)
def test_words_name_a_moment(words: str, moment: str) -> None:
    assert read_moment(words, NOW) == datetime.fromisoformat(moment).replace(tzinfo=PARIS)


@pytest.mark.parametrize("words", ["", "soonish", "demain vendredi", "25h", "13pm", "31/02", "10h 11h", "acme"])
def test_unclear_words_name_none(words: str) -> None:
    assert read_moment(words, NOW) is None
