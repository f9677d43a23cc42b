"""Reports: every figure to the cent, counted once, and currencies apart."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from billing.crediting import credit
from billing.depositing import bill_deposit
from billing.models import Invoice, InvoiceLine
from billing.reports import ageing, hours, rates, revenue, surcharges
from billing.reports.charting import HEIGHT, LABEL, bars, columns
from billing.reports.index import REPORTS
from billing.reports.sheets import Report, Row
from billing.reports.years import short, years
from requests.models import TimeEntry
from tests.billing.months import CLIENT, agreement, close, load, minutes, pack, urgent, worked

D = Decimal
ON = date(2026, 12, 15)
AT = datetime(2026, 12, 15, 9, tzinfo=UTC)

database = pytest.mark.django_db


def busy(**changes: Any) -> Any:
    """A month with hours, a surcharge, a package over its limit, a mission and an expense: 1,385.25."""
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
        **changes,
    )


def row(report: Report, label: str = "Acme SARL", currency: str = "EUR") -> Row:
    (found,) = (
        row for sheet in report.sheets if sheet.currency in (currency, "") for row in sheet.rows if row.label == label
    )
    return found


def by_month(report: Report, **whose: str) -> dict[int, Any]:
    """The amounts of a client, by the number of the month."""
    cells = row(report, **whose).cells[1:]
    return {index: cell for index, cell in enumerate(cells, start=1) if cell}


@database
def test_revenue_counts_an_invoice_in_the_month_of_its_issue() -> None:
    load(busy())
    close("2026-10", "--issue", on="2026-11-01")
    found = revenue.report(2026, ON)
    assert by_month(found) == {11: D("1385.25")}
    assert row(found).cells[0] == D("1385.25")
    assert "€1,385.25" in found.lede
    assert revenue.report(2025, ON).sheets == ()


@database
def test_drafts_are_no_revenue() -> None:
    load(busy())
    close("2026-10")
    assert revenue.report(2026, ON).sheets == ()
    assert "Nothing was invoiced in 2026." in revenue.report(2026, ON).lede


@database
def test_a_credit_note_counts_against_the_month_it_is_issued_in() -> None:
    load(busy())
    close("2026-10", "--issue", on="2026-11-01")
    credit(Invoice.objects.issued().get(), on=date(2026, 12, 1), at=AT)
    found = revenue.report(2026, ON)
    assert by_month(found) == {11: D("1385.25"), 12: D("-1385.25")}
    assert row(found).cells[0] == D("0.00")
    chart = found.sheets[0].chart
    assert chart is not None
    assert [rect.height for rect in chart.rects[10:]] == [HEIGHT // 2, HEIGHT // 2]


@database
def test_a_mission_counts_once_its_deposit_when_invoiced_and_its_balance_with_the_rest() -> None:
    load(pack(agreement("mission", done_on=date(2026, 11, 20))))
    bill_deposit("mission", on=date(2026, 10, 5), at=AT)
    close("2026-11", "--issue", on="2026-12-01")
    found = revenue.report(2026, ON)
    assert by_month(found) == {10: D("450.00"), 12: D("450.00")}
    assert row(found).cells[0] == D("900.00")


@database
def test_a_deposit_from_elsewhere_is_no_revenue_of_here() -> None:
    deposit = {"agreement": "mission", "number": "2026-07", "issued_on": date(2026, 8, 30), "net": D("300.00")}
    load(pack(agreement("mission", done_on=date(2026, 10, 20)), deposits=[deposit]))
    close("2026-10", "--issue", on="2026-11-01")
    assert by_month(revenue.report(2026, ON)) == {11: D("600.00")}


@database
def test_the_present_year_is_compared_with_the_same_days_of_the_one_before() -> None:
    load(busy())
    close("2026-10", "--issue", on="2026-11-01")
    assert "more than" not in revenue.report(2026, ON).lede
    load(pack(agreement(), time=[minutes("2027-02-02", 60)]))
    close("2027-02", "--issue", on="2027-03-01")
    early, late = revenue.report(2027, date(2027, 10, 31)).lede, revenue.report(2027, date(2027, 11, 2)).lede
    assert "same time" not in early, "before 31 October 2026 there was nothing"
    assert "4% more than in the same time of 2026" in late


@database
def test_currencies_are_never_added_up() -> None:
    abroad = CLIENT | {"key": "bolt", "name": "Bolt Inc", "currency": "USD", "country": "US", "siren": ""}
    load(
        busy(clients=[abroad])
        | {"agreements": [*busy()["agreements"], agreement("hourly", key="bolt-hourly", client="bolt")]}
        | {"time": [minutes("2026-10-07", 60, client="bolt", agreement="bolt-hourly"), *busy()["time"]]}
    )
    close("2026-10", "--issue", on="2026-11-01")
    for each in (revenue.report(2026, ON), rates.report(2026, ON)):
        assert [sheet.currency for sheet in each.sheets] == ["EUR", "USD"]
        assert [len(sheet.rows) for sheet in each.sheets] == [1, 1]
    assert "€1,385.25" in revenue.report(2026, ON).lede
    assert "US$45.00" in revenue.report(2026, ON).lede


@database
def test_the_effective_rate_leaves_expenses_out_and_takes_a_mission_whole() -> None:
    load(busy())
    bill_deposit("mission", on=date(2026, 10, 5), at=AT)
    TimeEntry.objects.create(
        client_id=TimeEntry.objects.values_list("client", flat=True)[0],
        on=date(2026, 10, 9),
        minutes=50,
        billable=False,
    )
    close("2026-10", "--issue", on="2026-11-01")
    found = row(rates.report(2026, ON))
    assert found.cells == (800, D("1373.25"), D("102.99"))
    TimeEntry.objects.create(client_id=TimeEntry.objects.values_list("client", flat=True)[0], on=ON, minutes=600)
    assert row(rates.report(2026, ON)) == found, "what waits to be billed is in neither"


@database
def test_the_effective_rate_forgets_an_invoice_that_was_credited_and_its_hours() -> None:
    load(busy())
    close("2026-10", "--issue", on="2026-11-01")
    credit(Invoice.objects.issued().get(), on=date(2026, 12, 1), at=AT)
    assert rates.report(2026, ON).sheets == ()
    close("2026-11", "--issue", on="2026-12-01")
    assert row(rates.report(2026, ON)).cells[2] == rates.an_hour(D("1373.25") + D("350.00"), 750)


@database
def test_a_package_billed_in_advance_earns_in_the_month_it_covers() -> None:
    terms = agreement("package", timing="advance", periods_billed_through="2026-12")
    load(pack(terms, time=[minutes("2027-01-05", 100, agreement="package")]))
    close("2026-12", "--issue", on="2026-12-31")
    assert InvoiceLine.objects.values_list("period", "net").get() == ("2027-01", D("350.00"))
    assert by_month(revenue.report(2026, date(2026, 12, 31))) == {12: D("350.00")}
    close("2027-01", "--issue", on="2027-02-01")
    assert rates.report(2026, ON).sheets == ()
    assert row(rates.report(2027, ON)).cells == (100, D("700.00"), D("420.00"))


@database
def test_surcharges_stand_by_rule_and_month() -> None:
    load(busy())
    close("2026-10", "--issue", on="2026-11-01")
    found = surcharges.report(2026, ON)
    assert [head.name for head in found.sheets[0].heads] == ["Urgency", "All"]
    assert row(found).cells == (D("15.75"), D("15.75"))
    credit(Invoice.objects.issued().get(), on=date(2026, 12, 1), at=AT)
    assert row(surcharges.report(2026, ON)).cells == (D("0.00"), D("0.00"))


@database
def test_hours_stand_by_category_and_count_what_is_not_billable() -> None:
    services = [{"code": "agenda", "name": "Agenda", "category": "administrative"}]
    load(busy(sop={"services": services}))
    TimeEntry.objects.filter(minutes=30).update(billable=False)
    found = hours.report(2026, ON)
    assert [head.name for head in found.sheets[0].heads] == ["Administration", "No service", "All"]
    assert row(found).cells == (60, 690, 750)
    assert "12\u00a0h\u00a030 worked" in found.lede
    assert "30\u00a0min of it were not billable" in found.lede


@database
def test_what_waits_is_told_by_its_age_and_its_worth() -> None:
    load(
        pack(
            agreement(rates={"agenda": D("60.00")}),
            agreement("package"),
            requests=[urgent(agreement="hourly")],
            time=[
                minutes("2026-10-06", 60, request="r1"),
                minutes("2026-11-02", 40),
                minutes("2026-12-01", 20),
                minutes("2026-12-02", 500, agreement="package"),
            ],
        )
    )
    found = row(ageing.report(2026, ON))
    assert found.cells == (520, 40, 60, None, 620, D("105.00"))
    assert row(ageing.report(2026, date(2027, 3, 1))).cells[:4] == (None, None, 520, 100)
    close("2026-12", "--issue", on="2027-01-01")
    assert ageing.report(2026, date(2027, 1, 2)).sheets == ()


@pytest.mark.parametrize(
    ("worked_in", "on", "age"),
    [
        ("2026-12", "2026-12-01", 0),
        ("2026-11", "2026-12-31", 1),
        ("2026-09", "2026-12-31", 2),
        ("2026-08", "2026-12-01", 3),
    ],
)
def test_ages_count_in_months(worked_in: str, on: str, age: int) -> None:
    assert ageing.age(worked_in, date.fromisoformat(on)) == age


@database
def test_every_report_of_nothing_is_empty_and_says_so() -> None:
    for _label, read in REPORTS.values():
        found = read(2026, ON)
        assert found.sheets == ()
        assert found.lede
    assert years(ON) == [2026]


@database
def test_years_reach_back_to_the_first_hour() -> None:
    load(pack(agreement(starts_on=date(2024, 1, 1)), time=[minutes("2024-05-01", 60)]))
    assert years(ON) == [2026, 2025, 2024]


def test_columns_stand_on_zero_and_negative_ones_hang() -> None:
    chart = columns([D(100), D(-50), D(0)], "ABC", ["100", "-50", "0"], "")
    high, low, none = chart.rects
    assert (high.y, high.height) == (LABEL, HEIGHT * 2 // 3)
    assert (low.y, low.height) == (chart.zero, HEIGHT // 3)
    assert none.height == 0
    assert none.figure == ""
    assert high.y + high.height == chart.zero
    flat = columns([D(0)] * 12, "JFMAMJJASOND", [""] * 12, "")
    assert {rect.height for rect in flat.rects} == {0}


def test_bars_are_as_wide_as_their_share_of_the_longest() -> None:
    found = bars([("a", "4 h", 240), ("b", "1 h", 60), ("c", "", 0)], "").bars
    assert [(bar.name, bar.width) for bar in found] == [("a", "100.0"), ("b", "25.0")]
    assert bars([], "").bars == ()


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("0.00", "0"),
        ("430.50", "431"),
        ("664.38", "664"),
        ("9360.81", "9.4k"),
        ("123456.00", "123k"),
        ("-1385.25", "−1.4k"),
    ],
)
def test_figures_on_columns_are_short(amount: str, written: str) -> None:
    assert short(D(amount)) == written
