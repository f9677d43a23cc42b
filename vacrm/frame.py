"""The frame around every page: where one can go, what runs, and how she likes to see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string

from vacrm import addresses, clock
from vacrm.preferences import Preferences


@dataclass(frozen=True, slots=True)
class Entry:
    """A place in the navigation."""

    key: str
    label: str
    icon: str
    url: str
    current: bool


def frame(request: HttpRequest) -> dict[str, Any]:
    """What `base.html` needs. Cards of the bar are asked for when they are drawn, so other pages pay nothing."""
    return {
        "preferences": Preferences.of(request),
        "here": cache(lambda: here(request)),
        "nav": cache(lambda: entries(request)),
        "quick": cache(quick),
        "shell_keys": settings.SHELL_KEYS,
        "shell_cards": cache(lambda: cards(request)),
    }


def entries(request: HttpRequest) -> list[Entry]:
    """The pages that exist, the present one marked."""
    found = [(key, label, icon, url) for key, label, icon, name in settings.SHELL_NAV if (url := address(name))]
    current = here(request)
    return [Entry(key, str(label), icon, url, key == current) for key, label, icon, url in found]


def here(request: HttpRequest) -> str:
    """The key of the page in the navigation that a page is, or lies below; empty: of none."""
    found = [(url, key) for key, _label, _icon, name in settings.SHELL_NAV if (url := address(name))]
    home = address("home")
    within = [(url, key) for url, key in found if request.path == url or (url != home and _within(request, url))]
    return max(within, key=lambda each: len(each[0]), default=("", ""))[1]


def quick() -> list[dict[str, str]]:
    """What can be begun from any page, each with its key."""
    found = [(key, str(label), icon, address(name)) for key, label, icon, name in settings.SHELL_QUICK]
    return [{"key": key, "label": label, "icon": icon, "url": url} for key, label, icon, url in found if url]


def cards(request: HttpRequest) -> list[dict[str, Any]]:
    """What the rooms show in the bar of every page; the ground knows them by dotted names only."""
    if not request.user.is_authenticated:
        return []
    at = clock.now()
    return [card for name in settings.SHELL_CARDS if (card := _named(name)(request, at=at))]


def _within(request: HttpRequest, url: str) -> bool:
    # A room's pages lie below its first address; /month/2026-10/ belongs to /month/.
    return request.path.startswith(url)


def address(name: str, *args: int | str) -> str:
    """The address of a page by its name, and of a field on it ("time-week#time-q"); empty: no such page (yet)."""
    name, sign, field = name.partition("#")
    try:
        return f"{addresses.of(name, *args)}{sign}{field}"
    except NoReverseMatch:
        return ""


def back(request: HttpRequest, otherwise: str) -> str:
    """Where an act was asked for (`next`, also of an undo's address), when it is one of ours; otherwise another."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if safe else otherwise


@cache
def _named(name: str) -> Callable[..., dict[str, Any] | None]:
    found: Callable[..., dict[str, Any] | None] = import_string(name)
    return found
