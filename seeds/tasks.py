"""The worker's face of the sample business: it reads the clock and fills it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.tasks import task

from seeds.sampling import fill
from vacrm import clock

ZONE = "Europe/Paris"  # where the sample business works


@task
def load_sample() -> None:
    """Load the sample business as of now."""
    at = clock.now()
    fill(on=at.astimezone(ZoneInfo(ZONE)).date(), at=at)
