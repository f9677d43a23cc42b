"""The steps of reminding, as they stand from day to day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from billing.rules.reminders import due_step, schedule

DUE = date(2026, 11, 17)
DAYS = (-3, 1, 7, 15)


@pytest.mark.parametrize(
    ("after", "sent", "states"),
    [
        (-10, (), "planned planned planned planned"),
        (-3, (), "due planned planned planned"),
        (0, (), "due planned planned planned"),
        (0, (-3,), "sent planned planned planned"),
        (1, (), "passed due planned planned"),
        (7, (1,), "passed sent due planned"),
        (40, (), "passed passed passed due"),
        (40, (15,), "passed passed passed sent"),
        (7, (7, -3), "sent passed sent planned"),
    ],
)
def test_the_steps_follow_the_calendar_and_what_went_out(after: int, sent: tuple[int, ...], states: str) -> None:
    steps = schedule(DUE, DAYS, sent, DUE + timedelta(days=after))
    assert [step.state for step in steps] == states.split()
    assert [step.on for step in steps] == [DUE + timedelta(days=days) for days in DAYS]
    assert (due_step(steps) is None) == ("due" not in states)


def test_without_a_schedule_nothing_is_planned() -> None:
    assert schedule(DUE, (), (), DUE) == []
