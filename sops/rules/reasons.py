"""Why a request is judged as it is: rules, their paragraphs and the figures a sentence is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sops.rules.combining import rule_name, uncapped
from sops.rules.paragraphs import paragraph
from sops.rules.policy import Policy
from vacrm.exact import show

if TYPE_CHECKING:
    from sops.rules.judging import Assessment, Facts


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a rule, its paragraph, and the figures a sentence is made of (text only, so it stores as JSON)."""

    rule: str
    paragraph: str
    figures: tuple[tuple[str, str], ...] = ()


def reasons_of(facts: Facts, policy: Policy, verdict: Assessment, marked: bool) -> tuple[Reason, ...]:
    """The reasons of a verdict, the price first, then what is needed, then channel and scope."""
    return (
        *_urgency(facts, policy, verdict, marked),
        *_off_hours(facts, policy, verdict),
        *_price(policy, verdict),
        *_standard(verdict),
        *_channel(facts, policy, verdict),
        *_scope(facts, policy, verdict),
    )


def reason(rule: str, **figures: object) -> Reason:
    """A reason with its paragraph; figures that are None are left out."""
    return Reason(rule, paragraph(rule), tuple((k, str(v)) for k, v in figures.items() if v is not None))


def _urgency(facts: Facts, policy: Policy, verdict: Assessment, marked: bool) -> Iterator[Reason]:
    urgency, marker = policy.urgency, policy.channels.urgent_marker
    if facts.wanted_by is None:
        if marked:
            yield reason("claimed", marker=marker, notice_hours=urgency.notice_hours)
        return
    notice = facts.wanted_by - facts.received_at
    minutes = notice // timedelta(minutes=1)
    if verdict.urgent:
        by_tier = urgency.by == "complexity"
        yield reason(
            "urgency",
            notice=minutes,
            notice_hours=urgency.notice_hours,
            percent=show(verdict.tier_percent),
            tier=(facts.tier or urgency.default_tier) if by_tier else None,
            under_hours=None if by_tier else _step(policy, notice),
        )
    elif marked:
        yield reason("marked_not_urgent", marker=marker, notice=minutes, notice_hours=urgency.notice_hours)
    elif not verdict.off_hours and urgency.notice_hours:
        yield reason("standard", notice=minutes, notice_hours=urgency.notice_hours)


def _step(policy: Policy, notice: timedelta) -> int | None:
    under = (step.under_hours for step in policy.urgency.steps if notice < timedelta(hours=step.under_hours))
    return min(under, default=None)


def _off_hours(facts: Facts, policy: Policy, verdict: Assessment) -> Iterator[Reason]:
    if not verdict.off_hours:
        return
    effort = 1 if facts.effort_minutes is None else facts.effort_minutes
    figures = {"effort": effort, "missing": verdict.missing_minutes, "open": effort - verdict.missing_minutes}
    yield reason("off_hours", **figures, band=verdict.band, percent=show(verdict.band_percent))
    if "time" in verdict.needs:
        yield reason("impossible", **figures)


def _price(policy: Policy, verdict: Assessment) -> Iterator[Reason]:
    """How tier and band met, when both had a say; and that nothing is promised yet."""
    tier, band = verdict.tier_percent, verdict.band_percent
    surcharges = policy.surcharges
    together = uncapped(tier, band, surcharges)
    if tier and band:
        figures = {"tier": show(tier), "band": show(band), "percent": show(together)}
        yield reason("urgency+off_hours", **figures, combine=surcharges.combine, by=rule_name(tier, band, surcharges))
    if together > verdict.percent:
        yield reason("capped", before=show(together), percent=show(verdict.percent))
    if "availability" in verdict.needs:
        yield reason("availability")


def _standard(verdict: Assessment) -> Iterator[Reason]:
    if verdict.urgent or verdict.off_hours or verdict.claimed:
        yield reason("standard_date", at=verdict.standard_date and verdict.standard_date.isoformat())


def _channel(facts: Facts, policy: Policy, verdict: Assessment) -> Iterator[Reason]:
    main = ", ".join(policy.channels.main)
    if verdict.channel in ("refused", "elsewhere"):
        yield reason(f"channel_{verdict.channel}", channel=facts.channel, main=main)
    elif verdict.channel == "urgent_only" and not (verdict.urgent or verdict.claimed):
        yield reason("channel_urgent_only", channel=facts.channel, main=main)


def _scope(facts: Facts, policy: Policy, verdict: Assessment) -> Iterator[Reason]:
    if verdict.scope != "out":
        return
    excluded = next((each for each in policy.excluded if each.code == facts.service), None)
    if excluded:
        yield reason(
            "scope_excluded", service=excluded.name, referral=excluded.referral, becomes=policy.scope.out_of_scope
        )
    else:
        names = {each.code: each.name for each in policy.services}
        service = names.get(facts.service or "", facts.service)
        yield reason("scope_out", service=service, becomes=policy.scope.out_of_scope)
