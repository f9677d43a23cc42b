"""What clients and strangers open, each by a secret that was never used, and her own pages of it: run inside a shop."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.urls import reverse

from billing.models import Gate, Quote
from clients import door
from clients.models import Client, Meeting
from clients.slotting import DISCOVERY, KICKOFF, offer
from clients.views.slots import KEY
from vacrm import clock

PORTAL = (
    *("clients:portal-home", "clients:portal-documents", "clients:portal-rules", "billing:portal-invoices"),
    *("billing:portal-quotes", "billing:portal-package", "requests:portal-requests"),
    "requests:portal-request-new",
)
NEW = ("clients:portal-home", "clients:portal-onboarding", "billing:portal-quotes", "billing:portal-invoices")
QUOTE = ("detail", "edit", "write", "accept", "call-off", "decline", "cancel")
CLIENT = ("clients:client-process", "clients:onboarding", "clients:client-portal", "billing:client-quotes")


def tell(language: str) -> None:
    """Print what a client of a language opens, as JSON: links to come in by, the pages behind, pages of one link."""
    opens, inside = [], []
    for client in _guests(language):
        opens.append(_open(client, door.PORTAL))
        inside += _portal(client)
    alone = [*_booking(language), _open(_stranger(language), door.PORTAL, is_used=True)]
    print(json.dumps({"opens": opens, "inside": inside, "alone": alone}))  # noqa: T201


def _guests(language: str) -> list[Client]:
    """Who has most to see: a client of old with rules proposed, and those who come in."""
    found = Client.objects.filter(language=language)
    old, new = found.filter(rules_proposals__isnull=False), found.filter(key__startswith="new-").order_by("pk")
    return [*old[:1], *new]


def _stranger(language: str) -> Client:
    """A client whose portal the browser did not come into yet."""
    return Meeting.objects.filter(language=language, need__gt="").latest("pk").client


def _open(client: Client, scope: str, *, is_used: bool = False) -> str:
    link, secret = door.invite(client, scope, to=client.email, days=60, at=clock.now())
    if is_used:
        door.note_opened(link, at=clock.now())
    return reverse("clients:portal-open", args=[secret])


def _portal(client: Client) -> Iterator[str]:
    """The pages of a client's portal; of several rows of a kind, the latest."""
    for name in NEW if client.key.startswith("new-") else PORTAL:
        yield reverse(name, args=[client.pk])
    for quote in client.quotes.exclude(state="draft"):
        verbs = ("", "-signed") if quote.state == "accepted" else ("", "-sign", "-ask", "-decline")
        yield from (reverse(f"billing:portal-quote{verb}", args=[client.pk, quote.pk]) for verb in verbs)
    for asked in client.requests.order_by("-pk")[:1]:
        yield reverse("requests:portal-request", args=[client.pk, asked.pk])
    for proposal in client.rules_proposals.all():
        yield reverse("clients:portal-proposal", args=[client.pk, proposal.pk])


def _booking(language: str) -> Iterator[str]:
    """The booking page, and the pages that only a mail opens."""
    start = offer(DISCOVERY, at=clock.now()).starts[-1]
    yield reverse("clients:slot-list")
    yield f"{reverse('clients:slot-take')}?at={start.strftime(KEY)}&zone=Europe/Paris"
    secret, kept = door.new_secret()
    meeting = Meeting.objects.filter(language=language, kind=DISCOVERY).latest("starts_at")
    Meeting.objects.filter(pk=meeting.pk).update(token_hash=kept)
    for name in ("booked-detail", "booked-move", "booked-cancel"):
        yield reverse(f"clients:{name}", args=[secret])
    client = Client.objects.filter(language=language, key__startswith="new-").latest("pk")
    _link, secret = door.invite(client, KICKOFF, to=client.email, days=30, at=clock.now())
    yield reverse("clients:kickoff-choose", args=[secret])


def hers() -> list[str]:
    """Her own pages of what comes in, in the states that the bench has no row of; not all answer in every state."""
    mine, found = Client.objects.filter(language="fr", key__startswith="new-"), []
    for meeting in Meeting.objects.filter(language="fr"):
        found.append(reverse("clients:meeting-detail", args=[meeting.pk]))
    for quote in Quote.objects.filter(client__in=mine):
        found += [reverse(f"billing:quote-{verb}", args=[quote.pk]) for verb in QUOTE]
    for client in mine.order_by("-pk")[:1]:
        found += [reverse(name, args=[client.pk]) for name in CLIENT]
    found += [reverse("billing:gate-overrule", args=[gate.pk]) for gate in Gate.objects.all()[:1]]
    return found
