"""Fill a cell of the week: what is typed for one client on one day becomes an entry, changes it, or deletes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from clients.models import Client
from requests.correcting import Corrected, lasting, move, remove
from requests.keeping import locks_of
from requests.models import TimeEntry
from requests.settling import at_clock
from requests.spans import length_written, read_length, read_span
from requests.timing import Span, between, log


@dataclass(frozen=True, slots=True)
class Cell:
    """One client on one day: its entries, and what keeps it from being typed over (empty: nothing does)."""

    client: Client
    on: date
    entries: tuple[TimeEntry, ...]
    why_not: str = ""

    @property
    def said(self) -> str:
        """What stands in it, as one types it."""
        return length_written(self.entries[0].minutes or 0) if len(self.entries) == 1 else ""


def cell_of(client: Client, on: date) -> Cell:
    """The cell of a client and a day."""
    entries = tuple(TimeEntry.objects.filter(client=client, on=on).select_related("agreement"))
    return Cell(client, on, entries, _why_not(entries))


def _why_not(entries: tuple[TimeEntry, ...]) -> str:
    if any(entry.running for entry in entries):
        return _("The timer runs here; stop it first.")
    if len(entries) > 1:
        return _("There are several entries here; change the one you mean.")
    for lock in locks_of(entries).values():
        if lock.url:
            return _("Invoice %(number)s bills this time; it stays as it is.") % {"number": lock.label}
        return _("This time is %(label)s; it stays as it is.") % {"label": lock.label}
    return ""


@transaction.atomic
def fill(cell: Cell, said: str, *, now: datetime) -> Corrected | None:
    """Make a cell say what was typed: 1h30, or 9:00-10:45; empty or 0 deletes its entry. None: nothing changed.

    Raises ValidationError where it is not understood, is to come, or the cell may not be typed over.
    """
    if cell.why_not:
        raise ValidationError(cell.why_not)
    entry = cell.entries[0] if cell.entries else None
    span = _span(cell, said.strip(), now)
    if span is None:
        return remove(entry) if entry else None
    if entry:
        same = (span.minutes, span.started_at) == (entry.minutes, entry.started_at)
        return None if same else move(entry, span)
    open_then = list(cell.client.agreements.running(cell.on)[:2])
    made = log(cell.client, span, agreement=open_then[0] if len(open_then) == 1 else None)
    return Corrected([], [made.pk])


def _span(cell: Cell, said: str, now: datetime) -> Span | None:
    """What was typed as a span; None: no time at all."""
    if times := read_span(said):
        start, end = at_clock(cell.on, times[0], now), at_clock(cell.on, times[1], now)
        return between(start, end if end > start else _tomorrow(cell.on, times, now), on=cell.on)
    minutes = read_length(said) if said else 0
    if minutes is None:
        raise ValidationError(_("“%(said)s” is no time; write 1h30 or 9:00-10:45.") % {"said": said[:40]})
    if not minutes:
        return None
    if cell.on > now.date():
        raise ValidationError(_("That day is still to come; time is noted once it is worked."))
    return lasting(cell.entries[0], minutes) if cell.entries else Span(cell.on, minutes)


def _tomorrow(on: date, times: tuple[object, ...], now: datetime) -> datetime:
    return at_clock(on + timedelta(days=1), times[1], now)  # type: ignore[arg-type]
