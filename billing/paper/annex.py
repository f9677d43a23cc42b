"""The annex: every hour behind the invoice, by request, real and billed."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from billing.rules.snapshot import AnnexGroup, AnnexRow, Snapshot
from vacrm.paper.figures import day, duration
from vacrm.paper.frame import Frame
from vacrm.paper.sheet import MARGIN, RIGHT
from vacrm.paper.styles import ACCENT, INK, LABEL, LINE, NAME, SMALL, SMALL_2, STRONG, Style

GAP = 14.0
PADDING = 3.4
GROUP = 27.0
HEADING = 19.6


class Annex:
    """The table of hours. The work of one request stands together, its sum on its own line of heading."""

    def __init__(self, frame: Frame, snapshot: Snapshot) -> None:
        self.frame, self.groups, self.language = frame, snapshot.annex, snapshot.language
        rows = [row for group in self.groups for row in group.rows]
        self.date_width = _widest(SMALL_2, (self._day(row) for row in rows), _("Date"))
        self.span_width = _widest(SMALL_2, (row.span for row in rows)) if any(row.span for row in rows) else 0
        sums = (duration(sum(row.minutes for row in rows)), duration(sum(row.billed_minutes for row in rows)))
        self.figure_width = max(48.0, *map(LABEL.width, (_("Billed"), _("Worked"))), *map(STRONG.width, sums))
        self.note_left = MARGIN + self.date_width + GAP + (self.span_width + GAP if self.span_width else 0)
        self.worked_edge = RIGHT - self.figure_width - GAP
        self.note_width = self.worked_edge - self.figure_width - GAP - self.note_left

    def draw(self) -> None:
        """Draw the annex from the top of a new page; nothing at all without hours."""
        if not any(group.rows for group in self.groups):
            return
        self.frame.turn()
        self.frame.sheet.write(_("Hours in detail"), NAME, MARGIN, self.frame.top)
        self.frame.top += NAME.leading + 14
        self._draw_headings()
        for place, group in enumerate(self.groups):
            if place:
                self.frame.sheet.rule(self.frame.top, LINE)
            self._draw_group(group)
        self._draw_total()

    def _draw_headings(self) -> None:
        sheet, top = self.frame.sheet, self.frame.top
        sheet.write(_("Date"), LABEL, MARGIN, top)
        if self.span_width:
            sheet.write(_("Time"), LABEL, MARGIN + self.date_width + GAP, top)
        sheet.write(_("Work"), LABEL, self.note_left, top)
        sheet.write(_("Worked"), LABEL, self.worked_edge, top, "right")
        sheet.write(_("Billed"), LABEL, RIGHT, top, "right")
        sheet.rule(top + HEADING - 1, INK)
        self.frame.top += HEADING
        self.frame.fresh = True

    def _draw_group(self, group: AnnexGroup) -> None:
        title = STRONG.wrap(group.title, self.worked_edge - self.figure_width - GAP - MARGIN)
        heights = [self._height(row) for row in group.rows]
        self._need(GROUP + len(title) * STRONG.leading + sum(heights[:2]))
        top = self.frame.top + 9
        self.frame.sheet.write(title[0], STRONG, MARGIN, top)
        self._draw_figures(group.rows, STRONG, top)
        self.frame.top = self.frame.sheet.write_lines(title[1:], STRONG, MARGIN, top + STRONG.leading) + 3
        for row, height in zip(group.rows, heights, strict=True):
            self._need(height)
            self._draw_row(row)
        self.frame.top += 4

    def _draw_row(self, row: AnnexRow) -> None:
        sheet, top = self.frame.sheet, self.frame.top + PADDING
        sheet.write(self._day(row), SMALL_2, MARGIN, top)
        if row.span:
            sheet.write(row.span, SMALL_2, MARGIN + self.date_width + GAP, top)
        lines = SMALL.wrap(row.note, self.note_width)
        sheet.write(lines[0], SMALL, self.note_left, top)
        self._draw_figures([row], SMALL_2, top)
        for line in lines[1:]:
            top += SMALL.leading
            if top + SMALL.leading > self.frame.bottom:
                self._turn()
                top = self.frame.top + PADDING
            sheet.write(line, SMALL, self.note_left, top)
        self.frame.top = top + SMALL.leading + PADDING
        self.frame.fresh = False

    def _draw_figures(self, rows: Iterable[AnnexRow], style: Style, top: float) -> None:
        rows = tuple(rows)
        worked, billed = sum(row.minutes for row in rows), sum(row.billed_minutes for row in rows)
        self.frame.sheet.write(duration(worked), style, self.worked_edge, top, "right")
        self.frame.sheet.write(duration(billed), style, RIGHT, top, "right")

    def _draw_total(self) -> None:
        self._need(26)
        self.frame.sheet.rule(self.frame.top, ACCENT, weight=1.15)
        top = self.frame.top + 8
        self.frame.sheet.write(_("Total"), STRONG, MARGIN, top)
        self._draw_figures((row for group in self.groups for row in group.rows), STRONG, top)

    def _height(self, row: AnnexRow) -> float:
        return len(SMALL.wrap(row.note, self.note_width)) * SMALL.leading + 2 * PADDING

    def _need(self, height: float) -> None:
        if self.frame.room < min(height, 120) and not self.frame.fresh:
            self._turn()

    def _turn(self) -> None:
        self.frame.turn()
        self._draw_headings()

    def _day(self, row: AnnexRow) -> str:
        return day(row.on, self.language, "d MMM y")


def _widest(style: Style, texts: Iterable[str], heading: str = "") -> float:
    return max([LABEL.width(heading), *map(style.width, texts)])
