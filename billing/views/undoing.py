"""The way back that a message offers from a payment: an address, signed, that only that message knows."""

from __future__ import annotations

from datetime import datetime

from django.core import signing
from django.urls import reverse

from billing.models import Payment

SALT = "a payment just recorded"
HOUR = 3600  # seconds: so long a slip can be undone


def way_back(payment: Payment, at: datetime) -> str:
    """The address that undoes a payment recorded at a moment."""
    kept = signing.dumps([payment.pk, at.isoformat()], salt=SALT)
    return reverse("billing:payment-delete", args=[kept])


def read_back(kept: str) -> tuple[int, datetime]:
    """The payment and when it was recorded. Raises BadSignature for an address that is not ours, or too old."""
    pk, at = signing.loads(kept, salt=SALT, max_age=HOUR)
    return pk, datetime.fromisoformat(at)
