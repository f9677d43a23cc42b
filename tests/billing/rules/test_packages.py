"""Packages: part months to the cent and to the minute, carrying over, and what expires."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from billing.rules.packages import accounts, carried_into, expiring, included, price, running_months
from tests.billing.rules.books import D, drafted, entry, lines, terms
from vacrm.exact import shift

PARTS: list[tuple[dict[str, Any], str, str, int]] = [
    ({}, "2026-10", "350.00", 600),
    ({"starts_on": date(2026, 10, 16)}, "2026-10", "180.65", 310),  # 16 of 31 days
    ({"starts_on": date(2026, 10, 31)}, "2026-10", "11.29", 19),
    ({"ends_on": date(2026, 11, 15)}, "2026-11", "175.00", 300),
    ({"ends_on": date(2026, 11, 1)}, "2026-11", "11.67", 20),
    ({"starts_on": date(2026, 10, 10), "ends_on": date(2026, 10, 12)}, "2026-10", "33.87", 58),
    ({"starts_on": date(2028, 2, 15)}, "2028-02", "181.03", 310),  # 15 of 29 days
    ({"starts_on": date(2027, 2, 15)}, "2027-02", "175.00", 300),  # 14 of 28 days
    ({"starts_on": date(2026, 10, 16), "prorate": False}, "2026-10", "350.00", 600),
    ({"price": D("0.05"), "starts_on": date(2027, 2, 15)}, "2027-02", "0.03", 300),  # 0.025: half up
    ({"included_minutes": 1, "starts_on": date(2027, 2, 15)}, "2027-02", "175.00", 1),  # 0.5: half up
]


@pytest.mark.parametrize(("changes", "period", "amount", "minutes"), PARTS)
def test_a_part_month_costs_its_days(changes: dict[str, Any], period: str, amount: str, minutes: int) -> None:
    own = terms("package", **changes)
    assert (str(price(own, period)), included(own, period)) == (amount, minutes)


def test_periods_run_from_the_first_day_to_the_last() -> None:
    own = terms("package", starts_on=date(2026, 10, 31), ends_on=date(2026, 12, 1))
    assert running_months(own, "2027-03") == ["2026-10", "2026-11", "2026-12"]
    assert running_months(own, "2026-09") == []


# carry-over months, cap, order; used minutes from October on; overage of each, and what is left of each at the end
CARRIED: list[tuple[dict[str, Any], list[int], list[int], list[tuple[str, int]]]] = [
    ({}, [500, 650], [0, 50], []),
    ({"carry_over_months": 1}, [500, 650], [0, 0], [("2026-11", 50)]),
    ({"carry_over_months": 1}, [500, 500, 850], [0, 0, 50], []),  # October's rest died, November's 200 live
    ({"carry_over_months": 2}, [500, 600, 650], [0, 0, 0], [("2026-12", 50)]),  # the oldest is used first
    ({"carry_over_months": 2, "carry_over_order": "month_first"}, [500, 600, 650], [0, 0, 0], [("2026-10", 50)]),
    ({"carry_over_months": 1, "carry_over_order": "month_first"}, [500, 600, 650], [0, 0, 50], []),
    ({"carry_over_months": 1, "carry_over_cap_minutes": 60}, [500, 700], [0, 40], []),
    ({"carry_over_months": 3, "carry_over_cap_minutes": 150}, [500, 500, 600], [0, 0, 0], [("2026-12", 150)]),
    (  # the oldest is dropped first: 50 of October's 100
        {"carry_over_months": 3, "carry_over_cap_minutes": 150, "carry_over_order": "month_first"},
        [500, 500, 600],
        [0, 0, 0],
        [("2026-10", 50), ("2026-11", 100)],
    ),
    ({"carry_over_months": 1, "carry_over_cap_minutes": 0}, [0, 601], [0, 1], []),
    ({"carry_over_months": 1, "starts_on": date(2026, 10, 16)}, [0, 910], [0, 0], []),  # 310 carried
]


@pytest.mark.parametrize(("changes", "used", "overage", "left"), CARRIED)
def test_minutes_carry_over(
    changes: dict[str, Any], used: list[int], overage: list[int], left: list[tuple[str, int]]
) -> None:
    months = [shift("2026-10", i) for i in range(len(used))]
    found = accounts(terms("package", **changes), dict(zip(months, map(D, used), strict=True)), (), months[-1])
    assert [each.overage for each in found] == overage
    assert [(origin, int(minutes)) for origin, minutes in found[-1].left if minutes] == left


def test_the_opening_balance_is_carried_in_and_all_is_lost_at_the_end() -> None:
    own = terms("package", hours_billed_through="2026-10", carried_minutes=D(90), carry_over_months=1)
    (november,) = accounts(own, {"2026-11": D(640)}, (), "2026-11")
    assert (november.carried, november.overage) == (D(90), 0)
    assert [(m.kind, m.origin, m.minutes) for m in november.movements] == [
        ("carry", "2026-10", D(90)),
        ("allot", "2026-11", D(600)),
        ("use", "2026-10", D(-90)),
        ("use", "2026-11", D(-550)),
    ]
    assert expiring(own, november) == ()
    ending = terms("package", carry_over_months=1, ends_on=date(2026, 10, 31))
    (last,) = accounts(ending, {"2026-10": D(590)}, (), "2026-11")
    assert [(m.kind, m.origin, m.minutes) for m in expiring(ending, last)] == [("expire", "2026-10", D(-10))]
    assert carried_into(own, november.left, "2026-12") == (("2026-11", D(50)),)


def test_every_movement_of_an_account_adds_up_to_nothing_or_what_is_left() -> None:
    own = terms("package", carry_over_months=2, carry_over_cap_minutes=120)
    used = {"2026-10": D(333), "2026-11": D(700), "2026-12": D(599)}
    for each in accounts(own, used, (), "2026-12"):
        moved = sum(m.minutes for m in each.movements if m.kind != "overage")
        assert moved == sum(minutes for _, minutes in each.left)
        assert each.used == each.overage - sum(m.minutes for m in each.movements if m.kind == "use")


ADVANCE: list[tuple[str, str, list[str]]] = [
    ("arrears", "2026-09", []),
    ("arrears", "2026-10", ["2026-10"]),
    ("advance", "2026-09", ["2026-10"]),
    ("advance", "2026-10", ["2026-10", "2026-11"]),
]


@pytest.mark.parametrize(("timing", "month", "periods"), ADVANCE)
def test_periods_are_due_in_advance_or_in_arrears(timing: str, month: str, periods: list[str]) -> None:
    for kind in ("package", "subscription"):
        draft = drafted(terms(kind, timing=timing), month=month)
        assert [line.period for line in draft.lines] == periods


def test_overage_is_billed_to_four_decimals_and_the_cent() -> None:
    draft = drafted(terms("package"), entry(1, "2026-10-05", 601))
    assert lines(draft) == [
        ("package", "1.0000", "350.00", "", "350.00"),
        ("overage", "0.0167", "40.00", "", "0.67"),
    ]
