"""Onboarding a client: begin it from the procedures, tick its steps, change them; complete, it is evidence."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from clients import evidence
from clients.models import Agreement, ChecklistItem, Client, Onboarding
from clients.rules import checklist
from clients.rules.staging import CHECKLIST_DONE
from sops.models import SopVersion
from sops.rules.policy import Policy

FORM = "form"  # the code of the step that is done once the form is answered in full
MOST = 60  # steps of one checklist


def sop_of(client: Client, on: date) -> SopVersion | None:
    """The version a client is brought in by: that of the latest agreement, else the one published."""
    latest = Agreement.objects.filter(client=client).select_related("sop").order_by("-starts_on", "-pk").first()
    return latest.sop if latest else SopVersion.objects.current(on)


@transaction.atomic
def begin(client: Client, *, at: datetime, on: date) -> Onboarding:
    """Copy the checklist of the client's version of the procedures; one that is begun already stays as it is.

    Raises ValidationError where nothing is published.
    """
    Client.objects.select_for_update().get(pk=client.pk)
    if found := Onboarding.objects.filter(client=client).first():
        return found
    sop = sop_of(client, on)
    if sop is None:
        raise ValidationError(_("Publish your SOP first: its checklist is what the onboarding follows."))
    policy = sop.policy()
    onboarding = Onboarding.objects.create(client=client, sop=sop, begun_at=at, begun_on=on)
    _copy(onboarding, policy)
    return onboarding


def _copy(onboarding: Onboarding, policy: Policy) -> None:
    """The steps of the procedures, each with its day and what it waits for."""
    steps = policy.process.onboarding
    items = {
        step.code: ChecklistItem(
            onboarding=onboarding,
            position=place,
            code=step.code,
            label=step.label,
            by=step.by,
            due_on=checklist.due_on(step.by, policy.hours, onboarding.begun_on, step.due_days),
        )
        for place, step in enumerate(steps, 1)
    }
    ChecklistItem.objects.bulk_create(items.values())
    waiting = [step for step in steps if step.waits_for]
    for step in waiting:
        items[step.code].waits_for = items[str(step.waits_for)]
    ChecklistItem.objects.bulk_update([items[step.code] for step in waiting], ["waits_for"])


def steps_of(items: list[ChecklistItem]) -> list[checklist.Step]:
    """The items as the rules see them."""
    return [
        checklist.Step(each.pk, each.by, each.done_at is not None, each.due_on, each.waits_for_id) for each in items
    ]


@transaction.atomic
def tick(item: ChecklistItem, *, by: str, at: datetime, on: date) -> ChecklistItem:
    """Note a step as done; twice is once. The last one makes the checklist evidence, and the stage follows.

    The client ticks only the client's steps. Raises ValidationError for hers, and for one that waits for another.
    """
    item = _held(item)
    _check_side(item, by)
    if item.done_at:
        return item
    before = item.waits_for
    if before and not before.done_at:
        raise ValidationError(
            _("“%(step)s” waits for “%(before)s”; that comes first.") % {"step": item, "before": before}
        )
    return _put(item, at, by=by, at=at, on=on)


@transaction.atomic
def untick(item: ChecklistItem, *, by: str, at: datetime, on: date) -> ChecklistItem:
    """A step turned out not to be done. The checklist is no evidence any more; the stage stays, for that is decided."""
    item = _held(item)
    _check_side(item, by)
    return _put(item, None, by=by, at=at, on=on) if item.done_at else item


def _held(item: ChecklistItem) -> ChecklistItem:
    """The step, with its onboarding kept from other clicks until the transaction ends."""
    Onboarding.objects.select_for_update().get(pk=item.onboarding_id)
    return ChecklistItem.objects.select_related("onboarding__client", "waits_for").get(pk=item.pk)


def _check_side(item: ChecklistItem, by: str) -> None:
    if by == checklist.CLIENT and item.by != checklist.CLIENT:
        raise ValidationError(_("“%(step)s” is a step of your assistant’s.") % {"step": item})


def _put(item: ChecklistItem, done_at: datetime | None, *, by: str, at: datetime, on: date) -> ChecklistItem:
    item.done_at = done_at
    item.save(update_fields=["done_at"])
    item.events.create(at=at, done=done_at is not None, by=by)
    _tell(item.onboarding, at=at, on=on)
    return item


def _tell(onboarding: Onboarding, *, at: datetime, on: date) -> None:
    """Record the checklist as evidence while it is complete, and withdraw it where it no longer is."""
    source = f"onboarding:{onboarding.pk}"
    if checklist.progress(steps_of(list(onboarding.items.all())), on).is_complete:
        evidence.record(onboarding.client, CHECKLIST_DONE, at=at, on=on, source=source)
    else:
        evidence.withdraw(onboarding.client, CHECKLIST_DONE, source=source)


@transaction.atomic
def keep(
    onboarding: Onboarding, item: ChecklistItem | None, said: dict[str, Any], *, at: datetime, on: date
) -> ChecklistItem:
    """Add a step, or change one: `label`, `by`, `due_on` and `waits_for` (another step of the same client, or None).

    Raises ValidationError where steps would wait for each other in a circle, and for one step too many.
    """
    onboarding = Onboarding.objects.select_for_update().select_related("client").get(pk=onboarding.pk)
    if item is None:
        if onboarding.items.count() >= MOST:
            raise ValidationError(_("A checklist holds %(count)s steps at most.") % {"count": MOST})
        last = onboarding.items.aggregate(last=Max("position"))["last"] or 0
        item = ChecklistItem(onboarding=onboarding, position=last + 1)
    before: ChecklistItem | None = said.get("waits_for")
    if before and before.onboarding_id != onboarding.pk:
        raise ValidationError({"waits_for": _("This is no step of the same checklist.")})
    waiting = dict(onboarding.items.values_list("pk", "waits_for"))
    if before and item.pk and checklist.would_wait_for_itself(item.pk, before.pk, waiting):
        raise ValidationError({"waits_for": _("“%(step)s” would wait for itself.") % {"step": said["label"]}})
    for name in ("label", "by", "due_on", "waits_for"):
        setattr(item, name, said.get(name))
    item.save()
    _tell(onboarding, at=at, on=on)
    return item


@transaction.atomic
def strike(item: ChecklistItem, *, at: datetime, on: date) -> None:
    """Take a step off this client's checklist, with its history; what waited for it waits no longer."""
    onboarding = Onboarding.objects.select_for_update().select_related("client").get(pk=item.onboarding_id)
    item.delete()
    _tell(onboarding, at=at, on=on)


@transaction.atomic
def set_reminders(onboarding: Onboarding, *, on: bool) -> None:
    """Switch the gentle reminders of one client on or off."""
    Onboarding.objects.filter(pk=onboarding.pk).update(reminds=on)
