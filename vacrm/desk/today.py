"""What day it is where she works: the zone of the request being answered."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from vacrm import clock


def today() -> date:
    """The present civil day."""
    return clock.today(here())


def here() -> str:
    """The time zone that moments are shown and read in."""
    return timezone.get_current_timezone_name()
