"""The process of one client: the stages with their days, and what happened in each, told by every room."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from clients import pipeline
from clients.history import Event, moved
from clients.models import Client
from clients.rules.staging import SPEAKS_FOR, WAY

LONGEST = 100  # of one kind; the history has them all


@dataclass(frozen=True, slots=True)
class Station:
    """A stage of the way: when the client came there last, and how long it stayed. `standing`: done, is, or to come."""

    label: str
    standing: str
    on: date | None
    days: int | None


def stations(client: Client) -> list[Station]:
    """The stages of the way in order, as far as the client came."""
    came: dict[str, date] = {}
    left: dict[str, date] = {}
    for change in client.stage_changes.all():
        on = timezone.localtime(change.at).date()
        came[change.new], left[change.old] = on, on
    here = _place(client, came)
    return [
        Station(_name(stage), _standing(place, here, client), came.get(stage), _days(stage, came, left))
        for place, stage in enumerate(WAY)
    ]


def happenings(client: Client) -> list[Event]:
    """What happened on the way, the earliest first: stages, evidence, meetings, quotes, signatures, money."""
    sources: Iterable[Callable[[Client, int], Iterable[Event]]] = map(import_string, settings.CLIENT_PROCESS)
    found = (event for source in sources for event in source(client, LONGEST))
    return sorted(found, key=lambda each: each.at)


def evidence(client: Client, longest: int = LONGEST) -> list[Event]:
    """The evidence recorded, each with its note."""
    rows = list(client.milestones.all())[-longest:]
    return [Event(each.at, partial(_evidence, each.kind, each.note)) for each in rows]


def moves(client: Client, longest: int = LONGEST) -> list[Event]:
    """The moves made by hand: those that follow evidence are told by it."""
    told = {(each.at, SPEAKS_FOR.get(each.kind)) for each in client.milestones.all()}
    found = [each for each in client.stage_changes.all() if (each.at, each.new) not in told]
    return [Event(each.at, partial(moved, each.old, each.new, each.why, each.reason)) for each in found[-longest:]]


def _name(stage: str) -> str:
    return capfirst(str(pipeline.LABELS[stage]))


def _evidence(kind: str, note: str) -> str:
    said = capfirst(str(pipeline.EVIDENCE.get(kind, kind)))
    return _("%(what)s: %(note)s") % {"what": said, "note": note} if note else said


def _place(client: Client, came: dict[str, date]) -> int:
    """The place on the way of who is on it, or how far came who rests or left."""
    if client.stage in WAY:
        return WAY.index(client.stage)
    return max((WAY.index(stage) for stage in came if stage in WAY), default=0)


def _standing(place: int, here: int, client: Client) -> str:
    if place == here and client.stage in WAY:
        return "is"
    return "done" if place <= here else ""


def _days(stage: str, came: dict[str, date], left: dict[str, date]) -> int | None:
    """The days of the last stay, where it is over."""
    if stage not in came or stage not in left or left[stage] < came[stage]:
        return None
    return (left[stage] - came[stage]).days
