"""Totals, surcharges and deposits: to the cent, by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.rules.deposits import deposit_net
from billing.rules.draft import ONE, DraftLine, Totals, VatSum, by_the_hour
from sops.rules.policy import Deposit
from tests.billing.rules.books import D, ask, drafted, entry, lines, promise, span, terms
from tests.sops.policies import policy
from vacrm.exact import cents

HOURS: list[tuple[int, str, str, str]] = [
    (60, "45.00", "1.0000", "45.00"), (70, "45.00", "1.1667", "52.50"), (1, "45.00", "0.0167", "0.75"),
    (20, "45.00", "0.3333", "15.00"), (75, "15.75", "1.2500", "19.69"), (50, "33.33", "0.8333", "27.77"),
    (110, "0.01", "1.8333", "0.02"), (30, "0.01", "0.5000", "0.01"), (29, "0.01", "0.4833", "0.00"),
]  # fmt: skip


@pytest.mark.parametrize(("minutes", "price", "quantity", "net"), HOURS)
def test_hours_are_four_decimals_and_their_price_two(minutes: int, price: str, quantity: str, net: str) -> None:
    line = by_the_hour("time", minutes, D(price), vat_rate=D(0), category="E")
    assert (str(line.quantity), str(line.net)) == (quantity, net)


def line(net: str, rate: str = "20", category: str = "S") -> DraftLine:
    return DraftLine("time", ONE, "piece", D(net), D(net), D(rate), category)


SUMS: list[tuple[list[DraftLine], str, str, str]] = [
    ([], "0.00", "0.00", "0.00"),
    ([line("0.02")], "0.02", "0.00", "0.02"),
    ([line("0.03")], "0.03", "0.01", "0.04"),
    ([line("0.02"), line("0.02")], "0.04", "0.01", "0.05"),  # once, on the sum
    ([line("10.01"), line("10.01"), line("10.01")], "30.03", "6.01", "36.04"),
    ([line("100.00"), line("-33.33")], "66.67", "13.33", "80.00"),
    ([line("100.00"), line("10.00", "5.5")], "110.00", "20.55", "130.55"),
    ([line("0.10", "5.5"), line("0.10", "8.5")], "0.20", "0.02", "0.22"),  # 0.0055 and 0.0085, each up
    ([line("-0.03")], "-0.03", "-0.01", "-0.04"),  # halves away from zero
    ([line("50.00", "0", "E"), line("50.00", "0", "AE")], "100.00", "0.00", "100.00"),
]


@pytest.mark.parametrize(("summands", "net", "vat", "gross"), SUMS)
def test_vat_is_rounded_once_per_rate(summands: list[DraftLine], net: str, vat: str, gross: str) -> None:
    found = Totals.of(summands)
    assert (str(found.net), str(found.vat), str(found.gross)) == (net, vat, gross)


def test_rates_and_categories_stand_apart_the_dearest_first() -> None:
    groups = Totals.of([line("1.00", "0", "E"), line("1.00"), line("1.00", "0", "AE"), line("1.00", "5.5")]).groups
    assert [(str(each.rate), each.category) for each in groups] == [("20", "S"), ("5.5", "S"), ("0", "E"), ("0", "AE")]


def test_totals_that_do_not_add_up_do_not_exist() -> None:
    group = VatSum(D(20), "S", D("10.00"), D("2.00"))
    with pytest.raises(ValueError, match=r"is not 12.01"):
        Totals((group,), D("10.00"), D("2.00"), D("12.01"))
    with pytest.raises(ValueError, match="is not"):
        Totals((group,), D("10.01"), D("2.00"), D("12.01"))


DEPOSITS: list[tuple[str, str, Deposit, str]] = [
    ("900.00", "0", Deposit(percent=D(50)), "450.00"),
    ("900.01", "0", Deposit(percent=D(50)), "450.00"),  # of two as near, the lower
    ("666.67", "20", Deposit(percent=D(50)), "333.32"),  # 333.33 would cost 66.67 twice, of 133.33
    ("0.01", "20", Deposit(percent=D(50)), "0.00"),
    ("100.00", "20", Deposit(percent=D(100)), "100.00"),
    ("100.00", "20", Deposit(percent=D("33.33")), "33.33"),
    ("100.00", "20", Deposit(amount=D("30.00")), "30.00"),
    ("100.00", "20", Deposit(amount=D("300.00")), "100.00"),
]


@pytest.mark.parametrize(("price", "rate", "deposit", "net"), DEPOSITS)
def test_a_deposit_leaves_the_vat_whole(price: str, rate: str, deposit: Deposit, net: str) -> None:
    assert str(deposit_net(D(price), D(rate), deposit)) == net


CENTS = st.integers(1, 10_000_000).map(lambda n: D(n) / 100)


@given(CENTS, st.sampled_from(["0", "2.1", "5.5", "8.5", "10", "20"]), st.integers(0, 10_000))
def test_deposit_and_balance_make_the_price_including_vat(price: Decimal, rate: str, percent: int) -> None:
    share, vat = D(percent) / 100, D(rate)
    net = deposit_net(price, vat, Deposit(percent=share))
    deposit, balance = _gross(net, vat), _gross(price - net, vat)
    assert deposit + balance == _gross(price, vat)
    assert 0 <= net <= price
    assert abs(net - price * share / 100) < D("0.25")  # at 2.1 %, VAT rises once in 48 cents


def _gross(net: Decimal, rate: Decimal) -> Decimal:
    return net + cents(net * rate / 100)


URGENT = promise("2026-10-06 10:00", "2026-10-06 20:00", tier="35", band="50", missing=30)


def test_surcharges_stand_below_their_line_in_rising_percent() -> None:
    work = (span(1, "2026-10-06 14:00", "2026-10-06 15:10"), span(2, "2026-10-06 18:00", "2026-10-06 18:30"))
    steep = terms(policy=policy(off_hours={"bands": {"evening": 50}}))
    assert lines(drafted(steep, *work, asks=(ask(URGENT),))) == [
        ("time", "1.6667", "45.00", "", "75.00"),
        ("surcharge", "1.1667", "15.75", "35", "18.38"),
        ("surcharge", "0.5000", "22.50", "50", "11.25"),
    ]


def test_the_minimum_charge_is_what_the_surcharges_lack() -> None:
    work = span(1, "2026-10-06 14:00", "2026-10-06 14:20")  # 0.3333 h at 15.75: 5.25
    for minimum, added in (("5.25", []), ("5.26", ["0.01"]), ("20.00", ["14.75"])):
        own = terms(policy=policy(urgency={"minimum_charge": D(minimum)}))
        found = drafted(own, work, asks=(ask(URGENT),)).lines
        assert [str(each.net) for each in found if each.rule == "minimum_charge"] == added


def test_a_package_in_weight_has_no_surcharge_but_heavier_hours() -> None:
    own = terms("package", included_minutes=60, policy=policy(surcharges={"on_packages": "weight"}))
    draft = drafted(own, span(1, "2026-10-06 14:00", "2026-10-06 15:00"), asks=(ask(URGENT),))
    assert lines(draft) == [
        ("package", "1.0000", "350.00", "", "350.00"),
        ("overage", "0.3500", "40.00", "", "14.00"),  # 60 minutes weigh 81
    ]


def test_a_trial_alone_makes_no_invoice() -> None:
    assert drafted(terms("trial"), entry(1, "2026-10-05", 90)).lines == ()
