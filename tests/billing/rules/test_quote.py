"""What a quote comes to: by rhythm, with its discount shared out to the cent."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.rules.draft import Refusal
from billing.rules.quote import HOURS, MONTH, ONCE, Discount, Offer, Quoted, add_up

D = Decimal
SETUP = Offer(1, "mission", D("300.00"))
PACKAGE = Offer(2, "package", D("720.00"))
HOURLY = Offer(3, "hourly", D("420.00"), quantity=D(10), rate=D("42.00"))
TRIAL = Offer(4, "trial", D("0.00"))


def shown(quoted: Quoted) -> dict[str, tuple[str, str, str]]:
    return {each.rhythm: (str(each.before), str(each.off), str(each.totals.gross)) for each in quoted.sums}


def agreed(quoted: Quoted) -> dict[int, str]:
    return {place: str(price) for place, price in quoted.agreed.items()}


def test_once_each_month_and_by_the_hour_are_never_added_together() -> None:
    found = add_up([SETUP, PACKAGE, HOURLY, TRIAL])
    assert shown(found) == {
        ONCE: ("300.00", "0.00", "300.00"),
        MONTH: ("720.00", "0.00", "720.00"),
        HOURS: ("420.00", "0.00", "420.00"),
    }
    assert agreed(found) == {1: "300.00", 4: "0.00", 2: "720.00", 3: "42.00"}


def test_a_percent_comes_off_every_line_and_off_the_rate_of_an_hour() -> None:
    found = add_up([SETUP, PACKAGE, HOURLY], Discount(percent=D(10)))
    assert agreed(found) == {1: "270.00", 2: "648.00", 3: "37.80"}
    assert shown(found)[HOURS] == ("420.00", "42.00", "378.00")


def test_an_amount_comes_off_what_is_paid_once() -> None:
    assert agreed(add_up([SETUP, PACKAGE], Discount(amount=D("50.00")))) == {1: "250.00", 2: "720.00"}


def test_an_amount_comes_off_each_month_where_nothing_is_paid_once() -> None:
    assert agreed(add_up([PACKAGE, TRIAL], Discount(amount=D("20.00")))) == {4: "0.00", 2: "700.00"}


@pytest.mark.parametrize("offers", [[SETUP, PACKAGE], [HOURLY], []], ids=["more than once", "hours only", "nothing"])
def test_more_than_there_is_cannot_be_taken_off(offers: list[Offer]) -> None:
    with pytest.raises(Refusal):
        add_up(offers, Discount(amount=D("300.01")))


def test_an_amount_is_shared_out_over_the_vat_rates_as_on_an_invoice() -> None:
    lines = [
        Offer(1, "mission", D("100.00"), D("20.00"), "S"),
        Offer(2, "mission", D("50.00"), D("5.50"), "S"),
        Offer(3, "mission", D("50.01"), D("20.00"), "S"),
    ]
    found = add_up(lines, Discount(amount=D("10.00")))
    once = found.of(ONCE)
    assert once is not None
    assert [(str(g.rate), str(g.base), str(g.amount)) for g in once.totals.groups] == [
        ("20.00", "142.51", "28.50"),
        ("5.50", "47.50", "2.61"),
    ]
    assert once.off == D("10.00")


prices = st.decimals("0.01", "9999.99", places=2)
rates = st.sampled_from([D("0.00"), D("5.50"), D("10.00"), D("20.00")])


@given(
    st.lists(st.tuples(st.sampled_from(["mission", "package", "subscription", "trial"]), prices, rates), max_size=6),
    st.one_of(st.none(), st.decimals("0.01", "100", places=2)),
    st.decimals("0.00", "1", places=2),
)
def test_what_is_agreed_adds_up_to_the_net_and_never_below_zero(
    drawn: list[tuple[str, Decimal, Decimal]], percent: Decimal | None, part: Decimal
) -> None:
    offers = [
        Offer(place, kind, D("0.00") if kind == "trial" else price, rate, "S")
        for place, (kind, price, rate) in enumerate(drawn, 1)
    ]
    once = sum((each.price for each in offers if each.rhythm == ONCE), D("0.00"))
    month = sum((each.price for each in offers if each.rhythm == MONTH), D("0.00"))
    amount = ((once or month) * part).quantize(D("0.01"))
    found = add_up(offers, Discount(percent=percent, amount=None if percent else amount))
    for each in found.sums:
        lines = [offer.id for offer in offers if offer.rhythm == each.rhythm]
        assert sum((found.agreed[id_] for id_ in lines), D("0.00")) == each.totals.net == each.before - each.off
    assert all(price >= 0 for price in found.agreed.values())
    if percent is None:
        assert sum((each.off for each in found.sums), D("0.00")) == amount
