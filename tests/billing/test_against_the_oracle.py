"""The engine against a naive model of the same arithmetic, on random packs."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from pydantic import TypeAdapter

from sops.rules.judging import Facts, assess
from sops.rules.policy import Policy
from tests.oracle import judge, month, shapes
from tests.oracle.packs import as_read, cases, questions

BOUNDED = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
POLICY = TypeAdapter(Policy)
PACKS = sorted(path for path in (Path(__file__).parent.parent / "packs").glob("*.toml") if ".expected" not in path.name)


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


def closed(path: Path, text: str, closing: str, on: date) -> dict[str, Any]:
    """Load a pack, preview a month, and leave nothing behind."""
    path.write_text(text, encoding="utf-8")
    answer = StringIO()
    with transaction.atomic():
        call_command("load_pack", str(path), stdout=StringIO())
        call_command("close_month", closing, "--on", on.isoformat(), "--json", stdout=answer)
        transaction.set_rollback(True)
    return json.loads(answer.getvalue(), parse_float=Decimal)


@pytest.mark.django_db
@BOUNDED
@given(case=cases())
def test_a_month_is_closed_as_by_counting_minutes(tmp_path: Path, case: tuple[str, str, date]) -> None:
    text, closing, on = case
    expected = month.close(as_read(text), closing, on)

    actual = closed(tmp_path / "pack.toml", text, closing, on)

    assert list(map(shapes.invoice, actual["invoices"])) == list(map(shapes.invoice, expected["invoices"]))
    assert shapes.warnings(actual) == expected["warnings"]
    assert shapes.unexplained(actual, expected) == []
    assert [row for invoice in actual["invoices"] for row in shapes.misplaced(invoice["lines"])] == []


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.stem)
def test_the_naive_model_closes_packs_as_worked_out_by_hand(path: Path) -> None:
    by_hand = tomllib.loads(path.with_suffix(".expected.toml").read_text(encoding="utf-8"))["closings"]
    issued: list[dict[str, Any]] = []

    for closing in by_hand:
        issued.append(month.close(as_read(path.read_text(encoding="utf-8")), closing["month"], closing["on"], issued))

    for answer, closing in zip(issued, by_hand, strict=True):
        for invoice, expected in zip(answer["invoices"], closing["invoices"], strict=True):
            lines = [dict.fromkeys(shapes.FACTS + shapes.AMOUNTS) | row for row in expected["lines"]]
            written = {"currency": "EUR", "issued_on": closing["on"]} | expected | {"lines": lines}
            assert shapes.invoice(invoice) == shapes.invoice(written)
