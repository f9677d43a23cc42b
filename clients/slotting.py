"""Which calls can be booked: the rules laid on the procedures in force and on what is booked already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from clients.models import Booking, Meeting
from clients.rules.slots import Span, Terms, slots
from sops.models import SopVersion
from sops.rules.policy import Policy

DISCOVERY, KICKOFF, OTHER = "discovery", "kickoff", "other"
KICKOFF_MINUTES = 60  # where the procedures say nothing


@dataclass(frozen=True, slots=True)
class Offer:
    """The moments at which a meeting of a kind can begin, and for how long it lasts."""

    booking: Booking
    zone: str
    minutes: int
    starts: list[datetime]


def booking() -> Booking:
    """How calls are offered; as a new installation does where nothing was said."""
    return Booking.objects.first() or Booking()


def policy_at(at: datetime) -> Policy | None:
    """The procedures in force at a moment; None before there are any."""
    version = SopVersion.objects.current(at.date())
    return version.policy() if version else None


def length(kind: str, policy: Policy | None, kept: Booking) -> int:
    """Minutes of a meeting: those of the procedures, the longest where they name two; else those of the settings."""
    if kind == KICKOFF:
        return (policy.process.kickoff_minutes if policy else None) or KICKOFF_MINUTES
    written = policy.process.discovery_minutes if policy else ()
    return max(written) if written else kept.minutes


def offer(kind: str, *, at: datetime, but: Meeting | None = None) -> Offer:
    """The free moments for a meeting of a kind, none without procedures in force.

    `but` is one that would make room, and that stays as long as it was agreed.
    """
    kept, policy = booking(), policy_at(at)
    minutes = int(but.length // timedelta(minutes=1)) if but else length(kind, policy, kept)
    if policy is None:
        return Offer(kept, "UTC", minutes, [])
    terms = Terms(minutes, kept.buffer_minutes, kept.notice_hours, kept.horizon_days)
    found = slots(policy.hours, terms, at=at, taken=_taken(at, kept, but))
    return Offer(kept, policy.hours.timezone, minutes, found)


def _taken(at: datetime, kept: Booking, but: Meeting | None) -> Iterator[Span]:
    """What stands in the calendar, with a day before and after for the free time around it."""
    found = Meeting.objects.standing().within(at - timedelta(days=1), at + timedelta(days=kept.horizon_days + 1))
    if but is not None:
        found = found.exclude(pk=but.pk)
    yield from found.order_by().values_list("starts_at", "ends_at")
