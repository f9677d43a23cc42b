"""Read what a person types: a moment in plain words, and a line of time worked. English and French, pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

END_OF_DAY = time(18)  # “friday” alone means by the end of it

_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon lundi lun",
            "tuesday tue mardi mar",
            "wednesday wed mercredi mer",
            "thursday thu jeudi jeu",
            "friday fri vendredi ven",
            "saturday sat samedi sam",
            "sunday sun dimanche dim",
        )
    )
    for name in names.split()
}
_DAYS = {"today": 0, "tonight": 0, "aujourd'hui": 0, "tomorrow": 1, "demain": 1, "yesterday": -1, "hier": -1}
_HOURS = {"noon": time(12), "midi": time(12), "tonight": time(20), "soir": time(20)}
_FILLERS = {"at", "by", "on", "before", "next", "the", "a", "avant", "pour", "le", "la", "ce", "prochain", "until", "à"}
_CLOCK = re.compile(r"(?:(\d{1,2})(?::|h)(\d{2})?|(\d{1,2})(?::(\d{2}))?(am|pm))")
_NUMERIC_DAY = re.compile(r"(?:(\d{4})-(\d{2})-(\d{2})|(\d{1,2})/(\d{1,2})(?:/(\d{4}))?)")
_AHEAD = re.compile(r"(?:in|dans) (\d{1,3}) ?(h|hours?|heures?|d|days?|j|jours?)")


def fold(text: str) -> str:
    """Small letters without accents: what people type in a hurry."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def read_moment(text: str, now: datetime) -> datetime | None:
    """The moment that words name, seen from `now` (local): “tomorrow 10am”, “vendredi”, “dans 2 h”; None: unclear.

    A day without an hour means its end, 18:00; a weekday is the next one, today excluded; an hour without a
    day is the next time the clock shows it.
    """
    words = _CLOCK_GAPS.sub(r"\1\2\3", fold(text).strip())
    if ahead := _AHEAD.fullmatch(words):
        return _later(now, int(ahead[1]), ahead[2])
    day: date | None = None
    hour: time | None = None
    for word in words.split():
        if word in _FILLERS:
            continue
        found_day, found_hour = _day(word, now.date()), _hour(word)
        if (found_day and day) or (found_hour and hour) or not (found_day or found_hour):
            return None
        day, hour = found_day or day, found_hour or hour
    return _joined(day, hour, now)


# “10 h 30” and “10 am” are one word.
_CLOCK_GAPS = re.compile(r"(\d{1,2}) ?(h|am|pm)\b ?(\d{2}\b)?")


def _later(now: datetime, count: int, unit: str) -> datetime:
    whole = now.replace(second=0, microsecond=0)
    return whole + (timedelta(hours=count) if unit.startswith("h") else timedelta(days=count))


def _joined(day: date | None, hour: time | None, now: datetime) -> datetime | None:
    if day is None and hour is None:
        return None
    if day is None and hour is not None:
        day = now.date() if hour > now.time().replace(tzinfo=None) else now.date() + timedelta(days=1)
    return datetime.combine(day or now.date(), hour or END_OF_DAY, now.tzinfo)


def _day(word: str, today: date) -> date | None:
    if word in _DAYS:
        return today + timedelta(days=_DAYS[word])
    if word in _WEEKDAYS:
        return today + timedelta(days=(_WEEKDAYS[word] - today.weekday() - 1) % 7 + 1)
    found = _NUMERIC_DAY.fullmatch(word)
    if not found:
        return None
    year, month, on = (found[1], found[2], found[3]) if found[1] else (found[6] or today.year, found[5], found[4])
    try:
        day = date(int(year), int(month), int(on))
        missed = not (found[1] or found[6]) and day < today
        return day.replace(year=day.year + 1) if missed else day
    except ValueError:
        return None


def _hour(word: str) -> time | None:
    if word in _HOURS:
        return _HOURS[word]
    found = _CLOCK.fullmatch(word)
    if not found:
        return None
    hour, minute = int(found[1] or found[3]), int(found[2] or found[4] or 0)
    if found[5]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[5] == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


