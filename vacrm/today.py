"""Today: what the rooms say needs her, ranked, and the figures beside it. The ground knows the rooms by name only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure of the most pressing need: “Due today, 18:00: 7 h 36 left”."""

    name: str
    value: str
    tone: str = ""  # "warn" or "late"


@dataclass(frozen=True, slots=True)
class Need:
    """Something that waits for her: what, why, and the one button that goes on with it."""

    section: str
    rank: tuple[int, float]  # the kind, then the urgency within; the smallest comes first
    who: str
    title: str
    url: str
    why: str
    button: str
    to: str = ""  # where the button leads; the address of the need when empty
    posts: bool = False
    ruled: bool = False  # a written rule says so
    meta: str = ""
    chip: str = ""
    tone: str = "warn"
    amount: str = ""
    facts: Sequence[Fact] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """A figure beside the list, drawn by a template of the room it comes from."""

    rank: int
    template: str
    context: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """A first thing to do, shown while nothing else is there."""

    title: str
    words: str
    url: str
    button: str
    done: bool


@dataclass(slots=True)
class Section:
    """Needs of one kind."""

    title: str
    needs: list[Need] = field(default_factory=list)


@dataclass(slots=True)
class Board:
    """Everything Today shows."""

    on: date
    sections: list[Section]
    cards: list[Card]
    steps: list[Step]

    @property
    def count(self) -> int:
        """How many things need her."""
        return sum(len(section.needs) for section in self.sections)

    @property
    def lede(self) -> str:
        """The day in one sentence."""
        if not self.count:
            return _("Nothing waits for you.")
        said = ngettext("One thing needs you", "%(count)s things need you", self.count) % {"count": self.count}
        first = self.sections[0].needs[0]
        return _("%(said)s. The most pressing: “%(title)s”.") % {"said": said, "title": first.title}

    @property
    def next_step(self) -> Step | None:
        """The first step that is not done."""
        return next((step for step in self.steps if not step.done), None)

    @property
    def begins(self) -> bool:
        """Is there a first step left, and nothing that needs her yet?"""
        return not self.sections and any(not step.done for step in self.steps)


def board(request: HttpRequest, *, at: datetime, on: date) -> Board:
    """What every room says, in order of urgency."""
    said = [item for name in settings.TODAY for item in _named(name)(request, at=at, on=on)]
    needs = sections(item for item in said if isinstance(item, Need))
    cards = sorted((item for item in said if isinstance(item, Card)), key=lambda card: card.rank)
    return Board(on, needs, cards, [] if needs else first_steps())


def first_steps() -> list[Step]:
    """What to begin with."""
    return [step for name in settings.FIRST_STEPS for step in _named(name)()]


def sections(needs: Iterable[Need]) -> list[Section]:
    """Needs by section, the section of the most pressing one first."""
    found: dict[str, Section] = {}
    for need in sorted(needs, key=lambda need: need.rank):
        found.setdefault(need.section, Section(need.section)).needs.append(need)
    return list(found.values())


@cache
def _named(name: str) -> Callable[..., Iterable[Any]]:
    found: Callable[..., Iterable[Any]] = import_string(name)
    return found
