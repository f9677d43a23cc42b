"""The stages of a client's life, from first contact to the last day: data, no code that changes anything."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LEAD, DISCOVERY, PROPOSAL, SIGNED = "lead", "discovery", "proposal", "signed"
ONBOARDING, KICKOFF, ACTIVE = "onboarding", "kickoff", "active"
PAUSED, ENDED, LOST = "paused", "ended", "lost"

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

# For these clients no period begins; what was worked until then is still billed.
RESTING = frozenset({PAUSED, ENDED, LOST})


# These are kept with all that is theirs, out of the usual lists.
ARCHIVED = frozenset({ENDED, LOST})


def asks_why(old: str, new: str) -> bool:
    """Whether a move wants its reason: back to an earlier stage, or to rest."""
    order = list(LABELS)
    return old != new and (new in RESTING or (old not in RESTING and order.index(new) < order.index(old)))


def choices() -> list[tuple[str, str | Promise]]:
    """The stages for a field; a callable, so that a new stage needs no migration."""
    return list(LABELS.items())
