"""A credit note takes back a whole invoice, and frees what it had billed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from billing.collecting import record_payment, still_due
from billing.crediting import credit
from billing.drafting import draft_month
from billing.models import BilledTime, Invoice, InvoiceLine, PackageMovement, Series, SettledPeriod
from tests.billing.months import agreement, answer, close, codes, figures, load, minutes, pack, urgent, worked

pytestmark = pytest.mark.django_db

AT = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
ON = date(2026, 12, 1)
D = Decimal


def issued(month: str = "2026-10", on: str = "2026-11-01") -> Invoice:
    """The one invoice that closing a month issues."""
    (found,) = close(month, "--issue", on=on)["invoices"]
    return Invoice.objects.get(number=found["number"])


def busy() -> Any:
    """A month with hours, a surcharge, a package over its limit, a mission and an expense."""
    return pack(
        agreement(),
        agreement("package"),
        agreement("mission", done_on=date(2026, 10, 20)),
        requests=[urgent(agreement="hourly")],
        time=[
            worked("2026-10-06 10:00", "2026-10-06 11:00", request="r1"),
            minutes("2026-10-07", 30),
            minutes("2026-10-08", 660, agreement="package"),
        ],
        expenses=[{"client": "acme", "on": date(2026, 10, 2), "label": "Licence", "net": D("12.00")}],
    )


def test_a_credit_note_mirrors_every_line_and_total() -> None:
    load(busy())
    invoice = issued()
    note = credit(invoice, on=ON, at=AT)
    assert (note.number, note.kind, note.credits) == ("F2026-0002", "credit", invoice)
    assert (note.net, note.vat, note.gross) == (-invoice.net, -invoice.vat, -invoice.gross)
    columns = ("position", "kind", "label", "unit_price", "vat_rate")
    assert list(note.lines.values_list(*columns)) == list(invoice.lines.values_list(*columns))
    for line, mirrored in zip(invoice.lines.all(), note.lines.all(), strict=True):
        assert (mirrored.quantity, mirrored.net) == (-line.quantity, -line.net)
    assert sha256(bytes(note.document.content)).hexdigest() == note.document.sha256
    assert Series.objects.get().next_number == 3


def test_what_was_credited_is_billed_again_by_the_next_closing() -> None:
    load(busy())
    before = close()["invoices"][0]
    invoice = issued()
    assert close()["invoices"] == []
    credit(invoice, on=ON, at=AT)
    assert not BilledTime.objects.filter(invoice=invoice).exists()
    assert not SettledPeriod.objects.exists()
    (again,) = close("2026-10", "--issue", on="2026-12-01")["invoices"]
    assert again["number"] == "F2026-0003"
    assert figures(again) == figures(before)
    assert close("2026-10", on="2026-12-01")["invoices"] == []


def test_the_invoice_that_was_credited_stays_as_it_was() -> None:
    load(busy())
    invoice = issued()
    lines = list(InvoiceLine.objects.filter(invoice=invoice).values_list())
    row = Invoice.objects.filter(pk=invoice.pk).values().get()
    credit(invoice, on=ON, at=AT)
    assert list(InvoiceLine.objects.filter(invoice=invoice).values_list()) == lines
    assert Invoice.objects.filter(pk=invoice.pk).values().get() == row
    assert still_due(Invoice.objects.get(pk=invoice.pk)) == 0


def refusal(invoice: Invoice, on: date = ON) -> str:
    numbers = Series.objects.values_list("next_number", flat=True)
    before = (Invoice.objects.count(), list(numbers))
    with pytest.raises(ValidationError) as error:
        credit(invoice, on=on, at=AT)
    assert (Invoice.objects.count(), list(numbers.all())) == before
    return " ".join(error.value.messages)


def test_what_cannot_be_credited_is_refused_in_words() -> None:
    load(pack(time=[minutes("2026-10-02", 60), minutes("2026-11-02", 60)]))
    invoice = issued()
    (draft,) = draft_month("2026-11", on=ON)
    assert refusal(draft) == "This is a draft; delete it instead."
    assert "before the last issue date" in refusal(invoice, date(2026, 10, 31))
    note = credit(invoice, on=ON, at=AT)
    assert refusal(invoice) == "F2026-0001 is already credited by F2026-0002."
    assert refusal(note) == "F2026-0002 is itself a credit note."


def test_a_deposit_is_credited_before_its_balance_and_then_not_deducted() -> None:
    load(pack(agreement("mission", done_on=date(2026, 10, 20))))
    (made,) = answer("bill_deposit", "mission", "--on", "2026-10-02", "--issue")["invoices"]
    deposit = Invoice.objects.get(number=made["number"])
    assert [row[0] for row in figures(close()["invoices"][0])] == ["mission", "deposit"]
    balance = issued()
    assert (balance.kind, balance.gross) == ("balance", D("450.00"))
    assert refusal(deposit) == "F2026-0001 is deducted by F2026-0002; credit that one first."
    credit(balance, on=ON, at=AT)
    credit(deposit, on=ON, at=AT)
    (whole,) = close("2026-10", on="2026-12-01")["invoices"]
    assert (whole["kind"], whole["gross"]) == ("invoice", "900.00")
    (second,) = answer("bill_deposit", "mission", "--on", "2026-12-01", "--issue")["invoices"]
    assert (second["number"], second["gross"]) == ("F2026-0005", "450.00")


def test_a_package_credited_in_the_middle_carries_over_as_before() -> None:
    load(
        pack(
            agreement("package", carry_over_months=1),
            time=[minutes("2026-10-02", 500, agreement="package"), minutes("2026-11-03", 650, agreement="package")],
        )
    )
    october = issued()
    november = issued("2026-11", "2026-12-01")
    assert [line.kind for line in november.lines.all()] == ["package"]  # 600 + 100 carried
    credit(october, on=ON, at=AT)
    (again,) = close("2026-10", "--issue", on="2026-12-01")["invoices"]
    assert figures(again) == [("package", "1.0000", "350.00", None, "350.00")]
    assert close("2026-11", on="2026-12-01")["invoices"] == []
    kinds = PackageMovement.objects.filter(settled__period="2026-10").values_list("kind", "minutes")
    assert sorted(kinds) == [("allot", D(600)), ("use", D(-500))]


def test_an_hour_rounded_with_others_is_rounded_again_after_the_credit_note() -> None:
    load(pack(sop={"time": {"round_minutes": 15, "round_scope": "day"}}, time=[minutes("2026-10-02", 20, note="a")]))
    credit(issued(), on=ON, at=AT)
    load(
        pack(
            sop={"time": {"round_minutes": 15, "round_scope": "day"}},
            time=[minutes("2026-10-02", 20, note="a"), minutes("2026-10-02", 5, note="b")],
        )
    )
    assert figures(close("2026-10", on="2026-12-01")["invoices"][0]) == [("time", "0.5000", "45.00", None, "22.50")]


def test_a_credited_payment_can_be_given_back() -> None:
    load(pack(time=[minutes("2026-10-02", 60)]))
    invoice = issued()
    assert still_due(invoice) == D("45.00")
    record_payment("F2026-0001", on=ON, amount=D("20.00"))
    assert still_due(invoice) == D("25.00")
    credit(invoice, on=ON, at=AT)
    record_payment("F2026-0001", on=ON, amount=D("-20.00"))
    assert still_due(Invoice.objects.get(pk=invoice.pk)) == 0
    assert codes(close("2026-10", on="2026-12-01")) == []


def test_minutes_carried_on_are_spoken_for_in_the_month_a_credit_note_opens_again() -> None:
    own = agreement("package", carry_over_months=1)
    load(pack(own, time=[minutes("2026-10-08", 300, agreement="package")]))
    october, _november = issued(), issued("2026-11", "2026-12-01")  # 300 minutes were carried into November
    credit(october, on=ON, at=AT)
    load(
        pack(
            own, time=[minutes("2026-10-08", 300, agreement="package"), minutes("2026-10-09", 100, agreement="package")]
        )
    )
    (again,) = close("2026-10", "--issue", on="2026-12-01")["invoices"]
    assert figures(again)[1:] == [("overage", "1.6667", "40.00", None, "66.67")]
    kinds = PackageMovement.objects.filter(settled__period="2026-10").values_list("kind", "minutes")
    assert sorted(kinds) == [("allot", D(600)), ("overage", D(100)), ("use", D(-300))]
