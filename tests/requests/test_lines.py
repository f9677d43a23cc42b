"""Lines of time worked, read in both languages as they are said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests.lines import Read, read_line, said
from requests.spans import length_written, read_length, read_span

CLIENTS = [
    *[(1, "Acme SARL"), (2, "Bolt & Fils"), (3, "Atelier Brisvent"), (4, "Atelier Nord"), (5, "Ostréa Traiteur")],
    *[(6, "Pixel & Pin"), (7, "L’Épicerie d’Anna")],
]
TODAY = date(2026, 11, 26)  # a Thursday
TUESDAY, MONDAY, YESTERDAY = date(2026, 11, 24), date(2026, 11, 23), date(2026, 11, 25)


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("1h30 acme newsletter", Read(TODAY, 90, client=1, note="newsletter")),
        ("45m acme", Read(TODAY, 45, client=1)),
        ("9:00-10:45 bolt #12 relecture", Read(TODAY, None, time(9), time(10, 45), 2, 12, "relecture")),
        ("9h-10h45 bolt", Read(TODAY, None, time(9), time(10, 45), 2)),
        ("de 9h à 10h45 bolt", Read(TODAY, None, time(9), time(10, 45), 2)),
        ("9 h à 10 h 45 bolt relecture", Read(TODAY, None, time(9), time(10, 45), 2, note="relecture")),
        ("bolt 9 to 10:45 proofreading", Read(TODAY, None, time(9), time(10, 45), 2, note="proofreading")),
        ("9-11am acme", Read(TODAY, None, time(9), time(11), 1)),
        ("1-3pm acme", Read(TODAY, None, time(13), time(15), 1)),
        ("11-1pm acme", Read(TODAY, None, time(11), time(13), 1)),
        ("11h-midi acme", Read(TODAY, None, time(11), time(12), 1)),
        ("22h-1h30 acme", Read(TODAY, None, time(22), time(1, 30), 1)),
        ("21h-minuit acme", Read(TODAY, None, time(21), time(0), 1)),
        ("depuis 9h acme", Read(TODAY, None, time(9), None, 1)),
        ("acme until 11:30 inbox", Read(TODAY, None, None, time(11, 30), 1, note="inbox")),
        ("hier 2h Acme Compte rendu", Read(YESTERDAY, 120, client=1, note="Compte rendu")),
        ("lundi 1:15 brisvent", Read(MONDAY, 75, client=3)),
        ("lundi dernier 1:15 brisvent", Read(MONDAY, 75, client=3)),
        ("last tuesday 1h acme", Read(TUESDAY, 60, client=1)),
        ("avant-hier 1h acme", Read(TUESDAY, 60, client=1)),
        ("il y a 3 jours 1h acme", Read(MONDAY, 60, client=1)),
        ("2 days ago 1h acme", Read(TUESDAY, 60, client=1)),
        ("le 23/11 1h acme", Read(MONDAY, 60, client=1)),
        ("23 nov 1h acme", Read(MONDAY, 60, client=1)),
        ("28/12 1h acme", Read(date(2025, 12, 28), 60, client=1)),
        ("2026-11-23 1h acme", Read(MONDAY, 60, client=1)),
        ("1,5h ostrea menu", Read(TODAY, 90, client=5, note="menu")),
        ("1 h 30 acme", Read(TODAY, 90, client=1)),
        ("90 min acme", Read(TODAY, 90, client=1)),
        ("2 heures acme", Read(TODAY, 120, client=1)),
        ("1h 30 min acme", Read(TODAY, 90, client=1)),
        ("1h 30 flyers acme", Read(TODAY, 60, client=1, note="30 flyers")),
        ("une demi-heure acme", Read(TODAY, 30, client=1)),
        ("half an hour for acme", Read(TODAY, 30, client=1)),
        ("1h pour acme: newsletter", Read(TODAY, 60, client=1, note="newsletter")),
        ("1h acme pages 2 à 3", Read(TODAY, 60, client=1, note="pages 2 à 3")),
        ("1h pixel & pin maquette", Read(TODAY, 60, client=6, note="maquette")),
        ("1h epicerie menu", Read(TODAY, 60, client=7, note="menu")),
        ("1h atelier nord plan", Read(TODAY, 60, client=4, note="plan")),
        ("1h acme offert #offert", Read(TODAY, 60, client=1, note="offert", billable=False)),
        ("1h acme #urgent", Read(TODAY, 60, client=1, urgent=True)),
        ("20min nord appel de 15 minutes", Read(TODAY, 20, client=4, note="appel de 15 minutes")),
    ],
)
def test_a_line_is_read(line: str, read: Read) -> None:
    assert read_line(line, CLIENTS, TODAY) == read


def test_a_word_that_fits_two_clients_names_neither_and_says_which() -> None:
    read = read_line("1h atelier", CLIENTS, TODAY)
    assert (read.client, read.note, read.unsure, read.between) == (None, "atelier", "atelier", (3, 4))


@pytest.mark.parametrize("odd", ["10:45-9:00", "25h", "9h75", "13:99-14h"])
def test_what_looks_like_a_time_and_is_none_is_named(odd: str) -> None:
    read = read_line(f"{odd} bolt relecture", CLIENTS, TODAY)
    assert (read.worked, read.odd, read.client) == (None, (odd,), 2)


@pytest.mark.parametrize(
    ("line", "minutes"), [("9:00-10:45 bolt", 105), ("22h-1h30 bolt", 210), ("21h-minuit bolt", 180)]
)
def test_minutes_follow_from_times(line: str, minutes: int) -> None:
    assert read_line(line, CLIENTS, TODAY).worked == minutes


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        *[("1h30", 90), ("1:30", 90), ("1,5", 90), ("2", 120), ("45m", 45), ("45 min", 45), ("0", 0), ("1 h 30", 90)],
        *[("", None), ("soon", None), ("-1", None), ("1h75", None), ("25", None), ("9h-10h", None)],
    ],
)
def test_a_cell_is_read(text: str, minutes: int | None) -> None:
    assert read_length(text) == minutes


def test_a_cell_may_say_from_when_to_when() -> None:
    assert read_span("9 h - 10 h 45") == (time(9), time(10, 45))
    assert read_span("1h30") is None


@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_without_a_fall(text: str) -> None:
    read = read_line(text, CLIENTS, TODAY)
    assert read.worked is None or 0 < read.worked <= 24 * 60
    assert read.note == "" or set(read.note.split()) <= set(text.split())


WORDS = ["9h", "10:45", "-", "à", "a", "to", "#12", "1", "30", "h", "min", "hier", "lundi", "23", "nov", "acme"]
WORDS += ["atelier", "&", "until", "since", "pm", ",", "9h-10h", "31/02", "le", "0000-00-00", "il", "y", "jours"]


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_any_heap_of_such_words_is_read_without_a_fall(words: list[str]) -> None:
    read_line(" ".join(words), CLIENTS, TODAY)


@given(st.integers(1, 24 * 60))
def test_a_length_that_is_written_is_read_back(minutes: int) -> None:
    assert read_length(length_written(minutes)) == minutes


TIMES = st.tuples(st.integers(0, 23 * 60 + 58), st.integers(1, 600)).map(
    lambda pair: (pair[0], min(pair[0] + pair[1], 23 * 60 + 59))
)


@given(
    day=st.integers(0, 800),
    span=TIMES,
    minutes=st.none() | st.integers(1, 24 * 60),
    client=st.sampled_from(CLIENTS),
    request=st.none() | st.integers(1, 10**8),
    note=st.sampled_from(["", "newsletter", "Compte rendu de la réunion", "pages 2 à 3"]),
    billable=st.booleans(),
)
def test_a_line_that_is_written_is_read_back(
    day: int,
    span: tuple[int, int],
    minutes: int | None,
    client: tuple[int, str],
    request: int | None,
    note: str,
    billable: bool,
) -> None:
    start, end = (time(*divmod(minute, 60)) for minute in span)
    read = Read(TODAY - timedelta(days=day), client=client[0], request=request, note=note, billable=billable)
    read = replace(read, minutes=minutes) if minutes else replace(read, start=start, end=end)
    assert read_line(said(read, client[1]), CLIENTS, TODAY) == read
