"""One timeline of a client: what happened, told by every room that knows something."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from clients import pipeline
from clients.models import Client

LONGEST = 200  # events of one kind; what is older stands in the lists of its room
LATELY = 24  # of one kind, to find the few latest of all


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, in one sentence, perhaps with the page that says more."""

    at: datetime
    text: str
    url: str = ""


def history(client: Client, longest: int = LONGEST) -> list[Event]:
    """The events of a client, the latest first; of each kind so many."""
    sources: Iterable[Callable[[Client, int], Iterable[Event]]] = map(import_string, settings.CLIENT_EVENTS)
    found = (event for source in sources for event in source(client, longest))
    return sorted(found, key=lambda each: each.at, reverse=True)


def moves(client: Client, longest: int = LONGEST) -> list[Event]:
    """The stages a client went through."""
    return [Event(change.at, _move(change)) for change in client.stage_changes.order_by("-at")[:longest]]


def _move(change: Any) -> str:
    values = {"stage": pipeline.LABELS.get(change.new, change.new), "why": change.why}
    return _("Moved to “%(stage)s”: %(why)s") % values if change.why else _("Moved to “%(stage)s”") % values
