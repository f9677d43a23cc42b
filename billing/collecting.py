"""Record what was paid, and read what is still due."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from billing.models import EarlierDeposit, Invoice, Payment
from vacrm.exact import ZERO


@transaction.atomic
def record_payment(number: str, *, on: date, amount: Decimal, means: str = "transfer") -> Payment:
    """Record money received for an invoice, or for a deposit issued elsewhere, by its number.

    A negative amount was given back. Raises ValidationError for an unknown number and for no amount.
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
    return payment


def still_due(invoice: Invoice) -> Decimal:
    """What is still to be paid of an issued invoice; nothing once it is credited."""
    if not invoice.is_issued or invoice.kind == "credit" or hasattr(invoice, "credited_by"):
        return ZERO
    paid = invoice.payments.aggregate(total=Sum("amount"))["total"] or ZERO
    return invoice.gross - paid
