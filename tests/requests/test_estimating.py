"""What confirming a request would add, to the cent."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from clients.models import Agreement
from requests.estimating import estimate
from requests.models import ClientRequest
from sops.rules.document import read_policy
from sops.rules.judging import Assessment

HOURLY = {"kind": "hourly", "rate": Decimal("40.00"), "rates": {"seo": "55.50"}}
PACKAGE = {"kind": "package", "rate": Decimal("38.00")}


def verdict(percent: str) -> Assessment:
    exact = Decimal(percent)
    return Assessment(
        urgent=exact > 0,
        claimed=False,
        off_hours=False,
        band=None,
        channel="agreed",
        scope="unknown",
        tier_percent=exact,
        band_percent=Decimal(0),
        percent=exact,
        missing_minutes=0,
        standard_date=None,
        needs=(),
        reasons=(),
    )


@pytest.mark.parametrize(
    ("terms", "facts", "percent", "policy", "amount", "minutes"),
    [
        pytest.param(HOURLY, {"effort_minutes": 90}, "30", "{}", "18.00", None, id="30% of 1 h 30 at 40.00"),
        pytest.param(HOURLY, {"effort_minutes": 90, "service": "seo"}, "30", "{}", "24.98", None, id="its own rate"),
        pytest.param(HOURLY, {"effort_minutes": 20}, "12.5", "{}", "1.67", None, id="a third of an hour"),
        pytest.param(HOURLY, {"effort_minutes": 90}, "0", "{}", "0.00", None, id="no surcharge"),
        pytest.param(HOURLY, {}, "30", "{}", None, None, id="an unknown effort has no price"),
        pytest.param(None, {"effort_minutes": 90}, "30", "{}", None, None, id="no agreement, no price"),
        pytest.param(PACKAGE, {"effort_minutes": 60}, "50", "{}", "19.00", 60, id="money on top of a package"),
        pytest.param(
            PACKAGE,
            {"effort_minutes": 61},
            "50",
            '{"surcharges": {"on_packages": "weight"}}',
            "0.00",
            92,
            id="weight taken from a package",
        ),
        pytest.param(
            HOURLY,
            {"effort_minutes": 15},
            "30",
            '{"urgency": {"minimum_charge": "10.00"}}',
            "10.00",
            None,
            id="the minimum charge",
        ),
    ],
)
def test_an_estimate_is_exact(
    terms: dict[str, Any] | None,
    facts: dict[str, Any],
    percent: str,
    policy: str,
    amount: str | None,
    minutes: int | None,
) -> None:
    agreement = Agreement(**terms) if terms else None
    asked = ClientRequest(agreement=agreement, received_at=datetime(2026, 11, 26, tzinfo=UTC), **facts)
    found = estimate(asked, verdict(percent), read_policy(policy))
    assert (found.amount is None, str(found.amount)) == (amount is None, str(amount))
    assert found.minutes == minutes
