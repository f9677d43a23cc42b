"""Closing the months of a made-up history by the real rules: deposits, invoices, credit notes, mail, payments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.db.models import Max

from billing.crediting import credit
from billing.depositing import bill_deposit
from billing.issuing import issue_month
from billing.models import Expense, Invoice, InvoiceDelivery, Payment
from billing.sending import KIND, letter
from billing.storing import Entry
from clients.models import Agreement
from seeds.history import posting
from seeds.history.founding import moment
from vacrm.exact import Month, cents, first_day
from vacrm.post.models import Attachment, Delivery

CREDITED = 0.01  # of the invoices
LABELS = ("Billets de train", "Abonnement à un outil", "Affranchissement", "Impression de brochures")


def spend(month: Month, agreements: Sequence[Agreement], dice: Random) -> None:
    """Write down a few expenses to pass on."""
    if not agreements:
        return
    Expense.objects.bulk_create(
        Expense(
            client_id=dice.choice(agreements).client_id,
            on=first_day(month) + timedelta(days=dice.randrange(20)),
            label=dice.choice(LABELS),
            net=cents(Decimal(dice.randrange(900, 18000)) / 100),
        )
        for _ in range(4)
    )


def ask_deposits(agreements: Sequence[Agreement], dice: Random) -> list[Invoice]:
    """Issue the deposits of missions that begin, on the second day."""
    found = []
    for row in agreements:
        if row.kind == "mission" and dice.random() < 0.9:
            on = row.starts_on + timedelta(days=1)
            found.append(bill_deposit(row.key, on=on, at=moment(on))[0])
    return found


def ask_deposit(row: Agreement, today: date) -> Invoice:
    """Issue the deposit of a mission signed lately, some days ago if no later invoice was issued since."""
    last = Invoice.objects.issued().aggregate(last=Max("issued_on"))["last"] or date.min
    on = max(last, today - timedelta(days=3))
    return bill_deposit(row.key, on=on, at=moment(on))[0]


def close_month(month: Month, on: date, keys: Sequence[str], dice: Random, jobs: int = 1) -> list[Invoice]:
    """Issue what clients owe for a month, and take a few back."""
    found = issue_month(month, on=on, at=moment(on), keys=keys, jobs=jobs)
    issued = [each.invoice for each in found if isinstance(each, Entry) and each.invoice]
    notes = [
        credit(invoice, on=on, at=moment(on, 11))
        for invoice in issued
        if invoice.gross > 0 and dice.random() < CREDITED and not invoice.settled_periods.exists()
    ]
    return issued + notes


def send_all(invoices: Sequence[Invoice], dice: Random) -> None:
    """Write down that invoices were sent with their PDF; hardly one comes back."""
    rows = posting.keep(_delivery(invoice, dice.random() < 0.01) for invoice in invoices)
    InvoiceDelivery.objects.bulk_create(
        InvoiceDelivery(invoice=invoice, delivery=row) for invoice, row in zip(invoices, rows, strict=True)
    )
    Attachment.objects.bulk_create(
        Attachment(delivery=row, name=f"{invoice.number}.pdf", mimetype="application/pdf", content=content, sha256=sha)
        for invoice, row, (content, sha) in zip(invoices, rows, _files(invoices), strict=True)
    )


def _delivery(invoice: Invoice, fails: bool) -> Delivery:
    at = moment(invoice.issued_on or date.min, 10)
    to, key = invoice.client.email, str(invoice.number)
    return posting.delivery(key, KIND, invoice.language, to, letter(invoice), at=at, fails=fails)


def _files(invoices: Sequence[Invoice]) -> Iterator[tuple[bytes, str]]:
    by_id = Invoice.objects.select_related("document").in_bulk([invoice.pk for invoice in invoices])
    for invoice in invoices:
        document = by_id[invoice.pk].document
        yield bytes(document.content), document.sha256


def collect(until: datetime, dice: Random) -> None:
    """Write down what clients paid: most in time, some late, a few in parts, a few never."""
    due = Invoice.objects.standing().filter(gross__gt=0).order_by("issued_on", "id")
    rows = due.values_list("pk", "issued_on", "due_on", "gross")
    Payment.objects.bulk_create(
        payment
        for id_, issued_on, due_on, gross in rows
        for payment in _paid(id_, issued_on or date.min, due_on or issued_on or date.min, gross, dice)
        if payment.on <= until.date()
    )


def _paid(invoice: int, issued_on: date, due_on: date, gross: Decimal, dice: Random) -> Iterator[Payment]:
    draw, means = dice.random(), dice.choice(("transfer", "transfer", "transfer", "card"))
    if draw < 0.003:
        return  # never
    late = dice.randrange(1, 25) if draw > 0.75 else dice.randrange(25, 70) if draw > 0.96 else 0
    on = due_on + timedelta(days=late) if late else issued_on + (due_on - issued_on) * dice.random()
    if draw > 0.98:
        half = cents(gross / 2)
        yield Payment(invoice_id=invoice, on=on, amount=half, means=means)
        yield Payment(invoice_id=invoice, on=on + timedelta(days=20), amount=gross - half, means=means)
        return
    yield Payment(invoice_id=invoice, on=on, amount=gross, means=means)
