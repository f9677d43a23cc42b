"""Public holidays by country and region, from the `holidays` library."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import holidays
from holidays.registry import COUNTRIES

# Départements of Alsace-Moselle, whose two further holidays rest on the local law of 1892.
_ALSACE_MOSELLE = {"FR-57": "57", "FR-67": "6AE", "FR-68": "6AE"}


# The library's module and class of each country, by its code of two letters.
_COUNTRIES = {codes[0]: (module, name) for module, (name, *codes) in COUNTRIES.items()}


@lru_cache
def _country(code: str) -> Any:
    """The library's class of a country, from its own file: asked for one, the library would load all of its 250."""
    module, name = _COUNTRIES[code]
    place = Path(holidays.__file__).parent / "countries" / f"{module}.py"
    found = spec_from_file_location(f"holidays_of_{module}", place)
    if found is None or found.loader is None or not place.exists():
        return getattr(holidays, code)
    loaded = module_from_spec(found)
    found.loader.exec_module(loaded)
    return getattr(loaded, name)


def countries() -> tuple[str, ...]:
    """The countries whose public holidays are known, as two letters."""
    return tuple(code for code in _COUNTRIES if len(code) == 2)


def _regions(country: str) -> tuple[str, ...]:
    """Those of a country; what holds a space is a school zone, not a place with holidays of its own."""
    known = [each for each in _country(country).subdivisions if " " not in each]
    extra = (code[3:] for code in _ALSACE_MOSELLE if code.startswith(country + "-"))
    return tuple(sorted({*known, *extra}))


@dataclass(frozen=True, slots=True)
class Unknown:
    """A place whose holidays are not known: what is wrong, in English, as a template with its values."""

    kind: str  # no_country, no_region, no_regions
    template: str
    values: dict[str, str]


def unknown(code: str) -> Unknown | None:
    """What is wrong with a country (“FR”) or region (“FR-57”), with the known ones; None when it is known."""
    country, dash, region = code.partition("-")
    if country not in _COUNTRIES:
        template = "“{code}” is no country with known holidays; write one of {known}"
        return Unknown("no_country", template, {"code": code, "known": ", ".join(sorted(_COUNTRIES))})
    if not dash or region in _regions(country):
        return None
    known = ", ".join(f"{country}-{each}" for each in _regions(country))
    template = "“{code}” is no region of {country} with known holidays; write {country}"
    if not known:
        return Unknown("no_regions", template, {"code": code, "country": country})
    return Unknown("no_region", f"{template} or one of {{known}}", {"code": code, "country": country, "known": known})


def is_public_holiday(code: str | None, day: date) -> bool:
    """Whether a day is a public holiday of a country or region; never without a code.

    Raises ValueError for an unknown code.
    """
    return code is not None and day in _year(code, day.year)


@lru_cache(maxsize=1024)
def _year(code: str, year: int) -> frozenset[date]:
    # A frozen set for each year: the library fills its own objects while they are read, which threads must not share.
    if wrong := unknown(code):
        raise ValueError(wrong.template.format(**wrong.values))
    country, _, region = code.partition("-")
    subdivision = _ALSACE_MOSELLE.get(code, region) or None
    return frozenset(_country(country)(subdiv=subdivision, years=year))
