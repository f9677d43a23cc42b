"""A checklist: when steps are due, what waits for what, and how far both sides are. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sops.rules.policy import Hours
from sops.rules.worktime import opening_intervals

CLIENT, ASSISTANT = "client", "assistant"
# Working days after the beginning, where the procedures say none: the client's steps first, for hers rest on them.
DAYS = {CLIENT: 5, ASSISTANT: 7}
FURTHEST = 366  # civil days; hours that never open would count for ever

# Reminders: the first a working day after a step fell due, the next each so many working days later.
FIRST_AFTER, NEXT_AFTER, MOST_REMINDERS = 1, 5, 3


@dataclass(frozen=True, slots=True)
class Step:
    """A step as the rules see it. `waits_for`: the step that comes first, None where nothing does."""

    key: int
    by: str
    done: bool
    due_on: date | None = None
    waits_for: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far both sides are."""

    done: int
    steps: int
    theirs: int  # the client's steps that are open
    mine: int  # the assistant's
    overdue: int

    @property
    def is_complete(self) -> bool:
        """Is there a checklist, and nothing open on it?"""
        return bool(self.steps) and self.done == self.steps


def progress(steps: Sequence[Step], on: date) -> Progress:
    """How far the steps are on a day."""
    left = [step for step in steps if not step.done]
    late = sum(1 for step in left if step.due_on is not None and step.due_on < on)
    theirs = sum(1 for step in left if step.by == CLIENT)
    return Progress(len(steps) - len(left), len(steps), theirs, len(left) - theirs, late)


def blocked(steps: Sequence[Step]) -> dict[int, int]:
    """The open steps that wait for another open one: its key by theirs."""
    is_open = {step.key for step in steps if not step.done}
    return {step.key: step.waits_for for step in steps if step.key in is_open and step.waits_for in is_open}


def would_wait_for_itself(key: int, waits_for: int, waiting: Mapping[int, int | None]) -> bool:
    """Would a step that waits for another wait for itself, through those the other waits for?"""
    seen: set[int] = set()
    at: int | None = waits_for
    while at is not None and at not in seen:
        if at == key:
            return True
        seen.add(at)
        at = waiting.get(at)
    return False


def working_day_after(hours: Hours, on: date, count: int) -> date:
    """The civil day on which so many working days have passed since `on`; where no day is ever open, civil days."""
    day, left = on, count
    for ahead in range(1, FURTHEST + 1):
        if not left:
            return day
        day = on + timedelta(days=ahead)
        left -= is_working_day(hours, day)
    return on + timedelta(days=count)


def is_working_day(hours: Hours, day: date) -> bool:
    """Is any minute of a civil day open?"""
    return bool(opening_intervals(hours, day))


def due_on(by: str, hours: Hours, begun_on: date, days: int | None = None) -> date:
    """When a step falls due, in a checklist begun on a day: after so many working days, else as its side does."""
    return working_day_after(hours, begun_on, DAYS[by] if days is None else days)


def reminds(steps: Sequence[Step], sent_on: Sequence[date], hours: Hours, on: date) -> bool:
    """Is a gentle reminder to the client due on a day?

    Only on a working day; only where a step of the client's that waits for nothing is past its day; the first a
    working day after that, the next five later, three in all. What was missed is sent once, not several times.
    """
    waiting = blocked(steps)
    late = [
        step.due_on
        for step in steps
        if step.by == CLIENT and not step.done and step.key not in waiting and step.due_on is not None
    ]
    if not late or len(sent_on) >= MOST_REMINDERS or not is_working_day(hours, on):
        return False
    if sent_on:
        return min(late) < on and on >= working_day_after(hours, max(sent_on), NEXT_AFTER)
    return on >= working_day_after(hours, min(late), FIRST_AFTER)
