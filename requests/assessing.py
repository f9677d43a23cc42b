"""Judge requests, keep the verdict, and promise, decline or finish them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import TypeAdapter

from requests.models import Assessment, ClientRequest, Commitment
from sops.models import SopVersion
from sops.rules.judging import Assessment as Verdict
from sops.rules.judging import BadFacts, Facts, assess
from sops.wording.refusals import refusal

PORTAL = "portal"  # the channel of what a client writes in the portal
_FACTS: TypeAdapter[Facts] = TypeAdapter(Facts)
_VERDICT: TypeAdapter[Verdict] = TypeAdapter(Verdict)


def facts_of(client_request: ClientRequest) -> Facts:
    """What is known of a request now, as the rules read it."""
    services = client_request.agreement.services if client_request.agreement else None
    return Facts(
        received_at=client_request.received_at.astimezone(UTC),  # equal facts are stored as equal text
        wanted_by=client_request.wanted_by and client_request.wanted_by.astimezone(UTC),
        channel=_door(client_request),
        subject=client_request.subject,
        service=client_request.service or None,
        effort_minutes=client_request.effort_minutes,
        tier=client_request.tier or None,
        services=None if services is None else tuple(services),
    )


def _door(client_request: ClientRequest) -> str | None:
    """By which channel it came, as the rules read it. Our own portal is right, unless the procedures say otherwise."""
    if client_request.channel != PORTAL:
        return client_request.channel or None
    try:
        channels = sop_of(client_request).policy().channels
    except ValidationError:
        return None
    return PORTAL if PORTAL in (*channels.main, *channels.urgent_only, *channels.refused) else None


def stored_facts(facts: Facts) -> dict[str, Any]:
    """Facts as JSON values."""
    stored: dict[str, Any] = _FACTS.dump_python(facts, mode="json")
    return stored


def judged_facts(assessment: Assessment) -> Facts:
    """The facts that were judged, as the rules read them."""
    return _FACTS.validate_python(assessment.facts)


def verdict_of(assessment: Assessment) -> Verdict:
    """A stored verdict as the rules made it."""
    return _VERDICT.validate_python(assessment.verdict)


def replay(assessment: Assessment) -> Verdict:
    """Judge the stored facts again by the stored version; it gives the stored verdict.

    As it would be stored: in the hour that a clock repeats, moments of two zones never compare as equal.
    """
    verdict = assess(judged_facts(assessment), assessment.sop.policy())
    return _VERDICT.validate_python(_VERDICT.dump_python(verdict, mode="json"))


def sop_of(client_request: ClientRequest) -> SopVersion:
    """The version that judges a request: its agreement's, or the one in force when it came in.

    Raises ValidationError when nothing is published.
    """
    if client_request.agreement:
        return client_request.agreement.sop
    found = SopVersion.objects.current(client_request.received_at.date())
    if found is None:
        raise ValidationError(_("No SOP is published yet; publish one, then requests can be judged."))
    return found


@transaction.atomic
def judge(client_request: ClientRequest, *, at: datetime) -> Assessment:
    """Judge a request and keep the verdict; facts that were judged already keep theirs.

    Raises ValidationError, naming the field, for facts that cannot be judged.
    """
    sop, stored = sop_of(client_request), stored_facts(facts_of(client_request))
    latest = client_request.assessments.order_by("at", "id").last()
    if latest and latest.sop_id == sop.pk and latest.facts == stored:
        return latest
    assessment = assessed(client_request, sop, at=at)
    assessment.save()
    return assessment


def assessed(client_request: ClientRequest, sop: SopVersion, *, at: datetime) -> Assessment:
    """What a version says of a request now; not kept yet. Raises ValidationError as `judge` does."""
    facts = facts_of(client_request)
    try:
        verdict = assess(facts, sop.policy())
    except BadFacts as error:
        raise ValidationError({error.field: refusal(error)}) from error
    return Assessment(
        client_request=client_request,
        sop=sop,
        at=at,
        facts=stored_facts(facts),
        verdict=_VERDICT.dump_python(verdict, mode="json"),
    )


def is_promised(client_request: ClientRequest) -> bool:
    """Whether the facts as they are now were promised, under the version that judges them now."""
    latest = client_request.commitments.select_related("assessment").order_by("at").last()
    if latest is None:
        return False
    judged = latest.assessment
    return judged.sop_id == sop_of(client_request).pk and judged.facts == stored_facts(facts_of(client_request))


@transaction.atomic
def commit(client_request: ClientRequest, *, at: datetime) -> Commitment:
    """Record that she confirmed her availability and the client accepted the price, at a moment.

    Raises ValidationError when the request was declined, when the promise would be older than the
    request or than an earlier promise, or when an off-hours request has no effort.
    """
    if client_request.declined_at:
        raise ValidationError(_("This request was declined; it cannot be committed."))
    if at < client_request.received_at:
        raise ValidationError({"committed_at": _("is before the request was received; write a later moment")})
    latest = client_request.commitments.order_by("at").last()
    if latest and at <= latest.at:
        raise ValidationError({"committed_at": _("is not after the earlier commitment; write a later moment")})
    assessment = judge(client_request, at=at)
    if verdict_of(assessment).off_hours and client_request.effort_minutes is None:
        raise ValidationError(
            {"effort_minutes": _("is missing; work outside opening hours is promised for an effort in minutes")}
        )
    if hasattr(assessment, "commitment"):  # the same facts promised anew: a verdict of its own
        assessment = _again(assessment, at)
    client_request.questions.open().filter(asked_at__lte=at).update(answered_at=at)  # accepting is an answer
    return Commitment.objects.create(client_request=client_request, assessment=assessment, at=at)


def _again(assessment: Assessment, at: datetime) -> Assessment:
    return Assessment.objects.create(
        client_request=assessment.client_request,
        sop=assessment.sop,
        at=at,
        facts=assessment.facts,
        verdict=assessment.verdict,
    )


@transaction.atomic
def decline(client_request: ClientRequest, *, at: datetime) -> ClientRequest:
    """Refuse a request politely; a second time does nothing. Raises ValidationError when it is done."""
    if client_request.done_at:
        raise ValidationError(_("This request is done; it cannot be declined."))
    if not client_request.declined_at:
        client_request.declined_at = at
        client_request.save(update_fields=["declined_at"])
    return client_request


@transaction.atomic
def finish(client_request: ClientRequest, *, at: datetime) -> ClientRequest:
    """Mark a request as done; a second time does nothing. Raises ValidationError when declined."""
    if client_request.declined_at:
        raise ValidationError(_("This request was declined; it cannot be finished."))
    if at < client_request.received_at:
        raise ValidationError({"done_at": _("is before the request was received; write a later moment")})
    if not client_request.done_at:
        client_request.done_at = at
        client_request.save(update_fields=["done_at"])
    return client_request


@transaction.atomic
def reopen(client_request: ClientRequest) -> ClientRequest:
    """Take back that a request was done or declined."""
    client_request.done_at = client_request.declined_at = None
    client_request.save(update_fields=["done_at", "declined_at"])
    return client_request


@transaction.atomic
def choose_tier(client_request: ClientRequest, tier: str, *, at: datetime) -> Assessment:
    """Say how complex a request is, and judge it anew. Raises ValidationError for a tier the SOP does not know."""
    client_request.tier = tier
    found = judge(client_request, at=at)
    client_request.save(update_fields=["tier"])
    return found


@transaction.atomic
def finish_all(found: Iterable[ClientRequest], *, at: datetime) -> list[ClientRequest]:
    """Mark open requests as done, all or none; those closed already are left as they are. Gives those it finished."""
    return [finish(each, at=at) for each in found if not (each.done_at or each.declined_at)]
