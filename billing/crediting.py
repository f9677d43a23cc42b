"""Take an issued invoice back: a credit note mirrors it, and frees what it had billed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import translation
from django.utils.translation import gettext as _

from billing.composing import buyer, seller
from billing.drawing import draw
from billing.issuing import lock
from billing.models import Document, Invoice, InvoiceLine
from billing.preparing import Counter
from billing.rules.snapshot import PaymentBlock, Snapshot
from billing.storing import freeze, pictures, snapshot_of
from sops.models import Business
from vacrm.paper.figures import day

# What an invoice had claimed; deleting it lets hours, periods, missions and expenses be billed again.
CLAIMS = (
    "billed_time",
    "billed_periods",
    "billed_overages",
    "billed_missions",
    "billed_expenses",
    "billed_deposits",
    "billed_adjustments",
    "settled_periods",
)


@transaction.atomic
def credit(invoice: Invoice, *, on: date, at: datetime) -> Invoice:
    """Issue the credit note of a whole invoice, with its own number from the same series.

    Its sums are those of the invoice with the sign turned. Raises ValidationError for a draft, a
    credit note, an invoice already credited, and a day before the last issue date.
    """
    series = lock(on)
    invoice = Invoice.objects.select_for_update().get(pk=invoice.pk)
    _refuse(invoice)
    business = Business.objects.get()
    counter = Counter(business.number_pattern, on.year, series.next_number)
    said = _mirror(invoice, business, counter.take(), on)
    note = _store(invoice, said)
    pdf = draw(said)
    Document.objects.create(invoice=note, content=pdf, sha256=sha256(pdf).hexdigest())
    note.number, note.issued_on, note.issued_at = said.number, on, at
    note.save(update_fields=["number", "issued_on", "issued_at"])
    series.next_number, series.last_issued_on = counter.seq, on
    series.save(update_fields=["next_number", "last_issued_on"])
    for claims in CLAIMS:
        getattr(invoice, claims).all().delete()
    return note


def _refuse(invoice: Invoice) -> None:
    if not invoice.is_issued:
        raise ValidationError(_("This is a draft; delete it instead."))
    if invoice.kind == "credit":
        raise ValidationError(_("%(number)s is itself a credit note.") % {"number": invoice.number})
    if hasattr(invoice, "credited_by"):
        raise ValidationError(
            _("%(number)s is already credited by %(note)s.") % {"number": invoice.number, "note": invoice.credited_by}
        )
    if billed := _deducted_by(invoice):
        raise ValidationError(
            _("%(number)s is deducted by %(balance)s; credit that one first.")
            % {"number": invoice.number, "balance": billed}
        )


def _deducted_by(invoice: Invoice) -> Invoice | None:
    """The standing invoice that deducts a deposit."""
    if invoice.kind != "deposit":
        return None
    mine = [each.agreement_id for each in invoice.billed_deposits.all()]
    taken = InvoiceLine.objects.filter(invoice=OuterRef("pk"), kind="deposit", net__lt=0, agreement__in=mine)
    later = Invoice.objects.standing().exclude(kind="deposit")
    return later.filter(Q(billed_missions__agreement__in=mine) | Exists(taken)).first()


def _mirror(invoice: Invoice, business: Business, number: str, on: date) -> Snapshot:
    """The invoice with its signs turned, between the parties as they are today."""
    said = snapshot_of(invoice)
    with translation.override(invoice.language):
        issued = day(invoice.issued_on or on, said.language)
        return replace(
            said,
            kind="credit",
            number=number,
            issued_on=on,
            due_on=None,
            seller=seller(business),
            buyer=buyer(invoice.client, business.country),
            lines=tuple(replace(line, quantity=-line.quantity, net=-line.net) for line in said.lines),
            vat=tuple(replace(group, base=-group.base, amount=-group.amount) for group in said.vat),
            net=-said.net,
            vat_total=-said.vat_total,
            gross=-said.gross,
            payment=PaymentBlock(),
            mentions=said.mentions[:1],
            credits=_("Credit note for invoice %(number)s of %(day)s.") % {"number": invoice.number, "day": issued},
            annex=(),
            logo=bytes(business.logo or b""),
        )


def _store(invoice: Invoice, said: Snapshot) -> Invoice:
    pictures([said.logo])
    note = Invoice.objects.create(
        kind="credit",
        client=invoice.client,
        month=invoice.month,
        agreement=invoice.agreement,
        credits=invoice,
        language=invoice.language,
        currency=invoice.currency,
        sop_number=invoice.sop_number,
        net=said.net,
        vat=said.vat_total,
        gross=said.gross,
        frozen=freeze(said),
    )
    rows = list(invoice.lines.order_by("position"))
    for row in rows:
        row.pk, row.invoice, row.quantity, row.net = None, note, -row.quantity, -row.net
        row._state.adding = True
    InvoiceLine.objects.bulk_create(rows)
    return note
