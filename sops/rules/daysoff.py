"""Public holidays by country and region, from the `holidays` library."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays
from holidays.registry import EntityLoader

# Départements of Alsace-Moselle, whose two further holidays rest on the local law of 1892.
_ALSACE_MOSELLE = {"FR-57": "57", "FR-67": "6AE", "FR-68": "6AE"}


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    """Their codes; asked of the registry, because the library loads all countries as soon as it loads one."""
    return frozenset(code for code in EntityLoader.get_country_codes(include_aliases=False) if len(code) == 2)


def _regions(country: str) -> tuple[str, ...]:
    """Those of a country; what holds a space is a school zone, not a place with holidays of its own."""
    known = [each for each in getattr(holidays, country).subdivisions if " " not in each]
    extra = (code[3:] for code in _ALSACE_MOSELLE if code.startswith(country + "-"))
    return tuple(sorted({*known, *extra}))


def unknown(code: str) -> str | None:
    """What is wrong with a country (“FR”) or region (“FR-57”), with the known ones; None when it is known."""
    country, dash, region = code.partition("-")
    if country not in _countries():
        return f"“{code}” is no country with known holidays; write one of {', '.join(sorted(_countries()))}"
    if dash and region not in _regions(country):
        regions = ", ".join(f"{country}-{each}" for each in _regions(country))
        return f"“{code}” is no region of {country} with known holidays; write {country}" + (
            f" or one of {regions}" if regions else ""
        )
    return None


def is_public_holiday(code: str | None, day: date) -> bool:
    """Whether a day is a public holiday of a country or region; never without a code.

    Raises ValueError for an unknown code.
    """
    return code is not None and day in _year(code, day.year)


@lru_cache(maxsize=1024)
def _year(code: str, year: int) -> frozenset[date]:
    # A frozen set for each year: the library fills its own objects while they are read, which threads must not share.
    if wrong := unknown(code):
        raise ValueError(wrong)
    country, _, region = code.partition("-")
    subdivision = _ALSACE_MOSELLE.get(code, region) or None
    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=year))
