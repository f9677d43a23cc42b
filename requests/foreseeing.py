"""What a client sees before a request is sent: what the SOP says of it, and what each moment would cost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from requests.assessing import facts_of, sop_of
from requests.estimating import Estimate, estimate
from requests.models import ClientRequest
from requests.planning import package_left
from sops.models import SopVersion
from sops.rules.judging import Assessment, BadFacts, Facts, assess
from sops.rules.policy import Policy
from sops.rules.worktime import local_day, next_opening, opening_intervals
from sops.wording import figures
from sops.wording.reasons import sentence

# What explains a price or a refusal to a client; what concerns only the assistant is left out.
TOLD = (
    *("urgency", "off_hours", "urgency+off_hours", "capped", "minimum_charge", "impossible"),
    *("scope_out", "scope_excluded", "claimed", "channel_urgent_only"),
)
WRITING = timedelta(minutes=30)  # so long may a client write before a moment that was free is not any more
SHORTEST = timedelta(minutes=30)  # a moment nearer than that is not offered
_PERCENT = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4})?")
HALF = 30  # minutes: moments are offered at whole and half hours


@dataclass(frozen=True, slots=True)
class Choice:
    """A moment the request may be wanted by, and what that would cost."""

    at: datetime
    label: str
    notice: str
    percent: Decimal
    amount: Decimal | None  # before VAT; None: not known yet

    @property
    def value(self) -> str:
        """What stands for it in a form."""
        return self.at.isoformat()


@dataclass(frozen=True, slots=True)
class Seen:
    """What the SOP says of a request that is being written."""

    sop: SopVersion
    verdict: Assessment
    estimate: Estimate
    title: str
    reasons: list[tuple[str, str]]
    free: datetime | None  # the first moment offered without surcharge
    within: int  # minutes that the package still holds of it

    @property
    def mark(self) -> str:
        """What a client agrees to have seen: sending it at a higher price, or out of scope, asks once more."""
        return f"{self.verdict.percent.normalize():f} {self.verdict.scope}"

    def is_dearer_than(self, mark: str) -> bool:
        """Is it more, or out of scope now, than what was seen?"""
        percent, _space, scope = mark.partition(" ")
        known = Decimal(percent) if _PERCENT.fullmatch(percent) else Decimal(0)
        return self.verdict.percent > known or (self.verdict.scope == "out" and scope != "out")


def seen(draft: ClientRequest, *, at: datetime) -> Seen | None:
    """What the SOP says of a draft; None where none is published, or the facts cannot be judged yet."""
    try:
        sop = sop_of(draft)
        policy, facts = sop.policy(), facts_of(draft)
        verdict = assess(facts, policy)
    except (ValidationError, BadFacts):
        return None
    left = package_left(draft.agreement, local_day(policy.hours, draft.wanted_by or at))
    found = estimate(draft, verdict, policy, left=left.minutes if left else None)
    zone = policy.hours.timezone
    return Seen(
        sop=sop,
        verdict=verdict,
        estimate=found,
        title=title(verdict),
        reasons=[(sentence(each, zone=zone), each.paragraph) for each in verdict.reasons if each.rule in TOLD],
        free=_free(facts, policy),
        within=(found.minutes or 0) - found.beyond,
    )


def title(verdict: Assessment) -> str:
    """The verdict in one line, in the client's words."""
    percent = figures.percent(verdict.percent)
    if verdict.scope == "out":
        return _("Outside what we agreed: a quote first") if "quote" in verdict.needs else _("Outside what we agreed")
    if verdict.percent:
        kind = _("Urgent") if verdict.urgent else _("Off hours")
        return _("%(kind)s: +%(percent)s if it is confirmed") % {"kind": kind, "percent": percent}
    return _("No surcharge")


def choices(draft: ClientRequest, *, at: datetime) -> list[Choice]:
    """Moments to choose from: the end of today and the next morning where they cost more, and the first free one."""
    try:
        policy, facts = sop_of(draft).policy(), facts_of(draft)
    except ValidationError:
        return []
    zone, free, found = policy.hours.timezone, _free(facts, policy), []
    for moment in _moments(policy, free, at):
        try:
            verdict = assess(replace(facts, wanted_by=moment), policy)
        except BadFacts:
            continue
        if not verdict.percent and moment != free:
            continue  # a minute later it may cost more
        notice = _("%(time)s of notice") % {"time": figures.duration(int((moment - at) // timedelta(minutes=1)))}
        amount = estimate(draft, verdict, policy).amount
        found.append(Choice(moment, figures.moment(moment, zone), notice, verdict.percent, amount))
    return found


def _moments(policy: Policy, free: datetime | None, at: datetime) -> Iterator[datetime]:
    """Each once, the earliest first; nothing after the first free one."""
    hours = policy.hours
    zone, today = ZoneInfo(hours.timezone), local_day(hours, at)
    closings = [end for _start, end in opening_intervals(hours, today)][-1:]
    morning = next_opening(hours, datetime.combine(today + timedelta(days=1), datetime.min.time(), zone))
    near = [each.astimezone(zone) for each in (*closings, *filter(None, [morning])) if each - at >= SHORTEST]
    yield from (each for each in near if free is None or each < free)
    if free:
        yield free


def _free(facts: Facts, policy: Policy) -> datetime | None:
    """The first whole or half hour that costs nothing extra, also when the client takes a while to write."""
    later = replace(facts, received_at=facts.received_at + WRITING, wanted_by=None)
    try:
        found = assess(later, policy).standard_date
    except BadFacts:
        return None
    if found is None:
        return None
    whole = found.replace(second=0, microsecond=0)
    over = timedelta(minutes=-whole.minute % HALF)
    return whole + over
