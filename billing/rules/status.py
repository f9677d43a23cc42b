"""The status of an invoice, read from facts: nothing of it is stored, so it is right every morning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from vacrm.exact import ZERO

DRAFT = "draft"
ISSUED = "issued"
SENT = "sent"
PART_PAID = "part_paid"
PAID = "paid"
OVERDUE = "overdue"
CREDITED = "credited"
CREDIT = "credit"
STATUSES = (DRAFT, ISSUED, SENT, PART_PAID, OVERDUE, PAID, CREDITED, CREDIT)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the status depends on. `paid` is what was received less what was given back."""

    issued: bool
    gross: Decimal
    paid: Decimal = ZERO
    due_on: date | None = None
    sent: bool = False
    is_credit: bool = False
    credited: bool = False

    @property
    def due(self) -> Decimal:
        """What is still to be paid; nothing of a draft or a credit note, nor once credited. Negative: paid over."""
        if not self.issued or self.is_credit or self.credited:
            return ZERO
        return self.gross - self.paid


def status(facts: Facts, on: date) -> str:
    """Where an invoice stands on a day: one of STATUSES.

    The day it is due is not late yet. Of a late invoice that is paid in part, late is said.
    """
    if not facts.issued:
        return DRAFT
    if facts.is_credit or facts.credited:
        return CREDIT if facts.is_credit else CREDITED
    if facts.due <= 0:
        return PAID
    if facts.due_on and facts.due_on < on:
        return OVERDUE
    if facts.paid > 0:
        return PART_PAID
    return SENT if facts.sent else ISSUED
