"""What the bench holds the product to, and whether it did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

type Round = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Target:
    """A figure with its limit. `at_least`: the figure must reach the limit instead of staying under it."""

    name: str
    found: float
    limit: float
    unit: str = ""
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Does the figure keep its limit?"""
        return self.found >= self.limit if self.at_least else self.found <= self.limit

    def row(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self) | {"met": self.met}


def middle(rounds: Iterable[Round], *path: str) -> float:
    """The median of a figure over the rounds."""
    return median(_at(each, *path) for each in rounds)


def ratio(rounds: Iterable[Round], above: tuple[str, str], below: tuple[str, str]) -> float:
    """The median of a ratio of two figures of the same round: what slows a round slows both."""
    return median(_at(each, *above) / _at(each, *below) for each in rounds)


def _at(found: Any, *path: str) -> float:
    for name in path:
        found = found[name]
    return float(found)


def judge(rounds: list[Round], scale: int) -> list[Target]:
    """All targets. `scale`: how many times more clients the large run has."""
    return [
        Target("closing ÷ bare canvas, per invoice", ratio(rounds, ("close", "ms"), ("canvas", "ms")), 2.0, "×"),
        Target("statements per invoice", middle(rounds, "probe", "statements"), 4.0),
        Target("longest write lock", max(each["probe"]["lock_ms"] for each in rounds), 250.0, "ms"),
        Target(f"time, {scale}× ÷ 1×", ratio(rounds, ("large", "s"), ("close", "s")), 1.1 * scale, "×"),
        Target(f"memory, {scale}× ÷ 1×", ratio(rounds, ("large", "peak_mb"), ("close", "peak_mb")), 1.3, "×"),
        Target("speed-up of --jobs 2", ratio(rounds, ("close", "s"), ("jobs", "s")), 1.7, "×", at_least=True),
        Target(
            "speed-up of --jobs 2, large run",
            ratio(rounds, ("large", "s"), ("large_jobs", "s")),
            1.7,
            "×",
            at_least=True,
        ),
        Target("preview", middle(rounds, "preview", "s"), 1.0, "s"),
    ]
