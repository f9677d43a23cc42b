"""Days of time worked, as people say them: “hier”, “lundi dernier”, “3 days ago”, “le 23 novembre”. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

from requests.reading import WEEKDAYS, day_named

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv",
            "february feb fevrier fevr fev",
            "march mars",
            "april apr avril avr",
            "may mai",
            "june jun juin",
            "july jul juillet juil",
            "august aug aout",
            "september sept sep septembre",
            "october oct octobre",
            "november nov novembre",
            "december dec decembre",
        ),
        start=1,
    )
    for name in names.split()
}
_NUMERIC = re.compile(r"(\d{1,2})/(\d{1,2})")
_DATED = re.compile(r"(?:le|on)?(\d{1,2})(?:er|st|nd|rd|th)?([a-z]{3,9})\.?")
_SKIPPED = re.compile(r"^(?:le|on|last|this|ce|cette)|(?:dernier|derniere|matin|soir|morning|afternoon|apres-midi)$")
_NO_DAYS = {"mar", "mer", "sun", "sat", "mon", "jeu", "sam", "tue", "tonight"}  # words of a note as often as days


def past_day(joined: str, today: date) -> date | None:
    """The day that folded words without gaps name, seen from today: the last Monday, not the next one."""
    if joined in ("avant-hier", "avanthier", "daybeforeyesterday", "thedaybeforeyesterday"):
        return today - timedelta(days=2)
    if ago := re.fullmatch(r"ilya(\d{1,2})jours?|(\d{1,2})daysago", joined):
        return today - timedelta(days=int(ago[1] or ago[2]))
    if joined not in WEEKDAYS:
        joined = _SKIPPED.sub("", joined)
    if joined in _NO_DAYS:
        return None
    if joined in WEEKDAYS:
        return today - timedelta(days=(today.weekday() - WEEKDAYS[joined]) % 7)
    if found := _NUMERIC.fullmatch(joined):
        return _nearest(int(found[1]), int(found[2]), today)
    if found := _DATED.fullmatch(joined):
        return _nearest(int(found[1]), _MONTHS.get(found[2], 0), today)
    return day_named(joined, today)


def _nearest(day: int, month: int, today: date) -> date | None:
    """The last day of that date, or the one of the next four weeks: work is noted after it was done."""
    for year in (today.year + 1, today.year, today.year - 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= today + timedelta(days=28):
            return found
    return None
