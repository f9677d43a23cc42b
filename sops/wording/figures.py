"""Figures as people write them, in the active language: percents, money, durations, moments, hours of the week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, get_day_names
from babel.lists import format_list
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sops.rules.policy import WEEKDAYS, Hours
from vacrm.paper import figures

NBSP = figures.NO_BREAK
_DAY = 24 * 60


def locale() -> Locale:
    """The locale of the active language; English is written the European way."""
    return Locale.parse(figures.LOCALES[language()])


def language() -> str:
    """The active language, one of ours."""
    return "fr" if (get_language() or "en").startswith("fr") else "en"


def percent(number: Decimal | str) -> str:
    """50% in English, 50 % in French."""
    return figures.percent(Decimal(number), language())


def money(amount: Decimal, currency: str) -> str:
    """An amount with its currency."""
    return figures.money(amount, currency, language())


def day(on: date) -> str:
    """“12 October 2026”; French writes the first of a month “1er”."""
    return figures.day(on, language())


def duration(minutes: int | str) -> str:
    """Minutes as 45 min, 2 h, 19 h 50, or from three days on as days and hours."""
    days, rest = divmod(int(minutes), _DAY)
    if days < 3:
        return figures.duration(int(minutes))
    return f"{days_count(days)} {figures.duration(rest - rest % 60)}" if rest >= 60 else days_count(days)


def hours_count(count: int | str) -> str:
    """“1 hour”, “24 hours”."""
    return ngettext("%(count)s hour", "%(count)s hours", int(count)) % {"count": int(count)}


def days_count(count: int) -> str:
    """“1 day”, “15 days”."""
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def moment(at: datetime, zone: str) -> str:
    """“Monday 12 October at 11:00”, in a time zone."""
    local = at.astimezone(ZoneInfo(zone))
    return _("%(day)s at %(time)s") % {"day": weekday_of(local.date()), "time": clock(local.hour * 60 + local.minute)}


def weekday_of(on: date) -> str:
    """“Monday 12 October”, in French “lundi 12 octobre” and “dimanche 1er novembre”."""
    return format_date(on, figures.ordinal("EEEE d MMMM", on, language()), locale=locale())


def listed(items: Iterable[str], style: str = "standard") -> str:
    """“a, b and c”; with style “or”: “a, b or c”."""
    words = list(items)
    if language() == "en" and len(words) > 2 and style == "standard":
        return ", ".join(words[:-1]) + " and " + words[-1]
    text: str = format_list(words, style="or" if style == "or" else "standard", locale=locale())
    return text.replace(", or ", " or ")


def country(code: str) -> str:
    """“France”, or “France (57)” for a region."""
    name, _dash, region = code.partition("-")
    shown = locale().territories.get(name, name)
    return f"{shown} ({region})" if region else str(shown)


def series(items: Iterable[str]) -> str:
    """Longer things one after the other: “a; b; c”, in French “a ; b ; c”."""
    return (f"{NBSP}; " if language() == "fr" else "; ").join(items)


def clock(minute: int) -> str:
    """A time of day: 9:00, in French 9 h; from minutes after midnight."""
    hour, rest = divmod(minute, 60)
    if language() != "fr":
        return f"{hour}:{rest:02}"
    return f"{hour}{NBSP}h{NBSP}{rest:02}" if rest else f"{hour}{NBSP}h"


def ranges(spans: Sequence[tuple[int, int]]) -> str:
    """“9:00–12:30 and 13:30–18:00”; in French “9 h – 12 h 30 et 13 h 30 – 18 h”."""
    dash = f"{NBSP}– " if language() == "fr" else "–"
    return listed(dash.join(map(clock, span)) for span in spans)


def week(hours: Hours) -> str:
    """“Monday to Thursday 9:00–17:00; Friday 9:00–12:00”; empty when never open. Days alike stand together."""
    alike: defaultdict[tuple[tuple[int, int], ...], list[int]] = defaultdict(list)
    for weekday in range(len(WEEKDAYS)):
        if spans := hours.opening(weekday):
            alike[spans].append(weekday)
    return series(f"{_days(weekdays)} {ranges(spans)}" for spans, weekdays in alike.items())


def _days(weekdays: list[int]) -> str:
    names = get_day_names("wide", locale=locale())
    if len(weekdays) > 2 and weekdays[-1] - weekdays[0] == len(weekdays) - 1:
        return _("%(first)s to %(last)s") % {"first": names[weekdays[0]], "last": names[weekdays[-1]]}
    return listed(names[weekday] for weekday in weekdays)


def place(zone: str) -> str:
    """“Paris” for Europe/Paris."""
    return zone.rpartition("/")[2].replace("_", " ")
