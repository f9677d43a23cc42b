"""Options ticked on a quote: sums, and what signing would bill, to the cent of what it then does bill."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from billing.accepting import accept
from billing.choosing import chosen_in, plan, with_options
from billing.models import Quote
from billing.offering import said_of
from tests.billing.months import Pack
from tests.billing.test_accepting import AT, HALF, NONE, ON, begun, business, hourly, mission, package, sent, sign
from vacrm.exact import ZERO

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACRM_NOW", AT.isoformat())


def asked(quote: Quote, *chosen: int) -> Any:
    return with_options(said_of(quote, on=ON), chosen, quote)


def grosses(quote: Quote, *chosen: int) -> list[tuple[str, str]]:
    return [(each.rhythm, str(each.gross)) for each in asked(quote, *chosen).sums]


def test_the_sums_follow_the_options_ticked() -> None:
    quote = sent(begun(), mission(), mission("300.00", is_optional=True), package(is_optional=True))
    assert grosses(quote) == [("once", "900.00")]
    assert grosses(quote, 2) == [("once", "1200.00")]
    assert grosses(quote, 2, 3) == [("once", "1200.00"), ("month", "350.00")]
    assert asked(quote, 3).sums[1].vat[0].mention == asked(quote).sums[0].vat[0].mention != ""


def test_an_option_takes_no_discount_away_from_the_months() -> None:
    option = mission("50.00", is_optional=True)
    quote = sent(begun(), package(), option, discount_amount=D("100.00"), discount_reason="first work")
    assert grosses(quote, 2) == [("once", "50.00"), ("month", "250.00")]
    assert [each.price for each in sign(quote, 2).agreements] == [D("250.00"), D("50.00")]


def test_an_address_names_options_and_nothing_else() -> None:
    quote = sent(begun(), mission(), mission("300.00", is_optional=True))
    said = said_of(quote, on=ON)
    assert chosen_in(quote, said, ["2", "1", "9", "x", "-2", "٢"]) == {2}
    sign(quote, 2)
    quote.refresh_from_db()
    assert chosen_in(quote, said, []) == {2}, "what was signed, whatever the address says"


MONTHS: Pack = {**HALF, "package": {"percent": 100}, "hourly": {"percent": 30}}
RATES = [("333.33", "20.00"), ("100.01", "5.50")]


@pytest.mark.parametrize(
    ("rules", "lines", "chosen", "more"),
    [
        pytest.param(HALF, lambda: [mission(), hourly(), package()], (), {}, id="deposit and first month"),
        pytest.param(HALF, lambda: [mission(), mission("99.99", is_optional=True)], (2,), {}, id="an option"),
        pytest.param(NONE, lambda: [package()], (), {"starts_on": date(2027, 2, 1)}, id="a month far ahead"),
        pytest.param(MONTHS, lambda: [hourly(), package(timing="arrears"), mission()], (), {}, id="several kinds"),
        pytest.param(HALF, lambda: [mission(), package()], (), {"discount_percent": D("7.5")}, id="a discount"),
        pytest.param({"mission": {"percent": 50, "above": D(900)}}, lambda: [mission()], (), {}, id="below"),
    ],
)
def test_what_is_foreseen_is_what_signing_bills(rules: Pack, lines: Any, chosen: tuple[int, ...], more: Any) -> None:
    quote = sent(begun(rules), *lines(), **more)
    foreseen = plan(quote, asked(quote, *chosen), on=ON)
    billed = [each.gross for each in sign(quote, *chosen).invoices]
    assert [each.gross for each in foreseen.due] == billed
    assert foreseen.now == sum(billed, ZERO)


def test_a_first_month_that_begins_later_is_foreseen_too() -> None:
    quote, begins = sent(begun(), package()), ON + timedelta(days=15)
    foreseen = plan(quote, asked(quote), on=ON, begins=begins)
    billed = [each.gross for each in accept(quote, (), on=ON, at=AT, begins=begins).invoices]
    assert [each.gross for each in foreseen.due] == billed == [D("151.67")]


def test_deposit_and_balance_are_the_whole_at_several_rates() -> None:
    client = begun(HALF, business=business(liable=True))
    quote = sent(client, *(mission(price, vat_rate=D(rate)) for price, rate in RATES))
    foreseen, said = plan(quote, asked(quote), on=ON), asked(quote)
    assert foreseen.now + (foreseen.balance or ZERO) == said.sums[0].gross == D("505.51")
    assert [each.gross for each in sign(quote).invoices] == [foreseen.now]
    assert (foreseen.due[0].percent, foreseen.due[0].paragraph) == (D(50), "§5.8")
