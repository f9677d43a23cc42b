"""Calendar files (RFC 5545): meetings and days as any calendar program reads them.

Moments are written in UTC, so no file carries the rules of a time zone; a day without an hour is written as a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

TYPE = "text/calendar"
PUBLISH, CANCEL = "PUBLISH", "CANCEL"  # RFC 5546, 3.2.1 and 3.2.5
LONGEST = 75  # octets of a line, without its end (RFC 5545, 3.1)
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # control signs that no text value may hold


@dataclass(frozen=True, slots=True)
class Entry:
    """One event. `uid` stays the same for good; `sequence` grows with each change that moves or cancels it."""

    uid: str
    starts: datetime | date
    summary: str
    made_at: datetime
    ends: datetime | None = None
    words: str = ""
    place: str = ""
    url: str = ""
    sequence: int = 0
    is_cancelled: bool = False
    host: tuple[str, str] | None = None  # name and e-mail address of who invites


def write(entries: Iterable[Entry], *, name: str = "", method: str = PUBLISH) -> bytes:
    """The bytes of a calendar file: lines end with CRLF and are folded by octets, never inside a letter."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//vacrm//EN", "CALSCALE:GREGORIAN", f"METHOD:{method}"]
    lines += [f"X-WR-CALNAME:{escaped(name)}"] if name else []
    for entry in entries:
        lines += _event(entry)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def escaped(text: str) -> str:
    """A text value (RFC 5545, 3.3.11): commas, semicolons, backslashes and line ends are marked."""
    plain = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    for sign in ("\\", ";", ","):
        plain = plain.replace(sign, f"\\{sign}")
    return plain.replace("\n", "\\n")


def _event(entry: Entry) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(entry.uid)}"
    yield f"DTSTAMP:{_moment(entry.made_at)}"
    yield f"DTSTART{_when(entry.starts)}"
    if entry.ends is not None:
        yield f"DTEND{_when(entry.ends)}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"STATUS:{'CANCELLED' if entry.is_cancelled else 'CONFIRMED'}"
    yield f"SUMMARY:{escaped(entry.summary)}"
    for name, text in (("DESCRIPTION", entry.words), ("LOCATION", entry.place)):
        if text:
            yield f"{name}:{escaped(text)}"
    if entry.url:
        yield f"URL:{_UNSEEN.sub('', entry.url)}"
    if entry.host:
        yield f'ORGANIZER;CN="{_quoted(entry.host[0])}":mailto:{_UNSEEN.sub("", entry.host[1])}'
    yield "END:VEVENT"


def _when(at: datetime | date) -> str:
    return f":{_moment(at)}" if isinstance(at, datetime) else f";VALUE=DATE:{at:%Y%m%d}"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _quoted(name: str) -> str:
    """A parameter between quotes holds no quote and no line end."""
    return _UNSEEN.sub("", name).replace('"', "’").replace("\n", " ").replace("\t", " ")


def _folded(line: str) -> bytes:
    """One line cut to 75 octets; each further piece begins with a blank that does not count as content."""
    pieces: list[bytes] = []
    piece = b""
    for letter in line:
        octets = letter.encode()
        room = LONGEST if not pieces else LONGEST - 1
        if len(piece) + len(octets) > room:
            pieces.append(piece)
            piece = b""
        piece += octets
    return b"\r\n ".join([*pieces, piece]) + b"\r\n"
