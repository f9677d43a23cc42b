"""Log time: entries with times or minutes, and the one timer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from clients.models import Agreement, Client
from requests.models import ClientRequest, TimeEntry
from requests.rules.overrun import is_overrun, refusal
from sops.models import SopVersion
from sops.rules.policy import Hours

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Span:
    """When time was worked: from one moment to another, or so many minutes on a day."""

    on: date
    minutes: int
    started_at: datetime | None = None
    ended_at: datetime | None = None


def between(started_at: datetime, ended_at: datetime, *, on: date) -> Span:
    """A span from one moment to another. `on` is the local day of its start.

    Raises ValidationError, naming the field, for an end that is not after the start and for seconds.
    """
    for field, moment in (("started_at", started_at), ("ended_at", ended_at)):
        if moment.second or moment.microsecond:
            raise ValidationError({field: _("has seconds; write whole minutes")})
    # Two local moments of one zone subtract by the wall clock; only in UTC an hour is an hour.
    started_at, ended_at = started_at.astimezone(UTC), ended_at.astimezone(UTC)
    if ended_at <= started_at:
        raise ValidationError({"ended_at": _("is not after the start; write a later moment")})
    return Span(on, (ended_at - started_at) // _MINUTE, started_at, ended_at)


def check(span: Span, agreement: Agreement | None) -> None:
    """Raise ValidationError when time lies outside its agreement's dates."""
    if agreement and not agreement.covers(span.on):
        until = agreement.ends_on.isoformat() if agreement.ends_on else "…"
        raise ValidationError(
            {
                "on": _("%(day)s is outside the agreement “%(key)s” (%(first)s to %(last)s)")
                % {"day": span.on, "key": agreement.key, "first": agreement.starts_on, "last": until}
            }
        )


@transaction.atomic
def log(
    client: Client,
    span: Span,
    *,
    agreement: Agreement | None = None,
    client_request: ClientRequest | None = None,
    note: str = "",
    billable: bool = True,
    key: str | None = None,
) -> TimeEntry:
    """Log time for a client; for a request it counts on the request's agreement.

    Raises ValidationError when request or agreement are another client's, or the day is outside the agreement.
    """
    agreement = client_request.agreement if client_request else agreement
    for name, other in (("request", client_request), ("agreement", agreement)):
        if other and other.client_id != client.pk:
            raise ValidationError({name: _("belongs to another client")})
    check(span, agreement)
    return TimeEntry.objects.create(
        key=key,
        client=client,
        agreement=agreement,
        client_request=client_request,
        on=span.on,
        started_at=span.started_at,
        ended_at=span.ended_at,
        minutes=span.minutes,
        note=note,
        billable=billable,
    )


class LeftRunning(ValidationError):
    """The timer has run past the end of its day: she says first what was real."""


@transaction.atomic
def start_timer(
    client: Client,
    *,
    at: datetime,
    on: date,
    agreement: Agreement | None = None,
    client_request: ClientRequest | None = None,
    note: str = "",
) -> TimeEntry:
    """Start the timer; one that runs is stopped first, at the same minute.

    Raises LeftRunning where the one that runs was forgotten, ValidationError where the agreement is over; nothing
    is started then.
    """
    stop_timer(at=at)
    agreement = client_request.agreement if client_request else agreement
    check(Span(on, 1), agreement)
    entry = TimeEntry(client=client, agreement=agreement, client_request=client_request, on=on, note=note)
    entry.started_at, entry.running = _whole(at), True
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as error:  # at the same moment in another window
        raise ValidationError(_("Another timer was started just now.")) from error
    return entry


@transaction.atomic
def stop_timer(*, at: datetime) -> TimeEntry | None:
    """Stop the running timer, if any; one stopped within its first minute leaves no entry.

    Raises LeftRunning for one that was forgotten: it never books by itself what was not worked.
    """
    entry = _held()
    if entry is None or entry.started_at is None:
        return None
    if is_overrun(entry.started_at, at, opening_hours()):
        raise LeftRunning(_("The timer was left running. Say first when you really stopped."))
    return _stopped(entry, _whole(at))


@transaction.atomic
def settle_timer(*, ended_at: datetime, at: datetime, note: str = "") -> TimeEntry:
    """Stop the timer at the moment that was real. Raises ValidationError for an end that cannot be."""
    entry = _held()
    if entry is None or entry.started_at is None:
        raise ValidationError(_("No timer runs any more."))
    if why := refusal(entry.started_at, ended_at, at):
        raise ValidationError({"ended_at": _why_not(why)})
    entry.note = note
    return _stopped(entry, _whole(ended_at)) or entry


@transaction.atomic
def discard_timer() -> TimeEntry | None:
    """Throw away what the timer counted; the entry as it was."""
    entry = _held()
    if entry:
        TimeEntry.objects.filter(pk=entry.pk).delete()
    return entry


def opening_hours() -> Hours:
    """The published opening hours; before there are any, a week without them."""
    version = SopVersion.objects.published().first()
    return version.policy().hours if version else Hours(timezone="UTC")


def _held() -> TimeEntry | None:
    return TimeEntry.objects.select_for_update().filter(running=True).first()


def _stopped(entry: TimeEntry, end: datetime) -> TimeEntry | None:
    if entry.started_at is None or end <= entry.started_at:
        entry.delete()
        return None
    entry.ended_at, entry.running = end, None
    entry.minutes = (end - entry.started_at) // _MINUTE
    entry.save(update_fields=["ended_at", "running", "minutes", "note"])
    return entry


def _why_not(why: str) -> str:
    return {
        "early": _("The timer began later than that; write a later moment."),
        "ahead": _("That is still to come; write a moment that is past."),
        "long": _("Nobody works that long at a stretch; write when you really stopped."),
    }[why]


def _whole(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(second=0, microsecond=0)
