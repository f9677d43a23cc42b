"""Calendar files that any calendar program reads: escaped, folded, in UTC."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from vacrm import ical
from vacrm.ical import Entry

AT = datetime(2026, 10, 15, 8, tzinfo=UTC)
TEXT = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\r\x00"), max_size=300)


def entry(**changes: object) -> Entry:
    first = {"uid": "meeting-1@vacrm", "starts": AT, "ends": AT + timedelta(minutes=30), "summary": "Call"}
    return Entry(**{**first, "made_at": AT, **changes})  # type: ignore[arg-type]


def read(file: bytes) -> list[tuple[str, str]]:
    """The lines of a file, unfolded, as name with parameters and value."""
    lines = file.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
    return [(name, value) for name, _colon, value in (line.partition(":") for line in lines)]


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], text, flags=re.DOTALL)


def test_a_meeting_is_written_in_utc_between_its_frames() -> None:
    paris = datetime(2026, 10, 15, 10, tzinfo=ZoneInfo("Europe/Paris"))
    lines = read(ical.write([entry(starts=paris)], name="Meetings"))
    assert lines[0] == ("BEGIN", "VCALENDAR")
    assert lines[-1] == ("END", "VCALENDAR")
    assert {
        "METHOD": "PUBLISH",
        "DTSTART": "20261015T080000Z",
        "DTEND": "20261015T083000Z",
        "STATUS": "CONFIRMED",
    }.items() <= dict(lines).items()


def test_a_day_without_an_hour_is_a_date() -> None:
    assert ("DTSTART;VALUE=DATE", "20261015") in read(ical.write([entry(starts=date(2026, 10, 15), ends=None)]))


def test_a_cancelled_meeting_keeps_its_name_and_says_so() -> None:
    lines = dict(read(ical.write([entry(is_cancelled=True, sequence=2)], method=ical.CANCEL)))
    assert (lines["METHOD"], lines["STATUS"], lines["SEQUENCE"]) == ("CANCEL", "CANCELLED", "2")
    assert lines["UID"] == "meeting-1@vacrm"


def test_who_invites_cannot_write_another_line() -> None:
    file = ical.write([entry(host=('Eva "E"\nATTENDEE:x', "eva@lune.example"))])
    assert "\r\nATTENDEE" not in file.decode().replace("\r\n ", "")
    assert ('ORGANIZER;CN="Eva ’E’ ATTENDEE', 'x":mailto:eva@lune.example') in read(file)


@given(TEXT, TEXT)
def test_whatever_is_typed_comes_back_and_no_line_is_too_long(summary: str, words: str) -> None:
    file = ical.write([entry(summary=summary, words=words, place=words)])
    assert max(len(line) for line in file.split(b"\r\n")) <= 75
    assert all(line.decode() is not None for line in file.split(b"\r\n")), "no letter is cut in two"
    found = dict(read(file))
    kept = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", words)
    assert unescaped(found.get("DESCRIPTION", "")) == kept
    assert [name for name, _value in read(file)].count("BEGIN") == 2
