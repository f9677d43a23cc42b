"""Read what a person types: a moment in plain words. English and French, pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

END_OF_DAY = time(18)  # “friday” alone means by the end of it

WEEKDAYS = {
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
        found_day, found_hour = day_named(word, now.date()), hour_named(word)
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


def day_named(word: str, today: date) -> date | None:
    """The day that one folded word names: tomorrow, friday (the next one), 2026-12-01, 01/12; None: none."""
    if word in _DAYS:
        return today + timedelta(days=_DAYS[word])
    if word in WEEKDAYS:
        return today + timedelta(days=(WEEKDAYS[word] - today.weekday() - 1) % 7 + 1)
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


def hour_named(word: str) -> time | None:
    """The hour that one folded word names: 9h30, 2:30pm, noon; None: none."""
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
