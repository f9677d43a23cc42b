"""Explain a client's month: each line with its words, and the hours behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from billing.composing import Proposal
from billing.rules.adjustments import key_of, source_of
from billing.rules.book import Work
from billing.rules.draft import Claim, DraftLine
from billing.rules.splitting import in_order
from billing.storing import plain
from vacrm.exact import month_of


@dataclass(frozen=True, slots=True)
class Shown:
    """A line with its words, in the active language; its key to rename it, its source to leave it for later."""

    kind: str
    label: str
    detail: str
    paragraph: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    net: Decimal
    key: str
    source: str
    by_hand: int | None
    hours: tuple[tuple[Work, int], ...] = ()  # with the billed minutes of each


def shown_of(proposal: Proposal, *, with_hours: bool = False) -> list[Shown]:
    """The lines of a proposal; `with_hours`, each with the hours that it bills or counts."""
    hours = list(_claimed(proposal)) if with_hours else []
    return [_shown(proposal, line, hours) for line in proposal.draft.lines]


def _shown(proposal: Proposal, line: DraftLine, hours: list[tuple[Claim, Work]]) -> Shown:
    said = proposal.words(line)
    return Shown(
        kind=line.kind,
        label=said.label,
        detail=said.detail,
        paragraph=said.paragraph,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=plain(line.unit_price),
        net=line.net,
        key=key_of(line),
        source=source_of(line),
        by_hand=line.by_hand,
        hours=tuple((work, claim.minutes) for claim, work in hours if _is_behind(line, claim, work)),
    )


def _claimed(proposal: Proposal) -> Iterator[tuple[Claim, Work]]:
    claims = {claim.work_id: claim for claim in proposal.draft.claims}
    for work in in_order(each for each in proposal.book.work if each.id in claims):
        yield claims[work.id], work


def _is_behind(line: DraftLine, claim: Claim, work: Work) -> bool:
    """Hours stand behind the line of their request and month; of a package, behind its period."""
    if line.terms_id is None or work.terms_id != line.terms_id:
        return False
    if line.kind in ("package", "overage"):
        return claim.period == line.period
    return line.kind in ("time", "trial", "surcharge") and (work.ask_id, month_of(work.on)) == (
        line.ask_id,
        line.period,
    )
