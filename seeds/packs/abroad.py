"""A pack said in other words, and put in another country."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from seeds.packs.tables import Pack
from sops.rules.daysoff import unknown

FRENCH = ("siren", "vat_number")  # numbers of the French register: a client at home elsewhere has none
LOCAL = ("iban", "phone")  # numbers of the country that is written beside them


@dataclass(frozen=True)
class Place:
    """Where a business works: its language, its country, its money, and the clock it lives by."""

    language: str
    country: str
    currency: str
    zone: str


def worded(pack: Pack, words: Mapping[str, str], *, language: str) -> Pack:
    """A pack whose texts are replaced where there are words for them, and where everybody speaks one language."""

    def said(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: said(each) for key, each in value.items()}
        if isinstance(value, (list, tuple)):
            return [said(each) for each in value]
        return words.get(value, value) if isinstance(value, str) else value

    written = said(pack.model_dump(by_alias=True, exclude_none=True))
    for each in (written["business"], *written["clients"]):
        each["language"] = language
    return Pack.model_validate(written)


def moved(pack: Pack, place: Place, *, business: Mapping[str, Any]) -> Pack:
    """A pack in another place: who sells, her clients at home, and every moment by the wall clock there."""
    written = pack.model_dump(by_alias=True, exclude_none=True)
    hours = written["sop"]["hours"]
    before, after = ZoneInfo(hours["timezone"]), ZoneInfo(place.zone)
    home = pack.business.address.country if pack.business and pack.business.address else None

    def timed(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: timed(each) for key, each in value.items()}
        if isinstance(value, (list, tuple)):
            return [timed(each) for each in value]
        return value.astimezone(before).replace(tzinfo=after) if isinstance(value, datetime) else value

    hours.update(timezone=place.zone, holidays=None if unknown(place.country) else place.country)
    written["clients"] = [_client(each, home, place.country) for each in written["clients"]]
    written["business"] = _business(business, place)
    return Pack.model_validate(timed(written))


def _client(written: dict[str, Any], home: str | None, country: str) -> dict[str, Any]:
    if written["country"] != home:
        return written
    found = {key: value for key, value in written.items() if key not in FRENCH}
    if address := found.get("address"):
        found["address"] = {**{key: value for key, value in address.items() if key != "postcode"}, "country": country}
    return {**found, "country": country}


def _business(written: Mapping[str, Any], place: Place) -> dict[str, Any]:
    address = {**written["address"], "country": place.country}
    found = {**written, "address": address, "currency": place.currency}
    if place.country != written["address"]["country"]:
        return {key: value for key, value in found.items() if key not in LOCAL}
    return found
