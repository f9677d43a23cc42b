"""Note time in one line: what a line was understood as, and the entry made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from clients.models import Agreement, Client
from clients.pipeline import ENDED, LOST
from clients.welcoming import welcome
from requests.doubting import Doubt, doubts
from requests.lines import Read, read_line
from requests.models import Assessment, ClientRequest, TimeEntry
from requests.settling import proposed, settled
from requests.timing import Span, log
from vacrm.desk.refusing import sentences


@dataclass(frozen=True, slots=True)
class Noted:
    """What was understood of a line, and what is still missing.

    `proposal` is the time since her last end, where none was written; `urgent` a request that waits for her
    word, where the line says #urgent; `is_torn`: several agreements run, and the line names none.
    """

    read: Read
    client: Client | None
    client_request: ClientRequest | None
    agreement: Agreement | None
    span: Span | None
    doubts: tuple[Doubt, ...]
    proposal: str = ""
    urgent: ClientRequest | None = None
    is_torn: bool = False

    @property
    def is_whole(self) -> bool:
        """Can it be logged as it is?"""
        return not self.doubts

    @property
    def problems(self) -> tuple[str, ...]:
        """What is missing, in sentences."""
        return tuple(doubt.sentence for doubt in self.doubts)


def served() -> list[Client]:
    """The clients that time is logged for: all but those archived, by name."""
    return list(Client.objects.exclude(stage__in=(ENDED, LOST)).only("name", "stage", "currency"))


def understand(line: str, *, now: datetime, known: Sequence[Client]) -> Noted:
    """Read a line against the clients known and the requests there are; writes nothing. `now` is her wall clock."""
    read = read_line(line, [(client.pk, client.name) for client in known], now.date())
    client = next((each for each in known if each.pk == read.client), None)
    asked = None
    if read.request:
        asked = ClientRequest.objects.select_related("client", "agreement__sop").filter(pk=read.request).first()
        client = client or (asked.client if asked else None)
    span, refused = None, []
    try:
        span = settled(read, now)
    except ValidationError as error:
        refused = list(sentences(error))
    open_then = list(client.agreements.running(read.on)[:2]) if client and asked is None else []
    return Noted(
        read=read,
        client=client,
        client_request=asked,
        agreement=asked.agreement if asked else open_then[0] if len(open_then) == 1 else None,
        span=span,
        doubts=tuple(doubts(read, client, asked, known, refused)),
        proposal="" if read.is_timed else proposed(read.on, now),
        urgent=_unanswered(client) if read.urgent and asked is None else None,
        is_torn=len(open_then) > 1,
    )


def _unanswered(client: Client | None) -> ClientRequest | None:
    """The client's open request that is urgent and not promised: a surcharge wants it confirmed."""
    found = Assessment.objects.filter(
        client_request__client=client,
        client_request__done_at=None,
        client_request__declined_at=None,
        client_request__commitments=None,
        verdict__urgent=True,
    )
    latest = found.select_related("client_request").order_by("-at", "-id").first()
    return latest.client_request if latest else None


@transaction.atomic
def note(line: str, *, now: datetime, newcomer: str = "") -> TimeEntry:
    """Log a line; a newcomer is the name of a client to be added with it.

    Raises ValidationError with what was not understood, or what forbids it; then nobody was added.
    """
    added = [welcome(newcomer)] if newcomer else []
    noted = understand(line, now=now, known=served())
    client = noted.client or (added[0] if added else None)
    missing = [doubt.sentence for doubt in noted.doubts if not (added and doubt.is_whose)]
    if client is None or noted.span is None or missing:
        raise ValidationError(missing or list(noted.problems))
    return log(
        client,
        noted.span,
        agreement=noted.agreement,
        client_request=noted.client_request,
        note=noted.read.note[:500],
        billable=noted.read.billable,
    )
