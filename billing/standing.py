"""Where invoices stand, asked of the database in one statement; agrees with billing.rules.status."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from billing.models import Invoice, Payment
from billing.rules import status
from billing.rules.status import Facts
from vacrm.exact import ZERO
from vacrm.money import MoneyField

_SENT = Q(delivery__delivery__sent_at__isnull=False)


def summed(found: QuerySet[Invoice]) -> QuerySet[Any]:
    """Invoices with the sum of their payments as `paid`, and nothing else beside them."""
    payments = Payment.objects.filter(invoice=OuterRef("pk")).order_by().values("invoice")
    total = Subquery(payments.annotate(total=Sum("amount")).values("total"), output_field=MoneyField())
    return found.annotate(paid=Coalesce(total, Value(0), output_field=MoneyField()))


def with_paid(found: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """Invoices with the sum of their payments as `paid`, and what their status is read from, in one statement."""
    return (
        summed(found)
        .select_related("client", "credited_by", "delivery__delivery")
        .defer("frozen", "delivery__delivery__body", "credited_by__frozen")
    )


def facts_of(invoice: Invoice) -> Facts:
    """The facts of an invoice read by `with_paid`."""
    paid: Decimal = getattr(invoice, "paid", ZERO)
    return Facts(
        issued=invoice.is_issued,
        gross=invoice.gross,
        paid=paid,
        due_on=invoice.due_on,
        sent=hasattr(invoice, "delivery") and invoice.delivery.delivery.sent_at is not None,
        is_credit=invoice.kind == "credit",
        credited=hasattr(invoice, "credited_by"),
    )


def balance(invoice: Invoice) -> Decimal:
    """What is still to be paid of an invoice read by `with_paid`."""
    return facts_of(invoice).due


def in_status(found: QuerySet[Any], name: str, on: date) -> QuerySet[Any]:
    """Of invoices read by `with_paid`, those in one of `status.STATUSES` on a day; none in an unknown one."""
    if name == status.DRAFT:
        return found.filter(number__isnull=True)
    issued = found.filter(number__isnull=False)
    if name == status.CREDIT:
        return issued.filter(kind="credit")
    owed = issued.exclude(kind="credit")
    if name == status.CREDITED:
        return owed.filter(credited_by__isnull=False)
    standing = owed.filter(credited_by__isnull=True)
    if name == status.PAID:
        return standing.filter(paid__gte=F("gross"))
    return _open(standing.filter(paid__lt=F("gross")), name, on)


def _open(found: QuerySet[Any], name: str, on: date) -> QuerySet[Any]:
    """Of invoices with something still to be paid."""
    if name == status.OVERDUE:
        return found.filter(due_on__lt=on)
    timely = found.filter(Q(due_on__isnull=True) | Q(due_on__gte=on))
    if name == status.PART_PAID:
        return timely.filter(paid__gt=0)
    untouched = timely.filter(paid__lte=0)
    if name == status.SENT:
        return untouched.filter(_SENT)
    return untouched.exclude(_SENT) if name == status.ISSUED else found.none()
