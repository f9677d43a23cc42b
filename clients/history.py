"""One timeline of a client: what happened, told by every room that knows something.

A room hands over events, or parts: where such events stand. All parts are read in one statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.db.models import F, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from clients import pipeline
from clients.models import LOSSES, Client
from vacrm import addresses

LONGEST = 200  # events of one kind; what is older stands in the lists of its room
LATELY = 24  # of one kind, to find the few latest of all
WORDS = 4  # texts of a part, at most
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One kind of event: how it is told, and in which rows and fields it stands."""

    tell: Callable[..., str]  # takes the texts
    rows: QuerySet[Any]
    at: str
    words: tuple[Any, ...]  # names of fields, or expressions; each comes as a text, empty if there is none
    latest: str = ""  # the moment to choose the latest rows by, if not the one of the event
    page: str = ""  # that says more
    key: str = "pk"  # the field that the page goes by
    before: int = 0  # texts that stand before the key in the address of the page


def history(client: Client, longest: int = LONGEST) -> list[Event]:
    """The events of a client, the latest first; of each kind so many."""
    sources: Iterable[Callable[[Client, int], Iterable[Event | Part]]] = map(import_string, settings.CLIENT_EVENTS)
    told = [each for source in sources for each in source(client, longest)]
    parts = {place: each for place, each in enumerate(told) if isinstance(each, Part)}
    found = [(place, each) for place, each in enumerate(told) if isinstance(each, Event)]
    found += _read(parts, longest) if parts else []
    found.sort(key=itemgetter(0))
    return sorted((event for _place, event in found), key=lambda each: each.at, reverse=True)


def _read(parts: dict[int, Part], longest: int) -> Iterator[tuple[int, Event]]:
    """The latest events of each part with its place, the latest first, in one statement."""
    first, *others = (_shaped(place, part, longest) for place, part in parts.items())
    rows = first.union(*others, all=True).order_by()
    for place, _latest, at, key, *found in sorted(rows, key=itemgetter(1), reverse=True):
        part = parts[place]
        words = [word or "" for word in found[: len(part.words)]]
        yield place, Event(at, partial(part.tell, *words), (part.page, *words[: part.before], key) if part.page else ())


def _shaped(place: int, part: Part, longest: int) -> QuerySet[Any]:
    """The rows of a part. SQLite cuts no part of a union, so the keys of the latest are chosen inside."""
    by = part.latest or part.at
    latest = part.rows.order_by(f"-{by}").values("pk")[:longest]
    rows = part.rows.model._default_manager.filter(**{"pk__in": latest, f"{part.at}__isnull": False}).order_by()
    words = [Cast(word, TextField()) for word in part.words]
    words += [Cast(Value(""), TextField())] * (WORDS - len(words))
    found: QuerySet[Any] = rows.values_list(Value(place, IntegerField()), F(by), F(part.at), F(part.key), *words)
    return found


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
