"""Figures as people write them: money, quantities, days and durations, in English and French."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import get_currency_symbol, get_decimal_symbol, get_group_symbol

NO_BREAK = "\u00a0"
MINUS = "−"  # copied out of the PDF as a plain hyphen
LOCALES = {"en": "en_GB", "fr": "fr_FR"}  # invoices of Europe: the day before the month


@lru_cache(maxsize=2000)
def money(amount: Decimal, currency: str, language: str) -> str:
    """An amount with two decimals, more if it has more: “1 234,56 €”, “£1,234.56”."""
    before, after = _currency_signs(currency, language)
    return f"{_sign(amount)}{before}{number(abs(amount), language, least=2)}{after}"


def number(value: Decimal, language: str, *, least: int = 0) -> str:
    """A number with at least so many decimals and no needless zeros after them."""
    decimals = max(least, -int(value.normalize().as_tuple().exponent))
    return f"{_sign(value)}{abs(value):,.{decimals}f}".translate(_separators(language))


def percent(value: Decimal, language: str) -> str:
    """A percentage: “20 %” in French, “20%” in English."""
    return number(value, language) + (f"{NO_BREAK}%" if language == "fr" else "%")


def quantity(value: Decimal, unit: str, language: str) -> str:
    """Hours with two to four decimals; months and pieces as they are counted."""
    if unit == "hour":
        return f"{number(value, language, least=2)}{NO_BREAK}h"
    return number(value, language)


def duration(minutes: int) -> str:
    """Minutes as hours and minutes: “1 h 50”, “45 min”. The same in both languages."""
    whole, rest = divmod(abs(minutes), 60)
    text = f"{whole}{NO_BREAK}h{NO_BREAK}{rest:02}" if whole and rest else f"{whole}{NO_BREAK}h"
    return ("" if minutes >= 0 else MINUS) + (text if whole else f"{rest}{NO_BREAK}min")


@lru_cache(maxsize=2000)
def day(on: date, language: str, pattern: str = "d MMMM y") -> str:
    """A day in words: “1er novembre 2026”, “1 November 2026”. No break between its parts."""
    return format_date(on, ordinal(pattern, on, language), LOCALES[language]).replace(" ", NO_BREAK)


def ordinal(pattern: str, on: date, language: str) -> str:
    """The pattern of a day with its month: in French the first is “1er”."""
    return pattern.replace("d M", "d'er' M") if language == "fr" and on.day == 1 else pattern


def days(first: date, last: date, language: str) -> str:
    """A period, saying month and year once: “1er au 30 novembre 2026”, “1 to 30 November 2026”."""
    joint = {"en": " to ", "fr": " au "}[language]
    if first == last:
        return day(last, language)
    if (first.year, first.month) == (last.year, last.month):
        start = "1er" if language == "fr" and first.day == 1 else str(first.day)
    elif first.year == last.year:
        start = day(first, language, "d MMMM")
    else:
        start = day(first, language)
    return start + joint + day(last, language)


def in_fours(number: str) -> str:
    """A long number as people copy it: “FR14 2004 1010 …”, without a break inside."""
    compact = "".join(number.split())
    return NO_BREAK.join(compact[start : start + 4] for start in range(0, len(compact), 4))


def register_number(number: str) -> str:
    """A SIREN or SIRET as people read it: “900 000 019 00019”, without a break inside."""
    compact = "".join(number.split())
    groups = [compact[0:3], compact[3:6], compact[6:9], compact[9:]]
    return NO_BREAK.join(group for group in groups if group)


def _sign(value: Decimal) -> str:
    return MINUS if value < 0 else ""


@lru_cache
def _separators(language: str) -> dict[int, str]:
    locale = LOCALES[language]
    return str.maketrans({",": get_group_symbol(locale), ".": get_decimal_symbol(locale)})


@lru_cache
def _currency_signs(currency: str, language: str) -> tuple[str, str]:
    """What stands before and after an amount."""
    symbol = get_currency_symbol(currency, LOCALES[language])
    if language == "fr":
        return "", NO_BREAK + symbol
    return symbol + (NO_BREAK if symbol[-1].isalpha() else ""), ""
