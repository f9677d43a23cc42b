"""Warnings: each with a month that shows it, and one a step beside that does not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from billing.models import Invoice
from tests.billing.months import Pack, agreement, answer, close, codes, load, minutes, pack, paris, urgent, worked

pytestmark = pytest.mark.django_db
D = Decimal

HOUR = minutes("2026-10-02", 60)
PACKAGE = minutes("2026-10-02", 660, agreement="package")
EVENING = urgent(
    received_at=paris("2026-10-06 18:00"),
    wanted_by=paris("2026-10-06 20:00"),
    committed_at=paris("2026-10-06 18:00"),
)
NO_ADDRESS = {"address": None}
LIABLE = {"vat_regime": "debits", "vat_number": "FR25900000019"}


def closed(document: Pack, month: str = "2026-10", on: str = "2026-11-01") -> list[str]:
    load(document)
    return codes(close(month, on=on))


# the warning, the month that shows it, the month beside it that does not
CASES: list[tuple[str, Pack, Pack]] = [
    ("missing_address", pack(client=NO_ADDRESS, time=[HOUR]), pack(time=[HOUR])),
    ("missing_mention", pack(business={"siren": None}, time=[HOUR]), pack(time=[HOUR])),
    ("missing_mention", pack(business={"address": None}, time=[HOUR]), pack(time=[HOUR])),
    (
        "missing_mention",
        pack(business=LIABLE | {"vat_number": None}, time=[HOUR]),
        pack(business=LIABLE, time=[HOUR]),
    ),
    ("not_signed", pack(agreement(signed_on=None), time=[HOUR]), pack(agreement(signed_on=None))),
    (
        "not_signed",
        pack(agreement(signed_on=date(2026, 11, 2)), time=[HOUR]),
        pack(agreement(signed_on=date(2026, 11, 1)), time=[HOUR]),
    ),
    ("client_not_billed", pack(agreement("package"), client={"stage": "paused"}), pack(agreement("package"))),
    (
        "client_not_billed",
        pack(agreement("subscription"), client={"stage": "lost"}),
        pack(agreement("hourly"), client={"stage": "lost"}, time=[HOUR]),
    ),
    (
        "several_months",
        pack(time=[HOUR, minutes("2026-11-02", 60)]),
        pack(time=[HOUR, minutes("2026-10-05", 60)]),
    ),
    (
        "overage_without_consent",
        pack(agreement("package", overage="consent"), time=[PACKAGE]),
        pack(
            agreement("package", overage="consent"),
            time=[PACKAGE],
            consents=[{"agreement": "package", "period": "2026-10", "minutes": 60}],
        ),
    ),
    (
        "due_after_45_days",
        pack(sop={"payment": {"terms": "net", "days": 46}}, time=[HOUR]),
        pack(sop={"payment": {"terms": "net", "days": 45}}, time=[HOUR]),
    ),
    (
        "overlap",
        pack(time=[worked("2026-10-06 10:00", "2026-10-06 11:00"), worked("2026-10-06 10:59", "2026-10-06 12:00")]),
        pack(time=[worked("2026-10-06 10:00", "2026-10-06 11:00"), worked("2026-10-06 11:00", "2026-10-06 12:00")]),
    ),
    (
        "uncommitted_urgent",
        pack(requests=[urgent(committed_at=None)], time=[worked("2026-10-06 10:00", "2026-10-06 11:00", request="r1")]),
        pack(requests=[urgent()], time=[worked("2026-10-06 10:00", "2026-10-06 11:00", request="r1")]),
    ),
    (
        "uncommitted_urgent",
        pack(requests=[urgent(committed_at=None)], time=[worked("2026-10-06 10:00", "2026-10-06 11:00", request="r1")]),
        pack(  # worked after it was wanted: it would have brought nothing
            requests=[urgent(committed_at=None)], time=[worked("2026-10-07 10:00", "2026-10-07 11:00", request="r1")]
        ),
    ),
    (
        "time_without_agreement",
        pack(time=[HOUR, minutes("2026-10-05", 30, agreement=None)]),
        pack(time=[HOUR, minutes("2026-10-05", 30)]),
    ),
    (
        "minimum_in_other_currency",
        pack(
            sop={"urgency": {"minimum_charge": D("50.00")}},
            client={"currency": "CHF"},
            requests=[urgent()],
            time=[worked("2026-10-06 10:00", "2026-10-06 11:00", request="r1")],
        ),
        pack(
            sop={"urgency": {"minimum_charge": D("50.00")}},
            requests=[urgent()],
            time=[worked("2026-10-06 10:00", "2026-10-06 11:00", request="r1")],
        ),
    ),
]


@pytest.mark.parametrize(("code", "shows", "_beside"), CASES, ids=[f"{row[0]}-{i}" for i, row in enumerate(CASES)])
def test_a_warning_is_shown(code: str, shows: Pack, _beside: Pack) -> None:
    found = closed(
        shows,
        month="2026-11" if code == "several_months" else "2026-10",
        on="2026-12-01" if code == "several_months" else "2026-11-01",
    )
    assert set(found) == {code}


@pytest.mark.parametrize(("_code", "_shows", "beside"), CASES, ids=[f"{row[0]}-{i}" for i, row in enumerate(CASES)])
def test_a_step_beside_there_is_none(_code: str, _shows: Pack, beside: Pack) -> None:
    assert closed(beside) == []


def test_a_month_that_is_not_over_warns_until_its_last_day() -> None:
    load(pack(time=[HOUR]))
    assert codes(close(on="2026-10-30")) == ["month_not_over"]
    assert codes(close(on="2026-10-31")) == []


def test_every_code_of_the_format_is_tried_here() -> None:
    tried = {row[0] for row in CASES} | {"month_not_over", "late_time", "ended_early"}
    assert tried == {
        "month_not_over", "late_time", "several_months", "not_signed", "client_not_billed", "ended_early",
        "overage_without_consent", "due_after_45_days", "overlap", "uncommitted_urgent", "time_without_agreement",
        "missing_address", "missing_mention", "minimum_in_other_currency",
    }  # fmt: skip


def test_an_uncommitted_request_says_what_it_would_have_brought() -> None:
    load(
        pack(
            requests=[urgent(committed_at=None)],
            time=[worked("2026-10-06 10:00", "2026-10-06 11:00", request="r1")],
        )
    )
    (text,) = [row["text"] for row in close()["warnings"]]
    assert "15.75" in text and "Board meeting" in text


def test_a_deposit_invoice_warns_of_what_it_lacks() -> None:
    load(pack(agreement("mission"), business={"siren": None}, client=NO_ADDRESS))
    assert codes(answer("bill_deposit", "mission", "--on", "2026-10-02")) == ["missing_address", "missing_mention"]
    issued = answer("bill_deposit", "mission", "--on", "2026-10-02", "--issue")
    assert codes(issued) == ["missing_address", "missing_mention"]
    assert [each["code"] for each in Invoice.objects.get().warnings] == codes(issued)
