"""The largest that a pack may say is billed to the cent, drawn and kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from billing.models import Invoice
from billing.storing import snapshot_of
from tests.billing.months import agreement, close, load, minutes, pack, urgent, worked

pytestmark = pytest.mark.django_db
D = Decimal
MOST = D("9999999999.99")


def test_the_dearest_hours_are_billed() -> None:
    sop = {"urgency": {"tiers": {"standard": 200}}, "surcharges": {"cap": None}}
    time = [worked("2026-10-06 10:00", "2026-10-06 11:00", request="r1"), minutes("2026-10-02", 1_000_000)]
    load(pack(agreement(rate=MOST), sop=sop, requests=[urgent()], time=time))
    (found,) = close("2026-10", "--issue")["invoices"]
    assert [line["net"] for line in found["lines"]] == ["9999999999.99", "19999999999.98", "166666666999833.33"]
    invoice = Invoice.objects.get()
    assert str(invoice.gross) == found["gross"] == "166696666999833.30"
    assert str(snapshot_of(invoice).gross) == found["gross"]


def test_the_dearest_months_missions_and_expenses_are_billed() -> None:
    spent = [{"client": "acme", "on": date(2026, 10, 2), "label": "Yacht", "net": MOST}] * 3
    load(
        pack(
            agreement("package", price=MOST),
            agreement("mission", price=MOST, done_on=date(2026, 10, 2)),
            expenses=spent,
        )
    )
    (found,) = close("2026-10", "--issue")["invoices"]
    assert found["gross"] == "49999999999.95"


def test_the_smallest_amounts_are_billed_too() -> None:
    load(pack(agreement(rate=D("0.01")), time=[minutes("2026-10-02", 1)]))
    (found,) = close("2026-10", "--issue")["invoices"]
    assert [(line["quantity"], line["net"]) for line in found["lines"]] == [("0.0167", "0.00")]
