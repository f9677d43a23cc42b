"""Start the onboarding of a client who signed: by itself, once, and with a first message to the client."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from clients import gates
from clients.models import CLIENT, Client, Onboarding
from clients.nudging import welcome
from clients.onboarding import begin, sop_of, tick
from clients.rules.staging import ONBOARDING, SIGNED
from sops.rules.worktime import local_day

CONTRACT = "contract"  # the code of the step that a signature is


@transaction.atomic
def start(client: Client, *, at: datetime) -> Onboarding | None:
    """Begin the onboarding of a client who just signed, where the rules have steps and no unpaid deposit holds it.

    None where there is nothing to begin: what began once is left alone, and so is who works with her already.
    """
    client.refresh_from_db(fields=["stage"])
    if client.stage not in (SIGNED, ONBOARDING) or Onboarding.objects.filter(client=client).exists():
        return None
    sop = sop_of(client, at.date())
    policy = sop.policy() if sop else None
    if policy is None or not policy.process.onboarding:
        return None
    on = local_day(policy.hours, at)
    if any(hold.holds_onboarding for hold in gates.holds_of(client, on)):
        return None
    onboarding = begin(client, at=at, on=on)
    for item in onboarding.items.filter(code=CONTRACT, by=CLIENT, waits_for=None):
        tick(item, by=CLIENT, at=at, on=on)
    welcome(onboarding, at=at)
    return onboarding
