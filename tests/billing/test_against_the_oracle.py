"""The engine against a naive model of the same arithmetic, on random packs."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from pydantic import TypeAdapter

from sops.rules.judging import Facts, assess
from sops.rules.policy import Policy
from tests.oracle import judge, month, shapes
from tests.oracle.deposit import deposit
from tests.oracle.minutes import last_day, next_month
from tests.oracle.packs import as_read, cases, questions

pytestmark = pytest.mark.once  # what it tells apart are amounts, which no engine changes
BOUNDED = settings(max_examples=45, deadline=None, suppress_health_check=list(HealthCheck))
SLOWER = settings(BOUNDED, max_examples=12)
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


def answer(*words: str) -> dict[str, Any]:
    """What a command prints as JSON."""
    out = StringIO()
    call_command(*words, "--json", stdout=out)
    return json.loads(out.getvalue(), parse_float=Decimal)


@contextmanager
def loaded(folder: Path, text: str) -> Iterator[None]:
    """A pack in the database, and nothing left of it afterwards."""
    path = folder / "pack.toml"
    path.write_text(text, encoding="utf-8")
    undone = transaction.atomic()
    undone._from_testcase = True  # issuing is durable, but here it must not last
    with undone:
        call_command("load_pack", str(path), stdout=StringIO())
        yield
        transaction.set_rollback(True)


def comparable(closing: dict[str, Any]) -> list[dict[str, Any]]:
    return [shapes.invoice(invoice) for invoice in closing["invoices"]]


@pytest.mark.django_db
@BOUNDED
@given(case=cases())
def test_a_month_is_closed_as_by_counting_minutes(tmp_path: Path, case: tuple[str, str, date]) -> None:
    text, closing, on = case
    expected = month.close(as_read(text), closing, on)

    with loaded(tmp_path, text):
        actual = answer("close_month", closing, "--on", on.isoformat())

    assert comparable(actual) == comparable(expected)
    assert shapes.warnings(actual) == expected["warnings"]
    assert shapes.unexplained(actual, expected) == []
    assert [row for invoice in actual["invoices"] for row in shapes.misplaced(invoice["lines"])] == []


@pytest.mark.django_db
@SLOWER
@given(case=cases())
def test_what_one_month_issued_the_next_does_not_bill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: tuple[str, str, date]
) -> None:
    monkeypatch.setenv("VACRM_NOW", "2027-06-01T09:00:00+00:00")
    text, closing, _ = case
    after, on, later = next_month(closing), last_day(closing), last_day(next_month(closing))
    pack = as_read(text)
    first = month.close(pack, closing, on)
    second = month.close(pack, after, later, [first])

    with loaded(tmp_path, text):
        issued = answer("close_month", closing, "--on", on.isoformat(), "--issue")
        again = answer("close_month", closing, "--on", on.isoformat())
        actual = answer("close_month", after, "--on", later.isoformat())

    assert comparable(issued) == comparable(first)
    assert comparable(again) == comparable(month.close(pack, closing, on, [first]))
    assert comparable(actual) == comparable(second)


@pytest.mark.django_db
@SLOWER
@given(case=cases(kinds=("mission",)))
def test_a_deposit_is_the_nearest_that_leaves_the_vat_whole(tmp_path: Path, case: tuple[str, str, date]) -> None:
    text, _, on = case
    pack = as_read(text)
    with loaded(tmp_path, text):
        for key in [row["key"] for row in pack["agreements"] if row["kind"] == "mission"]:
            expected = deposit(pack, key, on)
            if expected is None:
                with pytest.raises((CommandError, SystemExit)):
                    answer("bill_deposit", key, "--on", on.isoformat())
            else:
                (actual,) = answer("bill_deposit", key, "--on", on.isoformat())["invoices"]
                assert shapes.invoice({**actual, "lines": []}) == shapes.invoice({**expected, "lines": []})


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
