"""Store proposals: drafts with their lines, and the claims that keep hours from being billed twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils import translation
from pydantic import TypeAdapter

from billing.composing import Proposal, warning_texts
from billing.models import (
    BilledAdjustment,
    BilledDeposit,
    BilledExpense,
    BilledMission,
    BilledOverage,
    BilledPeriod,
    BilledTime,
    Invoice,
    InvoiceLine,
    PackageMovement,
    Picture,
    SettledPeriod,
)
from billing.rules.draft import DraftLine
from billing.rules.snapshot import Line, Snapshot
from vacrm.exact import show

_SNAPSHOT: TypeAdapter[Snapshot] = TypeAdapter(Snapshot)


@dataclass(slots=True)
class Entry:
    """A proposal with what it says, and its row once stored."""

    proposal: Proposal
    snapshot: Snapshot
    invoice: Invoice | None = None
    pdf: bytes = b""


def store(entries: Sequence[Entry]) -> list[Invoice]:
    """Write entries as drafts with lines and claims, one statement per table."""
    pictures(entry.snapshot.logo for entry in entries)
    invoices = Invoice.objects.bulk_create(_invoice(entry) for entry in entries)
    for entry, invoice in zip(entries, invoices, strict=True):
        entry.invoice = invoice
    InvoiceLine.objects.bulk_create(
        row for entry, invoice in zip(entries, invoices, strict=True) for row in _lines(entry, invoice.pk)
    )
    _claim(entries, invoices)
    return invoices


def pictures(logos: Iterable[bytes]) -> None:
    """Keep the logos that invoices carry, each content once."""
    found = {hashlib.sha256(logo).hexdigest(): logo for logo in logos if logo}
    if found:
        rows = [Picture(sha256=digest, content=logo) for digest, logo in found.items()]
        Picture.objects.bulk_create(rows, ignore_conflicts=True)


def _invoice(entry: Entry) -> Invoice:
    proposal, totals = entry.proposal, entry.proposal.totals
    with translation.override(proposal.office.business.language):
        warnings = warning_texts(proposal)
    return Invoice(
        kind=proposal.kind,
        client_id=proposal.client.pk,
        month=proposal.month,
        agreement_id=proposal.agreement_id,
        due_on=proposal.due_on,
        language=proposal.client.language,
        currency=proposal.client.currency,
        sop_number=proposal.sop_number,
        net=totals.net,
        vat=totals.vat,
        gross=totals.gross,
        frozen=freeze(entry.snapshot),
        warnings=warnings,
    )


def freeze(snapshot: Snapshot) -> dict[str, Any]:
    """The copies an invoice keeps: all of the snapshot but its lines, which are rows, and the logo's bytes."""
    bare = replace(snapshot, lines=(), logo=b"", number=None)
    frozen: dict[str, Any] = _SNAPSHOT.dump_python(bare, mode="json")
    frozen["logo"] = hashlib.sha256(snapshot.logo).hexdigest() if snapshot.logo else ""
    return frozen


def snapshot_of(invoice: Invoice) -> Snapshot:
    """What a stored invoice says, from its own copies and lines alone: what its PDF is drawn from."""
    frozen = dict(invoice.frozen)
    digest = frozen.pop("logo")
    logo = bytes(Picture.objects.get(sha256=digest).content) if digest else b""
    thawed = _SNAPSHOT.validate_python({**frozen, "logo": b""})
    lines = tuple(_line(row) for row in invoice.lines.order_by("position"))
    return replace(thawed, number=invoice.number, lines=lines, logo=logo)


def _line(row: InvoiceLine) -> Line:
    return Line(
        kind=row.kind,
        label=row.label,
        quantity=row.quantity,
        unit=row.unit,  # type: ignore[arg-type]
        unit_price=plain(row.unit_price),
        net=row.net,
        vat_rate=row.vat_rate,
        category=row.category,
        detail=row.detail,
        paragraph=row.paragraph,
    )


def plain(price: Decimal) -> Decimal:
    """A unit price with two decimals, or as many as it has."""
    text = show(price)
    return Decimal(text) if len(text.partition(".")[2]) > 2 else price.quantize(Decimal("0.01"))


