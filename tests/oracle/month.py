"""The naive closing of a month: what is due, less what was issued before."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from tests.oracle import shapes
from tests.oracle.dues import ONE, Dues
from tests.oracle.minutes import Table, last_day
from tests.oracle.money import Line, currency, due_on, line, totals, vat_rate

type Answer = dict[str, Any]


def close(pack: Table, month: str, on: date, issued: Iterable[Answer] = ()) -> Answer:
    """The JSON of `close_month` without sentences: amounts as Decimals, lines in no special order.

    issued: the answers to earlier closings of the same pack that were issued, oldest first.
    """
    closing = Closing(pack, month, on, issued)
    invoices = [closing.invoice(client) for client in sorted(pack.get("clients", []), key=_name)]
    return {
        "month": month,
        "issued": False,
        "invoices": [invoice for invoice in invoices if invoice],
        "warnings": closing.warnings | closing.dues.warnings,
    }


def _name(client: Table) -> str:
    letters = unicodedata.normalize("NFKD", client["name"].casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


class Closing:
    """One month of one pack."""

    def __init__(self, pack: Table, month: str, on: date, issued: Iterable[Answer]) -> None:
        self.pack, self.month, self.on = pack, month, on
        self.dues = Dues(pack, month)
        self.issued = [
            (answer["client"], row) for each in issued for answer in each["invoices"] for row in answer["lines"]
        ]
        self.warnings: set[tuple[str | None, str]] = set()

    def invoice(self, client: Table) -> Answer | None:
        """Everything one client owes."""
        agreements = [row for row in self.pack.get("agreements", []) if row["client"] == client["key"]]
        lines = [row for agreement in agreements for row in self.dues.lines(agreement, client, self.on)]
        lines = self._unissued(client["key"], lines + self._expenses(client))
        if not any(row["kind"] != "trial" for row in lines):
            return None
        kinds = {row["kind"] for row in lines}
        due = due_on(self.pack["sop"], self.on)
        self._warn(client, lines, due)
        return {
            "client": client["key"],
            "kind": "balance" if kinds == {"mission", "deposit"} else "invoice",
            "currency": currency(self.pack["business"], client),
            "issued_on": self.on,
            "due_on": due,
            "lines": lines,
            **totals(lines),
        }

    def _warn(self, client: Table, lines: list[Line], due: date) -> None:
        warnings = {
            "due_after_45_days": due > self.on + timedelta(days=45),
            "month_not_over": self.on < last_day(self.month),
            "missing_address": "address" not in client,
            "several_months": len({row["period"] for row in lines if row["kind"] == "time"}) > 1,
        }
        self.warnings |= {(client["key"], code) for code, holds in warnings.items() if holds}

    def _unissued(self, client: str, lines: list[Line]) -> list[Line]:
        """Take away, line by line, what was issued before; a minimum charge is due once per request."""
        billed = [row for key, row in self.issued if key == client]
        charged = {row["request"] for row in billed if row["kind"] == "surcharge"}
        left, new = Counter(map(shapes.line, billed)), []
        for row in lines:
            if left[shapes.line(row)]:
                left[shapes.line(row)] -= 1
            elif "minimum_charge" not in row["rules"] or row["request"] not in charged:
                new.append(row)
        return new

    def _expenses(self, client: Table) -> list[Line]:
        """Section 7."""
        due = [row for row in self.pack.get("expenses", []) if row["on"] <= last_day(self.month)]
        mine = [row for row in due if row["client"] == client["key"] and not row.get("billed", False)]
        return [line("expense", ONE, "piece", row["net"], vat_rate(row, self.pack["business"], client)) for row in mine]
