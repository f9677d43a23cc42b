"""Policies for tests: the one of the worked month, and any other as a change to it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from sops.rules.policy import WEEKDAYS, Policy

READ = TypeAdapter(Policy).validate_python

WORKED: dict[str, Any] = {
    "hours": {
        "timezone": "Europe/Paris",
        "holidays": "FR",
        **{day: ["09:00-12:30", "13:30-18:00"] for day in WEEKDAYS[:5]},
    },
    "channels": {
        "main": ["trello", "email"],
        "urgent_only": ["whatsapp"],
        "refused": ["voice_message", "phone"],
        "urgent_marker": "URGENT",
    },
    "services": [{"code": "newsletter", "name": "Newsletter"}, {"code": "agenda", "name": "Agenda"}],
    "excluded": [{"code": "accounts", "name": "Accounts", "referral": "See an accountant."}],
    "urgency": {
        "notice_hours": 24,
        "tiers": {"simple": 20, "standard": 35, "complex": 50},
        "default_tier": "standard",
    },
    "off_hours": {"bands": {"evening": 25, "weekend": 50, "holiday": 100}},
    "surcharges": {"combine": "highest", "cap": 100},
}


def policy(**chapters: dict[str, Any] | list[Any]) -> Policy:
    """The worked month's policy; a chapter given replaces its keys, a list the whole chapter."""
    document = dict(WORKED)
    for name, changes in chapters.items():
        document[name] = {**document.get(name, {}), **changes} if isinstance(changes, dict) else changes
    return READ(document)


def paris(text: str) -> datetime:
    """A moment in Paris, such as "2026-10-25 02:30"; the first of a repeated hour."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Paris"))


def percents(**bands: int | str) -> dict[str, Decimal]:
    """Bands as exact percents."""
    return {name: Decimal(percent) for name, percent in bands.items()}
