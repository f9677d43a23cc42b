"""Deposits of what was signed together: they and their balances come to the quote, to the cent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.rules.deposits import deposit_net, deposit_nets, keeps_cents
from sops.rules.policy import Deposit
from vacrm.exact import ZERO, cents

D = Decimal
type Parts = list[tuple[Decimal, Decimal]]  # price and VAT rate

PRICES = st.integers(0, 1_000_000).map(lambda n: D(n) / 100)
RATES = st.sampled_from([D(rate) for rate in ("0.00", "2.10", "5.50", "8.50", "10.00", "20.00")])
PARTS = st.lists(st.tuples(PRICES, RATES), min_size=1, max_size=4)
PERCENTS = st.integers(0, 10_000).map(lambda n: Deposit(percent=D(n) / 100))
AMOUNTS = st.integers(0, 200_000).map(lambda n: Deposit(amount=D(n) / 100))


def gross(parts: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    """One document: VAT once per rate on the sum of the nets."""
    bases: dict[Decimal, Decimal] = {}
    for net, rate in parts:
        bases[rate] = bases.get(rate, ZERO) + net
    return sum((base + cents(base * rate / 100) for rate, base in bases.items()), ZERO)


def of(nets: Sequence[Decimal], parts: Parts) -> Parts:
    return [(net, rate) for net, (_price, rate) in zip(nets, parts, strict=True)]


def rests(nets: Sequence[Decimal], parts: Parts) -> Parts:
    return [(price - net, rate) for net, (price, rate) in zip(nets, parts, strict=True)]


@given(PARTS, PERCENTS | AMOUNTS, st.data())
def test_the_quote_is_its_deposit_and_its_balances_in_whatever_months(
    parts: Parts, deposit: Deposit, data: st.DataObject
) -> None:
    nets = deposit_nets(parts, deposit)
    assert all(0 <= net <= price for net, (price, _rate) in zip(nets, parts, strict=True))
    months: dict[int, Parts] = {}
    for rest in rests(nets, parts):
        months.setdefault(data.draw(st.integers(1, 3)), []).append(rest)
    balances = [gross(each) for each in months.values()]
    assert gross(of(nets, parts)) + sum(balances, ZERO) == gross(parts)


@given(PARTS, PERCENTS | AMOUNTS, PARTS, st.integers(0, 60).map(lambda n: Deposit(percent=D(n))))
def test_two_rules_on_one_invoice_keep_the_cents_of_both(
    first: Parts, one: Deposit, then: Parts, other: Deposit
) -> None:
    nets = deposit_nets(first, one)
    borne: dict[Decimal, Decimal] = {}
    for net, rate in of(nets, first):
        borne[rate] = borne.get(rate, ZERO) + net
    more = deposit_nets(then, other, borne)
    invoice = gross([*of(nets, first), *of(more, then)])
    signed = gross(first) + gross(then)
    adds_up = invoice + gross(rests(nets, first)) + gross(rests(more, then)) == signed
    assert adds_up == keeps_cents(then, more, borne)
    if all(price > 1 for price, _rate in then):  # one of a few cents is taken or left as a whole
        assert adds_up


@given(PARTS, PERCENTS, st.data())
def test_a_deposit_that_was_credited_leaves_no_cent_behind(parts: Parts, deposit: Deposit, data: st.DataObject) -> None:
    first = gross(of(deposit_nets(parts, deposit), parts))
    again = data.draw(PERCENTS)
    nets = deposit_nets(parts, again)
    balance = gross(rests(nets, parts))
    assert first - first + gross(of(nets, parts)) + balance == gross(parts)
    assert gross(parts) == gross(of([ZERO] * len(parts), parts)) + gross(rests([ZERO] * len(parts), parts))


@given(PRICES, RATES, PERCENTS | AMOUNTS)
def test_of_one_agreement_it_is_the_deposit_of_that_agreement(price: Decimal, rate: Decimal, deposit: Deposit) -> None:
    assert deposit_nets([(price, rate)], deposit) == [deposit_net(price, rate, deposit)]


@given(st.lists(PRICES, min_size=1, max_size=4), PERCENTS | AMOUNTS)
def test_without_vat_the_sum_is_what_the_rule_asks_to_the_cent(prices: list[Decimal], deposit: Deposit) -> None:
    whole = sum(prices, ZERO)
    asked = whole * deposit.percent / 100 if deposit.percent is not None else min(deposit.amount or ZERO, whole)
    got = sum(deposit_nets([(price, ZERO) for price in prices], deposit), ZERO)
    assert abs(got - asked) <= D("0.03")


@pytest.mark.parametrize(
    ("parts", "deposit", "nets"),
    [
        ([("300.00", "0"), ("600.00", "0")], Deposit(percent=D(50)), ["150.00", "300.00"]),
        ([("300.00", "0"), ("600.00", "0")], Deposit(percent=D(50), above=D("900.00")), ["0.00", "0.00"]),
        ([("300.00", "0"), ("600.00", "0")], Deposit(percent=D(50), above=D("899.99")), ["150.00", "300.00"]),
        ([("300.00", "20"), ("600.00", "20")], Deposit(amount=D("90.00")), ["30.00", "60.00"]),
        ([("300.00", "20"), ("600.00", "10")], Deposit(amount=D("90.00")), ["30.00", "60.00"]),
        ([("10.02", "20"), ("10.02", "20")], Deposit(percent=D(50)), ["4.99", "5.02"]),
        ([("40.00", "0"), ("0.00", "0")], Deposit(percent=D(100)), ["40.00", "0.00"]),
    ],
    ids=[
        "percent",
        "not above",
        "just above",
        "an amount once",
        "over two rates",
        "odd cents",
        "a free line",
    ],
)
def test_the_threshold_and_the_amount_are_of_the_sum(
    parts: list[tuple[str, str]], deposit: Deposit, nets: list[str]
) -> None:
    found = deposit_nets([(D(price), D(rate)) for price, rate in parts], deposit)
    assert [str(net) for net in found] == nets