@dataclass(frozen=True, slots=True)
class Read:
    """What was understood of a line of time: so many minutes, or from one time to another; whose; what for."""

    on: date
    minutes: int | None = None
    start: time | None = None
    end: time | None = None
    client: int | None = None
    request: int | None = None
    note: str = ""

    @property
    def worked(self) -> int | None:
        """The minutes by the wall clock; None when no time was understood."""
        if self.start is None or self.end is None:
            return self.minutes
        return (self.end.hour - self.start.hour) * 60 + self.end.minute - self.start.minute


_SPAN = re.compile(r"(\d{1,2}(?:[:h]\d{0,2})?)(?:-|–|—|a|to)(\d{1,2}(?:[:h]\d{0,2})?)")
_LENGTH = re.compile(
    r"(?:(\d{1,2})h(\d{2})?(?:m|min)?|(\d{1,2}):(\d{2})|(\d{1,2})[.,](\d{1,2})h|(\d{1,3})(?:m|min|mn))"
)
_REQUEST = re.compile(r"#(\d{1,9})")


def read_line(text: str, clients: Iterable[tuple[int, str]], today: date) -> Read:
    """Read “1h30 acme newsletter”, “hier 9:00-10:45 bolt #12 relecture”, “45m acme”.

    `clients` are ids and names; the first word that begins a word of exactly one client's name is the client.
    Whatever is not understood is the note.
    """
    found = Read(today)
    rest: list[str] = []
    owners = [(id_, fold(name).replace("'", " ").split()) for id_, name in clients]
    for word in text.split():
        after = next((read for step in _STEPS if (read := step(fold(word), found, owners, today))), None)
        if after is None:
            rest.append(word)
        found = after or found
    return Read(found.on, found.minutes, found.start, found.end, found.client, found.request, " ".join(rest))


type _Owners = list[tuple[int, list[str]]]


def _with(read: Read, **more: object) -> Read:
    return Read(**{**{name: getattr(read, name) for name in Read.__slots__}, **more})


def _read_span(word: str, read: Read, owners: _Owners, today: date) -> Read | None:
    found = _SPAN.fullmatch(word)
    if not found or read.worked is not None:
        return None
    start, end = (_hour(part if not part.isdigit() else f"{part}h") for part in found.groups())
    return _with(read, start=start, end=end) if start and end and start < end else None


def _read_length(word: str, read: Read, owners: _Owners, today: date) -> Read | None:
    found = _LENGTH.fullmatch(word)
    if not found or read.worked is not None:
        return None
    hours, rest, clock, minutes, whole, part, alone = found.groups()
    if whole:
        length = int(whole) * 60 + int(part) * 60 // 10 ** len(part)
    else:
        length = int(hours or clock or 0) * 60 + int(rest or minutes or alone or 0)
    return _with(read, minutes=length) if 0 < length <= 24 * 60 else None


def _read_day(word: str, read: Read, owners: _Owners, today: date) -> Read | None:
    """A day of the past: time is logged after it was worked."""
    if read.on != today or word in {"mar", "sun", "sat", "mer", "mon"}:  # words of a note as often as days
        return None
    day = _day(word, today)
    if day is None:
        return None
    return _with(read, on=day - timedelta(days=7) if word in _WEEKDAYS else day)


def _read_request(word: str, read: Read, owners: _Owners, today: date) -> Read | None:
    found = _REQUEST.fullmatch(word)
    return _with(read, request=int(found[1])) if found and read.request is None else None


def _read_client(word: str, read: Read, owners: _Owners, today: date) -> Read | None:
    if read.client is not None or len(word) < 2:
        return None
    whole = [id_ for id_, parts in owners if word in parts]
    begun = [id_ for id_, parts in owners if any(part.startswith(word) for part in parts)]
    match = whole if len(whole) == 1 else begun
    return _with(read, client=match[0]) if len(match) == 1 else None


_STEPS: tuple[Callable[[str, Read, _Owners, date], Read | None], ...] = (
    _read_span,
    _read_length,
    _read_request,
    _read_day,
    _read_client,
)
