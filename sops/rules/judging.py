"""Judge one request against a policy: urgency, off-hours, scope, channel, price, standard date."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from sops.rules.bands import percent_of, rank
from sops.rules.combining import combine
from sops.rules.policy import Policy, Urgency
from sops.rules.reasons import Reason, reasons_of
from sops.rules.standard import standard_date
from sops.rules.worktime import calendar, minute_down, minute_up, spans

_ZERO = Decimal(0)
_FURTHEST = timedelta(days=3660)

type Channel = Literal["agreed", "urgent_only", "refused", "elsewhere"]
type ScopeVerdict = Literal["in", "out", "unknown"]


class BadFacts(ValueError):
    """A fact that cannot be judged: its field, and what is wrong with it, in English.

    `sops.wording.refusals` says the same in the active language.
    """

    def __init__(self, field: str, template: str, **values: str) -> None:
        self.field, self.template, self.values = field, template, values
        self.sentence = template % values
        super().__init__(f"{field}: {self.sentence}")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a request when it is judged. Moments are aware."""

    received_at: datetime
    wanted_by: datetime | None = None
    channel: str | None = None
    subject: str = ""
    service: str | None = None
    effort_minutes: int | None = None
    tier: str | None = None
    services: tuple[str, ...] | None = None  # what the agreement includes; None: all offered


