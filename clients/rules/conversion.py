"""How clients go along the way: how far they come, how long it takes, and where they are lost. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median_low

from clients.rules.staging import ACTIVE, LOST, WAY


@dataclass(frozen=True, slots=True)
class Move:
    """From one stage to another on a day; from nowhere where a client came."""

    on: date
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Life:
    """A client's moves in order, where it stands, and what is counted by."""

    stage: str
    moves: tuple[Move, ...]
    source: str = ""
    reason: str = ""  # of the loss

    @property
    def came_on(self) -> date:
        """The first day anything is known of."""
        return self.moves[0].on


@dataclass(frozen=True, slots=True)
class Passage:
    """A stage of the way: how many reached it, how many went further, and the middle of their days in it."""

    stage: str
    reached: int
    further: int
    days: int | None


@dataclass(frozen=True, slots=True)
class Share:
    """Of those that have something in common: how many came, became active, and were lost."""

    name: str
    came: int
    won: int
    lost: int


@dataclass(frozen=True, slots=True)
class Funnel:
    """What became of those who came."""

    whole: Share
    passages: tuple[Passage, ...]
    days: int | None  # the middle of the days from the first contact to active
    sources: tuple[Share, ...]
    reasons: tuple[tuple[str, int], ...]  # of losses, the most frequent first
    lost_from: tuple[tuple[str, int], ...]  # the stage before the loss, in the order of the way


def without_slips(moves: Sequence[Move]) -> tuple[Move, ...]:
    """Moves less those that were taken back on the same day: they never counted."""
    kept: list[Move] = []
    for move in moves:
        if kept and (kept[-1].on, kept[-1].old, kept[-1].new) == (move.on, move.new, move.old):
            kept.pop()
        else:
            kept.append(move)
    return tuple(kept)


def funnel(lives: Iterable[Life]) -> Funnel:
    """Count what became of clients. A stage that was skipped counts as reached: the way leads through it."""
    found = list(lives)
    far = [_furthest(life) for life in found]
    days = _days_by_stage(found)
    passages = tuple(
        Passage(stage, sum(each >= place for each in far), sum(each > place for each in far), _middle(days[stage]))
        for place, stage in enumerate(WAY)
    )
    lost = [life for life in found if life.stage == LOST]
    names = Counter(life.source for life in found)
    order = sorted(names, key=lambda name: (-names[name], name))
    return Funnel(
        whole=_share("", found),
        passages=passages,
        days=_middle([_until_active(life) for life in found]),
        sources=tuple(_share(name, [life for life in found if life.source == name]) for name in order),
        reasons=tuple(Counter(life.reason for life in lost).most_common()),
        lost_from=tuple(
            (stage, count) for stage in WAY if (count := sum(_before_loss(life) == stage for life in lost))
        ),
    )


def _share(name: str, lives: Sequence[Life]) -> Share:
    won = sum(_furthest(life) == len(WAY) - 1 for life in lives)
    return Share(name, len(lives), won, sum(life.stage == LOST for life in lives))


def _furthest(life: Life) -> int:
    """The place on the way that was reached; whoever came stood at its beginning."""
    stages = {life.stage, *(move.new for move in life.moves), *(move.old for move in life.moves)}
    return max((WAY.index(stage) for stage in stages if stage in WAY), default=0)


def _days_by_stage(lives: Sequence[Life]) -> dict[str, list[int | None]]:
    """The days that each client spent in each stage it has left, all its stays together."""
    days: dict[str, list[int | None]] = defaultdict(list)
    for life in lives:
        spent: Counter[str] = Counter()
        for before, after in zip(life.moves, life.moves[1:], strict=False):
            spent[before.new] += (after.on - before.on).days
        for stage, total in spent.items():
            days[stage].append(total)
    return days


def _until_active(life: Life) -> int | None:
    return next(((move.on - life.came_on).days for move in life.moves if move.new == ACTIVE), None)


def _before_loss(life: Life) -> str:
    return next((move.old for move in reversed(life.moves) if move.new == LOST), "")


def _middle(days: Sequence[int | None]) -> int | None:
    """The median of what is known, an actual day of one of them; None of nothing."""
    known = [each for each in days if each is not None]
    return median_low(known) if known else None
