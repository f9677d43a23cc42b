"""What the rooms above know of clients on the way: each tells it by its dotted name in `settings.PIPELINE_FACTS`.

A provider is a function of clients and a day that gives `Known` by client; what several say of one is put together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.text import capfirst

from clients.gates import Hold
from clients.models import Client
from clients.rules.nextstep import LATE, WAITING


@dataclass(frozen=True, slots=True)
class Block:
    """What must come first, in a sentence: “Deposit €450.00 unpaid, sent 3 days ago”; `url` leads to it."""

    text: str
    url: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What a room knows of a client on the way; what it does not know stays empty."""

    value: str = ""  # what it is worth, in words, with its currency
    answer_by: date | None = None  # the last day of the quote that waits for an answer
    blocks: tuple[Block, ...] = ()
    done: int = 0  # points of the checklist, and how many there are
    points: int = 0
    todo: str = ""  # the next open point, in words
    todo_by: str = ""  # "me" or "them"
    todo_on: date | None = None
    is_refused: bool = False  # the client said no to the latest quote

    def __or__(self, other: Known) -> Known:
        """Both together; where two rooms say the same thing, the first is heard."""
        return Known(
            self.value or other.value,
            self.answer_by or other.answer_by,
            self.blocks + other.blocks,
            self.done or other.done,
            self.points or other.points,
            self.todo or other.todo,
            self.todo_by or other.todo_by,
            self.todo_on or other.todo_on,
            self.is_refused or other.is_refused,
        )

    @property
    def blocked(self) -> str:
        """WAITING or LATE where something must come first."""
        if not self.blocks:
            return ""
        return LATE if any(block.is_late for block in self.blocks) else WAITING


type Provider = Callable[[Sequence[Client], date], Mapping[int, Known]]
NOTHING = Known()


def known_of(
    clients: Sequence[Client],
    on: date,
    held: Mapping[int, Sequence[Hold]],
    asked: Sequence[Client] | None = None,
) -> dict[int, Known]:
    """What all rooms know of clients on a day, by client; each room asks once for all of them.

    `held`: what holds them back (`clients.gates.holds`), which blocks. `asked`: those of whom the rooms are asked.
    """
    providers: list[Provider] = [import_string(name) for name in settings.PIPELINE_FACTS]
    told = [provider(clients if asked is None else asked, on) for provider in providers]
    told.append({client: Known(blocks=tuple(map(_block, found))) for client, found in held.items()})
    return {
        client.pk: reduce(lambda before, facts: before | facts.get(client.pk, NOTHING), told, NOTHING)
        for client in clients
    }


def _block(hold: Hold) -> Block:
    return Block(capfirst(hold.short), hold.url, hold.is_late)


def asking_for(service: str) -> set[int]:
    """The clients who have or are offered a service, by its code: what any room of `PIPELINE_SERVICES` says."""
    providers: list[Callable[[str], set[int]]] = [import_string(name) for name in settings.PIPELINE_SERVICES]
    return set().union(*(provider(service) for provider in providers))
