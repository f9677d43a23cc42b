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

    code: str  # scope, urgencies, payment, deposits, boundaries
    title: str
    rules: tuple[Rule, ...]


def clauses(version: SopVersion, *, currency: str = "EUR") -> tuple[Clause, ...]:
    """The clauses of a version: scope, urgencies, payment, deposits, boundaries; empty ones left out."""
    rules = {chapter.number: chapter.rules for chapter in chapters(version.policy(), currency=currency)}
    payment = rules.get(5, ())
    found = (
        Clause("scope", _("Scope"), rules.get(3, ())),
        Clause("urgencies", _("Urgencies"), rules.get(4, ())),
        Clause("payment", _("Payment"), tuple(rule for rule in payment if rule[0] != "§5.8")),
        Clause("deposits", _("Deposits"), tuple(rule for rule in payment if rule[0] == "§5.8")),
        Clause("boundaries", _("Boundaries"), rules.get(7, ())),
    )
    return tuple(clause for clause in found if clause.rules)


def pinned(version: SopVersion) -> str:
    """The sentence by which a contract takes a version in: no later one applies without acceptance."""
    text = _(
        "These rules are those of my procedures, version %(number)s, in force from %(day)s. "
        "A later version applies to you only once you have accepted it."
    )
    return text % {"number": version.number, "day": figures.day(version.effective_on)}
