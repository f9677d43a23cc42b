"""The contract behind a quote: who agrees with whom on what, the clauses, and the procedures annexed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from django.utils.translation import gettext as _

from billing.rules.said import Said
from billing.rules.snapshot import Party
from sops.wording.chapters import Chapter
from vacrm.paper.figures import register_number
from vacrm.paper.flow import Flow
from vacrm.paper.frame import Frame


def draw_contract(frame: Frame, said: Said) -> None:
    """Draw the contract from the top of a new page."""
    frame.turn()
    flow = Flow.along(frame, said.language)
    flow.title(_("Contract"), _("to the quote %(name)s") % {"name": said.name})
    between = _("Between %(seller)s and %(buyer)s, the following is agreed.")
    flow.paragraph(between % {"seller": _who(said.seller), "buyer": _who(said.buyer)})
    flow.paragraph(
        _("The work, its price and its beginning are those of the quote. %(pinned)s") % {"pinned": said.pinned}
    )
    for clause in said.clauses:
        flow.heading(clause.title)
        draw_rules(flow, clause.rules)


def draw_annex(frame: Frame, said: Said, title: str, chapters: Iterable[Chapter]) -> None:
    """Draw the procedures from the top of a new page."""
    frame.turn()
    flow = Flow.along(frame, said.language)
    flow.title(_("Annex: %(title)s") % {"title": title}, _("version %(number)s") % {"number": said.sop})
    for chapter in chapters:
        flow.heading(f"§{chapter.number}  {chapter.title}")
        draw_rules(flow, chapter.rules)


def draw_rules(flow: Flow, rules: tuple[tuple[str, str], ...]) -> None:
    """Sentences with their paragraphs in the margin; sentences without one, all across."""
    if not any(number for number, _text in rules):
        for _number, text in rules:
            flow.paragraph(text)
        return
    for number, text in _once(rules):
        flow.rule(number, text)


def _once(rules: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    """Each number only at its first sentence."""
    for number, found in groupby(rules, key=lambda rule: rule[0]):
        for rank, (_number, text) in enumerate(found):
            yield ("" if rank else number), text


def _who(party: Party) -> str:
    """A party with where it is and how the register knows it."""
    number = party.siret or party.siren
    known = [*party.address, f"{'SIRET' if party.siret else 'SIREN'}\u00a0{register_number(number)}" if number else ""]
    return ", ".join(filter(None, [party.name, *known]))