@dataclass(frozen=True, slots=True)
class Assessment:
    """The verdict on a request. Percents are exact; minutes are whole."""

    urgent: bool
    claimed: bool
    off_hours: bool
    band: str | None
    channel: Channel
    scope: ScopeVerdict
    tier_percent: Decimal  # of the urgency alone; 0 when not urgent
    band_percent: Decimal  # of the band alone; 0 when not off-hours
    percent: Decimal  # combined and capped: what the client accepts
    missing_minutes: int  # effort that opening hours cannot hold before wanted_by
    standard_date: datetime | None  # in the policy's time zone; None: never, her hours have no room
    needs: tuple[str, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Missing:
    """Work that the opening hours before the wanted moment do not hold."""

    minutes: int = 0
    band: str | None = None
    impossible: bool = False


def assess(facts: Facts, policy: Policy) -> Assessment:
    """Judge a request.

    Raises BadFacts, a ValueError, when a moment is naive, when wanted_by is at or before received_at or
    more than ten years after it, when the effort is negative or the tier is none of the policy's.
    """
    _check(facts, policy)
    facts = _in_utc(facts)
    notice = facts.wanted_by - facts.received_at if facts.wanted_by else None
    urgent = notice is not None and notice < timedelta(hours=policy.urgency.notice_hours)
    marked = is_marked(facts.subject, policy.channels.urgent_marker)
    missing = _missing(facts, policy)
    tier = tier_percent(policy.urgency, notice, facts.tier) if notice is not None and urgent else _ZERO
    band = percent_of(missing.band, policy.off_hours.bands)
    percent = combine(tier, band, policy.surcharges)
    claimed, scope = marked and notice is None, scope_of(facts.service, facts.services, policy)
    standard = standard_date(policy.hours, policy.urgency.notice_hours, facts.received_at, facts.effort_minutes)
    needs = {
        "availability": policy.urgency.confirm_availability and (urgent or missing.minutes > 0),
        "acceptance": percent > 0,
        "date": claimed,
        "time": missing.impossible,
        "quote": scope == "out" and policy.scope.out_of_scope == "quote",
    }
    verdict = Assessment(
        urgent=urgent,
        claimed=claimed,
        off_hours=missing.minutes > 0,
        band=missing.band,
        channel=channel_of(facts.channel, policy),
        scope=scope,
        tier_percent=tier,
        band_percent=band,
        percent=percent,
        missing_minutes=missing.minutes,
        standard_date=standard,
        needs=tuple(need for need, needed in needs.items() if needed),
        reasons=(),
    )
    return replace(verdict, reasons=reasons_of(facts, policy, verdict, marked))


def _check(facts: Facts, policy: Policy) -> None:
    for field in ("received_at", "wanted_by"):
        moment = getattr(facts, field)
        if moment is not None and moment.utcoffset() is None:
            raise BadFacts(field, "has no offset; write 2026-11-01T09:00:00+01:00")
    if facts.wanted_by is not None and facts.wanted_by.astimezone(UTC) <= facts.received_at.astimezone(UTC):
        raise BadFacts("wanted_by", "is at or before the moment of reception; write a later moment")
    if facts.wanted_by is not None and facts.wanted_by - facts.received_at > _FURTHEST:
        raise BadFacts("wanted_by", "is more than ten years after reception; check the year")
    if facts.effort_minutes is not None and facts.effort_minutes < 0:
        raise BadFacts("effort_minutes", "is negative; write the minutes the work takes")
    if policy.urgency.by == "complexity" and facts.tier is not None and facts.tier not in policy.urgency.tiers:
        known = ", ".join(policy.urgency.tiers)
        if not known:
            raise BadFacts("tier", "“%(tier)s” is not a tier: the procedures have none; leave it out", tier=facts.tier)
        wrong = "“%(tier)s” is not a tier of the procedures; write one of %(known)s"
        raise BadFacts("tier", wrong, tier=facts.tier, known=known)


def _in_utc(facts: Facts) -> Facts:
    """Differences of moments in one zone are read off the wall clock; only in UTC an hour is an hour."""
    wanted_by = facts.wanted_by and facts.wanted_by.astimezone(UTC)
    return replace(facts, received_at=facts.received_at.astimezone(UTC), wanted_by=wanted_by)


def tier_percent(urgency: Urgency, notice: timedelta, tier: str | None) -> Decimal:
    """The percent of an urgent request: its tier's, or that of the smallest step its notice is under."""
    if urgency.by == "complexity":
        return urgency.tiers.get(tier or urgency.default_tier or "", _ZERO)
    under = [step for step in urgency.steps if notice < timedelta(hours=step.under_hours)]
    return min(under, key=lambda step: step.under_hours).percent if under else _ZERO


def is_marked(subject: str, marker: str) -> bool:
    """Whether the marker stands as a whole word in a subject, in any case; an empty marker never does."""
    word = _folded(marker).strip()
    return bool(word) and _word(word).search(_folded(subject)) is not None


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


@lru_cache(maxsize=64)
def _word(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")


def channel_of(channel: str | None, policy: Policy) -> Channel:
    """By which kind of door a request came; one whose door is not known is held to be agreed."""
    channels = policy.channels
    if channel is None or channel in channels.main:
        return "agreed"
    if channel in channels.urgent_only:
        return "urgent_only"
    return "refused" if channel in channels.refused else "elsewhere"


def scope_of(service: str | None, included: tuple[str, ...] | None, policy: Policy) -> ScopeVerdict:
    """Out: excluded by name, not offered, or outside what the agreement includes. Unknown: nothing to compare."""
    offered = {each.code for each in policy.services}
    if service is None:
        return "unknown"
    if any(service == each.code for each in policy.excluded):
        return "out"
    if (offered and service not in offered) or (included is not None and service not in included):
        return "out"
    return "in" if offered or included is not None else "unknown"


def _missing(facts: Facts, policy: Policy) -> _Missing:
    """The missing work, and the band of the last closed minute it needs, cheapest first."""
    if facts.wanted_by is None:
        return _Missing()
    effort = 1 if facts.effort_minutes is None else facts.effort_minutes
    start, end = minute_up(facts.received_at), minute_down(facts.wanted_by)
    left = effort
    for opening, closing in calendar(policy.hours).openings(start, end):
        left -= closing - opening
        if left <= 0:
            return _Missing()
    if left <= 0:
        return _Missing()
    bands = policy.off_hours.bands
    closed: dict[str | None, int] = defaultdict(int)
    for a, b, is_open, band in spans(policy.hours, bands, start, end):
        closed[band] += 0 if is_open else b - a
    used, last = 0, None
    for band in sorted((each for each, minutes in closed.items() if minutes), key=lambda each: rank(each, bands)):
        used, last = used + closed[band], band
        if used >= left:
            return _Missing(left, last)
    return _Missing(left, last, impossible=True)
