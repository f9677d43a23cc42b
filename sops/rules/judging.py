"""Judge one request against a policy: urgency, off-hours, scope, channel, price, standard date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from sops.rules.policy import Policy


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
class Reason:
    """Why: a rule, its paragraph, and the figures a sentence is made of (text only, so it stores as JSON)."""

    rule: str
    paragraph: str
    figures: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """The verdict on a request. Percents are exact; minutes are whole."""

    urgent: bool
    claimed: bool
    off_hours: bool
    band: str | None
    channel: Literal["agreed", "urgent_only", "refused", "elsewhere"]
    scope: Literal["in", "out", "unknown"]
    tier_percent: Decimal  # of the urgency alone; 0 when not urgent
    band_percent: Decimal  # of the band alone; 0 when not off-hours
    percent: Decimal  # combined and capped: what the client accepts
    missing_minutes: int  # effort that opening hours cannot hold before wanted_by
    standard_date: datetime | None  # in the policy's time zone; None: never, her hours have no room
    needs: tuple[str, ...]
    reasons: tuple[Reason, ...]


def assess(facts: Facts, policy: Policy) -> Assessment:
    """Judge a request. Raises ValueError when wanted_by is at or before received_at."""
    raise NotImplementedError
