"""One shape for two answers: the JSON of the program and that of the naive model, made comparable."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

type Answer = dict[str, Any]

SECTIONS = {
    "package": 1,
    "subscription": 1,
    "overage": 2,
    "time": 3,
    "mission": 5,
    "deposit": 5,
    "trial": 6,
    "expense": 7,
}
AMOUNTS = ("quantity", "unit_price", "percent", "net", "vat_rate")
FACTS = ("kind", "agreement", "request", "period", "unit")


def line(row: Answer) -> tuple[Any, ...]:
    """A line without its sentences and its reason."""
    amounts = (None if row[name] is None else Fraction(row[name]) for name in AMOUNTS)
    return *(row[name] or "" for name in FACTS), *amounts


def invoice(answer: Answer) -> Answer:
    """An invoice with its lines in an order of our own."""
    amounts = {name: Decimal(answer[name]) for name in ("net", "vat", "gross")}
    facts = {name: str(answer[name]) for name in ("client", "kind", "currency", "issued_on", "due_on")}
    return facts | amounts | {"lines": sorted(map(line, answer["lines"]), key=repr)}


def warnings(answer: Answer) -> set[tuple[str | None, str]]:
    """Every warning, beside the invoices or on one, by client and code, but those that packs leave to the program."""
    beside = {(row.get("client"), row["code"]) for row in answer["warnings"]}
    on_one = {(each["client"], row["code"]) for each in answer["invoices"] for row in each["warnings"]}
    return {(client, code) for client, code in beside | on_one if code not in {"ended_early", "missing_mention"}}


def unexplained(actual: Answer, expected: Answer) -> list[tuple[Any, ...]]:
    """The surcharges whose reason names a rule that none of their minutes follows."""
    rules = {line(row): row["rules"] for each in expected["invoices"] for row in each["lines"]}
    surcharges = (row for each in actual["invoices"] for row in each["lines"] if row["kind"] == "surcharge")
    return [line(row) for row in surcharges if row["reason"]["rule"] not in rules[line(row)]]


def misplaced(lines: Iterable[Answer]) -> list[Answer]:
    """The lines that do not stand where packs say: sections in order, surcharges below what they concern."""
    wrong, section, above = [], 0, None
    for row in lines:
        if row["kind"] != "surcharge":
            wrong += [row] if SECTIONS[row["kind"]] < section else []
            section, above = SECTIONS[row["kind"]], row
        elif above is not None and above["kind"] == "time":
            concerned = (row["request"], row["agreement"]) == (above["request"], above["agreement"])
            same_month = row["period"] == above["period"] or row["percent"] is None
            wrong += [] if concerned and same_month else [row]
    return wrong
