"""The worker's face of the sample business: it reads the clock and fills it."""

from __future__ import annotations

from django.tasks import task

from seeds.sampling import fill
from vacrm import clock


@task
def load_sample(language: str) -> None:
    """Load the sample business as of now, in the language of who asked for it."""
    fill(language=language, at=clock.now())
