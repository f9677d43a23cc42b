"""The program's clock. Only faces read it; rules, facts and acts are handed moments and days."""

from __future__ import annotations

import os
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone


def now() -> datetime:
    """The present moment, aware and in UTC; `VACRM_NOW` sets it for demos, pictures and tests."""
    return fixed() or timezone.now()


def fixed() -> datetime | None:
    """The moment that `VACRM_NOW` sets, if it does. Raises ImproperlyConfigured where it names none."""
    text = os.environ.get("VACRM_NOW")
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ImproperlyConfigured(f"VACRM_NOW: “{text}” is not a moment; write 2026-11-01T09:00:00+01:00.") from error
    if moment.tzinfo is None:
        raise ImproperlyConfigured(f"VACRM_NOW: “{text}” has no offset; write 2026-11-01T09:00:00+01:00.")
    return moment


def today(zone: str) -> date:
    """The present civil day in a time zone, such as the SOP's."""
    return now().astimezone(ZoneInfo(zone)).date()
