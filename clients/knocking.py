"""Knock at a public door: wrong tries from one place are counted in the database, and after too many it stays shut."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from clients.models import PortalKnock

WITHIN = timedelta(minutes=10)
MOST = 20  # wrong tries from one place within that time
KEPT = timedelta(days=1)


def is_shut(door: str, source: str, *, at: datetime) -> bool:
    """Were there too many wrong tries from a place lately?"""
    return _lately(door, source, at) >= MOST


def knock(door: str, source: str, *, at: datetime) -> None:
    """Count a wrong try; those of another day are forgotten."""
    PortalKnock.objects.filter(at__lt=at - KEPT).delete()
    if _lately(door, source, at) < MOST:  # a flood writes no more than that
        PortalKnock.objects.create(door=door, source_hash=_digest(source), at=at)


def _lately(door: str, source: str, at: datetime) -> int:
    return PortalKnock.objects.filter(door=door, source_hash=_digest(source), at__gt=at - WITHIN).count()


def _digest(source: str) -> str:
    return salted_hmac("vacrm.knocking", source, algorithm="sha256").hexdigest()
