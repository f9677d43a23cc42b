"""The naive deposit: every cent tried."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tests.oracle.minutes import Table
from tests.oracle.money import cents, vat_rate


def deposit(pack: Table, key: str, on: date) -> dict[str, Any] | None:
    """What `bill_deposit` asks for a mission; None where it refuses."""
    agreement = next(row for row in pack["agreements"] if row["key"] == key)
    client = next(row for row in pack["clients"] if row["key"] == agreement["client"])
    terms = agreement.get("deposit", pack["sop"].get("deposits", {}).get(agreement["kind"]))
    signed = agreement.get("signed_on", date.max) <= on
    there = agreement.get("billed", False) or any(row["agreement"] == key for row in pack.get("deposits", []))
    if not terms or not signed or there or not agreement["price"] > terms.get("above", 0):
        return None
    rate = vat_rate(agreement, pack["business"], client)
    net = split(Decimal(agreement["price"]), asked(Decimal(agreement["price"]), terms), rate)
    if not net:
        return None
    vat = cents(Fraction(net) * Fraction(rate) / 100)
    return {
        "client": client["key"],
        "kind": "deposit",
        "currency": client.get("currency", pack["business"].get("currency", "EUR")),
        "issued_on": on,
        "due_on": on,
        "net": net,
        "vat": vat,
        "gross": net + vat,
    }


def asked(price: Decimal, terms: Table) -> Fraction:
    """The deposit before it is brought to the cent."""
    return Fraction(terms["amount"]) if "amount" in terms else Fraction(price) * Fraction(terms["percent"]) / 100


def split(price: Decimal, target: Fraction, rate: Decimal) -> Decimal:
    """The net nearest to the target whose VAT and the remainder's add up to that of the price."""
    whole, hundredths = int(price * 100), int(rate * 100)

    def vat(cent: int) -> int:
        return (2 * cent * hundredths + 10_000) // 20_000

    fitting = [cent for cent in range(whole + 1) if vat(cent) + vat(whole - cent) == vat(whole)]
    return cents(Fraction(min(fitting, key=lambda cent: (abs(cent - target * 100), cent)), 100))
