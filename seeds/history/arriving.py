"""How the clients of a made-up history came in: their stages, checklists, what they gave, and the portal's doors."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from random import Random

from billing.gating import counts, is_paid
from billing.models import Invoice
from clients.door import PORTAL, new_secret
from clients.models import (
    ASSISTANT,
    CLIENT,
    LOSSES,
    Access,
    Agreement,
    ChecklistEvent,
    ChecklistItem,
    Client,
    ClientFile,
    FormAnswer,
    Milestone,
    Onboarding,
    PortalDevice,
    PortalLink,
    RulesProposal,
    StageChange,
)
from clients.rules.checklist import due_on
from clients.rules.staging import CHECKLIST_DONE, DEPOSIT_PAID, LOST
from seeds.history.founding import moment
from seeds.history.ways import Way
from seeds.history.words import WORDS
from sops.models import Business, SopVersion

# The hour of each move: that of the evidence which it follows.
HOURS = {"lead": 7, "discovery": 8, "proposal": 12, "signed": 16, "onboarding": 16, "kickoff": 11, "active": 10}
REASONS = [code for code, _label in LOSSES]
OPEN = 5  # steps that are left where the onboarding runs
LIVES = timedelta(days=365)  # of a link


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


def bring_in(ways: Mapping[str, Way], dice: Random) -> None:
    """Write down an onboarding for each who signed: ticked to the end, or half where it still runs."""
    terms: dict[str, Agreement] = {}
    for row in Agreement.objects.select_related("client", "sop").order_by("starts_on", "pk"):
        terms.setdefault(row.client.key, row)
    begun = [
        (_onboarding(terms[key], way, dice), way) for key, way in ways.items() if "onboarding" in way and key in terms
    ]
    Onboarding.objects.bulk_create(onboarding for onboarding, _way in begun)
    items = ChecklistItem.objects.bulk_create(each for row, way in begun for each in _steps(row, way))
    ChecklistEvent.objects.bulk_create(
        ChecklistEvent(item=each, at=each.done_at, done=True, by=each.by) for each in items if each.done_at
    )
    FormAnswer.objects.bulk_create(each for row, _way in begun for each in _answers(row))
    _give(begun)
    Milestone.objects.bulk_create(_checklist_done(row, way["kickoff"]) for row, way in begun if "kickoff" in way)


def _onboarding(row: Agreement, way: Way, dice: Random) -> Onboarding:
    begun, words = way["onboarding"], WORDS[row.client.language]
    return Onboarding(
        client=row.client,
        sop=row.sop,
        begun_at=moment(begun, 17),
        begun_on=begun,
        tools=words.tools,
        opening_hours=dice.choice(words.opening_hours),
        rules=words.rules,
        answered_at=moment(begun, 18),
    )


def _steps(row: Onboarding, way: Way) -> Iterator[ChecklistItem]:
    policy = row.sop.policy()
    steps, done_on = policy.process.onboarding, way.get("kickoff")
    ticked = len(steps) if done_on else max(len(steps) - OPEN, 1)
    for place, step in enumerate(steps, 1):
        done = place <= ticked
        day = done_on if place == ticked and done_on else row.begun_on
        yield ChecklistItem(
            onboarding=row,
            position=place,
            code=step.code,
            label=step.label,
            by=step.by,
            due_on=due_on(step.by, policy.hours, row.begun_on),
            done_at=moment(day, HOURS["kickoff"]) + timedelta(seconds=place - ticked) if done else None,
        )


def _checklist_done(row: Onboarding, on: date) -> Milestone:
    at = moment(on, HOURS["kickoff"])
    return Milestone(client=row.client, kind=CHECKLIST_DONE, at=at, on=on, source=f"onboarding:{row.pk}")


def _answers(row: Onboarding) -> Iterator[FormAnswer]:
    texts = {
        **WORDS[row.client.language].answers,
        "email": row.client.email,
        "date": (row.begun_on + timedelta(days=45)).isoformat(),
    }
    for question in row.process().onboarding_form:
        if text := texts.get(question.kind):
            yield FormAnswer(
                onboarding=row,
                code=question.code,
                question=question.question,
                text=text,
                at=moment(row.begun_on, 18),
                by=CLIENT,
            )


def _give(begun: list[tuple[Onboarding, Way]]) -> None:
    """Accesses, and a file."""
    whose = Business.objects.get().email
    Access.objects.bulk_create(
        Access(
            client=row.client,
            tool=tool,
            shared=shared.format(email=whose),
            right=right,
            added_at=moment(row.begun_on, 18),
            by=CLIENT,
            ended_at=moment(way["ended"], 18) if "ended" in way else None,
        )
        for row, way in begun
        for tool, shared, right in WORDS[row.client.language].accesses
    )
    ClientFile.objects.bulk_create(_guide(row) for row, _way in begun)


def _guide(row: Onboarding) -> ClientFile:
    name, text = WORDS[row.client.language].guide
    content = f"{text}\n{row.client.name}\n".encode()
    return ClientFile(
        client=row.client,
        code="brand-guide" if any(each.code == "brand-guide" for each in row.process().onboarding_form) else "",
        by=CLIENT if row.client.pk % 9 else ASSISTANT,
        name=name,
        mimetype="text/plain",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        added_at=moment(row.begun_on, 18),
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
