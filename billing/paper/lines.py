"""The lines of an invoice, over as many pages as they need, with a total carried forward."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol

from django.utils.translation import gettext as _

from billing.rules.snapshot import Line
from vacrm.exact import ZERO
from vacrm.paper.figures import money, percent, quantity
from vacrm.paper.frame import Frame
from vacrm.paper.sheet import MARGIN, MEASURE, RIGHT
from vacrm.paper.styles import BODY, CITE, INK, LABEL, LINE, SMALL, SMALL_2, STRONG

PADDING = 7.8
GAP = 16.0
WIDEST_REASON = 305.0  # about seventy letters: longer lines tire
HEADING = 19.6
CARRY = 25.0
TALL = 160.0  # a row higher than this may be cut by the end of a page


class Lined(Protocol):
    """What has lines to print: an invoice, or a part of a quote."""

    @property
    def lines(self) -> tuple[Line, ...]: ...

    @property
    def language(self) -> str: ...

    @property
    def currency(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Row:
    """One invoice line as broken for print."""

    label: list[str]
    detail: list[str]
    cite: str  # stands after the last line of the detail
    cells: tuple[str, ...]
    net: Decimal

    @property
    def height(self) -> float:
        """The height with its padding and rule, in points."""
        gap = 1.4 if self.label and self.detail else 0
        return len(self.label) * STRONG.leading + gap + len(self.detail) * SMALL.leading + 2 * PADDING + 0.75

    def cut(self, room: float) -> tuple[Row, Row] | None:
        """The part that fits into the room and the rest; None if no sensible part does."""
        labels = min(len(self.label), int((room - 2 * PADDING - 2.2) / STRONG.leading))
        left = room - 2 * PADDING - 2.2 - labels * STRONG.leading
        details = min(len(self.detail), int(left / SMALL.leading)) if labels == len(self.label) else 0
        if labels < min(len(self.label), 2) or (not self.label and details < 2):
            return None
        if (labels, details) == (len(self.label), len(self.detail)):
            return None
        first = replace(self, label=self.label[:labels], detail=self.detail[:details], cite="")
        blank = tuple("" for _cell in self.cells)
        rest = replace(self, label=self.label[labels:], detail=self.detail[details:], cells=blank, net=ZERO)
        return first, rest


class LineTable:
    """The table of lines: columns as wide as their contents, headings on each page."""

    def __init__(self, frame: Frame, snapshot: Lined) -> None:
        self.frame, self.snapshot = frame, snapshot
        self.with_vat = any(line.vat_rate for line in snapshot.lines)
        cells = [self._cells(line) for line in snapshot.lines]
        self.headings = self._headings()
        columns = zip(self.headings, *cells, strict=True)
        widths = [max(LABEL.width(head), *map(BODY.width, column)) for head, *column in columns] if cells else []
        later = [widths[place + 1 :] for place in range(len(widths))]
        self.edges = [RIGHT - sum(right) - GAP * len(right) for right in later]
        self.label_width = max(MEASURE - sum(widths) - GAP * len(widths) - 6, 120)
        self.rows = [self._row(line, texts) for line, texts in zip(snapshot.lines, cells, strict=True)]

    def draw(self, closing: float) -> None:
        """Draw all rows; the last stays with the closing, whose height is given."""
        rows, carried = deque(self.rows), ZERO
        self._draw_headings()
        while rows:
            row = rows.popleft()
            follow = CARRY if rows else closing
            if row.height + follow <= self.frame.room:
                carried += self._draw_row(row)
                continue
            parts = row.cut(self.frame.room - CARRY) if row.height > TALL else None
            if parts:
                carried += self._draw_row(parts[0])
                rows.appendleft(parts[1])
            elif self.frame.fresh:  # nothing above it, and still no room for the closing
                carried += self._draw_row(row)
                if not rows:
                    return
            else:
                rows.appendleft(row)
            self._turn(carried)

    def _cells(self, line: Line) -> tuple[str, ...]:
        language, currency = self.snapshot.language, self.snapshot.currency
        vat = (percent(line.vat_rate, language),) if self.with_vat else ()
        amount = quantity(line.quantity, line.unit, language)
        return (amount, money(line.unit_price, currency, language), *vat, money(line.net, currency, language))

    def _headings(self) -> tuple[str, ...]:
        vat = (_("VAT"),) if self.with_vat else ()
        return (_("Quantity"), _("Unit price"), *vat, _("Amount"))

    def _row(self, line: Line, cells: tuple[str, ...]) -> Row:
        width = min(self.label_width, WIDEST_REASON)
        detail = SMALL.wrap(line.detail, width) if line.detail else []
        if line.paragraph:
            used = SMALL.width(f"{detail[-1]} ") if detail else width
            if used + CITE.width(line.paragraph) > width:
                detail.append("")
        return Row(STRONG.wrap(line.label, self.label_width), detail, line.paragraph, cells, line.net)

    def _draw_headings(self) -> None:
        sheet, top = self.frame.sheet, self.frame.top
        sheet.write(_("Service"), LABEL, MARGIN, top)
        for heading, edge in zip(self.headings, self.edges, strict=False):
            sheet.write(heading, LABEL, edge, top, "right")
        sheet.rule(top + HEADING - 1, INK)
        self.frame.top += HEADING
        self.frame.fresh = True

    def _draw_row(self, row: Row) -> Decimal:
        sheet, top = self.frame.sheet, self.frame.top + PADDING
        (first, *more) = row.label or [""]
        if row.label:
            sheet.write(first, STRONG, MARGIN, top)
        for cell, edge in zip(row.cells, self.edges, strict=True):
            if cell:
                sheet.write(cell, BODY, edge, top, "right")
        if row.label:
            top = sheet.write_lines(more, STRONG, MARGIN, top + STRONG.leading) + (1.4 if row.detail else 0)
        self._draw_detail(row, top)
        self.frame.top += row.height
        sheet.rule(self.frame.top - 0.75, LINE)
        self.frame.fresh = False
        return row.net

    def _draw_detail(self, row: Row, top: float) -> None:
        sheet = self.frame.sheet
        top = sheet.write_lines(row.detail[:-1], SMALL, MARGIN, top)
        if row.detail:
            last = [(f"{row.detail[-1]} ", SMALL)] if row.detail[-1] else []
            sheet.write_runs([*last, (row.cite, CITE)] if row.cite else last or [("", SMALL)], MARGIN, top)

    def _turn(self, carried: Decimal) -> None:
        """Carry the total so far over to a new page."""
        if self.frame.fresh:
            self.frame.turn()
            self._draw_headings()
            return
        amount = money(carried, self.snapshot.currency, self.snapshot.language)
        self._draw_carried(_("Carried forward"), amount)
        self.frame.turn()
        self._draw_headings()
        self._draw_carried(_("Brought forward"), amount)
        self.frame.sheet.rule(self.frame.top - 0.75, LINE)

    def _draw_carried(self, label: str, amount: str) -> None:
        top = self.frame.top + 5
        self.frame.sheet.write(label, SMALL_2, self.edges[-1] - BODY.width(amount) - GAP, top + 1, "right")
        self.frame.sheet.write(amount, BODY, RIGHT, top, "right")
        self.frame.top += CARRY
