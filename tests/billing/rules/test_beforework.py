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
DEAR = PRICES.filter(lambda price: price > 10)  # a rest of a few cents is taken as a whole
POLICIES = {
    percent: policy({"deposits": {"mission": {"percent": percent}, "subscription": {"percent": 100}}})
    for percent in (30, 50, 90)
}


def terms(number: int, kind: str, rules: Policy, rate: Decimal) -> Terms:
    day = date(2026, 11, 3)
    return Terms(number, f"a{number}", kind, rules, 1, day, day, None, timing="arrears", vat_rate=rate)


@pytest.mark.parametrize("percent", POLICIES)
@given(once=DEAR, month=DEAR, rate=RATES)
def test_a_kind_asked_whole_and_one_in_part_keep_the_cents_of_both(
    percent: int, once: Decimal, month: Decimal, rate: Decimal
) -> None:
    signed = [terms(1, "mission", POLICIES[percent], rate), terms(2, "subscription", POLICIES[percent], rate)]
    lines = [line for line, _rule in deposits(signed, {1: once, 2: month})]
    assert [line.terms_id for line in lines] == [1, 2]  # as they were signed, whatever is worked out first
    paid = gross((line.net, rate) for line in lines)
    rests = [gross([(once - lines[0].net, rate)]), gross([(month - lines[1].net, rate)])]
    assert paid + sum(rests) == gross([(once, rate)]) + gross([(month, rate)])
