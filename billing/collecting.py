"""Record what was paid, undo a slip, and read what is still due."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from billing.gating import note_payment, note_taken_back
from billing.models import EarlierDeposit, Invoice, Payment
from vacrm.exact import ZERO


@transaction.atomic
def record_payment(
    number: str, *, on: date, amount: Decimal, means: str = "transfer", at: datetime | None = None
) -> Payment:
    """Record money received for an invoice, or for a deposit issued elsewhere, by its number.

    A negative amount was given back. What waited for the money, waits no more; `at` is when that became known, noon
    of the day where nothing says it. Raises ValidationError for an unknown number and for no amount.
    """
    if not amount:
        raise ValidationError(
            {"amount": _("is 0.00; write what was received, or less than zero for what was given back")}
        )
    invoice = Invoice.objects.issued().filter(number=number).first()
    deposit = None if invoice else EarlierDeposit.objects.filter(number=number).first()
    if invoice is None and deposit is None:
        raise ValidationError({"invoice": _("there is no invoice “%(number)s”") % {"number": number}})
    payment = Payment(invoice=invoice, earlier_deposit=deposit, on=on, amount=amount, means=means)
    payment.full_clean()
    payment.save()
    if invoice:
        note_payment(invoice, on=on, at=at or datetime.combine(on, time(12), UTC))
    return payment


@transaction.atomic
def take_back(payment: Payment, *, since: datetime) -> None:
    """Undo a payment typed by mistake, recorded at `since`.

    A payment is a fact that stays; only a slip is undone, while nothing builds on it. Raises ValidationError once
    another payment, a reminder or a credit note came after it.
    """
    if payment.invoice:
        Invoice.objects.select_for_update().get(pk=payment.invoice.pk)  # a credit note waits for its answer
    if _built_on(payment, since):
        raise ValidationError(
            _("Something came after this payment, so it stays; write what was not received as a payment below zero.")
        )
    payment.delete()
    if payment.invoice:
        note_taken_back(payment.invoice)


def _built_on(payment: Payment, since: datetime) -> bool:
    if payment.invoice is None:
        return Payment.objects.filter(earlier_deposit=payment.earlier_deposit_id, pk__gt=payment.pk).exists()
    later = payment.invoice.payments.filter(pk__gt=payment.pk)
    reminded = payment.invoice.reminders.filter(at__gt=since)
    credited = Invoice.objects.filter(credits=payment.invoice, issued_at__gt=since)
    return any(each.exists() for each in (later, reminded, credited))


def still_due(invoice: Invoice) -> Decimal:
    """What is still to be paid of an issued invoice; nothing once it is credited."""
    if not invoice.is_issued or invoice.kind == "credit" or hasattr(invoice, "credited_by"):
        return ZERO
    paid = invoice.payments.aggregate(total=Sum("amount"))["total"] or ZERO
    return invoice.gross - paid
