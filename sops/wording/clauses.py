"""Contract clauses: the rules a client signs, as sentences with their paragraphs."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from sops.models import SopVersion
from sops.wording import figures
from sops.wording.chapters import Rule, chapters


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: what it is about, and its sentences with the paragraph each quotes."""

    code: str  # hours, channels, scope, urgencies, payment, deposits, deliveries, boundaries
    title: str
    rules: tuple[Rule, ...]


def clauses(version: SopVersion, *, currency: str = "EUR") -> tuple[Clause, ...]:
    """The clauses of a version, in the order of its chapters; empty ones left out.

    What changes with the season (days away, room in the week) stays in the handbook: a contract lasts longer.
    """
    rules = {chapter.number: chapter.rules for chapter in chapters(version.policy(), currency=currency)}
    hours, payment, limits = rules.get(1, ()), rules.get(5, ()), rules.get(7, ())
    found = (
        Clause("hours", _("Hours and availability"), _only(hours, "§1.1", "§1.2", "§1.4")),
        Clause("channels", _("Channels"), rules.get(2, ())),
        Clause("scope", _("Scope"), rules.get(3, ())),
        Clause("urgencies", _("Urgencies"), rules.get(4, ())),
        Clause("payment", _("Payment"), tuple(rule for rule in payment if rule[0] != "§5.8")),
        Clause("deposits", _("Deposits"), _only(payment, "§5.8")),
        Clause("deliveries", _("Deliveries and revisions"), (*_only(rules.get(6, ()), "§6.5"), *_only(limits, "§7.2"))),
        Clause("boundaries", _("Boundaries"), _only(limits, "§7.1")),
    )
    return tuple(clause for clause in found if clause.rules)


def _only(rules: tuple[Rule, ...], *numbers: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules if rule[0] in numbers)


def pinned(version: SopVersion) -> str:
    """The sentence by which a contract takes a version in: no later one applies without acceptance."""
    text = _(
        "These rules are those of my procedures, version %(number)s, in force from %(day)s. "
        "A later version applies to you only once you have accepted it."
    )
    return text % {"number": version.number, "day": figures.day(version.effective_on)}
