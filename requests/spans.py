"""Lengths and hours as people write them: “1h30”, “45 min”, “une demi-heure”, “de 9 h à 10 h 45”, “1-3pm”. Pure."""

from __future__ import annotations

import re
from datetime import time

from requests.reading import fold, hour_named

LONGEST = 24 * 60
OVERNIGHT = 8 * 60  # an end before its start is the next morning's when no longer than this


def length_written(minutes: int) -> str:
    """Minutes as one types them: 1h30, 45m."""
    hours, rest = divmod(minutes, 60)
    return (f"{hours}h{rest:02}" if rest else f"{hours}h") if hours else f"{rest}m"


def read_length(text: str) -> int | None:
    """“1h30”, “1:30”, “1,5 h”, “45 min”, “une demi-heure” as minutes; a bare number counts hours. None: unclear."""
    joined = "".join(fold(text).split())
    found = minutes_of(joined)
    if found is None and re.fullmatch(r"\d{1,2}(?:[.,]\d{1,2})?", joined):
        found = minutes_of(f"{joined}h")
    return found if found is not None and 0 <= found <= LONGEST else None


def read_span(text: str) -> tuple[time, time] | None:
    """“9h-10h45”, “de 9 h à 10 h 45”, “1-3pm” as two times of the clock; None: unclear."""
    return span_of("".join(fold(text).split()))


_T = r"\d{1,2}(?:[:h]\d{0,2})?(?:am|pm)?|midi|noon|minuit|midnight"
_SPAN = re.compile(rf"(de|from|entre|between)?({_T})(-|–|—|->|a|to|till|until|jusqu'a|et|and)({_T})")
_OPEN = re.compile(rf"(depuis|since|from|jusqu'a|until|till)({_T})")
_CLOCKED = re.compile(r"[:h]|am|pm|mid|noon|minuit")
_CLOSING = {"minuit": time(0), "midnight": time(0)}


def span_of(joined: str) -> tuple[time, time] | None:
    """Two times of the clock, from folded words without gaps; the second may be the next morning's."""
    found = _SPAN.fullmatch(joined)
    if not found:
        return None
    first, last = found[2], found[4]
    if last.endswith(("am", "pm")) and re.fullmatch(r"\d{1,2}(?::\d{2})?", first):
        half = last[-2:]
        later = (hour_named(first + half) or time(0)) >= (hour_named(last) or time(0))
        first += "am" if half == "pm" and later else half
    start, end = _hour(first), _hour(last)
    if start is None or end is None or start == end:
        return None
    return (start, end) if start < end or wall_minutes(start, end) <= OVERNIGHT else None


def half_open(joined: str) -> tuple[str, time] | None:
    """“since 9h” as its start, “until 11h” as its end; from folded words without gaps."""
    found = _OPEN.fullmatch(joined)
    hour = _hour(found[2]) if found and _CLOCKED.search(found[2]) else None
    if not found or hour is None:
        return None
    return "start" if found[1] in ("depuis", "since", "from") else "end", hour


def wall_minutes(start: time, end: time) -> int:
    """From one time of the clock to the other, over midnight if need be."""
    return (_minute(end) - _minute(start)) % LONGEST


def is_clocked(joined: str) -> bool:
    """Do folded words speak of the clock? “2 a 3” may be pages."""
    return bool(_CLOCKED.search(joined))


def _hour(word: str) -> time | None:
    return _CLOSING.get(word) or hour_named(word if not word.isdigit() else f"{word}h")


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute


_LENGTH = re.compile(
    r"(?P<h>\d{1,2})(?:h|hrs?|hours?|heures?)(?:(?P<m>\d{1,2})(?:m|mn|min|mins|minutes?)?)?"
    r"|(?P<ch>\d{1,2}):(?P<cm>\d{2})"
    r"|(?P<w>\d{1,2})[.,](?P<p>\d{1,2})(?:h|hrs?|hours?|heures?)"
    r"|(?P<a>\d{1,4})(?:m|mn|min|mins|minutes?)"
)
_IN_WORDS = {
    **dict.fromkeys(("uneheure", "anhour", "onehour"), 60),
    **dict.fromkeys(("demi-heure", "unedemi-heure", "demiheure", "unedemiheure", "halfanhour", "1/2h"), 30),
    **dict.fromkeys(("unquartd'heure", "quartd'heure", "aquarterofanhour", "1/4h"), 15),
    **dict.fromkeys(("troisquartsd'heure", "threequartersofanhour", "3/4h"), 45),
    **dict.fromkeys(("uneheureetdemie", "anhourandahalf", "1h1/2"), 90),
}


def minutes_of(joined: str) -> int | None:
    """A length in minutes, from folded words without gaps; None: it is none."""
    if joined in _IN_WORDS:
        return _IN_WORDS[joined]
    found = _LENGTH.fullmatch(joined)
    if not found:
        return None
    part: dict[str, str | None] = found.groupdict()
    if part["w"] and part["p"]:
        return int(part["w"]) * 60 + int(part["p"]) * 60 // int(10 ** len(part["p"]))
    hours, rest = int(part["h"] or part["ch"] or 0), int(part["m"] or part["cm"] or 0)
    return int(part["a"]) if part["a"] else (hours * 60 + rest if rest < 60 else None)
