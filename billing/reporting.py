"""The public JSON of closing a month (docs/packs.md): amounts and quantities as text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import translation

from billing.composing import Proposal, snapshot, warning_texts
from billing.rules.draft import DraftLine
from billing.rules.snapshot import Snapshot
from billing.storing import plain, reason_of
from vacrm.exact import Month, show


def report(
    month: Month, *, issued: bool, found: Iterable[tuple[Proposal, Snapshot | None, str | None]]
) -> dict[str, Any]:
    """The document: invoices, and all warnings with their client.

    Each item found is a proposal, what it says (None: not composed yet), and the path of its PDF.
    """
    invoices, warnings = [], []
    for proposal, said, pdf in found:
        with translation.override(proposal.office.business.language):
            texts = warning_texts(proposal)
        warnings += [{"client": proposal.client.key, **text} for text in texts]
        if proposal.draft.lines:
            invoices.append(_invoice(proposal, said or snapshot(proposal), pdf, texts))
    return {"month": month, "issued": issued, "invoices": invoices, "warnings": warnings}


def _invoice(proposal: Proposal, said: Snapshot, pdf: str | None, warnings: list[dict[str, str]]) -> dict[str, Any]:
    totals = proposal.totals
    return {
        "client": proposal.client.key,
        "kind": proposal.kind,
        "number": said.number,
        "currency": proposal.client.currency,
        "issued_on": proposal.on.isoformat(),
        "due_on": proposal.due_on.isoformat(),
        "lines": [
            _line(proposal, line, words.label, words.detail)
            for line, words in zip(proposal.draft.lines, said.lines, strict=True)
        ],
        "net": str(totals.net),
        "vat": str(totals.vat),
        "gross": str(totals.gross),
        "pdf": pdf,
        "warnings": warnings,
    }


def _line(proposal: Proposal, line: DraftLine, label: str, detail: str) -> dict[str, Any]:
    terms = proposal.book.terms_by_id().get(line.terms_id or 0)
    ask = proposal.book.asks_by_id().get(line.ask_id or 0)
    return {
        "kind": line.kind,
        "agreement": terms.key if terms else None,
        "request": ask.key if ask else None,
        "period": line.period or None,
        "label": label,
        "quantity": str(line.quantity),
        "unit": line.unit,
        "unit_price": str(plain(line.unit_price)),
        "percent": show(line.percent) if line.kind == "surcharge" and line.percent is not None else None,
        "net": str(line.net),
        "vat_rate": str(line.vat_rate.quantize(proposal.totals.net)),
        "reason": reason_of(proposal, line, detail),
    }
