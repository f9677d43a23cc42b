"""Clients as the pipeline shows them: the one next step, who has the ball, what blocks, what it is worth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.gates import Hold, holds
from clients.heading import FREE, price_of
from clients.models import BOOKED, FIT, KINDS, Agreement, Client, Meeting, Milestone
from clients.ofmeetings import MEETINGS
from clients.onway import NOTHING, Known, known_of
from clients.rules.nextstep import BOOK_KICKOFF, ME, OFFER_CALL, REPLY, Standing, Step, last_day, next_step
from clients.rules.staging import QUOTE_SEEN, WAY
from clients.steps import due_day, sentence
from sops.rules.policy import Policy

COMING = WAY[:-1]  # on the way, and not there yet
_MEETING_OF = {"lead": "discovery", "discovery": "discovery", "onboarding": "kickoff", "kickoff": "kickoff"}


@dataclass(frozen=True, slots=True)
class Next:
    """The next step in words. `is_mine`: she has the ball; `is_due`: today or before; `url` leads to the act itself."""

    text: str
    day: str
    is_mine: bool
    is_due: bool
    url: str = ""


@dataclass(frozen=True, slots=True)
class Deal:
    """An agreement in two words: its kind, and what it costs."""

    kind: str
    price: str


@dataclass(frozen=True, slots=True)
class Card:
    """A client on the pipeline. `days`: in the stage; None where nothing says since when."""

    client: Client
    deal: Deal | None
    known: Known
    next: Next | None
    days: int | None
    is_stale: bool

    @property
    def source(self) -> str:
        """Where the client comes from, in words."""
        return self.client.came_from

    @property
    def since(self) -> str:
        """How long the client is in the stage, in words; empty where nothing says so."""
        if self.days is None:
            return ""
        if self.days < 1:
            return _("since today")
        return ngettext("for %(count)s day", "for %(count)s days", self.days) % {"count": self.days}


def cards_of(clients: Sequence[Client], on: date, policy: Policy | None) -> list[Card]:
    """The cards of clients on a day, in their order, by the figures of the published procedures.

    A few statements for all of them together.
    """
    held, deals = holds([each.pk for each in clients], on), _deals(clients, on)
    # Who arrived has no next step; of them only their agreement is told, or else what they were offered.
    coming = [each for each in clients if each.stage in COMING]
    offered = [each for each in clients if each.stage in COMING or each.pk not in deals]
    ids = [each.pk for each in coming]
    dated = Milestone.objects.filter(client__in=ids).order_by()
    evidence = _latest(dated.values_list("client_id", "kind", "on"))
    met = Meeting.objects.standing().filter(client__in=ids).order_by()
    booked, unfit = _met(met.values_list("client_id", "kind", "starts_at", "state", "outcome"))
    known = known_of(clients, on, held, offered)
    return [
        _card(
            client,
            policy,
            on,
            deals.get(client.pk),
            evidence.get(client.pk, {}),
            booked.get(client.pk, {}).get(_MEETING_OF.get(client.stage, "")),
            known.get(client.pk, NOTHING),
            client.pk in unfit,
        )
        for client in clients
    ]


def card_of(client: Client, on: date, policy: Policy | None, held: list[Hold]) -> Card:
    """The card of one client whose head shows the terms, and what holds it back."""
    prefetch_related_objects([client], "milestones", MEETINGS)
    evidence = _latest((client.pk, each.kind, each.on) for each in client.milestones.all())
    met = ((client.pk, each.kind, each.starts_at, each.state, each.outcome) for each in client.meetings.all())
    booked, unfit = _met(met)
    meeting = booked.get(client.pk, {}).get(_MEETING_OF.get(client.stage, ""))
    known = known_of([client], on, {client.pk: held})[client.pk]
    return _card(client, policy, on, None, evidence.get(client.pk, {}), meeting, known, bool(unfit))


def _card(
    client: Client,
    policy: Policy | None,
    on: date,
    deal: Deal | None,
    evidence: dict[str, date],
    meeting_at: datetime | None,
    known: Known,
    is_unfit: bool,
) -> Card:
    meeting_on = timezone.localtime(meeting_at).date() if meeting_at else None
    at = Standing(
        *(client.stage, client.stage_since, evidence, meeting_on),
        answer_by=known.answer_by,
        blocked=known.blocked,
        todo_by=known.todo_by,
        todo_on=known.todo_on,
        has_list=known.points > 0,
        is_refused=known.is_refused,
        is_unfit=is_unfit,
    )
    last, step, following = last_day(at, policy), next_step(at, policy, on), None
    if step:
        text = sentence(step, seen_on=evidence.get(QUOTE_SEEN), meeting_at=meeting_at, todo=known.todo, on=on)
        named = due_day(step.due, on) if step.due else ""
        following = Next(text, named, step.ball == ME, bool(step.due and step.due <= on), _way(step, client))
    days = (on - client.stage_since).days if client.stage_since else None
    return Card(client, deal, known, following, days, bool(last and last < on))


def _deals(clients: Sequence[Client], on: date) -> dict[int, Deal]:
    """What is agreed with each client: the agreement in force, or how many and what each costs."""
    currency, names = {each.pk: each.currency for each in clients}, dict(KINDS)
    running = Agreement.objects.running(on).filter(client__in=list(currency)).order_by("starts_on", "pk")
    found: dict[int, list[tuple[date | None, Deal]]] = defaultdict(list)
    for client, kind, price, rate, done_on in running.values_list("client_id", "kind", "price", "rate", "done_on"):
        found[client].append((done_on, Deal(str(names[kind]), price_of(kind, price, rate, currency[client]))))
    return {client: _together(deals) for client, deals in found.items()}


def _together(found: list[tuple[date | None, Deal]]) -> Deal:
    """Several agreements in a few words, without missions that are done; what is free adds nothing."""
    deals = [deal for done_on, deal in found if not done_on] or [found[-1][1]]
    if len(deals) == 1:
        return deals[0]
    said = ngettext("%(n)s agreement", "%(n)s agreements", len(deals)) % {"n": len(deals)}
    return Deal(said, " + ".join(dict.fromkeys(each.price for each in deals if each.price != FREE)) or FREE)


def _met(rows: Iterable[tuple[int, str, datetime, str, str]]) -> tuple[dict[int, dict[str, datetime]], set[int]]:
    """The latest meeting booked of each kind, by client; and the clients whose latest call did not come to a fit."""
    booked: list[tuple[int, str, datetime]] = []
    said: dict[int, str] = {}
    for client, kind, at, state, outcome in sorted(rows, key=itemgetter(2)):
        if state == BOOKED:
            booked.append((client, kind, at))
        elif outcome:
            said[client] = outcome
    return _latest(booked), {client for client, outcome in said.items() if outcome != FIT}


def _latest[T: date](rows: Iterable[tuple[int, str, T]]) -> dict[int, dict[str, T]]:
    """The latest day, or moment, of each kind, by client."""
    found: dict[int, dict[str, T]] = defaultdict(dict)
    for client, kind, at in rows:
        found[client][kind] = max(at, found[client].get(kind, at))
    return found


def _way(step: Step, client: Client) -> str:
    """The page where a meeting is booked, for the steps that are just that."""
    kind = {OFFER_CALL: "discovery", REPLY: "discovery", BOOK_KICKOFF: "kickoff"}.get(step.code)
    return f"{reverse('clients:meeting-new')}?client={client.pk}&kind={kind}" if kind else ""
