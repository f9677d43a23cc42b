"""What comes after a month was closed: an early end, a later consent, late hours."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.billing.months import agreement, close, codes, load, minutes, pack

pytestmark = pytest.mark.django_db


def sentences(document: Any) -> list[str]:
    return [row["text"] for row in document["warnings"]]


def test_a_package_cut_short_says_what_to_credit() -> None:
    yearly = agreement("package", timing="advance")
    load(pack(yearly, time=[minutes("2026-10-05", 30, agreement="package")]))
    (october,) = close("2026-10", "--issue")["invoices"]
    assert [row["period"] for row in october["lines"]] == ["2026-10", "2026-11"]
    load(pack(yearly | {"ends_on": date(2026, 11, 12)}))
    found = close("2026-11", on="2026-12-01")
    assert codes(found) == ["ended_early"]
    assert "210.00" in sentences(found)[0]  # 350.00 less 12 of 30 days, 140.00
    load(pack(yearly | {"ends_on": date(2026, 11, 30)}))
    assert codes(close("2026-11", on="2026-12-01")) == []


def test_a_package_that_ended_before_a_period_billed_says_the_whole_of_it() -> None:
    yearly = agreement("package", timing="advance")
    load(pack(yearly))
    close("2026-10", "--issue")
    load(pack(yearly | {"ends_on": date(2026, 10, 31)}))
    found = close("2026-11", on="2026-12-01")
    assert codes(found) == ["ended_early"]
    assert "350.00" in sentences(found)[0]


def test_a_consent_that_comes_later_bills_the_rest() -> None:
    own = agreement("package", overage="consent")
    time = [minutes("2026-10-02", 700, agreement="package")]
    first = [{"agreement": "package", "period": "2026-10", "minutes": 40}]
    load(pack(own, time=time, consents=first))
    found = close("2026-10", "--issue")
    assert codes(found) == ["overage_without_consent"]
    assert [(row["kind"], row["quantity"]) for row in found["invoices"][0]["lines"]] == [
        ("package", "1.0000"),
        ("overage", "0.6667"),
    ]
    load(pack(own, consents=[*first, {"agreement": "package", "period": "2026-10", "minutes": 60}]))
    later = close("2026-11", "--issue", on="2026-12-01")
    assert codes(later) == []
    overage = next(row for row in later["invoices"][0]["lines"] if row["kind"] == "overage")
    assert (overage["period"], overage["quantity"], overage["net"]) == ("2026-10", "1.0000", "40.00")
    assert [row["kind"] for row in close("2026-12", on="2027-01-01")["invoices"][0]["lines"]] == ["package"]


def test_late_hours_count_in_the_first_period_still_open() -> None:
    own = agreement("package")
    load(pack(own, time=[minutes("2026-10-02", 590, agreement="package")]))
    assert codes(close("2026-10", "--issue")) == []
    late = minutes("2026-10-30", 45, agreement="package")
    load(pack(own, time=[late, minutes("2026-11-03", 600, agreement="package")]))
    assert codes(close("2026-10")) == ["late_time"]  # waits for November
    found = close("2026-11", on="2026-12-01")
    assert codes(found) == ["late_time"]
    overage = [row for row in found["invoices"][0]["lines"] if row["kind"] == "overage"]
    assert [(row["period"], row["quantity"], row["net"]) for row in overage] == [("2026-11", "0.7500", "30.00")]


def test_late_hours_where_no_period_is_open_any_more_are_overage_beyond_what_was_left() -> None:
    own = agreement("package", ends_on=date(2026, 10, 31))
    load(pack(own, time=[minutes("2026-10-02", 590, agreement="package")]))
    close("2026-10", "--issue")
    load(pack(own, time=[minutes("2026-10-30", 45, agreement="package")]))
    found = close("2026-11", "--issue", on="2026-12-01")
    assert codes(found) == ["late_time"]
    assert [(r["kind"], r["period"], r["quantity"], r["net"]) for r in found["invoices"][0]["lines"]] == [
        ("overage", "2026-10", "0.5833", "23.33")
    ]
    assert close("2026-11", on="2026-12-01")["invoices"] == []


def test_a_period_cut_short_is_said_also_when_a_later_month_closes() -> None:
    yearly = agreement("package", timing="advance")
    load(pack(yearly))
    close("2026-10", "--issue")
    load(pack(yearly | {"ends_on": date(2026, 10, 20)}))
    found = close("2026-11", on="2026-12-01")
    assert codes(found) == ["ended_early", "ended_early"]
    assert ["124.19" in text or "350.00" in text for text in sentences(found)] == [
        True,
        True,
    ]  # 350.00 less 20 of 31 days
