"""The head of the pages of the procedures: what is in force, what is being written, and the tabs.

A room above adds a page of its own with three lines: an entry in `settings.SOP_TABS` (key, label, name of the
address; left out while there is no such address), a view that gives `heading("key", today())` to its context, and a
template that extends `sops/sop_base.html` and fills the block `tab`.

What belongs under the form of a chapter is a function of a version (the draft; without one, the version published)
and a day, named in `settings.SOP_PANELS`. It returns None, or a dict with `template` and what that template reads as
`panel`; it should ask for little, since each page of the editor waits for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from sops.models import SopVersion
from vacrm.frame import address
from vacrm.prepared import Prepared, day


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of the procedures."""

    key: str
    label: str
    url: str


def heading(tab: str, on: date) -> dict[str, Any]:
    """What `sops/sop_base.html` needs: `published` (the last), `current` (in force on that day) and `draft`."""
    versions = _versions()
    published = next((each for each in versions if each.state == "published"), None)
    current = published
    if published and published.effective_on > on:
        current = SopVersion.objects.current(on)
    return {
        "tab": tab,
        "tabs": list(_tabs()),
        "published": published,
        "current": current,
        "draft": next((each for each in versions if each.state == "draft"), None),
    }


_versions = Prepared(lambda: SopVersion.objects.exclude(state="superseded").order_by("number"))


def panels(version: SopVersion, on: date) -> list[dict[str, Any]]:
    """What the rooms show under the form of a chapter."""
    found = (import_string(name)(version, on) for name in settings.SOP_PANELS)
    return [panel for panel in found if panel]


def agreements_by_version(on: date) -> list[tuple[int, int, list[str]]]:
    """Version by version, how many running agreements are pinned to it, and whose."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for number, name in _pinned(on=on):
        found[number].append(name)
    return [(number, len(names), list(dict.fromkeys(names))) for number, names in found.items()]


def _pairs() -> QuerySet[SopVersion, tuple[int, str]]:
    running = Q(agreements__ends_on__isnull=True) | Q(agreements__ends_on__gte=day("on"))
    found = SopVersion.objects.filter(running, agreements__isnull=False).order_by("-number", "agreements__client__name")
    return found.values_list("number", "agreements__client__name")


_pinned = Prepared(_pairs)


def _tabs() -> Iterator[Tab]:
    for key, label, name in settings.SOP_TABS:
        if url := address(name):
            yield Tab(key, str(label), url)
