"""Correct hours: fill a cell of the week, delete, cut what overlaps, split at midnight. What is billed stays."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from requests.keeping import locks_of, loosen
from requests.models import TimeEntry
from requests.restoring import Row, rows
from requests.rules.sequence import Overlap, Piece, mended
from requests.timing import Span, check


@dataclass(frozen=True, slots=True)
class Corrected:
    """What an act changed: the entries as they were, and those it made. Enough to take it back."""

    before: list[Row]
    made: list[int]


@transaction.atomic
def remove(entry: TimeEntry) -> Corrected:
    """Delete an entry. Raises ValidationError where an invoice holds it."""
    before = rows([entry])
    loosen([entry])
    TimeEntry.objects.filter(pk=entry.pk).delete()
    return Corrected(before, [])


@transaction.atomic
def move(entry: TimeEntry, span: Span) -> Corrected:
    """Give an entry another span. Raises ValidationError where an invoice, a timer or its agreement forbids it."""
    before = rows([entry])
    if entry.running:
        raise ValidationError(_("The timer runs here; stop it first."))
    loosen([entry])
    check(span, entry.agreement)
    entry.on, entry.minutes = span.on, span.minutes
    entry.started_at, entry.ended_at = span.started_at, span.ended_at
    entry.save(update_fields=["on", "minutes", "started_at", "ended_at"])
    return Corrected(before, [])


def lasting(entry: TimeEntry, minutes: int) -> Span:
    """The span of an entry when it lasts so many minutes: one with times keeps its start."""
    if entry.started_at is None:
        return Span(entry.on, minutes)
    return Span(entry.on, minutes, entry.started_at, entry.started_at + timedelta(minutes=minutes))


@transaction.atomic
def mend(first: TimeEntry, second: TimeEntry) -> Corrected:
    """Let one of two entries that overlap give way to the other.

    Raises ValidationError where they do not overlap, or neither can give way.
    """
    overlap = overlap_of(sorted((first, second), key=lambda entry: (str(entry.started_at), entry.pk)))
    pieces = mended(overlap) if overlap.minutes > 0 else ()
    if not pieces:
        raise ValidationError(_("There is nothing that could give way; correct the times by hand."))
    return _cut(first if pieces[0].id == first.pk else second, pieces)


def overlap_of(entries: Sequence[TimeEntry]) -> Overlap:
    """Two entries as an overlap, which may be of no minutes."""
    pieces = pieces_of(entries, locks_of(entries))
    if len(pieces) != 2:
        raise ValidationError(_("There is nothing that could give way; correct the times by hand."))
    return Overlap(*pieces)


def pieces_of(entries: Sequence[TimeEntry], locks: Container[int]) -> list[Piece]:
    """The entries that say from when to when; those with a lock are kept."""
    return [
        Piece(entry.pk, entry.started_at, entry.ended_at, entry.pk in locks)
        for entry in entries
        if entry.started_at and entry.ended_at
    ]


@transaction.atomic
def split(entry: TimeEntry, zone: ZoneInfo) -> Corrected:
    """Split an entry at the midnight it runs past, so that each day has its own. Raises ValidationError otherwise."""
    if entry.started_at is None or entry.ended_at is None:
        raise ValidationError(_("Only time with a start and an end can be split."))
    midnight = midnight_after(entry.started_at, zone)
    if not entry.started_at < midnight < entry.ended_at:
        raise ValidationError(_("This time does not run past midnight."))
    parts = (Piece(entry.pk, entry.started_at, midnight), Piece(entry.pk, midnight, entry.ended_at))
    return _cut(entry, parts, zone)


def midnight_after(moment: datetime, zone: ZoneInfo) -> datetime:
    """The end of a moment's civil day."""
    day = moment.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _cut(entry: TimeEntry, pieces: Sequence[Piece], zone: ZoneInfo | None = None) -> Corrected:
    """Make of an entry the pieces: the first is itself, the others are new and say the same."""
    before, made = rows([entry]), []
    loosen([entry])
    for n, piece in enumerate(pieces):
        if n:
            entry.pk, entry.key, entry._state.adding = None, None, True
            entry.on = piece.start.astimezone(zone).date() if zone else entry.on
        entry.started_at, entry.ended_at = piece.start, piece.end
        entry.minutes = (piece.end - piece.start) // timedelta(minutes=1)
        check(Span(entry.on, entry.minutes), entry.agreement)
        entry.save()
        if n:
            made.append(entry.pk)
    return Corrected(before, made)
