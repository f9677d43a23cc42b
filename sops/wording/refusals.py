"""Refusals of facts that cannot be judged, in the active language."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

from sops.rules.judging import BadFacts

# The sentences are written in the rules, which know no catalogue; here they are marked for it.
MARKED = frozenset(
    {
        gettext_noop("has no offset; write 2026-11-01T09:00:00+01:00"),
        gettext_noop("is at or before the moment of reception; write a later moment"),
        gettext_noop("is more than ten years after reception; check the year"),
        gettext_noop("is negative; write the minutes the work takes"),
        gettext_noop("“%(tier)s” is not a tier: the procedures have none; leave it out"),
        gettext_noop("“%(tier)s” is not a tier of the procedures; write one of %(known)s"),
    }
)


def refusal(error: BadFacts) -> str:
    """What is wrong with the field, and what would be right."""
    return gettext(error.template) % error.values
