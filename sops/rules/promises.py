"""What the procedures promise and ask, as moments, days and minutes."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta

from sops.rules.paragraphs import paragraph
from sops.rules.policy import Boundaries, Hours, Payment, Process
from sops.rules.worktime import after_opening_minutes


def first_reply_due(hours: Hours, received_at: datetime) -> datetime | None:
    """By when a first reply is promised, counted in opening hours; None: no promise."""
    if hours.first_reply_hours is None:
        return None
    return after_opening_minutes(hours, received_at, hours.first_reply_hours * 60)


def capacity_left(hours: Hours, promised_minutes: int) -> int | None:
    """Minutes of client work left in a week; negative when promises go beyond it; None: no limit set."""
    return None if hours.capacity_hours is None else hours.capacity_hours * 60 - promised_minutes


def quote_due(process: Process, asked_at: datetime) -> datetime | None:
    """By when a quote is promised: elapsed hours after the call or the question; None: no promise."""
    hours = process.quote_within_hours
    return None if hours is None else asked_at.astimezone(UTC) + timedelta(hours=hours)


def quote_valid_until(process: Process, sent_on: date) -> date | None:
    """The last day a quote can be accepted; None: without end."""
    return None if process.quote_valid_days is None else sent_on + timedelta(days=process.quote_valid_days)


def accepted_by_silence_at(process: Process, delivered_at: datetime) -> datetime | None:
    """When silence after a delivery becomes acceptance; None: never."""
    hours = process.acceptance_silence_hours
    return delivered_at.astimezone(UTC) + timedelta(hours=hours) if hours else None


def due_on(issued_on: date, payment: Payment) -> date:
    """The day an invoice is due: on receipt, net days after issue, or net days after the end of its month."""
    if payment.terms == "on_receipt":
        return issued_on
    if payment.terms == "net":
        return issued_on + timedelta(days=payment.days)
    last = issued_on.replace(day=calendar.monthrange(issued_on.year, issued_on.month)[1])
    return last + timedelta(days=payment.days)


def reminders_on(due: date, payment: Payment) -> tuple[date, ...]:
    """The days on which an unpaid invoice is recalled, in order; some may lie before its due day."""
    return tuple(due + timedelta(days=days) for days in sorted(set(payment.reminder_days)))


def pauses_on(oldest_due: date, payment: Payment) -> date | None:
    """The day work pauses when the oldest unpaid invoice was due on a day; None: it never does."""
    return oldest_due + timedelta(days=payment.pause_after_days) if payment.pause_after_days else None


def is_revision_billed(boundaries: Boundaries, rank: int) -> bool:
    """Whether the n-th revision of a delivery (from 1) is billed; without a number set, none is."""
    return boundaries.free_revisions is not None and rank > boundaries.free_revisions


def client_answer_due(hours: Hours, process: Process, asked_at: datetime) -> tuple[datetime, str] | None:
    """By when a client's answer is awaited, and the paragraph that sets it; None: the procedures set no time.

    It is the silence that they wait for after a delivery; without one, the time in which she answers herself.
    """
    if silence := accepted_by_silence_at(process, asked_at):
        return silence, paragraph("process.acceptance_silence_hours")
    reply = first_reply_due(hours, asked_at)
    return (reply, paragraph("hours.first_reply_hours")) if reply else None
