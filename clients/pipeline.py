"""The stages of a client's life, from first contact to the last day: data, no code that changes anything."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clients.rules.staging import (
    ACTIVE,
    CALL_BOOKED,
    CALL_HELD,
    CHECKLIST_DONE,
    DEPOSIT_NOT_DUE,
    DEPOSIT_PAID,
    DISCOVERY,
    ENDED,
    KICKOFF,
    KICKOFF_BOOKED,
    KICKOFF_HELD,
    LEAD,
    LOST,
    ONBOARDING,
    PAUSED,
    PROPOSAL,
    QUOTE_SEEN,
    QUOTE_SENT,
    QUOTE_SIGNED,
    SIGNED,
    WAY,
)

__all__ = [
    "ACTIVE",
    "ARCHIVED",
    "CALL_BOOKED",
    "CALL_HELD",
    "CHECKLIST_DONE",
    "DEPOSIT_NOT_DUE",
    "DEPOSIT_PAID",
    "DISCOVERY",
    "ENDED",
    "EVIDENCE",
    "KICKOFF",
    "KICKOFF_BOOKED",
    "KICKOFF_HELD",
    "LABELS",
    "LEAD",
    "LOST",
    "ONBOARDING",
    "PAUSED",
    "PROPOSAL",
    "QUOTE_SEEN",
    "QUOTE_SENT",
    "QUOTE_SIGNED",
    "RESTING",
    "SIGNED",
    "UNSIGNED",
    "after",
    "asks_why",
    "choices",
    "evidence",
]

LABELS: dict[str, str | Promise] = {
    LEAD: _("lead"),
    DISCOVERY: _("discovery call"),
    PROPOSAL: _("proposal"),
    SIGNED: _("signed"),
    ONBOARDING: _("onboarding"),
    KICKOFF: _("kickoff"),
    ACTIVE: _("active"),
    PAUSED: _("paused"),
    ENDED: _("ended"),
    LOST: _("lost"),
}

# What happened on the way, as the process of a client tells it.
EVIDENCE: dict[str, str | Promise] = {
    CALL_BOOKED: _("call booked"),
    CALL_HELD: _("call held"),
    QUOTE_SENT: _("quote sent"),
    QUOTE_SEEN: _("quote seen"),
    QUOTE_SIGNED: _("quote signed"),
    DEPOSIT_PAID: _("deposit paid"),
    DEPOSIT_NOT_DUE: _("no deposit due"),
    CHECKLIST_DONE: _("checklist done"),
    KICKOFF_BOOKED: _("kickoff booked"),
    KICKOFF_HELD: _("kickoff held"),
}

# These have not signed yet.
UNSIGNED = frozenset({LEAD, DISCOVERY, PROPOSAL})

# For these clients no period begins; what was worked until then is still billed.
RESTING = frozenset({PAUSED, ENDED, LOST})

# These are kept with all that is theirs, out of the usual lists.
ARCHIVED = frozenset({ENDED, LOST})


def after(stage: str) -> str:
    """The stage that usually follows; for who rests, to be at work again."""
    return WAY[min(WAY.index(stage) + 1, len(WAY) - 1)] if stage in WAY else ACTIVE


def asks_why(old: str, new: str) -> bool:
    """Whether a move wants its reason: back to an earlier stage, or to rest."""
    order = list(LABELS)
    return old != new and (new in RESTING or (old not in RESTING and order.index(new) < order.index(old)))


def choices() -> list[tuple[str, str | Promise]]:
    """The stages for a field; a callable, so that a new stage needs no migration."""
    return list(LABELS.items())


def evidence() -> list[tuple[str, str | Promise]]:
    """The kinds of evidence for a field; a callable, so that a new one needs no migration."""
    return list(EVIDENCE.items())
