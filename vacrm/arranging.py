"""The settings: pages of several rooms under one head. The ground knows them by the names in `settings.SETTINGS_PAGES`.

A room adds a page with three lines: an entry (key, label, icon, name of the address, and a function of a day that says
in a sentence how it stands), a view that gives `heading("key")` to its context, and a template that extends
`settings_base.html` and fills the block `tab`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from vacrm.frame import address


@dataclass(frozen=True, slots=True)
class Standing:
    """How a page of the settings stands, in a sentence; `lacks` when something should be done there."""

    says: str
    lacks: bool = False


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of the settings."""

    key: str
    label: str
    icon: str
    url: str
    standing: Standing | None = None


def heading(key: str) -> dict[str, Any]:
    """What `settings_base.html` needs."""
    leaves = [Leaf(each, label, icon, url) for each, label, icon, url, _says in _pages()]
    return {"tab": key, "tabs": leaves, "leaf": next((leaf for leaf in leaves if leaf.key == key), None)}


def leaves(request: HttpRequest, on: date) -> list[Leaf]:
    """Every page with how it stands."""
    return [Leaf(key, label, icon, url, _named(says)(request, on)) for key, label, icon, url, says in _pages()]


def _pages() -> Iterator[tuple[str, str, str, str, str]]:
    for key, label, icon, name, says in settings.SETTINGS_PAGES:
        if url := address(name):
            yield key, str(label), icon, url, says


def _named(name: str) -> Callable[[HttpRequest, date], Standing]:
    found: Callable[[HttpRequest, date], Standing] = import_string(name)
    return found
