"""Clients as the pipeline shows them: the one next step, who has the ball, what blocks, what it is worth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils import timezone

from clients.heading import Terms, terms_of
from clients.models import BOOKED, Agreement, Client, Meeting, Milestone
from clients.onway import NOTHING, Known, known_of
from clients.rules.nextstep import ME, Standing, last_day, next_step
from clients.rules.staging import QUOTE_SEEN
from clients.steps import due_day, sentence
from sops.rules.policy import Policy

_MEETING_OF = {"lead": "discovery", "discovery": "discovery", "onboarding": "kickoff", "kickoff": "kickoff"}


@dataclass(frozen=True, slots=True)
class Next:
    """The next step in words. `is_mine`: she has the ball; `is_due`: today or before."""

    text: str
    day: str
    is_mine: bool
    is_due: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A client on the pipeline. `days`: in the stage; None where nothing says since when."""

    client: Client
    terms: Terms | None
    known: Known
    next: Next | None
    days: int | None
    is_stale: bool


def cards_of(clients: Sequence[Client], on: date, policy: Policy | None) -> list[Card]:
    """The cards of clients on a day, in their order, by the figures of the published procedures.

    A few statements for all of them together.
    """
    terms, evidence, meetings = _terms(clients, on), _evidence(clients), _meetings(clients)
    known = known_of(clients, on)
    return [
        _card(
            client,
            policy,
            on,
            terms.get(client.pk),
            evidence[client.pk],
            meetings.get((client.pk, _MEETING_OF.get(client.stage, ""))),
            known.get(client.pk, NOTHING),
        )
        for client in clients
    ]


def _card(
    client: Client,
    policy: Policy | None,
    on: date,
    terms: Terms | None,
    evidence: dict[str, date],
    meeting_at: datetime | None,
    known: Known,
) -> Card:
    meeting_on = timezone.localtime(meeting_at).date() if meeting_at else None
    at = Standing(client.stage, client.stage_since, evidence, meeting_on, known.answer_by, known.blocked, known.todo_by)
    last, step, following = last_day(at, policy), next_step(at, policy, on), None
    if step:
        text = sentence(step, seen_on=evidence.get(QUOTE_SEEN), meeting_at=meeting_at, todo=known.todo, on=on)
        named = due_day(step.due, on) if step.due else ""
        following = Next(text, named, step.ball == ME, bool(step.due and step.due <= on))
    days = (on - client.stage_since).days if client.stage_since else None
    return Card(client, terms, known, following, days, bool(last and last < on))


def _terms(clients: Sequence[Client], on: date) -> dict[int, Terms]:
    """The latest agreement in force of each client, in words."""
    running = Agreement.objects.running(on).filter(client__in=[each.pk for each in clients])
    rows = running.select_related("sop", "client").order_by("starts_on", "pk")
    return {client: terms_of(each) for client, each in {each.client_id: each for each in rows}.items()}


def _evidence(clients: Sequence[Client]) -> dict[int, dict[str, date]]:
    """The latest day of each kind of evidence, by client."""
    found: dict[int, dict[str, date]] = defaultdict(dict)
    rows = Milestone.objects.filter(client__in=[each.pk for each in clients]).order_by().values("client", "kind")
    for client, kind, on in rows.annotate(latest=Max("on")).values_list("client", "kind", "latest"):
        found[client][kind] = on
    return found


def _meetings(clients: Sequence[Client]) -> dict[tuple[int, str], datetime]:
    """The latest meeting booked and not held yet, by client and kind."""
    booked = Meeting.objects.filter(client__in=[each.pk for each in clients], state=BOOKED).order_by("starts_at")
    return {(client, kind): at for client, kind, at in booked.values_list("client", "kind", "starts_at")}
