"""Commitments, deposits and sending, month by month."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from billing.models import Invoice, InvoiceDelivery
from billing.sending import send
from requests.assessing import commit
from requests.models import ClientRequest
from tests.billing.months import (
    agreement,
    answer,
    close,
    figures,
    load,
    minutes,
    pack,
    paris,
    refused,
    urgent,
    worked,
    write,
)
from vacrm.post.models import Delivery

pytestmark = pytest.mark.django_db
D = Decimal
AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


def lines(month: str = "2026-10", on: str = "2026-11-01", *options: str) -> list[tuple[Any, ...]]:
    return [row for each in close(month, *options, on=on)["invoices"] for row in figures(each)]


def test_a_second_commitment_prices_what_is_worked_after_it() -> None:
    time = [
        worked("2026-10-06 10:00", "2026-10-06 11:00", request="r1"),
        worked("2026-10-06 14:00", "2026-10-06 15:00", request="r1"),
    ]
    load(pack(requests=[urgent(tier="simple")], time=time))
    load(pack(requests=[urgent(tier="complex", committed_at=paris("2026-10-06 12:00"))], time=time))
    assert lines() == [
        ("time", "2.0000", "45.00", None, "90.00"),
        ("surcharge", "1.0000", "9.00", "20", "9.00"),
        ("surcharge", "1.0000", "22.50", "50", "22.50"),
    ]


def test_a_commitment_is_not_older_than_the_one_before() -> None:
    load(pack(requests=[urgent()]))
    row = ClientRequest.objects.get()
    with pytest.raises(ValidationError, match="is not after the earlier commitment"):
        commit(row, at=paris("2026-10-06 09:00"))


def test_an_off_hours_request_without_an_effort_is_not_committed() -> None:
    evening = urgent(
        received_at=paris("2026-10-06 18:00"),
        wanted_by=paris("2026-10-06 20:00"),
        committed_at=paris("2026-10-06 18:00"),
        effort_minutes=None,
    )
    (line,) = refused("load_pack", str(write(pack(requests=[evening]))))
    assert line.startswith("requests[0].effort_minutes: is missing")


def test_uncommitted_work_bears_no_surcharge() -> None:
    load(
        pack(
            requests=[urgent(committed_at=None)],
            time=[worked("2026-10-06 10:00", "2026-10-06 11:00", request="r1")],
        )
    )
    assert lines() == [("time", "1.0000", "45.00", None, "45.00")]


def test_the_minimum_charge_is_due_once_for_a_request_of_two_months() -> None:
    late = urgent(received_at=paris("2026-10-30 17:00"), committed_at=paris("2026-10-30 17:00"))
    late["wanted_by"] = paris("2026-10-31 10:00")
    time = [
        worked("2026-10-30 17:00", "2026-10-30 17:20", request="r1"),
        worked("2026-11-02 09:00", "2026-11-02 09:30", request="r1"),
    ]
    sop = {"urgency": {"minimum_charge": D("20.00")}}
    load(pack(sop=sop, requests=[late], time=time))
    first = lines("2026-10", "2026-11-01", "--issue")
    assert first == [
        ("time", "0.3333", "45.00", None, "15.00"),
        ("surcharge", "0.3333", "15.75", "35", "5.25"),
        ("surcharge", "1.0000", "14.75", None, "14.75"),
    ]
    assert lines("2026-11", "2026-12-01") == [("time", "0.5000", "45.00", None, "22.50")]


def test_hours_of_the_night_the_clock_goes_back_are_real_hours() -> None:
    time = [worked("2026-10-25 01:00", "2026-10-25 04:00"), worked("2027-03-28 01:00", "2027-03-28 04:00")]
    load(pack(time=time))
    assert lines() == [("time", "4.0000", "45.00", None, "180.00")]
    assert lines("2027-03", "2027-04-01")[-1] == ("time", "2.0000", "45.00", None, "90.00")


def test_time_belongs_to_the_local_day_of_its_start() -> None:
    load(pack(time=[worked("2026-10-31 23:30", "2026-11-01 00:30")]))
    assert lines() == [("time", "1.0000", "45.00", None, "45.00")]
    assert lines("2026-09", "2026-10-01") == []


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"signed_on": None}, "is not signed"),
    ({"signed_on": date(2026, 10, 3)}, "is not signed"),
    ({"deposit": {"percent": D(30), "above": D("900.00")}}, "is not above 900.00"),
    ({"deposit": {"percent": D(0)}}, "comes to 0.00"),
]


@pytest.mark.parametrize(("changes", "said"), REFUSED)
def test_a_deposit_that_is_not_asked_is_refused(changes: dict[str, Any], said: str) -> None:
    load(pack(agreement("mission", **changes)))
    (line,) = refused("bill_deposit", "mission", "--on", "2026-10-02", "--issue")
    assert line.startswith("agreement: ") and said in line


def test_a_deposit_is_billed_once_and_for_missions_only() -> None:
    load(pack(agreement("mission"), agreement()))
    (first,) = answer("bill_deposit", "mission", "--on", "2026-10-02", "--issue")["invoices"]
    assert (first["kind"], first["number"], first["due_on"], first["gross"]) == (
        "deposit", "F2026-0001", "2026-10-02", "450.00",
    )  # fmt: skip
    (line,) = refused("bill_deposit", "mission", "--on", "2026-10-02", "--issue")
    assert line == "agreement: its deposit is already invoiced: F2026-0001"
    assert "is no mission" in refused("bill_deposit", "hourly", "--on", "2026-10-02")[0]
    assert "there is no agreement" in refused("bill_deposit", "nothing", "--on", "2026-10-02")[0]


def test_deposit_and_balance_make_the_price_including_vat() -> None:
    liable = {"vat_regime": "debits", "vat_number": "FR25900000019"}
    load(pack(agreement("mission", price=D("666.67"), done_on=date(2026, 10, 20)), business=liable))
    (deposit,) = answer("bill_deposit", "mission", "--on", "2026-10-02", "--issue")["invoices"]
    (balance,) = close("2026-10", "--issue")["invoices"]
    assert (deposit["gross"], balance["gross"], balance["kind"]) == ("399.98", "400.02", "balance")
    assert D(deposit["gross"]) + D(balance["gross"]) == D("800.00")


def test_deposits_beyond_the_price_are_refused_before_anything_is_issued() -> None:
    other = {"key": "aaa", "name": "Aaa SARL", "stage": "active"}
    hours = agreement(key="aaa-hours", client="aaa")
    deposits = [{"agreement": "mission", "number": "D-1", "issued_on": date(2026, 9, 2), "net": D("900.01")}]
    mission = agreement("mission", done_on=date(2026, 10, 20))
    time = [minutes("2026-10-02", 60, client="aaa", agreement="aaa-hours")]
    load(pack(mission, hours, clients=[other], deposits=deposits, time=time))
    (line,) = refused("close_month", "2026-10", "--on", "2026-11-01", "--issue")
    assert line.startswith("agreements.mission: the deposits invoiced exceed the price")
    assert "0.01" in line


def test_a_balance_of_nothing_is_issued_all_the_same() -> None:
    deposits = [{"agreement": "mission", "number": "D-1", "issued_on": date(2026, 9, 2), "net": D("900.00")}]
    load(pack(agreement("mission", done_on=date(2026, 10, 20)), deposits=deposits))
    (balance,) = close("2026-10", "--issue")["invoices"]
    assert (balance["kind"], balance["gross"], balance["number"]) == ("balance", "0.00", "F2026-0001")


def test_an_invoice_is_queued_once(django_capture_on_commit_callbacks: Any) -> None:
    load(pack(time=[minutes("2026-10-02", 60)]))
    close("2026-10", "--issue", "--send")
    close("2026-10", "--issue", "--send")
    invoice = Invoice.objects.get()
    with pytest.raises(ValidationError, match="was queued already"):
        send(invoice, at=AT)
    assert (Delivery.objects.count(), InvoiceDelivery.objects.count()) == (1, 1)
    (attached,) = Delivery.objects.get().attachments.all()
    assert bytes(attached.content) == bytes(invoice.document.content)


def test_a_client_without_an_address_to_write_to_is_said_and_the_rest_is_sent(
    capsys: pytest.CaptureFixture[str],
) -> None:
    other = {"key": "bolt", "name": "Bolt SAS", "stage": "active", "email": "hello@bolt.example"}
    hours = agreement(key="bolt-hours", client="bolt")
    time = [minutes("2026-10-02", 60), minutes("2026-10-02", 60, client="bolt", agreement="bolt-hours")]
    load(pack(agreement(), hours, clients=[other], client={"email": None}, time=time))
    close("2026-10", "--issue", "--send")
    assert capsys.readouterr().err == "F2026-0001: Acme SARL has no e-mail address; add one.\n"
    assert [delivery.to for delivery in Delivery.objects.all()] == [["Bolt SAS <hello@bolt.example>"]]


def test_a_folder_that_cannot_be_written_is_refused_before_a_number_is_taken(tmp_path: Path) -> None:
    load(pack(time=[minutes("2026-10-07", 30)]))
    (tmp_path / "file").touch()
    (line,) = refused(
        "close_month", "2026-10", "--on", "2026-11-01", "--issue", "--out", str(tmp_path / "file" / "out")
    )
    assert line.startswith("out: ") and "cannot be written" in line
    assert not Invoice.objects.exists()
