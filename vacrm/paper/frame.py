"""The frame: where on which page the pen stands, what runs along the head and the foot."""

from __future__ import annotations

from django.utils.translation import gettext as _

from vacrm.paper.sheet import HEIGHT, MARGIN, MEASURE, RIGHT, Sheet
from vacrm.paper.styles import LEGAL, LINE, SMALL

FOOT = 33.0  # from the last line of print to the edge of the paper
RUNNING_HEAD = 30.0


class Frame:
    """A sheet, the height reached on its last page, and the name and footer each page carries."""

    def __init__(self, sheet: Sheet, *, name: str, owner: str, footer: str) -> None:
        self.sheet, self.name, self.owner = sheet, name, owner
        self._footer = LEGAL.wrap(footer, MEASURE * 0.72, most=3)
        self._foot_rule = HEIGHT - FOOT - LEGAL.leading * len(self._footer) - 6
        self.bottom = self._foot_rule - 8
        self.top = MARGIN
        self.fresh = True
        sheet.new_page()

    @property
    def room(self) -> float:
        """The height left on this page, in points."""
        return self.bottom - self.top

    @property
    def full_room(self) -> float:
        """The height of a following page."""
        return self.bottom - MARGIN - RUNNING_HEAD

    def turn(self) -> None:
        """Go on on a new page."""
        self.sheet.new_page()
        (owner, *_more) = SMALL.wrap(self.owner, MEASURE * 0.6)
        self.sheet.write(owner, SMALL, MARGIN, MARGIN)
        self.sheet.write(self.name, SMALL, RIGHT, MARGIN, "right")
        self.top = MARGIN + RUNNING_HEAD
        self.fresh = True

    def ensure(self, height: float) -> None:
        """Turn the page if less than this is left on it, unless a fresh one would not help."""
        if self.room < height and not self.fresh:
            self.turn()

    def finish(self) -> bytes:
        """Add the feet and write the file."""
        return self.sheet.finish(self._foot)

    def _foot(self, sheet: Sheet, page: int, pages: int) -> None:
        sheet.rule(self._foot_rule, LINE)
        sheet.write_lines(self._footer, LEGAL, MARGIN, self._foot_rule + 6.5)
        count = _("page %(page)d of %(pages)d") % {"page": page, "pages": pages}
        sheet.write(f"{self.name}, {count}", LEGAL, RIGHT, self._foot_rule + 6.5, "right")
