"""Promises: one row per knob value, with the moment or the day it leads to."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sops.rules import promises
from sops.rules.policy import Boundaries, Payment, Process
from tests.sops.policies import paris, policy


@pytest.mark.parametrize(
    ("hours", "received", "due"),
    [
        (8, "2026-10-13 10:00", "2026-10-14T10:00:00+02:00"),
        pytest.param(2, "2026-10-16 17:00", "2026-10-19T10:00:00+02:00", id="over a weekend"),
        pytest.param(1, "2026-10-13 17:00", "2026-10-13T18:00:00+02:00", id="on the closing time"),
        pytest.param(0, "2026-10-10 22:00", "2026-10-12T09:00:00+02:00", id="at once: the next opening"),
        (None, "2026-10-13 10:00", None),
    ],
)
def test_a_first_reply_is_promised_in_opening_hours(hours: int | None, received: str, due: str | None) -> None:
    found = promises.first_reply_due(policy(hours={"first_reply_hours": hours}).hours, paris(received))
    assert (found and found.isoformat()) == due


@pytest.mark.parametrize(("hours", "promised", "left"), [(20, 0, 1200), (20, 1260, -60), (None, 9999, None)])
def test_capacity_is_what_a_week_has_left(hours: int | None, promised: int, left: int | None) -> None:
    assert promises.capacity_left(policy(hours={"capacity_hours": hours}).hours, promised) == left


TERMS: list[tuple[dict[str, Any], str, str]] = [
    ({"terms": "on_receipt"}, "2026-11-01", "2026-11-01"),
    ({"terms": "net", "days": 15}, "2026-11-01", "2026-11-16"),
    ({"terms": "net", "days": 30}, "2026-01-31", "2026-03-02"),
    ({"terms": "end_of_month", "days": 0}, "2026-11-01", "2026-11-30"),
    ({"terms": "end_of_month", "days": 45}, "2026-11-01", "2027-01-14"),
    ({"terms": "end_of_month", "days": 30}, "2028-02-29", "2028-03-30"),
]


@pytest.mark.parametrize(("terms", "issued", "due"), TERMS)
def test_an_invoice_is_due_by_its_terms(terms: dict[str, Any], issued: str, due: str) -> None:
    assert promises.due_on(date.fromisoformat(issued), Payment(**terms)).isoformat() == due


def test_reminders_come_around_the_due_day_in_order() -> None:
    days = promises.reminders_on(date(2026, 11, 16), Payment(reminder_days=(7, -3, 1, 7)))
    assert [day.isoformat() for day in days] == ["2026-11-13", "2026-11-17", "2026-11-23"]


@pytest.mark.parametrize(("days", "day"), [(30, date(2026, 12, 16)), (0, None)])
def test_work_pauses_after_so_many_days_unpaid(days: int, day: date | None) -> None:
    assert promises.pauses_on(date(2026, 11, 16), Payment(pause_after_days=days)) == day


def test_a_quote_is_promised_and_valid_for_a_while() -> None:
    process = Process(quote_within_hours=48, quote_valid_days=30)
    due = promises.quote_due(process, paris("2026-10-24 10:00"))
    assert due is not None and due.isoformat() == "2026-10-26T08:00:00+00:00"  # 48 real hours over the change
    assert promises.quote_valid_until(process, date(2026, 10, 24)) == date(2026, 11, 23)
    assert (promises.quote_due(Process(), due), promises.quote_valid_until(Process(), due.date())) == (None, None)


@pytest.mark.parametrize(("hours", "at"), [(24, "2026-10-14T08:00:00+00:00"), (0, None)])
def test_silence_is_acceptance_after_a_while_or_never(hours: int, at: str | None) -> None:
    found = promises.accepted_by_silence_at(Process(acceptance_silence_hours=hours), paris("2026-10-13 10:00"))
    assert (found and found.isoformat()) == at


@pytest.mark.parametrize(("free", "billed"), [(2, [False, False, True]), (0, [True] * 3), (None, [False] * 3)])
def test_revisions_are_free_up_to_a_number(free: int | None, billed: list[bool]) -> None:
    boundaries = Boundaries(free_revisions=free)
    assert [promises.is_revision_billed(boundaries, rank) for rank in (1, 2, 3)] == billed
