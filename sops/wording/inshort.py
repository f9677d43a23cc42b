"""The rules in six lines: what a client reads beside an offer before signing it, each with its chapter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sops.rules.paragraphs import paragraph
from sops.rules.policy import Policy
from sops.wording import figures
from sops.wording.chapters import chapters

STATEMENTS = 2  # of the boundaries


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the chapter it comes from, its title, and what it says."""

    chapter: int
    title: str
    text: str


def in_short(policy: Policy, *, currency: str = "EUR") -> list[Line]:
    """Hours, requests, scope, urgencies, payment and boundaries, each in a line; without those that say nothing."""
    found = {chapter.number: chapter.rules for chapter in chapters(policy, currency=currency)}
    said = (
        (1, pgettext("rules", "Hours"), _told(found.get(1, ()), "hours.timezone", "hours.first_reply_hours")),
        (2, pgettext("rules", "Requests"), _told(found.get(2, ()), "channels.main", "channels.refused")),
        (3, pgettext("rules", "Scope"), _scope(policy)),
        (4, pgettext("rules", "Urgencies"), _told(found.get(4, ()), "urgency.notice_hours", "urgency.tiers")),
        (5, pgettext("rules", "Payment"), _told(found.get(5, ()), "payment.terms", "deposits")),
        (7, pgettext("rules", "Boundaries"), _boundaries(found.get(7, ()))),
    )
    return [Line(number, title, text) for number, title, text in said if text]


def _told(rules: Sequence[tuple[str, str]], *knobs: str) -> str:
    wanted = {paragraph(knob) for knob in knobs}
    return " ".join(text for number, text in rules if number in wanted)


def _scope(policy: Policy) -> str:
    """What is offered, and what is not."""
    said = []
    if policy.services:
        said.append(f"{figures.listed(each.name for each in policy.services)}.")
    if policy.excluded:
        out = figures.listed(each.name for each in policy.excluded)
        said.append(_("Not offered: %(service)s.") % {"service": out})
    return " ".join(said)


def _boundaries(rules: Sequence[tuple[str, str]]) -> str:
    statements = [text for number, text in rules if number == paragraph("boundaries.statements")]
    return " ".join([*statements[:STATEMENTS], _told(rules, "boundaries.free_revisions")]).strip()
