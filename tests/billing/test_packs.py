"""Whole months of real policies, worked out by hand: each pack beside its expected lines."""

from __future__ import annotations

import io
import json
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from requests.assessing import replay, verdict_of
from requests.models import Assessment

PACKS = Path(__file__).resolve().parents[1] / "packs"
EXPECTED = sorted(PACKS.glob("*.expected.toml"))
NUMBERS = ("quantity", "unit_price", "percent", "net", "vat_rate")
NAMES = ("kind", "agreement", "request", "period", "unit")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACRM_NOW", "2027-12-31T12:00:00+01:00")


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.name.removesuffix(".expected.toml"))
def test_a_month_closes_to_the_cent_as_worked_out_by_hand(path: Path) -> None:
    with path.open("rb") as file:
        expected = tomllib.load(file, parse_float=Decimal)
    call_command("load_pack", str(path.with_name(path.name.replace(".expected", ""))), stdout=io.StringIO())
    for verdict in expected.get("assessments", []):
        check_verdict(verdict)
    for deposit in expected.get("deposits", []):
        check_deposit(deposit)
    for closing in expected["closings"]:
        previewed, issued = closed(closing), closed(closing, "--issue")
        assert numberless(previewed) == numberless(issued)
        check(closing, issued)
        assert closed(closing, "--issue")["invoices"] == []


def closed(closing: dict[str, Any], *options: str) -> dict[str, Any]:
    """What closing a month invoices on a day."""
    out = io.StringIO()
    call_command("close_month", closing["month"], "--on", str(closing["on"]), "--json", *options, stdout=out)
    document: dict[str, Any] = json.loads(out.getvalue())
    return document


def numberless(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Invoices but for what issuing adds."""
    return [{**invoice, "number": None} for invoice in document["invoices"]]


def check(closing: dict[str, Any], document: dict[str, Any]) -> None:
    assert [each["client"] for each in document["invoices"]] == [each["client"] for each in closing["invoices"]]
    for found, wanted in zip(document["invoices"], closing["invoices"], strict=True):
        assert [figures(line) for line in found["lines"]] == [figures(line) for line in wanted["lines"]]
        for name in ("net", "vat", "gross"):
            assert Decimal(found[name]) == Decimal(wanted[name])
        assert found["kind"] == wanted["kind"]
        assert found["due_on"] == str(wanted["due_on"])
        assert codes(found["warnings"]) == sorted(wanted["warnings"])
    for each in closing.get("warnings", []):
        assert each in [{name: found.get(name) for name in each} for found in document["warnings"]]


def check_deposit(wanted: dict[str, Any]) -> None:
    out = io.StringIO()
    call_command("bill_deposit", wanted["agreement"], "--on", str(wanted["on"]), "--issue", "--json", stdout=out)
    (found,) = json.loads(out.getvalue())["invoices"]
    assert (found["kind"], found["client"], found["due_on"]) == ("deposit", wanted["client"], str(wanted["due_on"]))
    for name in ("net", "vat", "gross"):
        assert Decimal(found[name]) == Decimal(wanted[name])


def codes(warnings: list[dict[str, str]]) -> list[str]:
    return sorted(each["code"] for each in warnings)


def figures(line: dict[str, Any]) -> dict[str, Any]:
    """A line's figures as decimals, and why."""
    numbers = {name: Decimal(line[name]) if line.get(name) is not None else None for name in NUMBERS}
    reason = line.get("reason") or {}
    return {**{name: line.get(name) for name in NAMES}, **numbers, "rule": line.get("rule") or reason.get("rule")}


def check_verdict(wanted: dict[str, Any]) -> None:
    stored = Assessment.objects.filter(client_request__key=wanted["request"]).latest("at", "id")
    verdict = verdict_of(stored)
    assert replay(stored) == verdict
    assert verdict.percent == Decimal(wanted["percent"])
    assert verdict.needs == tuple(wanted["needs"])
    standard = verdict.standard_date
    assert (standard and standard.isoformat()) == wanted.get("standard_date")
    for name in ("urgent", "claimed", "off_hours", "band", "channel", "scope"):
        assert getattr(verdict, name) == wanted.get(name)
