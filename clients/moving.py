"""Move a client along the pipeline."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients import pipeline
from clients.models import Client, StageChange


@transaction.atomic
def move(client: Client, stage: str, *, at: datetime, on: date, why: str = "", reason: str = "") -> StageChange | None:
    """Put a client in a stage and keep the move; moving to where the client is already does nothing.

    `on` is the civil day of `at` in the SOP's time zone: from it on, no period of a paused, ended or
    lost client begins. `reason` is one of `LOSSES`, kept where the client is lost. Raises ValidationError for an
    unknown stage.
    """
    if stage not in pipeline.LABELS:
        raise ValidationError(
            _("“%(stage)s” is not a stage; one of: %(known)s.") % {"stage": stage, "known": ", ".join(pipeline.LABELS)}
        )
    hold(client)
    if client.stage == stage:
        return None
    reason = reason if stage == pipeline.LOST else ""
    change = StageChange.objects.create(client=client, old=client.stage, new=stage, at=at, why=why, reason=reason)
    client.stage, client.stage_since = stage, on
    client.save(update_fields=["stage", "stage_since"])
    return change


@transaction.atomic
def begin(client: Client, *, at: datetime, on: date) -> StageChange | None:
    """Keep the day a client came, so that the days of its first stage are known; None for one at rest, or begun."""
    if client.stage in pipeline.RESTING or client.stage_changes.exists():
        return None
    client.stage_since = on
    client.save(update_fields=["stage_since"])
    return StageChange.objects.create(client=client, old="", new=client.stage, at=at)


@transaction.atomic
def take_back(client: Client, *, at: datetime, of: int | None = None) -> StageChange | None:
    """Put a client back where it was before its latest move, since the day it came there; None without a move.

    `of`: the number of the move that is meant; where another came since, such as its own way back, nothing happens.
    The move and its way back both stay in the history.
    """
    hold(client)
    latest = client.stage_changes.order_by("at", "id").last()
    if latest is None or not latest.old or latest.new != client.stage or of not in (None, latest.pk):
        return None
    came = client.stage_changes.filter(new=latest.old, pk__lt=latest.pk).order_by("at", "id").last()
    on = timezone.localtime(came.at).date() if came else None
    change = StageChange.objects.create(client=client, old=client.stage, new=latest.old, at=at, why=_("taken back"))
    client.stage, client.stage_since = latest.old, on
    client.save(update_fields=["stage", "stage_since"])
    return change


def hold(client: Client) -> None:
    """Read the stage anew, and keep the client from other moves until the transaction ends."""
    client.refresh_from_db(fields=["stage", "stage_since"], from_queryset=Client.objects.select_for_update())
