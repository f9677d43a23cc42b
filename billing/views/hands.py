"""Whose hand acts: the browser that a signature came from, as it says itself and as it is known."""

from __future__ import annotations

import hashlib

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest
from django.utils.translation import get_language

from billing.rules.signature import Browser, Hand
from vacrm.limiting import whence

LONGEST = 300  # of what a browser says of itself


def browser_of(request: HttpRequest) -> Browser:
    """Where a request comes from: address, browser, language, and the session by a digest."""
    agent = "".join(filter(str.isprintable, request.headers.get("User-Agent", "")))[:LONGEST]
    key = request.session.session_key or ""
    session = hashlib.sha256(key.encode()).hexdigest() if key else ""
    return Browser(whence(request), agent, get_language() or "en", session)


def hand_of(request: HttpRequest) -> Hand:
    """Her hand: the name of her account, else that of the business, from this browser."""
    user: AbstractBaseUser | AnonymousUser = request.user
    return Hand(str(getattr(user, "get_full_name", str)() or ""), browser_of(request))
