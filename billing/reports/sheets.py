"""What a report is made of: sheets of one currency, each a chart and the table behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Sized
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.html import format_html_join

from billing.reports.charting import Bars, Columns
from vacrm.templatetags.vacrm_format import money

TEXT, MONEY, MINUTES, COUNT = "text", "money", "minutes", "count"

type Cell = Decimal | int | str | None


@dataclass(frozen=True, slots=True)
class Head:
    """A column: what it is called, and what its cells are."""

    name: str
    kind: str = MONEY


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: whose it is, and a cell for each further column."""

    label: str
    cells: tuple[Cell, ...]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its chart; amounts are of one currency, for two are never added up."""

    title: str
    first: str  # what the rows are
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    foot: Row | None = None
    currency: str = ""  # none where nothing is an amount
    chart: Columns | Bars | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What one page shows: the sentence it opens with, its sheets, and how it was counted."""

    key: str
    lede: str
    sheets: tuple[Sheet, ...]
    counted: str


def by_size(currencies: Mapping[str, Sized]) -> list[str]:
    """Currencies, first that of the most clients."""
    return sorted(currencies, key=lambda currency: (-len(currencies[currency]), currency))


def sums(sheets: Sequence[Sheet], column: int = -1) -> str:
    """A figure of each sheet's foot, as an amount in its currency; covered where amounts are."""
    feet = [(sheet.foot.cells[column], sheet.currency) for sheet in sheets if sheet.foot and sheet.foot.cells[column]]
    return format_html_join(" + ", "{}", ((money(Decimal(amount or 0), currency),) for amount, currency in feet))


def summed(rows: Sequence[Row], label: str, kinds: Sequence[str]) -> Row:
    """The line below: sums of amounts, minutes and counts; of texts, nothing."""
    columns = zip(*(row.cells for row in rows), strict=True)
    return Row(label, tuple(_sum(cells, kind) for cells, kind in zip(columns, kinds, strict=True)))


def _sum(cells: Sequence[Any], kind: str) -> Cell:
    if kind == TEXT:
        return None
    found = [cell for cell in cells if cell is not None]
    return sum(found[1:], found[0]) if found else None
