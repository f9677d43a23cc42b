"""What is due, what was invoiced, what was paid."""

from billing.models.adjustments import Adjustment, BilledAdjustment, OverruledWarning
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
from billing.models.gates import Gate
from billing.models.goals import RevenueGoal
from billing.models.invoices import Document, Invoice, InvoiceDelivery, InvoiceLine, Payment, Picture, Series
from billing.models.proofs import ProofEntry
from billing.models.quotes import Quote, QuoteDelivery, QuoteDocument, QuoteEvent, QuoteLine
from billing.models.reminders import Reminder
from billing.models.signatures import Signature
from billing.models.sources import Consent, EarlierDeposit, Expense

__all__ = [
    "Adjustment",
    "BilledAdjustment",
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
    "Gate",
    "Invoice",
    "InvoiceDelivery",
    "InvoiceLine",
    "OverruledWarning",
    "PackageMovement",
    "Payment",
    "Picture",
    "ProofEntry",
    "Quote",
    "QuoteDelivery",
    "QuoteDocument",
    "QuoteEvent",
    "QuoteLine",
    "Reminder",
    "RevenueGoal",
    "Series",
    "SettledPeriod",
    "Signature",
]
