"""Record evidence: what happened on a client's way, told by the room where it happened; the stage follows."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import translation

from clients import pipeline
from clients.models import Client, Milestone
from clients.moving import hold, move
from clients.rules.staging import stage_after
from sops.models import Business


@transaction.atomic
def record(client: Client, kind: str, *, at: datetime, on: date, source: str = "", note: str = "") -> Milestone | None:
    """Keep a piece of evidence (`clients.rules.staging`) and move the client forward where it speaks for it.

    `source` names what it comes from, such as "quote:12": from one source it counts once, and a second time does
    nothing. Returns None then. The history is hers: why the client moved is said in the language of the business,
    whoever did it. Raises ValueError for a kind that is not known, which is a mistake of the program.
    """
    if kind not in pipeline.EVIDENCE:
        raise ValueError(f"{kind} is no evidence")
    if source:
        milestone, is_new = Milestone.objects.get_or_create(
            client=client, kind=kind, source=source, defaults={"at": at, "on": on, "note": note}
        )
        if not is_new:
            return None
    else:
        milestone = Milestone.objects.create(client=client, kind=kind, at=at, on=on, note=note)
    hold(client)
    stage = stage_after(client.stage, client.milestones.values_list("kind", flat=True))
    if stage != client.stage:
        business = Business.objects.current()
        with translation.override(business.language if business else "en"):
            move(client, stage, at=at, on=on, why=str(pipeline.EVIDENCE[kind]))
    return milestone


@transaction.atomic
def withdraw(client: Client, kind: str, *, source: str) -> bool:
    """Take evidence back that turned out wrong, such as a payment taken back; the stage stays: moving is a decision."""
    return bool(Milestone.objects.filter(client=client, kind=kind, source=source).delete()[0])
