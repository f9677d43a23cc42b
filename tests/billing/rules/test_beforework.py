"""What is due before work, of several kinds on one invoice: deposits and balances come to what was signed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from billing.rules.beforework import deposits
from billing.rules.book import Terms
from sops.rules.policy import Policy
from tests.billing.effects import policy
from tests.billing.rules.test_deposits import PRICES, RATES, gross

D = Decimal
RULES = {
    (one, other): policy({"deposits": {"mission": {"percent": one}, "subscription": {"percent": other}}})
    for one in (30, 50, 90, 100)
    for other in (30, 100)
}


def terms(number: int, kind: str, rules: Policy, rate: Decimal) -> Terms:
    day = date(2026, 11, 3)
    return Terms(number, f"a{number}", kind, rules, 1, day, day, None, timing="arrears", vat_rate=rate)


def signed(rules: Policy, rate: Decimal) -> list[Terms]:
    return [terms(1, "mission", rules, rate), terms(2, "subscription", rules, rate)]


@pytest.mark.parametrize("percents", RULES)
@given(once=PRICES, month=PRICES, rate=RATES)
def test_two_kinds_keep_the_cents_of_both(
    percents: tuple[int, int], once: Decimal, month: Decimal, rate: Decimal
) -> None:
    invoices = deposits(signed(RULES[percents], rate), {1: once, 2: month})
    nets = {line.terms_id: line.net for invoice in invoices for line, _rule in invoice}
    assert list(nets) == sorted(nets)  # as they were signed, whatever is worked out first
    paid = sum(gross((line.net, rate) for line, _rule in invoice) for invoice in invoices)
    rests = sum(gross([(price - nets.get(number, D(0)), rate)]) for number, price in ((1, once), (2, month)))
    assert paid + rests == gross([(once, rate)]) + gross([(month, rate)])


@pytest.mark.parametrize(
    ("once", "month", "nets"),
    [
        ("10.03", "10.03", [["10.03"], ["10.03"]]),  # 2.006 each: 2.01 and 2.01, but 4.01 together
        ("10.03", "10.00", [["10.03", "10.00"]]),
        ("450.00", "150.00", [["450.00", "150.00"]]),
    ],
)
def test_two_kinds_asked_whole_share_an_invoice_unless_it_costs_a_cent(
    once: str, month: str, nets: list[list[str]]
) -> None:
    found = deposits(signed(RULES[100, 100], D(20)), {1: D(once), 2: D(month)})
    assert [[str(line.net) for line, _rule in invoice] for invoice in found] == nets
