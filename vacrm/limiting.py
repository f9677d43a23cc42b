"""Limits for strangers: how often one address may knock within an hour. Counted in memory; forgotten at a restart."""

from __future__ import annotations

import hashlib
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

HOUR = 3600


def is_too_often(request: HttpRequest, what: str, most: int) -> bool:
    """Count a knock of a visitor's for something; True once there were more than `most` within the hour."""
    who = hashlib.sha256(household(request).encode()).hexdigest()[:32]
    key = f"knocks.{what}.{who}"
    if cache.add(key, 1, HOUR):
        return False
    try:
        return cache.incr(key) > most
    except ValueError:  # it ran out in between
        return False


def whence(request: HttpRequest) -> str:
    """The address a visitor comes from; behind a proxy of hers, as that proxy says it, never as the visitor does."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_PROXY else ""
    return forwarded.rpartition(",")[2].strip()[:60] or str(request.META.get("REMOTE_ADDR", ""))


def household(request: HttpRequest) -> str:
    """What tries are counted by: the address, and of IPv6 the 64 bits that one subscriber has all addresses of."""
    said = whence(request)
    try:
        found = ip_address(said)
    except ValueError:
        return said
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return str(ip_network((found, 64), strict=False))
    return said
