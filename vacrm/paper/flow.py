"""Flow: headings, paragraphs, numbered rules and small tables, one after the other over as many pages as they need."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import translation

from vacrm.paper.frame import Frame
from vacrm.paper.sheet import MARGIN, MEASURE, RIGHT, Sheet
from vacrm.paper.styles import ACCENT_INK, BODY, BODY_2, INK, INK_3, LABEL, LINE, STRONG, Style

TITLE = Style("Light", 22, 26, INK, -20)
HEADING = Style("SemiBold", 11.6, 16, INK, -10)
NUMBER = Style("SemiBold", 9.2, 14.4, ACCENT_INK)
TEXT = Style("Regular", 9.2, 14.4, INK)
QUIET = Style("Regular", 9.2, 14.4, INK_3)
INDENT = 34.0  # of the text beside the number of a rule
COLUMN_GAP = 16.0


class Flow:
    """A document read from top to bottom, such as a handbook or the terms of a quote.

    Every call adds below what is there; `finish` gives the PDF. Sentences come in the document's language.
    """

    def __init__(
        self,
        title: str,
        *,
        subtitle: str = "",
        owner: str = "",
        footer: str = "",
        language: str = "en",
        draft: str = "",
    ) -> None:
        """The owner stands in the head of each following page, the footer at the foot of all; `draft` is stamped."""
        self.language = language
        sheet = Sheet(title=title, author=owner, language=language, watermark=draft)
        self.frame = Frame(sheet, name=title, owner=owner, footer=footer)
        self.title(title, subtitle)

    @classmethod
    def along(cls, frame: Frame, language: str) -> Flow:
        """A flow on pages that are begun already, from where their pen stands."""
        flow = cls.__new__(cls)
        flow.language, flow.frame = language, frame
        return flow

    def title(self, text: str, subtitle: str = "") -> None:
        """The name of a document, or of a part that begins on a page of its own."""
        self._lines(text, TITLE)
        if subtitle:
            self.frame.top += 3
            self._lines(subtitle, QUIET)
        self.frame.top += 10

    def heading(self, text: str) -> None:
        """A chapter's name; stays on the page of what follows it."""
        self.frame.ensure(80)
        self.frame.top += 0 if self.frame.fresh else 16
        self._lines(text, HEADING)
        self.frame.top += 5

    def paragraph(self, text: str, *, quiet: bool = False) -> None:
        """A paragraph over the whole measure; a quiet one is grey."""
        self._lines(text, QUIET if quiet else TEXT)
        self.frame.top += 5

    def rule(self, number: str, text: str) -> None:
        """A numbered rule: “§4.2” in the margin, its text beside it."""
        indent = max(INDENT, NUMBER.width(number) + 8)
        self.frame.ensure(2 * TEXT.leading)
        self.frame.sheet.write(number, NUMBER, MARGIN, self.frame.top)
        self._lines(text, TEXT, MARGIN + indent)
        self.frame.top += 5

    def bullet(self, text: str) -> None:
        """An item of a list without numbers."""
        self.frame.ensure(TEXT.leading)
        self.frame.sheet.write("–", QUIET, MARGIN + 2, self.frame.top)
        self._lines(text, TEXT, MARGIN + 14)
        self.frame.top += 2

    def table(self, rows: Sequence[Sequence[str]], headings: Sequence[str] = ()) -> None:
        """A table whose first column is text and takes the room, the others figures at the right."""
        if not rows:
            return
        columns = list(zip(*rows, *[headings] * bool(headings), strict=True))
        widths = [max(min(STRONG.width(cell), MEASURE * 0.45) for cell in column) for column in columns[1:]]
        if headings:
            self.frame.ensure(4 * BODY.leading)
            self._row(headings, widths, LABEL, LABEL)
        for row in rows:
            if headings and self._row_height(row, widths) > self.frame.room and not self.frame.fresh:
                self.frame.turn()
                self._row(headings, widths, LABEL, LABEL)
            self._row(row, widths, BODY_2, STRONG)
        self.frame.top += 8

    def gap(self, points: float) -> None:
        """Leave air."""
        self.frame.top += points

    def finish(self) -> bytes:
        """The PDF."""
        with translation.override(self.language):
            return self.frame.finish()

    def _lines(self, text: str, style: Style, left: float = MARGIN) -> None:
        for line in style.wrap(text, RIGHT - left):
            self.frame.ensure(style.leading)
            self.frame.sheet.write(line, style, left, self.frame.top)
            self.frame.top += style.leading
            self.frame.fresh = False

    def _row_height(self, row: Sequence[str], widths: list[float]) -> float:
        return max(map(len, _cells(row, widths, BODY_2, STRONG))) * BODY.leading + 7

    def _row(self, row: Sequence[str], widths: list[float], first: Style, others: Style) -> None:
        cells = _cells(row, widths, first, others)
        height = max(map(len, cells)) * BODY.leading + 7
        self.frame.ensure(height)
        sheet, top, edge = self.frame.sheet, self.frame.top + 3, RIGHT - sum(widths) - COLUMN_GAP * len(widths)
        sheet.write_lines(cells[0], first, MARGIN, top)
        for lines, width in zip(cells[1:], widths, strict=True):
            edge += COLUMN_GAP + width
            sheet.write_lines(lines, others, edge, top, "right")
        self.frame.top += height
        self.frame.fresh = False
        sheet.rule(self.frame.top - 0.75, LINE)


def _cells(row: Sequence[str], widths: list[float], first: Style, others: Style) -> list[list[str]]:
    """The cells of a row as broken for print; the first takes what the others leave."""
    room = MEASURE - sum(widths) - COLUMN_GAP * len(widths)
    return [first.wrap(row[0], room), *(others.wrap(c, w + 0.1) for c, w in zip(row[1:], widths, strict=True))]
