"""The SEPA payment code, field by field."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.rules.epc import epc_payload
from billing.rules.snapshot import PaymentBlock, Snapshot
from tests.paper.invoices import invoice

D = Decimal


def test_a_plain_invoice_says_who_where_how_much_and_what_for() -> None:
    assert epc_payload(invoice()) == (
        "BCD\n002\n1\nSCT\nFICTFRPPXXX\nSolène Varenne EI\nFR7630006000011234567890189\nEUR502.06\n\n\nF2026-0001"
    )


@pytest.mark.parametrize(
    ("payment", "line", "written"),
    [
        ({"bic": ""}, 4, ""),
        ({"bic": "fict frpp"}, 4, "FICTFRPP"),
        ({"iban": "fr76 3000 6000 0112 3456 7890 189"}, 6, "FR7630006000011234567890189"),
        ({"holder": ""}, 5, "Solène Varenne EI"),
        ({"holder": "é" * 36}, 5, "é" * 35),
        ({"holder": "a" + "é" * 40}, 5, "a" + "é" * 34),
        ({"holder": "Deux\nlignes"}, 5, "Deux lignes"),
        ({"reference": ""}, 10, "F2026-0001"),
        ({"reference": "x" * 200}, 10, "x" * 140),
    ],
)
def test_each_field_is_cleaned_and_cut_to_its_bytes(payment: dict[str, str], line: int, written: str) -> None:
    snapshot = invoice()
    payload = epc_payload(replace(snapshot, payment=replace(snapshot.payment, **payment)))
    assert payload is not None
    assert payload.split("\n")[line] == written


@pytest.mark.parametrize(
    ("gross", "written"),
    [("0.01", "EUR0.01"), ("12", "EUR12.00"), ("1234.5", "EUR1234.50"), ("999999999.99", "EUR999999999.99")],
)
def test_amounts_have_a_point_and_two_decimals(gross: str, written: str) -> None:
    payload = epc_payload(invoice(gross=D(gross)))
    assert payload is not None
    assert payload.split("\n")[7] == written


@pytest.mark.parametrize(
    "snapshot",
    [
        invoice(currency="CHF"),
        invoice(kind="credit"),
        invoice(gross=D("0.00")),
        invoice(gross=D("-1.00")),
        invoice(gross=D("1000000000.00")),
        invoice(payment=PaymentBlock(terms="Comptant.")),
    ],
    ids=["francs", "credit note", "nothing", "refund", "too much", "no account"],
)
def test_no_code_where_there_is_nothing_to_transfer(snapshot: Snapshot) -> None:
    assert epc_payload(snapshot) is None


@given(st.text(), st.text())
def test_a_code_never_outgrows_its_331_bytes(holder: str, reference: str) -> None:
    payment = PaymentBlock(holder=holder, iban="M" * 34, bic="FICTFRPPXXX", reference=reference)
    payload = epc_payload(invoice(payment=payment, gross=D("999999999.99")))
    assert payload is not None
    assert len(payload.encode()) <= 331
    assert payload.count("\n") <= 10
