"""The engine against a naive model of the same arithmetic, on random packs."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from pydantic import TypeAdapter

from sops.rules.judging import Facts, assess
from sops.rules.policy import Policy
from tests.oracle import judge
from tests.oracle.packs import as_read, questions

BOUNDED = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
POLICY = TypeAdapter(Policy)


def policy_of(sop: dict[str, Any]) -> Policy:
    return POLICY.validate_python({key: value for key, value in sop.items() if key not in {"title", "effective_on"}})


def facts_of(pack: dict[str, Any]) -> Facts:
    services = pack.get("agreement", {}).get("services")
    return Facts(**pack["request"], services=None if services is None else tuple(services))


@BOUNDED
@given(questions())
def test_a_request_is_judged_as_by_counting_minutes(text: str) -> None:
    pack = as_read(text)
    expected = judge.assess(pack)

    verdict = assess(facts_of(pack), policy_of(pack["sop"]))

    assert {
        "urgent": verdict.urgent,
        "claimed": verdict.claimed,
        "off_hours": verdict.off_hours,
        "band": verdict.band,
        "channel": verdict.channel,
        "scope": verdict.scope,
        "percent": f"{verdict.percent.normalize():f}",
        "standard_date": verdict.standard_date and verdict.standard_date.isoformat(),
        "needs": sorted(verdict.needs),
    } == expected
