"""One timeline of a client: what happened, told by every room that knows something."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from clients import pipeline
from clients.models import Client

LONGEST = 200  # events of one kind; what is older stands in the lists of its room
LATELY = 24  # of one kind, to find the few latest of all


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
        return reverse(self.address[0], args=self.address[1:]) if self.address else ""


def history(client: Client, longest: int = LONGEST) -> list[Event]:
    """The events of a client, the latest first; of each kind so many."""
    sources: Iterable[Callable[[Client, int], Iterable[Event]]] = map(import_string, settings.CLIENT_EVENTS)
    found = (event for source in sources for event in source(client, longest))
    return sorted(found, key=lambda each: each.at, reverse=True)


def moves(client: Client, longest: int = LONGEST) -> list[Event]:
    """The stages a client went through."""
    found = client.stage_changes.order_by("-at").values_list("at", "new", "why")
    return [Event(at, partial(_move, new, why)) for at, new, why in found[:longest]]


def _move(new: str, why: str) -> str:
    values = {"stage": pipeline.LABELS.get(new, new), "why": why}
    return _("Moved to “%(stage)s”: %(why)s") % values if why else _("Moved to “%(stage)s”") % values
