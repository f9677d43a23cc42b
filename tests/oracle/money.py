"""Exact amounts: fractions everywhere, rounded half away from zero where packs say so."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tests.oracle.minutes import Table

EU_MEMBERS = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"

type Line = dict[str, Any]
type Number = Fraction | Decimal | int


def half_up(amount: Number, places: int) -> Decimal:
    """Round to so many decimals, halves away from zero."""
    scaled = abs(Fraction(amount)) * 10**places
    whole = int(scaled + Fraction(1, 2))
    return Decimal(-whole if amount < 0 else whole).scaleb(-places)


def cents(amount: Number) -> Decimal:
    """Round to the cent."""
    return half_up(amount, 2)


def exact(amount: Number) -> Decimal:
    """Write a fraction with a finite number of decimals as a Decimal."""
    decimal = half_up(amount, 12)
    assert Fraction(decimal) == amount
    return decimal


def line(kind: str, quantity: Decimal, unit: str, price: Number, vat_rate: Decimal, **more: Any) -> Line:
    """One line of an invoice."""
    return {
        "kind": kind,
        "agreement": None,
        "request": None,
        "period": None,
        "quantity": quantity,
        "unit": unit,
        "unit_price": exact(price),
        "percent": None,
        "net": cents(Fraction(quantity) * Fraction(price)),
        "vat_rate": vat_rate,
        "rules": set(),
        **more,
    }


def hours(minutes: Number) -> Decimal:
    """Billed minutes as a quantity."""
    return half_up(Fraction(minutes) / 60, 4)


def usual_vat(business: Table, client: Table) -> Decimal:
    """The VAT rate where none is written."""
    country = client.get("country", "FR")
    company, home = client.get("kind", "company") == "company", business["address"]["country"]
    reverse = country in EU_MEMBERS and country != home and "vat_number" in client
    if business.get("vat_regime") in {"franchise", "none"} or (company and (country not in EU_MEMBERS or reverse)):
        return Decimal(0)
    return Decimal(20)


def vat_rate(row: Table, business: Table, client: Table) -> Decimal:
    """The VAT rate of an agreement, a deposit or an expense."""
    return Decimal(row["vat_rate"]) if "vat_rate" in row else usual_vat(business, client)


def currency(business: Table, client: Table) -> str:
    """The currency of a client."""
    return str(client.get("currency", business.get("currency", "EUR")))


def totals(lines: Iterable[Line]) -> dict[str, Decimal]:
    """Net, VAT once per rate, gross."""
    nets: dict[Decimal, Decimal] = defaultdict(Decimal)
    for row in lines:
        nets[row["vat_rate"]] += row["net"]
    net = sum(nets.values(), Decimal("0.00"))
    vat = sum((cents(Fraction(part) * Fraction(rate) / 100) for rate, part in nets.items()), Decimal("0.00"))
    return {"net": net, "vat": vat, "gross": net + vat}


def due_on(sop: Table, on: date) -> date:
    """When an invoice of that day is to be paid."""
    payment = sop.get("payment", {})
    days = timedelta(days=payment.get("days", 0))
    match payment.get("terms", "on_receipt"):
        case "on_receipt":
            return on
        case "net":
            return on + days
    return on.replace(day=calendar.monthrange(on.year, on.month)[1]) + days
