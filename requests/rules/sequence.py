"""The order of a day: where two pieces of work overlap, what would mend it, and where nothing was noted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LEAST = timedelta(minutes=15)  # a shorter gap is a coffee


@dataclass(frozen=True, slots=True)
class Piece:
    """Work from one moment to another (UTC). `kept`: an invoice holds it, so it stays as it is."""

    id: int
    start: datetime
    end: datetime
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two pieces at the same time, the earlier first."""

    first: Piece
    second: Piece

    @property
    def minutes(self) -> int:
        """How long both were worked at once."""
        return _minutes(min(self.first.end, self.second.end) - max(self.first.start, self.second.start))

    @property
    def is_mendable(self) -> bool:
        """Is there a piece that may give way, and is something left of it?"""
        return bool(mended(self))


@dataclass(frozen=True, slots=True)
class Gap:
    """Open time between two pieces in which nothing was noted."""

    start: datetime
    end: datetime

    @property
    def minutes(self) -> int:
        """How long it is."""
        return _minutes(self.end - self.start)


def overlaps(pieces: Iterable[Piece]) -> Iterator[Overlap]:
    """Each two pieces that share time."""
    ordered = sorted(pieces, key=lambda piece: (piece.start, piece.end, piece.id))
    for n, first in enumerate(ordered):
        for second in ordered[n + 1 :]:
            if second.start >= first.end:
                break
            yield Overlap(first, second)


def mended(overlap: Overlap) -> tuple[Piece, ...]:
    """The pieces that one of the two becomes when it gives way to the other; empty: neither can.

    The earlier gives way: it ends where the other begins, and what lies after the other is a piece of its own.
    """
    for loser, winner in ((overlap.first, overlap.second), (overlap.second, overlap.first)):
        if loser.kept:
            continue
        left = [(loser.start, min(loser.end, winner.start)), (max(loser.start, winner.end), loser.end)]
        if found := tuple(Piece(loser.id, start, end) for start, end in left if start < end):
            return found
    return ()


def gaps(pieces: Iterable[Piece], opening: Sequence[tuple[datetime, datetime]]) -> Iterator[Gap]:
    """The open time between the first and the last piece in which nothing was noted, without short breaks."""
    ordered = sorted(pieces, key=lambda piece: piece.start)
    until = ordered[0].end if ordered else None
    for piece in ordered[1:]:
        if until is not None and piece.start > until:
            for opens, closes in opening:
                start, end = max(until, opens), min(piece.start, closes)
                if end - start >= LEAST:
                    yield Gap(start, end)
        until = max(until or piece.end, piece.end)


def _minutes(length: timedelta) -> int:
    return length // timedelta(minutes=1)
