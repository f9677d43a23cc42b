"""The SEPA payment code: what a banking app reads from the QR code on an invoice (EPC069-12, version 002)."""

from __future__ import annotations

from decimal import Decimal

from billing.rules.snapshot import Snapshot

MOST = Decimal("999999999.99")  # the scheme's own limit
NAME_BYTES, TEXT_BYTES = 70, 140


def epc_payload(snapshot: Snapshot) -> str | None:
    """The text of the QR code, at most 331 bytes of UTF-8; None where there is nothing to pay by SEPA transfer.

    That is: another currency than the euro, no IBAN, a credit note, or an amount of zero or beyond the scheme.
    """
    payment = snapshot.payment
    payable = snapshot.currency == "EUR" and snapshot.kind != "credit" and 0 < snapshot.gross <= MOST
    if not payable or not payment.iban:
        return None
    fields = (
        "BCD",
        "002",  # since this version the BIC may stay empty
        "1",  # UTF-8
        "SCT",
        _compact(payment.bic),
        _clip(payment.holder or snapshot.seller.name, NAME_BYTES),
        _compact(payment.iban),
        f"EUR{snapshot.gross:.2f}",
        "",  # purpose: none of the codes
        "",  # no structured creditor reference: the invoice number is free text
        _clip(payment.reference or snapshot.number or "", TEXT_BYTES),
    )
    return "\n".join(fields).rstrip("\n")


def _compact(code: str) -> str:
    return "".join(code.split()).upper()


def _clip(text: str, most: int) -> str:
    """One line of at most `most` bytes of UTF-8, no letter cut in two."""
    return " ".join(text.split()).encode()[:most].decode(errors="ignore").rstrip()
