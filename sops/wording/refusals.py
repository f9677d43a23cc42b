"""Refusals in the active language: of facts that cannot be judged, and of words that make no policy."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from sops.rules.judging import BadFacts
from sops.rules.policy import Policy
from vacrm.problems import sentence

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

# What the policy refuses, by the kind of its error. The rules' own words are English and those of TOML; here they
# are said in the active language, after the path.
WRITTEN = {
    "channel_twice": _("“{code}” is listed twice; a channel is agreed, urgent-only or refused"),
    "code_twice": _("the code “{code}” is there twice; give each its own"),
    "offered_and_excluded": _("“{code}” is offered too; keep it in one of the two lists"),
    "overlap": _("two opening ranges overlap; let one end before the next starts"),
    "not_range": _('is not a range of hours; write "09:00-12:30"'),
    "range_order": _("ends before it starts; write the earlier hour first"),
    "closure_order": _("“to” is before “from”; write the first day first"),
    "zone": _("is no known time zone; write one such as Europe/Paris"),
    "no_country": _("“{code}” is no country with known holidays; write one of {known}"),
    "no_region": _("“{code}” is no region of {country} with known holidays; write {country} or one of {known}"),
    "no_regions": _("“{code}” is no region of {country} with known holidays; write {country}"),
    "default_missing": _("is missing; write one of {known}"),
    "not_tier": _("“{tier}” is not a tier; write one of {known}"),
    "no_tiers": _("“{tier}” is not a tier: there are none; leave it out"),
    "step_twice": _("two steps are under {hours} hours; keep one of them"),
    "steps_notice": _("the largest under_hours is not notice_hours; write a step of {hours}"),
    "outside_alone": _("“outside” stands alone; remove it or the other bands"),
    "deposit_one": _("a deposit is a percent or an amount; write one of the two"),
    "discovery": _("is one length or a shortest and a longest; write [30] or [30, 45]"),
    "waits_unknown": _("“{code}” is no step of the list; write one of its codes"),
    "waits_circle": _("“{step}” would wait for itself; leave waits_for out"),
}

# The same beside a field, where there is no path and no TOML.
_HOLIDAYS = _("No public holidays are known for this place; leave the region empty, or check it.")
_DEFAULT = _("Mark one tier as the usual one.")
_RANGE = _("This is no range of hours; write 9:00-12:30, the earlier hour first.")
_UNWRITTEN = {
    "channel_twice": _("“%(code)s” is there twice; a channel is agreed, urgent-only or refused."),
    "code_twice": _("“%(code)s” is there twice; give each its own name."),
    "offered_and_excluded": _("“%(code)s” is offered too; keep it in one of the two lists."),
    "overlap": _("Two ranges overlap; let one end before the next starts."),
    **dict.fromkeys(("not_range", "range_order"), _RANGE),
    "closure_order": _("The last day is before the first."),
    "zone": _("This is no known time zone; choose one such as Europe/Paris."),
    **dict.fromkeys(("no_country", "no_region", "no_regions"), _HOLIDAYS),
    **dict.fromkeys(("default_missing", "not_tier", "no_tiers"), _DEFAULT),
    "step_twice": _("Two rows are for under %(hours)s hours; keep one of them."),
    "steps_notice": _("The longest notice must be that of an urgent request: write a row of %(hours)s hours."),
    "outside_alone": _("“Outside opening hours” stands alone; empty it, or the other four."),
    "deposit_one": _("A deposit is a percent or an amount; write one of the two."),
    "discovery": _("The longest call is shorter than the shortest."),
    "waits_unknown": _("A step waits for one that is not there; choose another, or none."),
    "waits_circle": _("“%(step)s” would wait for itself."),
    "not_one_line": _("Write it on one line."),
    "not_near": _("The year %(year)s is surely a slip; write one from 1970 to 2999."),
}


def refusal(error: BadFacts) -> str:
    """What is wrong with the field, and what would be right."""
    return gettext(error.template) % error.values


def unwritten(error: dict[str, Any]) -> str:
    """Why a knob makes no policy: an error of pydantic's, in words for a form."""
    known = _UNWRITTEN.get(str(error["type"]))
    if known is None:
        return gettext("This cannot be kept: it %(problem)s.") % {"problem": sentence(Policy, error)}
    words: str = str(known) % error.get("ctx", {})
    return words
