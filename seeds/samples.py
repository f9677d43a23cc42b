"""Which sample business she is shown: in her language, and in her country where that is known."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from seeds.packs.abroad import Place, moved, worded
from seeds.packs.reading import read_pack
from seeds.packs.shifting import shifted, until
from seeds.packs.tables import Pack
from sops.models import SUPERSEDED, Business, SopVersion

PACK = Path(__file__).resolve().parent / "demo.toml"
ENGLISH = PACK.with_suffix(".en.toml")
WEEK, MONTH = date(2026, 10, 26), "2026-11"  # the last week of the pack, and the month it is seen in
FRANCE = Place(language="fr", country="FR", currency="EUR", zone="Europe/Paris")
IRELAND = Place(language="en", country="IE", currency="EUR", zone="Europe/Dublin")


def place_of(language: str) -> Place:
    """Where the sample works: in France for who reads French; else where she does, or in Ireland."""
    business = Business.objects.current()
    country = business.address.get("country") if business else None
    if language == "fr":
        return FRANCE
    if business is None or not country:
        return IRELAND
    sop = SopVersion.objects.exclude(state=SUPERSEDED).order_by("-state").first()
    zone = sop.policy().hours.timezone if sop else IRELAND.zone
    return Place(language=language, country=country, currency=business.currency, zone=zone)


def sample_pack(place: Place, *, on: date, at: datetime) -> Pack:
    """The sample as of a day and a moment: months of work, and a request that came in an hour ago."""
    pack = read_pack(str(PACK))
    if place.language == FRANCE.language:
        return _seen(pack, on, at)
    english = tomllib.loads(ENGLISH.read_text(encoding="utf-8"))
    words = english["words"]
    if place.country != FRANCE.country:
        words = {**words, **english["names"]}
        pack = moved(pack, place, business=english["business"])
    return worded(_seen(pack, on, at), words, language=place.language)


def _seen(pack: Pack, on: date, at: datetime) -> Pack:
    """The pack as of this week, without what has not happened yet, and with what came in just now."""
    so_far = until(shifted(pack, week=WEEK, month=MONTH, on=on), at, on)
    whole = at.replace(second=0, microsecond=0)
    urgent: dict[str, Any] = {
        "key": "urgent",
        "client": "brisvent",
        "service": "website-updates",
        "channel": "email",
        "subject": "URGENT bandeau du site à corriger",
        "received_at": whole - timedelta(hours=1),
        "wanted_by": whole + timedelta(hours=7),
        "effort_minutes": 45,
    }
    written = so_far.model_dump(by_alias=True, exclude_none=True)
    return Pack.model_validate({**written, "requests": [*written["requests"], urgent]})
