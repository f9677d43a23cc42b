"""The way back that a message offers: an address that carries the entries as they were, signed."""

from __future__ import annotations

from django.core import signing
from django.urls import reverse

from requests.correcting import Corrected

SALT = "time entries as they were"
DAY = 24 * 3600  # seconds: so long an act can be taken back


def way_back(corrected: Corrected) -> str:
    """The address that takes an act back."""
    kept = signing.dumps({"before": corrected.before, "made": corrected.made}, salt=SALT, compress=True)
    return reverse("requests:time-restore", args=[kept])


def read_back(kept: str) -> Corrected:
    """What such an address carries. Raises BadSignature for one that is not ours, or too old."""
    told = signing.loads(kept, salt=SALT, max_age=DAY)
    return Corrected(told["before"], told["made"])
