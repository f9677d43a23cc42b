"""A checklist: days due, what waits for what, how far it is, and when a reminder is due."""

from __future__ import annotations

from datetime import date

import pytest

from clients.rules.asking import choices_of
from clients.rules.checklist import (
    Step,
    blocked,
    due_on,
    progress,
    reminds,
    working_day_after,
    would_wait_for_itself,
)
from sops.rules.policy import Closure, Hours

DAY = ((9 * 60, 17 * 60),)
HOURS = Hours(
    holidays="FR",
    monday=DAY,
    tuesday=DAY,
    thursday=DAY,
    friday=DAY,
    closures=(Closure(first=date(2026, 11, 19), last=date(2026, 11, 20)),),
)
MONDAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("on", "count", "then"),
    [
        (date(2026, 11, 2), 1, date(2026, 11, 3)),
        (date(2026, 11, 3), 1, date(2026, 11, 5)),  # Wednesdays are closed
        (date(2026, 11, 6), 1, date(2026, 11, 9)),
        (date(2026, 11, 2), 5, date(2026, 11, 10)),
        (date(2026, 11, 17), 1, date(2026, 11, 23)),  # Wednesday, two days away, the weekend
        (date(2026, 11, 7), 0, date(2026, 11, 7)),
    ],
)
def test_working_days_are_the_days_that_open(on: date, count: int, then: date) -> None:
    assert working_day_after(HOURS, on, count) == then


def test_hours_that_never_open_count_civil_days() -> None:
    assert working_day_after(Hours(), MONDAY, 5) == date(2026, 11, 7)


def test_the_steps_of_the_client_are_due_before_hers() -> None:
    assert due_on("client", HOURS, MONDAY) == date(2026, 11, 10)
    assert due_on("assistant", HOURS, MONDAY) == date(2026, 11, 13)


def test_a_step_is_due_after_the_days_that_the_procedures_say() -> None:
    assert due_on("client", HOURS, MONDAY, 1) == date(2026, 11, 3)
    assert due_on("assistant", HOURS, MONDAY, 0) == MONDAY


STEPS = [
    Step(1, "client", True, date(2026, 11, 10)),
    Step(2, "client", False, date(2026, 11, 10)),
    Step(3, "client", False, date(2026, 11, 10), waits_for=4),
    Step(4, "assistant", False, date(2026, 11, 13), waits_for=1),
]


def test_progress_counts_both_sides() -> None:
    found = progress(STEPS, date(2026, 11, 12))
    assert (found.done, found.steps, found.theirs, found.mine, found.overdue) == (1, 4, 2, 1, 2)
    assert not found.is_complete
    assert not progress([], MONDAY).is_complete
    assert progress(STEPS[:1], MONDAY).is_complete


def test_a_step_waits_until_the_other_is_done() -> None:
    assert blocked(STEPS) == {3: 4}


@pytest.mark.parametrize(("key", "waits_for", "circle"), [(4, 3, True), (1, 3, True), (2, 3, False), (5, 5, True)])
def test_no_step_waits_for_itself_in_a_circle(key: int, waits_for: int, circle: bool) -> None:
    assert would_wait_for_itself(key, waits_for, {each.key: each.waits_for for each in STEPS}) is circle


def test_a_circle_that_is_there_already_ends_the_walk() -> None:
    assert not would_wait_for_itself(9, 1, {1: 2, 2: 1})


OPEN = [Step(2, "client", False, date(2026, 11, 10))]


@pytest.mark.parametrize(
    ("sent", "on", "due"),
    [
        ([], date(2026, 11, 10), False),  # the day itself is still in time
        ([], date(2026, 11, 11), False),  # a Wednesday, and a public holiday
        ([], date(2026, 11, 12), True),
        ([], date(2026, 11, 14), False),  # a Saturday
        ([], date(2026, 11, 30), True),  # a missed day is caught up
        ([date(2026, 11, 12)], date(2026, 11, 12), False),
        ([date(2026, 11, 12)], date(2026, 11, 23), False),
        ([date(2026, 11, 12)], date(2026, 11, 24), True),  # Fri 13, Mon 16, Tue 17, Mon 23, Tue 24: the fifth
        ([date(2026, 11, 12)] * 3, date(2026, 12, 31), False),
    ],
)
def test_reminders_keep_to_working_days_and_end(sent: list[date], on: date, due: bool) -> None:
    assert reminds(OPEN, sent, HOURS, on) is due


@pytest.mark.parametrize(
    "steps",
    [
        [Step(1, "client", True, date(2026, 11, 2))],
        [Step(1, "assistant", False, date(2026, 11, 2))],
        [Step(1, "client", False)],
        [Step(1, "client", False, date(2026, 11, 2), waits_for=2), Step(2, "assistant", False)],
    ],
    ids=["done", "hers", "without a day", "waits for her"],
)
def test_nobody_is_reminded_of_what_is_not_on_their_side(steps: list[Step]) -> None:
    assert not reminds(steps, [], HOURS, date(2026, 11, 26))


@pytest.mark.parametrize(
    ("question", "asked", "offered"),
    [
        ("Tu or vous? (tu / vous)", "Tu or vous?", ("tu", "vous")),
        ("Tutoiement (oui / non) ?", "Tutoiement ?", ("oui", "non")),
        ("Which tool?\n- Trello\n- Notion\n", "Which tool?", ("Trello", "Notion")),
        ("Which tool (the one you use)?", "Which tool (the one you use)?", ()),
        ("Which tool?", "Which tool?", ()),
        ("Which (a/a)?", "Which (a/a)?", ()),
    ],
)
def test_a_choice_is_read_from_its_question(question: str, asked: str, offered: tuple[str, ...]) -> None:
    assert choices_of(question) == (asked, offered)
