"""One timeline of a client: what happened, told by every room that knows something."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from clients import pipeline
from clients.models import LOSSES, Client
from vacrm import addresses

LONGEST = 200  # events of one kind; what is older stands in the lists of its room
LATELY = 24  # of one kind, to find the few latest of all
_LOSSES = dict(LOSSES)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. Its sentence is made when it is shown: of hundreds, a page shows some."""

    at: datetime
    tell: Callable[[], str]
    address: tuple[Any, ...] = ()  # of the page that says more: its name, and what that asks for

    @property
    def text(self) -> str:
        """What happened, in one sentence."""
        return self.tell()

    @property
    def url(self) -> str:
        """The page that says more; empty where there is none."""
        return addresses.of(self.address[0], *self.address[1:]) if self.address else ""


def history(client: Client, longest: int = LONGEST) -> list[Event]:
    """The events of a client, the latest first; of each kind so many."""
    sources: Iterable[Callable[[Client, int], Iterable[Event]]] = map(import_string, settings.CLIENT_EVENTS)
    found = (event for source in sources for event in source(client, longest))
    return sorted(found, key=lambda each: each.at, reverse=True)


def moves(client: Client, longest: int = LONGEST) -> list[Event]:
    """The stages a client went through."""
    found = client.stage_changes.order_by("-at").values_list("at", "old", "new", "why", "reason")
    return [Event(at, partial(moved, *move)) for at, *move in found[:longest]]


def moved(old: str, new: str, why: str, reason: str) -> str:
    """A move in a sentence, with the reason and the words it was given."""
    said = str(_LOSSES.get(reason, ""))
    values = {"stage": pipeline.LABELS.get(new, new), "why": ", ".join(filter(None, (said, why)))}
    if not old:
        return _("Came in as “%(stage)s”") % values
    if said:
        return _("Moved to “%(stage)s”: %(why)s") % values
    return _("Moved to “%(stage)s”: %(why)s") % values if why else _("Moved to “%(stage)s”") % values
