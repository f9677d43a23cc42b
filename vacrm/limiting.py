"""Limits for strangers: how often one address may knock within an hour. Counted in memory; forgotten at a restart."""

from __future__ import annotations

import hashlib

from django.core.cache import cache
from django.http import HttpRequest

HOUR = 3600


def is_too_often(request: HttpRequest, what: str, most: int) -> bool:
    """Count a knock of a visitor's for something; True once there were more than `most` within the hour."""
    who = hashlib.sha256(_whence(request).encode()).hexdigest()[:32]
    key = f"knocks.{what}.{who}"
    if cache.add(key, 1, HOUR):
        return False
    try:
        return cache.incr(key) > most
    except ValueError:  # it ran out in between
        return False


def _whence(request: HttpRequest) -> str:
    """The address a visitor comes from. Behind a proxy all come from one, and share a limit that is meant for one."""
    return str(request.META.get("REMOTE_ADDR", ""))
