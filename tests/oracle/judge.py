"""The naive judge: a request assessed by counting minutes one by one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from tests.oracle.minutes import CHEAPEST_FIRST, Band, Calendar, Table, minute_after, minute_before

HORIZON = 366 * 24 * 60


@dataclass(frozen=True)
class Verdict:
    """What the SOP says of a request."""

    urgent: bool
    claimed: bool
    off_hours: bool
    band: Band
    tier: Fraction
    percent: Fraction
    missing: int
    standard_date: datetime | None
    channel: str
    scope: str
    needs: frozenset[str]


class Judge:
    """One SOP, ready to judge."""

    def __init__(self, sop: Table) -> None:
        self.sop = sop
        self.calendar = Calendar(sop)
        self.urgency = sop.get("urgency", {})
        self.notice = timedelta(hours=self.urgency.get("notice_hours", 0))

    def judge(self, request: Table, services: list[str] | None = None) -> Verdict:
        """Judge a request; services: what the agreement includes (None: all offered)."""
        received, wanted = request["received_at"], request.get("wanted_by")
        between = range(minute_after(received), minute_before(wanted)) if wanted else None
        effort = request.get("effort_minutes", 1)
        urgent = wanted is not None and wanted - received < self.notice
        missing = max(0, effort - sum(map(self.calendar.is_open, between))) if between is not None else 0
        band = self._band(between, missing) if between is not None else Band(None, Fraction(0))
        tier = self._tier(request) if urgent else Fraction(0)
        percent = self.combine(tier, band.percent)
        claimed = wanted is None and self._marked(request)
        scope = self._scope(request.get("service"), services)
        facts = {
            "availability": (urgent or missing > 0) and self.urgency.get("confirm_availability", True),
            "acceptance": percent > 0,
            "date": claimed,
            "time": between is not None and len(between) < effort,
            "quote": scope == "out" and self.sop.get("scope", {}).get("out_of_scope", "quote") == "quote",
        }
        return Verdict(
            urgent=urgent,
            claimed=claimed,
            off_hours=missing > 0,
            band=band,
            tier=tier,
            percent=percent,
            missing=missing,
            standard_date=self._standard_date(received, effort),
            channel=self._channel(request.get("channel")),
            scope=scope,
            needs=frozenset(need for need, holds in facts.items() if holds),
        )

    def combine(self, tier: Fraction, band: Fraction) -> Fraction:
        """Let an urgency and a band meet, as the SOP says, under its cap."""
        rules = self.sop.get("surcharges", {})
        match rules.get("combine", "highest"):
            case "add":
                percent = tier + band
            case "multiply":
                percent = ((1 + tier / 100) * (1 + band / 100) - 1) * 100
            case _:
                percent = max(tier, band)
        return min(percent, Fraction(rules["cap"])) if "cap" in rules else percent

    def rule(self, tier: Fraction, band: Fraction) -> str:
        """Name what a percent above zero comes from."""
        if self.sop.get("surcharges", {}).get("combine", "highest") == "highest":
            return "urgency" if tier >= band else "off_hours"
        return "+".join(name for name, part in (("urgency", tier), ("off_hours", band)) if part)

    def _tier(self, request: Table) -> Fraction:
        if self.urgency.get("by", "complexity") == "notice":
            notice = request["wanted_by"] - request["received_at"]
            steps = sorted(self.urgency["steps"], key=lambda step: int(step["under_hours"]))
            return Fraction(next(step["percent"] for step in steps if notice < timedelta(hours=step["under_hours"])))
        tiers = self.urgency.get("tiers", {})
        return Fraction(tiers[request.get("tier", self.urgency.get("default_tier"))]) if tiers else Fraction(0)

    def _band(self, between: range, missing: int) -> Band:
        """Take the closed minutes cheapest first; the last one needed is the band."""
        closed = [band for band in map(self.calendar.band, between) if band]
        closed.sort(key=lambda band: (band.percent, CHEAPEST_FIRST.index(band.name)))
        taken = closed[:missing]
        return taken[-1] if taken else Band(None, Fraction(0))

    def _standard_date(self, received: datetime, effort: int) -> datetime | None:
        if self.calendar.never_open():
            return None
        earliest, start, done = minute_after(received + self.notice), minute_after(received), 0
        for minute in range(start, start + HORIZON):
            inside = self.calendar.is_open(minute) or self.calendar.is_open(minute - 1)
            if minute >= earliest and done >= effort and inside:
                return self.calendar.local(minute)
            done += self.calendar.is_open(minute)
        raise AssertionError("no standard date within a year: a pack too wild for this oracle")

    def _marked(self, request: Table) -> bool:
        marker = self.sop.get("channels", {}).get("urgent_marker", "")
        subject = request.get("subject", "")
        return bool(marker and re.search(rf"(?<!\w){re.escape(marker)}(?!\w)", subject, re.IGNORECASE))

    def _channel(self, channel: str | None) -> str:
        channels = self.sop.get("channels", {})
        verdicts = {"main": "agreed", "urgent_only": "urgent_only", "refused": "refused"}
        return next((verdict for key, verdict in verdicts.items() if channel in channels.get(key, [])), "elsewhere")

    def _scope(self, service: str | None, included: list[str] | None) -> str:
        if service is None:
            return "unknown"
        offered = {service["code"] for service in self.sop.get("services", [])}
        return "in" if service in offered and (included is None or service in included) else "out"


def plain(percent: Fraction) -> str:
    """A percent as the JSON writes it, without trailing zeros."""
    whole = f"{percent.numerator * 10**8 // percent.denominator:09}"
    return f"{whole[:-8]}.{whole[-8:]}".rstrip("0").rstrip(".")


def assess(pack: Table) -> dict[str, Any]:
    """The JSON of `assess`, without its sentences."""
    verdict = Judge(pack["sop"]).judge(pack["request"], pack.get("agreement", {}).get("services"))
    return {
        "urgent": verdict.urgent,
        "claimed": verdict.claimed,
        "off_hours": verdict.off_hours,
        "band": verdict.band.name,
        "channel": verdict.channel,
        "scope": verdict.scope,
        "percent": plain(verdict.percent),
        "standard_date": verdict.standard_date and verdict.standard_date.isoformat(),
        "needs": sorted(verdict.needs),
    }
