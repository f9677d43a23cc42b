"""Propose a new version of the procedures to a client; accepted, the agreements that run are pinned to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from clients.models import Agreement, Client, RulesProposal
from sops.models import SopVersion


def behind(agreements: Iterable[Agreement], on: date) -> tuple[SopVersion, list[Agreement]] | None:
    """The version in force on a day and those of some agreements that run and follow an earlier one; None: none does.

    The agreements are read with their versions.
    """
    running = [each for each in agreements if each.covers(on)]
    current = SopVersion.objects.current(on) if running else None
    found = [each for each in running if current and each.sop.number < current.number]
    return (current, found) if current and found else None


@transaction.atomic
def propose(client: Client, *, to: str, at: datetime, on: date) -> RulesProposal:
    """Propose the version in force to a client whose agreements follow an earlier one.

    Raises ValidationError where none does, and where a proposal already waits.
    """
    found = behind(_running(client, on), on)
    if found is None:
        raise ValidationError(_("The agreements of %(client)s follow the rules in force already.") % {"client": client})
    try:
        with transaction.atomic():
            return RulesProposal.objects.create(client=client, sop=found[0], address=to, proposed_at=at)
    except IntegrityError as error:
        raise ValidationError(_("A proposal already waits for %(client)s.") % {"client": client}) from error


@transaction.atomic
def withdraw(proposal: RulesProposal, *, at: datetime) -> None:
    """Take a proposal back. Raises ValidationError once it was accepted."""
    proposal = RulesProposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.accepted_at:
        raise ValidationError(_("%(version)s was accepted meanwhile.") % {"version": proposal.sop})
    if proposal.withdrawn_at is None:
        proposal.withdrawn_at = at
        proposal.save(update_fields=["withdrawn_at"])


@transaction.atomic
def accept(proposal: RulesProposal, *, by: str, address: str, at: datetime, on: date) -> RulesProposal | None:
    """Note a client's acceptance and pin the running agreements to the version; what was judged stays as it was.

    Raises ValidationError where the proposal was taken back; None: it was accepted before, by a first click.
    """
    proposal = RulesProposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.withdrawn_at:
        raise ValidationError(_("This proposal was taken back; the rules stay as they are."))
    if proposal.accepted_at:
        return None
    late = [each for each in _running(proposal.client, on) if each.sop.number < proposal.sop.number]
    proposal.pinned = {each.key: each.sop.number for each in late}
    proposal.accepted_at, proposal.accepted_by, proposal.accepted_from = at, by, address
    proposal.save(update_fields=["accepted_at", "accepted_by", "accepted_from", "pinned"])
    Agreement.objects.filter(pk__in=[each.pk for each in late]).update(sop=proposal.sop)
    return proposal


def _running(client: Client, on: date) -> list[Agreement]:
    return list(client.agreements.running(on).select_related("sop").order_by("starts_on", "pk"))