def _lines(entry: Entry, invoice_id: int) -> Iterable[InvoiceLine]:
    proposal = entry.proposal
    for position, (line, said) in enumerate(zip(proposal.draft.lines, entry.snapshot.lines, strict=True), start=1):
        yield InvoiceLine(
            invoice_id=invoice_id,
            position=position,
            kind=line.kind,
            agreement_id=line.terms_id,
            client_request_id=line.ask_id,
            period=line.period,
            label=said.label,
            detail=said.detail,
            paragraph=said.paragraph,
            quantity=line.quantity,
            unit=line.unit,
            unit_price=line.unit_price,
            percent=line.percent,
            net=line.net,
            vat_rate=line.vat_rate,
            category=line.category,
            reason=reason_of(proposal, line, said.detail),
        )


def reason_of(proposal: Proposal, line: DraftLine, text: str) -> dict[str, Any] | None:
    """Why a surcharge is due: SOP version, rule, percent and sentence; None for other lines."""
    if line.kind != "surcharge":
        return None
    terms = proposal.book.terms_by_id()[line.terms_id or 0]
    percent = None if line.percent is None else show(line.percent)
    return {"sop": terms.sop, "rule": line.rule, "percent": percent, "text": text}


def _claim(entries: Sequence[Entry], invoices: Sequence[Invoice]) -> None:
    """Claim the hours, periods, missions and expenses that the invoices bill; unique keys refuse a second time."""
    found = [(invoice.pk, entry.proposal) for entry, invoice in zip(entries, invoices, strict=True)]
    BilledTime.objects.bulk_create(row for id_, proposal in found for row in times(id_, proposal))
    BilledPeriod.objects.bulk_create(
        BilledPeriod(agreement_id=terms, period=period, net=net, invoice_id=id_)
        for id_, proposal in found
        for terms, period, net in proposal.draft.periods
    )
    BilledOverage.objects.bulk_create(
        BilledOverage(agreement_id=terms, period=period, minutes=minutes, invoice_id=id_)
        for id_, proposal in found
        for terms, period, minutes in proposal.draft.overages
    )
    BilledMission.objects.bulk_create(
        BilledMission(agreement_id=terms, invoice_id=id_) for id_, p in found for terms in p.draft.missions
    )
    BilledExpense.objects.bulk_create(
        BilledExpense(expense_id=expense, invoice_id=id_) for id_, p in found for expense in p.draft.expenses
    )
    BilledAdjustment.objects.bulk_create(
        BilledAdjustment(adjustment_id=each, invoice_id=id_) for id_, p in found for each in p.draft.adjustments
    )
    BilledDeposit.objects.bulk_create(
        BilledDeposit(agreement_id=terms, invoice_id=id_)
        for id_, p in found
        if p.kind == "deposit"
        for terms in dict.fromkeys(line.terms_id for line in p.draft.lines if line.terms_id)
    )


def times(invoice_id: int | None, proposal: Proposal) -> Iterable[BilledTime]:
    """The claims on time entries."""
    for claim in proposal.draft.claims:
        yield BilledTime(
            time_entry_id=claim.work_id,
            invoice_id=invoice_id,
            period=claim.period,
            minutes=claim.minutes,
            weighted=claim.weighted,
        )


def settle(pairs: Iterable[tuple[Invoice | None, Proposal]]) -> None:
    """Close the periods that closing a month settles, with the movements of their accounts."""
    rows, movements = [], []
    for invoice, proposal in pairs:
        for each in proposal.draft.settlements:
            row = SettledPeriod(
                agreement_id=each.terms_id,
                period=each.period,
                settled_on=proposal.on,
                overage=each.overage,
                carried=[[origin, show(minutes)] for origin, minutes in each.carried],
                left=[[origin, show(minutes)] for origin, minutes in each.left],
                invoice=invoice,
            )
            rows.append(row)
            movements += [
                PackageMovement(settled=row, kind=m.kind, origin=m.origin, minutes=m.minutes) for m in each.movements
            ]
    # Hours that came after the last period was settled change what it had left and its overage.
    SettledPeriod.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["agreement", "period"], update_fields=["overage", "left"]
    )
    PackageMovement.objects.bulk_create(movements)
