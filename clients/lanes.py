"""The pipeline as a board: clients by stage, those longest in a stage first, each with its card."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients import pipeline
from clients.cards import COMING, Card, cards_of
from clients.models import Client
from clients.onway import asking_for
from sops.rules.policy import Policy
from vacrm.prepared import Prepared

MOST = 12  # tiles of one lane; the list has them all


@dataclass(frozen=True, slots=True)
class Lane:
    """A stage, what the procedures say of it, how many clients are in it, and the first of them.

    `asks`: the stages that a move from here must say why for; all stages are in the order of the board.
    """

    key: str
    label: str
    rule: str
    cite: str
    count: int
    cards: list[Card]

    @property
    def more(self) -> int:
        """How many clients are not shown."""
        return self.count - len(self.cards)

    @property
    def asks(self) -> str:
        """The stages that a move from here says why for, as one attribute."""
        return " ".join(key for key, _label in pipeline.choices() if pipeline.asks_why(self.key, key))


def chosen(source: str, service: str) -> QuerySet[Client]:
    """Clients who are not archived, of a source, and who have or are offered a service."""
    found = Client.objects.exclude(stage__in=pipeline.ARCHIVED)
    if source:
        found = found.filter(source=source)
    return found.filter(pk__in=asking_for(service)) if service else found


def lanes(source: str, service: str, on: date, policy: Policy | None) -> list[Lane]:
    """The stages in order, without those of archived clients, of whom is chosen as `chosen` says.

    `policy` are the published procedures.
    """
    first = list(_first(chosen(source, service))) if source or service else _everybody()
    cards, counts = _cards(first, on, policy)
    rules = _said(policy) if policy else {}
    return [
        Lane(key, str(label), *rules.get(key, ("", "")), counts.get(key, 0), cards[key])
        for key, label in pipeline.choices()
        if key not in pipeline.ARCHIVED
    ]


def summary(shown: Iterable[Lane]) -> str:
    """The sentence that the page opens with: who is on the way, what is due today, what is blocked or stands still."""
    coming = [lane for lane in shown if lane.key in COMING]
    count = sum(lane.count for lane in coming)
    if not count:
        return _("Nobody is on the way.")
    said = [ngettext("%(count)s client is on the way.", "%(count)s clients are on the way.", count) % {"count": count}]
    cards = [card for lane in coming for card in lane.cards]
    due = sum(card.next is not None and card.next.is_mine and card.next.is_due for card in cards)
    blocked, stale = sum(bool(card.known.blocks) for card in cards), sum(card.is_stale for card in cards)
    if due:
        said.append(ngettext("%(count)s next step today.", "%(count)s next steps today.", due) % {"count": due})
    if blocked:
        said.append(ngettext("%(count)s is blocked.", "%(count)s are blocked.", blocked) % {"count": blocked})
    if stale:
        said.append(ngettext("%(count)s stands still.", "%(count)s stand still.", stale) % {"count": stale})
    return " ".join(said)


def _cards(rows: list[Any], on: date, policy: Policy | None) -> tuple[dict[str, list[Card]], dict[str, int]]:
    """The first cards of each stage, and how many clients are in it."""
    by_stage: dict[str, list[Card]] = defaultdict(list)
    for card in cards_of(rows, on, policy):
        by_stage[card.client.stage].append(card)
    return by_stage, {each.stage: each.count for each in rows}


def _first(found: QuerySet[Client]) -> QuerySet[Client]:
    """The first clients of each stage in the order of the board, each with its place and how many there are."""
    order = [F("stage_since").asc(nulls_first=True), F("pk").asc()]
    place = Window(RowNumber(), partition_by=F("stage"), order_by=order)
    count = Window(Count("pk"), partition_by=F("stage"))
    rows: Any = found.annotate(place=place, count=count).filter(place__lte=MOST).order_by("stage", "place")
    return rows  # type: ignore[no-any-return]


_everybody = Prepared(lambda: _first(chosen("", "")))


def _said(policy: Policy) -> dict[str, tuple[str, str]]:
    """What the procedures say of each stage, and where: in a few words, for the head of a lane."""
    process, found = policy.process, {}
    if hours := policy.hours.first_reply_hours:
        found["lead"] = (_("Reply within %(hours)s h") % {"hours": hours}, "§1.4")
    if minutes := process.discovery_minutes:
        found["discovery"] = (_("%(minutes)s min") % {"minutes": "–".join(map(str, minutes))}, "§6.1")
    if hours := process.quote_within_hours:
        found["proposal"] = (_("Sent within %(hours)s h") % {"hours": hours}, "§6.2")
    if policy.deposits:
        found["signed"] = (_("Deposit first"), "§5.8")
    if points := len(process.onboarding):
        said = ngettext("%(count)s point to tick", "%(count)s points to tick", points)
        found["onboarding"] = (said % {"count": points}, "§6.3")
    if kickoff := process.kickoff_minutes:
        found["kickoff"] = (_("%(minutes)s min") % {"minutes": kickoff}, "§6.4")
    return found
