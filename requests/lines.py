"""Read a line of time worked, as it is said: “1h30 acme newsletter”, “de 9h à 10h45 bolt #12 relecture”. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from requests.pastdays import past_day
from requests.reading import fold
from requests.spans import LONGEST, half_open, is_clocked, length_written, minutes_of, span_of, wall_minutes

WIDEST = 7  # “de 9 h à 10 h 45”: so many words may say one thing


@dataclass(frozen=True, slots=True)
class Read:
    """What was understood of a line: so many minutes, or from one time to another; whose; what for.

    `start` alone is “since 9h”, `end` alone “until 11h”. `odd` are words that look like a time and are none;
    `between` are the clients that `unsure`, one of the words, may mean.
    """

    on: date
    minutes: int | None = None
    start: time | None = None
    end: time | None = None
    client: int | None = None
    request: int | None = None
    note: str = ""
    billable: bool = True
    urgent: bool = False
    odd: tuple[str, ...] = ()
    unsure: str = ""
    between: tuple[int, ...] = ()

    @property
    def worked(self) -> int | None:
        """The minutes by the wall clock; None when no time was understood."""
        if self.start is None or self.end is None:
            return self.minutes
        return wall_minutes(self.start, self.end)

    @property
    def is_timed(self) -> bool:
        """Does it say how long, or from or until when?"""
        return bool(self.minutes or self.start or self.end)


def read_line(text: str, clients: Iterable[tuple[int, str]], today: date) -> Read:
    """Read a line; `clients` are ids and names. Whatever is not understood is the note."""
    words = text.split()
    line = _Line(
        [fold(word).strip(",;:") for word in words], [(id_, _name_words(name)) for id_, name in clients], today
    )
    found, rest, at = Read(today), [], 0
    while at < len(words):
        after, width = _next(line, at, found)
        if after is None:
            rest.append(words[at])
        found, at = after or found, at + width
    return _with_note(found, rest, line)


def said(read: Read, client: str = "") -> str:
    """A line that reads as this: how it is written down again to be changed."""
    parts = []
    if read.start and read.end:
        parts.append(f"{read.start:%H:%M}-{read.end:%H:%M}")
    elif read.minutes:
        parts.append(length_written(read.minutes))
    parts += [client, f"#{read.request}" if read.request else "", "" if read.billable else "#free", read.note]
    return " ".join(part for part in [f"{read.on:%Y-%m-%d}", *parts] if part)


@dataclass(frozen=True, slots=True)
class _Line:
    words: list[str]
    owners: list[tuple[int, list[str]]]
    today: date


type _Step = Callable[[_Line, int, int, Read], Read | None]


def _next(line: _Line, at: int, read: Read) -> tuple[Read | None, int]:
    """The longest run of words that says something, and what is understood with it."""
    for width in range(min(WIDEST, len(line.words) - at), 0, -1):
        for step in _STEPS:
            if (after := step(line, at, width, read)) is not None:
                return after, width
    return None, 1


def _with_note(read: Read, rest: list[str], line: _Line) -> Read:
    odd = () if read.is_timed else tuple(word for word in rest if _LIKE_TIME.fullmatch(fold(word)))
    unsure = ""
    between: tuple[int, ...] = ()
    if read.client is None:
        for word in rest:
            ids = tuple(id_ for id_, parts in line.owners if any(part.startswith(fold(word)) for part in parts))
            if len(word) > 2 and len(ids) > 1:
                unsure, between = word, ids
                break
    while rest and fold(rest[0]) in _LINKS:
        rest = rest[1:]
    return replace(read, note=" ".join(rest), odd=odd, unsure=unsure, between=between)


_LIKE_TIME = re.compile(r"\d+(?:[:h.,–—-][\d:h.,–—-]*|)(?:m|mn|min|minutes?|h|heures?|hours?)?")
_LINKS = {"for", "pour", "chez", "with", "avec", "@", "-", "–", ":"}

# ── what the words say


def _read_span(line: _Line, at: int, width: int, read: Read) -> Read | None:
    joined = "".join(line.words[at : at + width])
    if read.is_timed or (width > 1 and not is_clocked(joined)):
        return None  # “pages 2 à 3” are no hours
    found = span_of(joined)
    return replace(read, start=found[0], end=found[1]) if found else None


def _read_open_end(line: _Line, at: int, width: int, read: Read) -> Read | None:
    found = None if read.is_timed else half_open("".join(line.words[at : at + width]))
    if found is None:
        return None
    return replace(read, start=found[1]) if found[0] == "start" else replace(read, end=found[1])


def _read_length(line: _Line, at: int, width: int, read: Read) -> Read | None:
    if read.is_timed:
        return None
    words = line.words[at : at + width]
    if width > 1 and minutes_of(words[0]) is not None and words[-1].isdigit():
        return None  # “1h 30 flyers”: an hour; “1h 30 min” is more
    length = minutes_of("".join(words))
    return replace(read, minutes=length) if length and length <= LONGEST else None


def _read_day(line: _Line, at: int, width: int, read: Read) -> Read | None:
    if read.on != line.today or width > 5:
        return None
    day = past_day("".join(line.words[at : at + width]), line.today)
    return replace(read, on=day) if day else None


def _read_tag(line: _Line, at: int, width: int, read: Read) -> Read | None:
    word = line.words[at]
    if width > 1 or not word.startswith("#"):
        return None
    if re.fullmatch(r"#[0-9]{1,9}", word):
        return replace(read, request=int(word[1:])) if read.request is None else None
    if word in ("#urgent", "#urgence"):
        return replace(read, urgent=True)
    unbilled = ("#free", "#unbilled", "#nb", "#gratuit", "#offert", "#nonfacture")
    return replace(read, billable=False) if word in unbilled else None


def _read_client(line: _Line, at: int, width: int, read: Read) -> Read | None:
    if read.client is not None or width > 5:
        return None
    first = at + 1 if line.words[at] in _LINKS and width > 1 else at
    words = " ".join(line.words[first : at + width]).replace("'", " ").split()
    if len("".join(words)) < 2:
        return None
    match = _fits(words, line.owners, whole=True) or _fits(words, line.owners, whole=False)
    return replace(read, client=match) if match is not None else None


def _fits(words: Sequence[str], owners: list[tuple[int, list[str]]], *, whole: bool) -> int | None:
    """The only client in whose name the words follow each other, as whole words or as beginnings of words."""
    found = [id_ for id_, parts in owners if _follows(words, parts, whole=whole)]
    return found[0] if len(found) == 1 else None


def _follows(words: Sequence[str], parts: list[str], *, whole: bool) -> bool:
    for start in range(len(parts) - len(words) + 1):
        pairs = list(zip(words, parts[start : start + len(words)], strict=True))
        if all(part == word if whole else part.startswith(word) for word, part in pairs):
            return True
    return False


def _name_words(name: str) -> list[str]:
    return fold(name).replace("'", " ").split()


_STEPS: tuple[_Step, ...] = (_read_span, _read_open_end, _read_length, _read_tag, _read_day, _read_client)
