"""Which stage the evidence speaks for. Pure: names of evidence in, the name of a stage out."""

from __future__ import annotations

from collections.abc import Iterable

LEAD, DISCOVERY, PROPOSAL, SIGNED = "lead", "discovery", "proposal", "signed"
ONBOARDING, KICKOFF, ACTIVE = "onboarding", "kickoff", "active"
PAUSED, ENDED, LOST = "paused", "ended", "lost"

# The way, in order; who rests or has left stands beside it.
WAY = (LEAD, DISCOVERY, PROPOSAL, SIGNED, ONBOARDING, KICKOFF, ACTIVE)

CALL_BOOKED, CALL_HELD = "call_booked", "call_held"
QUOTE_SENT, QUOTE_SEEN, QUOTE_SIGNED = "quote_sent", "quote_seen", "signed"
DEPOSIT_PAID, DEPOSIT_NOT_DUE = "deposit_paid", "deposit_not_due"
CHECKLIST_DONE, KICKOFF_BOOKED, KICKOFF_HELD = "checklist_done", "kickoff_booked", "kickoff_held"

# The stage that each piece of evidence speaks for.
SPEAKS_FOR = {
    CALL_BOOKED: DISCOVERY,
    CALL_HELD: DISCOVERY,
    QUOTE_SENT: PROPOSAL,
    QUOTE_SEEN: PROPOSAL,
    QUOTE_SIGNED: SIGNED,
    DEPOSIT_PAID: ONBOARDING,
    DEPOSIT_NOT_DUE: ONBOARDING,
    CHECKLIST_DONE: KICKOFF,
    KICKOFF_BOOKED: ONBOARDING,
    KICKOFF_HELD: ACTIVE,
}


def stage_after(stage: str, evidence: Iterable[str]) -> str:
    """The stage of a client in `stage` once there is `evidence`: further along the way, never back.

    Nobody is taken out of pause, or back from the end, by evidence alone: that is a decision. What comes after the
    signature counts only once there is one: a deposit paid by mistake, or a form filled in early, signs nothing.
    """
    if stage not in WAY:
        return stage
    known = set(evidence)
    speaking = [SPEAKS_FOR[kind] for kind in known if kind in SPEAKS_FOR]
    if QUOTE_SIGNED not in known and WAY.index(stage) < WAY.index(SIGNED):
        speaking = [each for each in speaking if WAY.index(each) < WAY.index(SIGNED)]
    return max([stage, *speaking], key=WAY.index)
