"""The workshop's pages of billing. This room stands above the others, so it also completes their desks."""

from billing.admin.adjustments import AdjustmentDesk
from billing.admin.claims import PackageMovementDesk, SettledPeriodDesk
from billing.admin.clients import AgreementBooks, ClientBooks
from billing.admin.hours import ClientRequestBooks, TimeEntryBooks
from billing.admin.invoices import InvoiceDesk
from billing.admin.quotes import QuoteDesk
from billing.admin.sources import PaymentDesk

__all__ = [
    "AdjustmentDesk",
    "AgreementBooks",
    "ClientBooks",
    "ClientRequestBooks",
    "InvoiceDesk",
    "PackageMovementDesk",
    "PaymentDesk",
    "QuoteDesk",
    "SettledPeriodDesk",
    "TimeEntryBooks",
]
