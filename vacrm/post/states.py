"""Where a delivery stands, read from its facts. Pure: the moment is an argument."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

QUEUED = "queued"
RETRYING = "retrying"
CLAIMED = "claimed"
SENT = "sent"
PARTLY_REFUSED = "partly-refused"
FAILED = "failed"
INTERRUPTED = "interrupted"
STATES = (QUEUED, RETRYING, CLAIMED, SENT, PARTLY_REFUSED, FAILED, INTERRUPTED)

# A claim without an outcome is a live session at first, and a dead one after this time.
STALE_AFTER = timedelta(minutes=15)

# The waits after the first, second, … try that a server put off; then it has failed.
BACK_OFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)


@dataclass(frozen=True)
class Facts:
    """What a delivery remembers that its state depends on."""

    tries: int
    claimed_at: datetime | None = None
    sent_at: datetime | None = None
    failed_at: datetime | None = None
    lost_at: datetime | None = None
    someone_refused: bool = False


def state(facts: Facts, at: datetime, *, stale_after: timedelta = STALE_AFTER) -> str:
    """The state at a moment. A claim exactly `stale_after` old, still without an outcome, is interrupted."""
    if facts.sent_at:
        return PARTLY_REFUSED if facts.someone_refused else SENT
    if facts.failed_at:
        return FAILED
    if facts.lost_at:
        return INTERRUPTED
    if facts.claimed_at:
        return INTERRUPTED if at - facts.claimed_at >= stale_after else CLAIMED
    return RETRYING if facts.tries else QUEUED


def next_try(tries: int, at: datetime) -> datetime | None:
    """When to try again after the `tries`-th try was put off at `at`; None once patience has run out."""
    return at + BACK_OFF[tries - 1] if tries <= len(BACK_OFF) else None
