"""What people type, read in both languages."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from requests.reading import Read, read_line, read_moment

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 26, 10, 24, tzinfo=PARIS)  # a Thursday
CLIENTS = [(1, "Acme SARL"), (2, "Bolt & Fils"), (3, "Atelier Brisvent"), (4, "Atelier Nord"), (5, "Ostréa Traiteur")]


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


TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("1h30 acme newsletter", Read(TODAY, 90, client=1, note="newsletter")),
        ("45m acme", Read(TODAY, 45, client=1)),
        ("9:00-10:45 bolt #12 relecture", Read(TODAY, None, time(9), time(10, 45), 2, 12, "relecture")),
        ("9h-10h45 bolt", Read(TODAY, None, time(9), time(10, 45), 2)),
        ("hier 2h Acme Compte rendu", Read(date(2026, 11, 25), 120, client=1, note="Compte rendu")),
        ("lundi 1:15 brisvent", Read(date(2026, 11, 23), 75, client=3)),
        ("1,5h ostrea menu", Read(TODAY, 90, client=5, note="menu")),
        ("20min nord appel de 15 minutes", Read(TODAY, 20, client=4, note="appel de 15 minutes")),
    ],
)
def test_a_line_is_read(line: str, read: Read) -> None:
    assert read_line(line, CLIENTS, TODAY) == read


def test_a_word_that_fits_two_clients_names_neither() -> None:
    assert read_line("1h atelier", CLIENTS, TODAY) == Read(TODAY, 60, note="atelier")


def test_an_end_before_its_start_is_no_time() -> None:
    assert read_line("10:45-9:00 bolt", CLIENTS, TODAY).worked is None


def test_minutes_follow_from_times() -> None:
    assert read_line("9:00-10:45 bolt", CLIENTS, TODAY).worked == 105
