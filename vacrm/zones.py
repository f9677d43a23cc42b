"""Time zones to choose from: every one by its part of the world, its city in the reader's language."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import available_timezones

from babel import Locale
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

AREAS = {
    "Europe": _("Europe"),
    "Africa": _("Africa"),
    "America": _("The Americas"),
    "Asia": _("Asia"),
    "Australia": _("Australia"),
    "Pacific": _("Pacific"),
    "Indian": _("Indian Ocean"),
    "Atlantic": _("Atlantic"),
    "Antarctica": _("Antarctica"),
}


@lru_cache(maxsize=4)
def zones(language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every time zone by its part of the world, cities in a language."""
    names = Locale(language).time_zones
    found: dict[str, list[tuple[str, str]]] = {area: [] for area in AREAS}
    for zone in available_timezones():
        area, _slash, place = zone.partition("/")
        if area in found and place:
            city = names.get(zone, {}).get("city") or place.replace("_", " ").replace("/", ", ")
            found[area].append((zone, str(city)))
    return [(area, sorted(cities, key=lambda each: each[1])) for area, cities in found.items()]


@lru_cache(maxsize=1)
def known() -> frozenset[str]:
    """The names of the zones that can be chosen."""
    return frozenset(zone for _area, cities in zones("en") for zone, _city in cities)


def choices(language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The zones for a field, under the names of their parts of the world."""
    return [(str(AREAS[area]), cities) for area, cities in zones(language)]


@lru_cache(maxsize=4)
def _options(language: str) -> str:
    return "".join(
        format_html(
            '<optgroup label="{}">{}</optgroup>',
            area,
            format_html_join("", '<option value="{}">{}</option>', cities),
        )
        for area, cities in choices(language)
    )


def options(language: str, chosen: str) -> SafeString:
    """The zones as the options of a select, one of them chosen; drawn once for all who ask in a language."""
    mark = format_html('<option value="{}"', chosen)
    return mark_safe(_options(language).replace(mark, f"{mark} selected"))  # noqa: S308  escaped piece by piece
