"""Note time in one line: what a line was understood as, and the entry made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clients.models import Agreement, Client
from clients.pipeline import ENDED, LOST
from requests.models import ClientRequest, TimeEntry
from requests.reading import Read, read_line
from requests.timing import Span, between, log


@dataclass(frozen=True, slots=True)
class Noted:
    """What was understood of a line, and what is still missing, in sentences."""

    read: Read
    client: Client | None
    client_request: ClientRequest | None
    agreement: Agreement | None
    problems: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Can it be logged as it is?"""
        return not self.problems


def served() -> list[Client]:
    """The clients that time is logged for: all but those archived, by name."""
    return list(Client.objects.exclude(stage__in=(ENDED, LOST)))


def understand(line: str, *, today: date, known: Sequence[Client]) -> Noted:
    """Read a line against the clients known and the requests there are; writes nothing."""
    read = read_line(line, [(client.pk, client.name) for client in known], today)
    client = next((each for each in known if each.pk == read.client), None)
    asked = None
    if read.request:
        asked = ClientRequest.objects.select_related("client", "agreement__sop").filter(pk=read.request).first()
        client = client or (asked.client if asked else None)
    agreement = asked.agreement if asked else _only_agreement(client, read.on)
    return Noted(read, client, asked, agreement, tuple(_problems(read, client, asked)))


def _only_agreement(client: Client | None, on: date) -> Agreement | None:
    running = list(client.agreements.running(on)[:2]) if client else []
    return running[0] if len(running) == 1 else None


def _problems(read: Read, client: Client | None, asked: ClientRequest | None) -> list[str]:
    found = []
    if not read.worked:
        found.append(_("How long? Write 1h30, 45m or 9:00-10:45."))
    if client is None:
        found.append(_("For whom? Write the first letters of the client’s name."))
    if read.request and asked is None:
        found.append(_("There is no request %(number)s.") % {"number": read.request})
    if asked and client and asked.client_id != client.pk:
        found.append(_("Request %(number)s is another client’s.") % {"number": read.request})
    return found


def note(line: str, *, today: date, zone: ZoneInfo) -> TimeEntry:
    """Log a line. Raises ValidationError with what was not understood, or what forbids it."""
    noted = understand(line, today=today, known=served())
    if noted.client is None or not noted.is_whole:
        raise ValidationError(list(noted.problems))
    return log(
        noted.client,
        _span(noted.read, zone),
        agreement=noted.agreement,
        client_request=noted.client_request,
        note=noted.read.note[:500],
    )


def _span(read: Read, zone: ZoneInfo) -> Span:
    if read.start is None or read.end is None:
        return Span(read.on, read.minutes or 0)
    start, end = (datetime.combine(read.on, part, zone) for part in (read.start, read.end))
    return between(start, end, on=read.on)
