"""The report of the pipeline: what became of the clients who came in a year, read from their moves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Min
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients import pipeline
from clients.models import LOSSES, Client, StageChange
from clients.models.people import in_words
from clients.rules.conversion import Funnel, Life, Move, Passage, Share, funnel, without_slips
from clients.rules.staging import ACTIVE, LOST

_LOSSES = dict(LOSSES)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table and of its bar: `share` is the bar's length, of 100."""

    name: str
    count: int
    share: int
    percent: int | None = None
    days: int | None = None
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """What the page shows: its first sentence, and its tables."""

    lede: str
    stages: list[Line]
    sources: list[Line]
    reasons: list[Line]
    lost_from: list[Line]
    unknown: int  # clients of whom no first day is known


def years(on: date) -> list[int]:
    """From this year back to the first in which a client moved."""
    first = StageChange.objects.aggregate(first=Min("at"))["first"]
    return list(range(on.year, min(timezone.localtime(first).year if first else on.year, on.year) - 1, -1))


def report(year: int) -> Report:
    """What became of the clients who came in a year."""
    lives, unknown = _lives()
    found = funnel(life for life in lives if life.came_on.year == year)
    first = found.whole.came or 1
    stages = [
        Line(_stage(each.stage), each.reached, _share(each.reached, first), _went_on(each), each.days)
        for each in found.passages
    ]
    return Report(
        _lede(found, year),
        stages if found.whole.came else [],
        [_source(each, first) for each in found.sources],
        _losses([(str(_LOSSES.get(reason, _("not said"))), count) for reason, count in found.reasons]),
        _losses([(_stage(stage), count) for stage, count in found.lost_from]),
        unknown,
    )


def _lives() -> tuple[list[Life], int]:
    """All clients with their moves, and how many have none that say when they came."""
    moves: dict[int, list[Move]] = defaultdict(list)
    reasons: dict[int, str] = {}
    rows = StageChange.objects.order_by("at", "id").values_list("client", "at", "old", "new", "reason")
    for client, at, old, new, reason in rows:
        moves[client].append(Move(timezone.localtime(at).date(), old, new))
        if new == LOST:
            reasons[client] = reason
    everyone = Client.objects.order_by("pk").values_list("pk", "stage", "source")
    lives = [
        Life(stage, kept, source, reasons.get(pk, ""))
        for pk, stage, source in everyone
        if (kept := without_slips(moves[pk]))
    ]
    return lives, len(everyone) - len(lives)


def _lede(found: Funnel, year: int) -> str:
    came, won, lost = found.whole.came, found.whole.won, found.whole.lost
    if not came:
        return _("Nobody came in %(year)s.") % {"year": year}
    values = {"count": came, "year": year}
    said = [ngettext("%(count)s client came in %(year)s.", "%(count)s clients came in %(year)s.", came) % values]
    if won:
        said.append(ngettext("%(count)s became active.", "%(count)s have become active.", won) % {"count": won})
    if found.days is not None:
        words = ngettext("Half of them within %(count)s day.", "Half of them within %(count)s days.", found.days)
        said.append(words % {"count": found.days})
    if lost:
        said.append(ngettext("%(count)s was lost.", "%(count)s were lost.", lost) % {"count": lost})
    return " ".join(said)


def _stage(stage: str) -> str:
    return capfirst(str(pipeline.LABELS[stage]))


def _went_on(each: Passage) -> int | None:
    return None if each.stage == ACTIVE or not each.reached else _share(each.further, each.reached)


def _source(each: Share, first: int) -> Line:
    share = _share(each.won, each.came)
    return Line(in_words(each.name) or _("not said"), each.came, _share(each.came, first), share, None, each.lost)


def _losses(rows: Sequence[tuple[str, int]]) -> list[Line]:
    most = max((count for _name, count in rows), default=1)
    return [Line(name, count, _share(count, most)) for name, count in rows]


def _share(part: int, whole: int) -> int:
    """A part in whole percents, the half up."""
    return (200 * part + whole) // (2 * whole) if whole else 0
