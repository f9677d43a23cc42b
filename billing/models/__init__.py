"""What is due, what was invoiced, what was paid."""

from billing.models.claims import (
    BilledDeposit,
    BilledExpense,
    BilledMission,
    BilledOverage,
    BilledPeriod,
    BilledTime,
    PackageMovement,
    SettledPeriod,
)
from billing.models.invoices import Document, Invoice, InvoiceDelivery, InvoiceLine, Payment, Picture, Series
from billing.models.sources import Consent, EarlierDeposit, Expense

__all__ = [
    "BilledDeposit",
    "BilledExpense",
    "BilledMission",
    "BilledOverage",
    "BilledPeriod",
    "BilledTime",
    "Consent",
    "Document",
    "EarlierDeposit",
    "Expense",
    "Invoice",
    "InvoiceDelivery",
    "InvoiceLine",
    "PackageMovement",
    "Payment",
    "Picture",
    "Series",
    "SettledPeriod",
]
