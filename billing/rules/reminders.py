"""When an invoice is to be reminded of: the steps of the SOP around its due date, read from what went out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

SENT = "sent"
DUE = "due"
PLANNED = "planned"
PASSED = "passed"  # its day went by, and a later step took its place


@dataclass(frozen=True, slots=True)
class Step:
    """One step: so many days after the due date (before it: negative), its day, and where it stands."""

    days: int
    on: date
    state: str


def schedule(due_on: date, days: Collection[int], sent: Collection[int], on: date) -> list[Step]:
    """The steps in order, as they stand on a day; at most one is due: the last whose day has come."""
    steps = sorted(set(days))
    come = [each for each in steps if due_on + timedelta(days=each) <= on]
    last = come[-1] if come else None
    reached = max(sent, default=None)

    def state(each: int) -> str:
        if each in sent:
            return SENT
        if each not in come:
            return PLANNED
        return DUE if each == last and (reached is None or reached < each) else PASSED

    return [Step(each, due_on + timedelta(days=each), state(each)) for each in steps]


def due_step(steps: Collection[Step]) -> Step | None:
    """The step that is due, if any."""
    return next((step for step in steps if step.state == DUE), None)
