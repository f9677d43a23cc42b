"""What is left for later is billed once, by a later month: whatever ended meanwhile, and whatever is credited."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from billing.adjusting import leave, take_back
from billing.crediting import credit
from billing.drafting import propose
from billing.ledgers import ISSUED
from billing.models import Adjustment, BilledTime, Invoice
from billing.rules.adjustments import source_of
from clients.models import Agreement, Client
from clients.moving import move
from requests.models import TimeEntry
from tests.billing.months import agreement, close, figures, load, minutes, pack, paris, urgent, worked

pytestmark = pytest.mark.django_db
D = Decimal
ON, AT = date(2026, 11, 1), datetime(2026, 11, 1, 9, tzinfo=UTC)
OVER = date(2026, 10, 20)  # the last day of agreements that are over


def october(*agreements: Any, **tables: Any) -> Client:
    load(pack(*agreements, **tables))
    return Client.objects.get(key="acme")


def leave_all(client: Client, month: str = "2026-10", *, on: date = ON) -> None:
    leave(client, month, target="all", label="", on=on, at=AT)


def leave_line(client: Client, kind: str, month: str = "2026-10", *, on: date = ON) -> None:
    lines = next(iter(propose(month, on=on, keys=[client.key]))).draft.lines
    target = next(source_of(line) for line in lines if line.kind == kind)
    leave(client, month, target=target, label="x", on=on, at=AT)


def issue(month: str = "2026-10") -> list[tuple[Any, ...]]:
    """Issue a month on the day after it: kind and net of each line, over all invoices."""
    on = {"2026-10": "2026-11-01", "2026-11": "2026-12-01", "2026-12": "2027-01-01"}[month]
    return [(row[0], row[4]) for each in close(month, "--issue", on=on)["invoices"] for row in figures(each)]


def all_billed_once() -> bool:
    """Every entry is claimed, by an issued invoice or a settled period; the database refuses a second claim."""
    claimed = BilledTime.objects.filter(ISSUED).values_list("time_entry", flat=True)
    return sorted(claimed) == sorted(TimeEntry.objects.values_list("pk", flat=True))


def test_hours_of_an_hourly_agreement_that_is_over() -> None:
    hours = [minutes("2026-10-06", 120), minutes("2026-10-07", 60, agreement="other")]
    client = october(agreement(ends_on=OVER), agreement(key="other", rate=D("30.00")), time=hours)
    leave_line(client, "time")
    assert issue() == [("time", "30.00")]
    assert issue("2026-11") == [("time", "90.00")]
    assert issue("2026-12") == []
    assert all_billed_once()


def test_hours_of_a_trial_that_is_over_stand_beside_the_next_lines() -> None:
    hours = [minutes("2026-10-06", 120, agreement="trial"), minutes("2026-10-07", 60)]
    client = october(agreement("trial", ends_on=OVER), agreement(), time=hours)
    leave_line(client, "trial")
    assert issue() == [("time", "45.00")]
    assert issue("2026-11") == [], "alone they make no invoice"
    load(pack(agreement("trial", ends_on=OVER), agreement(), time=[*hours, minutes("2026-12-02", 60)]))
    assert issue("2026-12") == [("time", "45.00"), ("trial", "0.00")]
    assert all_billed_once()


def test_the_hours_beside_a_trial_that_are_left() -> None:
    hours = [minutes("2026-10-06", 120, agreement="trial"), minutes("2026-10-07", 60)]
    client = october(agreement("trial", ends_on=OVER), agreement(), time=hours)
    leave_line(client, "time")
    assert issue() == [], "a trial alone makes no invoice"
    assert sorted(issue("2026-11")) == [("time", "45.00"), ("trial", "0.00")]
    assert all_billed_once()


@pytest.mark.parametrize("kind", ["mission", "surcharge"])
def test_a_mission_delivered_and_the_surcharge_of_its_hours(kind: str) -> None:
    mission = agreement("mission", rate=D("40.00"), done_on=date(2026, 10, 19), ends_on=OVER)
    client = october(
        mission,
        requests=[urgent(agreement="mission")],
        time=[worked("2026-10-06 10:00", "2026-10-06 11:00", request="r1")],
        deposits=[
            {"agreement": "mission", "number": "D-1", "issued_on": date(2026, 9, 2), "net": D("450.00")},
        ],
    )
    mission_lines, surcharge = [("mission", "900.00"), ("deposit", "-450.00")], [("surcharge", "14.00")]
    leave_line(client, kind)
    first, second = (surcharge, mission_lines) if kind == "mission" else (mission_lines, surcharge)
    assert issue() == first
    assert issue("2026-11") == second
    assert issue("2026-12") == []
    assert all_billed_once()


@pytest.mark.parametrize("timing", ["arrears", "advance"])
def test_a_period_of_a_subscription_that_is_over(timing: str) -> None:
    client = october(
        agreement("subscription", timing=timing, prorate=False, ends_on=date(2026, 10, 31)),
        agreement(),
        time=[minutes("2026-10-06", 60)],
    )
    leave_line(client, "subscription")
    assert issue() == [("time", "45.00")]
    assert issue("2026-11") == [("subscription", "120.00")]
    assert issue("2026-12") == []


def test_a_period_of_a_package_that_is_over_and_then_its_overage() -> None:
    client = october(
        agreement("package", prorate=False, ends_on=OVER), time=[minutes("2026-10-06", 660, agreement="package")]
    )
    leave_line(client, "package")
    leave_line(client, "overage")
    assert issue() == [], "settled, without an invoice"
    assert sorted(issue("2026-11")) == [("overage", "40.00"), ("package", "350.00")]
    assert issue("2026-12") == []
    assert all_billed_once()


def test_hours_of_a_package_that_is_over_count_beyond_what_was_left() -> None:
    """Their surcharge is left; what they take from the package is then overage once its period is settled."""
    client = october(
        agreement("package", prorate=False, ends_on=OVER),
        requests=[urgent(agreement="package")],
        time=[
            worked("2026-10-06 10:00", "2026-10-06 11:00", request="r1"),
            minutes("2026-10-07", 570, agreement="package"),
        ],
    )
    leave_line(client, "surcharge")
    assert issue() == [("package", "350.00")]
    assert issue("2026-11") == [("overage", "20.00"), ("surcharge", "13.30")]
    assert issue("2026-12") == []
    assert all_billed_once()


def test_an_expense_once_no_agreement_runs() -> None:
    expense = {"client": "acme", "on": date(2026, 10, 12), "label": "Licence", "net": D("12.00")}
    client = october(agreement(ends_on=OVER), time=[minutes("2026-10-06", 60)], expenses=[expense])
    leave_line(client, "expense")
    assert issue() == [("time", "45.00")]
    assert issue("2026-11") == [("expense", "12.00")]
    assert issue("2026-12") == []


EVERYTHING = [("package", "350.00"), ("overage", "40.00"), ("time", "45.00"), ("mission", "900.00")]


def all_kinds() -> Client:
    return october(
        agreement("package", prorate=False, ends_on=OVER),
        agreement(ends_on=OVER),
        agreement("mission", done_on=date(2026, 10, 19), ends_on=OVER),
        time=[minutes("2026-10-06", 660, agreement="package"), minutes("2026-10-07", 60)],
    )


def test_a_client_left_twice() -> None:
    client = all_kinds()
    leave_all(client)
    leave_all(client)
    assert issue() == []
    leave_all(client, "2026-11", on=date(2026, 12, 1))
    assert issue("2026-11") == []
    assert issue("2026-12") == EVERYTHING
    assert issue("2026-12") == []
    assert all_billed_once()


@pytest.mark.parametrize("stage", ["paused", "ended"])
def test_everything_of_a_client_that_ended_meanwhile(stage: str) -> None:
    client = all_kinds()
    leave_all(client)
    assert issue() == []
    move(client, stage, at=paris("2026-11-03 09:00"), on=date(2026, 11, 3), why="")
    assert issue("2026-11") == EVERYTHING
    assert issue("2026-12") == []
    assert all_billed_once()


def test_an_agreement_ended_after_something_was_left() -> None:
    client = october(agreement(), time=[minutes("2026-10-06", 120), minutes("2026-10-29", 60)])
    leave_line(client, "time")
    assert issue() == []
    Agreement.objects.update(ends_on=date(2026, 10, 31))
    assert issue("2026-11") == [("time", "135.00")]
    assert all_billed_once()


def test_what_was_left_is_billed_once_across_credit_notes() -> None:
    hours = [minutes("2026-10-06", 120), minutes("2026-10-07", 60, agreement="other")]
    client = october(agreement(ends_on=OVER), agreement(key="other", rate=D("30.00")), time=hours)
    leave_line(client, "time")
    assert issue() == [("time", "30.00")]
    assert issue("2026-11") == [("time", "90.00")]
    for invoice in Invoice.objects.issued().order_by("pk"):
        credit(invoice, on=date(2026, 12, 1), at=AT)
    assert close("2026-10", "--issue", on="2026-12-01")["invoices"][0]["net"] == "30.00"
    assert issue("2026-11") == [("time", "90.00")]
    assert all_billed_once()


def test_taking_back_once_it_is_billed_bills_nothing_again() -> None:
    client = october(agreement(ends_on=OVER), time=[minutes("2026-10-06", 120)])
    leave_line(client, "time")
    assert issue() == []
    assert issue("2026-11") == [("time", "90.00")]
    take_back(Adjustment.objects.get(), on=date(2026, 12, 1))
    assert close("2026-10", "--issue", on="2026-12-01")["invoices"] == []
    assert all_billed_once()
