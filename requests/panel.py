"""What the SOP says of a request: verdict, reasons, tiers, price, week, and the replies ready to send."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from requests import assessing, planning
from requests.comparing import changes
from requests.estimating import Estimate, estimate
from requests.models import Assessment as Kept
from requests.models import ClientRequest
from requests.proposing import date_to_propose, latest_judged, proposed_at
from requests.replies import Answer, replies
from sops.models import SopVersion
from sops.rules.judging import Assessment, BadFacts, Facts, assess
from sops.rules.policy import Policy
from sops.rules.worktime import local_day
from sops.wording import figures
from sops.wording.names import TIERS, named
from sops.wording.reasons import sentence


@dataclass(frozen=True, slots=True)
class Tier:
    """A surcharge that could apply: one to choose by complexity, or one that the notice decides (no code)."""

    code: str
    label: str
    percent: Decimal
    amount: Decimal | None
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Says:
    """The verdict on the facts of a request as they are now, and all that explains it."""

    sop: SopVersion
    verdict: Assessment
    title: str
    reasons: list[tuple[str, str]]
    tiers: list[Tier]
    estimate: Estimate
    package: planning.Left | None
    week: planning.Week | None
    is_too_much: bool
    date: datetime | None  # without surcharge, and still ahead
    answers: list[Answer]
    judged_at: datetime | None
    changed: list[str]  # what the latest judgement changed

    @property
    def can_propose(self) -> bool:
        """Is there a date that costs less than the one asked for?"""
        return self.date is not None and (self.verdict.percent > 0 or self.verdict.claimed)


def says(client_request: ClientRequest, *, at: datetime) -> Says | None:
    """What the SOP says; None where none is published yet, or the facts cannot be judged."""
    try:
        sop = assessing.sop_of(client_request)
        policy, facts = sop.policy(), assessing.facts_of(client_request)
        verdict = assess(facts, policy)
    except (ValidationError, BadFacts):
        return None
    zone = policy.hours.timezone
    left = planning.package_left(client_request.agreement, local_day(policy.hours, client_request.wanted_by or at))
    found = estimate(client_request, verdict, policy, left=left.minutes if left else None)
    week = _week(client_request, policy)
    date = date_to_propose(client_request, verdict, policy, at)
    judged = latest_judged(client_request)
    return Says(
        sop=sop,
        verdict=verdict,
        title=title(verdict),
        reasons=[(sentence(each, zone=zone), each.paragraph) for each in verdict.reasons],
        tiers=list(_tiers(client_request, facts, verdict, policy)),
        estimate=found,
        package=left,
        week=week,
        is_too_much=_is_too_much(client_request, week),
        date=date,
        answers=replies(client_request, verdict, policy, found, date, is_proposed=_is_proposed(client_request, judged)),
        judged_at=judged[-1].at if judged else None,
        changed=_changed(judged, zone),
    )


def _is_proposed(client_request: ClientRequest, judged: list[Kept]) -> bool:
    """Was another date proposed, which the client has not answered?"""
    asked_at = next((each.asked_at for each in client_request.questions.all() if not each.answered_at), None)
    return asked_at is not None and proposed_at(judged, asked_at) is not None


def _changed(judged: list[Kept], zone: str) -> list[str]:
    if len(judged) < 2:
        return []
    before, after = map(assessing.verdict_of, judged)
    return changes(before, after, zone)


def _tiers(client_request: ClientRequest, facts: Facts, verdict: Assessment, policy: Policy) -> Iterator[Tier]:
    """What an urgent request would cost at each tier; by notice the clock has chosen."""
    if not verdict.urgent:
        return
    if policy.urgency.by == "complexity":
        chosen = facts.tier or policy.urgency.default_tier
        for code in policy.urgency.tiers:
            found = assess(replace(facts, tier=code), policy)
            amount = estimate(client_request, found, policy).amount
            yield Tier(code, named(code, TIERS), found.percent, amount, code == chosen)
        return
    steps = sorted(policy.urgency.steps, key=lambda step: step.under_hours)
    notice = facts.wanted_by - facts.received_at if facts.wanted_by else timedelta()
    reached = next((step for step in steps if notice < timedelta(hours=step.under_hours)), None)
    for step in steps:
        label = _("under %(hours)s") % {"hours": figures.hours_count(step.under_hours)}
        yield Tier("", label, step.percent, None, step is reached)


def title(verdict: Assessment) -> str:
    """The verdict in one line, the price first."""
    percent = figures.percent(verdict.percent)
    kind = _("Urgent") if verdict.urgent else _("Off hours")
    if verdict.percent:
        return _("%(kind)s: +%(percent)s if you confirm") % {"kind": kind, "percent": percent}
    if verdict.claimed:
        return _("Said to be urgent, but for no date")
    if verdict.scope == "out":
        return _("Outside the agreed services")
    return _("No surcharge")


def _week(client_request: ClientRequest, policy: Policy) -> planning.Week | None:
    if client_request.wanted_by is None or client_request.done_at or client_request.declined_at:
        return None  # what is closed takes nothing from a week any more
    return planning.week_of(local_day(policy.hours, client_request.wanted_by), policy)


def _is_too_much(client_request: ClientRequest, week: planning.Week | None) -> bool:
    """Would promising it go beyond the week? What is promised already is counted there."""
    if week is None or week.free is None or any(client_request.commitments.all()):
        return False
    return (client_request.effort_minutes or 0) > week.free
