"""How the clients of a made-up history came from stage to stage, and the doors of the portal open to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from random import Random

from django.utils import translation

from billing.gating import counts, is_paid
from billing.models import Invoice
from clients.door import PORTAL, new_secret
from clients.models import (
    LOSSES,
    Client,
    Milestone,
    PortalDevice,
    PortalLink,
    RulesProposal,
    StageChange,
)
from clients.rules.staging import DEPOSIT_PAID, LOST
from seeds.history import bringing, meeting, offering
from seeds.history.casting import Life
from seeds.history.founding import moment
from seeds.history.ways import HOURS, Way
from sops.models import Business, SopVersion

REASONS = [code for code, _label in LOSSES]
LIVES = timedelta(days=365)  # of a link


def tell(
    lives: Iterable[Life], clients: Mapping[str, Client], ways: Mapping[str, Way], *, at: datetime, dice: Random
) -> None:
    """Write down how all came, once what was signed is known; in the language of the house."""
    with translation.override(Business.objects.get().language):
        move_along(clients, ways)
        bringing.bring_in(ways, dice)
        meeting.meet(lives, clients, ways, at=at, dice=dice)
        open_doors(clients, ways, at=at)
        offering.tie_gates()


def move_along(clients: Mapping[str, Client], ways: Mapping[str, Way]) -> None:
    """Write down how each came from stage to stage."""
    StageChange.objects.bulk_create(
        StageChange(
            client=clients[key],
            old=old,
            new=new,
            at=moment(day, HOURS.get(new, 9)),
            reason=REASONS[clients[key].pk % len(REASONS)] if new == LOST else "",
        )
        for key, way in ways.items()
        for old, (new, day) in zip(["", *way], way.items(), strict=False)
    )


def open_doors(clients: Mapping[str, Client], ways: Mapping[str, Way], *, at: datetime) -> None:
    """Links to the portal for all who signed; their browsers, and the rules in force to accept."""
    signed = [(clients[key], way) for key, way in ways.items() if "onboarding" in way and clients[key].email]
    PortalLink.objects.bulk_create(_link(client, way, at) for client, way in signed)
    PortalDevice.objects.bulk_create(
        PortalDevice(
            client=client,
            address=client.email,
            token_hash=new_secret()[1],
            agent="Mozilla/5.0 (X11; Linux x86_64)",
            proved_at=at - timedelta(days=20),
            seen_at=at - timedelta(days=client.pk % 20),
        )
        for client, way in signed
        if "ended" not in way
    )
    current = SopVersion.objects.published().get()
    old = Client.objects.filter(stage="active").exclude(agreements__sop=current).order_by("pk")
    RulesProposal.objects.bulk_create(
        RulesProposal(client=client, sop=current, address=client.email, proposed_at=at - timedelta(days=6))
        for client in old
    )


def _link(client: Client, way: Way, at: datetime) -> PortalLink:
    ended = moment(way["ended"]) if "ended" in way else None
    made = max(moment(way["onboarding"], 17), (ended or at) - timedelta(days=200))
    return PortalLink(
        client=client,
        scope=PORTAL,
        address=client.email,
        token_hash=new_secret()[1],
        created_at=made,
        expires_at=made + LIVES,
        revoked_at=ended,
        opened_at=min(made + timedelta(hours=3), at),
        seen_at=min(made + timedelta(days=3), at),
    )


def note_deposits() -> None:
    """Once payments are there: each deposit that was paid is evidence."""
    found = Invoice.objects.issued().filter(kind="deposit").defer("frozen").select_related("client")
    rows = []
    for invoice in found.prefetch_related("payments"):
        if counts(invoice) and is_paid(invoice):
            on = max(payment.on for payment in invoice.payments.all())
            source, note = f"invoice:{invoice.pk}", str(invoice.number)
            client = invoice.client
            rows.append(Milestone(client=client, kind=DEPOSIT_PAID, at=moment(on), on=on, source=source, note=note))
    Milestone.objects.bulk_create(rows)
