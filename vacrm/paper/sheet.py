"""Sheets of A4: text, rules and boxes placed from the top left, in points, in reading order.

Pages are kept as page-stream code until the document is complete, because the foot of the first page names the
number of the last.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from vacrm.paper.cutting import embed
from vacrm.paper.pictures import Picture
from vacrm.paper.styles import GHOST, Style
from vacrm.paper.typefaces import EM

WIDTH, HEIGHT = 595.28, 841.89
MARGIN = 51.02  # 18 mm
RIGHT = WIDTH - MARGIN
MEASURE = RIGHT - MARGIN
HAIRLINE = 0.75
LABELS = {"Light": "FL", "Regular": "FR", "SemiBold": "FS", "Bold": "FB"}
CURVE = 0.5523  # a quarter of a circle as a Bézier curve

rl_config.useA85 = 0
rl_config.invariant = 1  # same content, same bytes: no time of day in the file


class _NoFont:
    """What the canvas starts with: nothing, so that no unembedded Helvetica slips in."""

    fontName = "vacrm-none"  # noqa: N815 - the library's protocol
    _dynamicFont = 1  # noqa: N815


pdfmetrics._fonts[_NoFont.fontName] = _NoFont()


class Sheet:
    """A document in the making. Coordinates run from the top left corner."""

    def __init__(
        self, *, title: str, author: str, language: str, watermark: str = "", dated: date | None = None
    ) -> None:
        """The date is what viewers show as the day of creation; never that of the clock."""
        self.title, self.author, self.language, self.dated = title, author, language, dated
        self.watermark = watermark
        self.pages: list[list[str]] = []
        self._glyphs: dict[str, set[int]] = {}
        self._pictures: dict[str, Picture] = {}
        self._pen: tuple[Any, ...] = ()
        self._fill = ""

    def new_page(self) -> None:
        """Start a page; a draft's watermark goes under everything else."""
        self.pages.append([])
        self._pen, self._fill = (), ""
        if self.watermark:
            self._stamp()

    # ── Text ─────────────────────────────────────────────────────────────────────────────────────

    def write(self, text: str, style: Style, x: float, top: float, align: str = "left") -> None:
        """Write one line in a line box that begins at `top`; x is the left end, the right end or the middle."""
        if align != "left":
            x -= style.width(text) * (1 if align == "right" else 0.5)
        self._show(text, style, f"{x:.2f} {HEIGHT - top - style.rise:.2f} Td")

    def write_lines(self, lines: Sequence[str], style: Style, x: float, top: float, align: str = "left") -> float:
        """Write lines under each other; answers where the next would begin."""
        for line in lines:
            self.write(line, style, x, top, align)
            top += style.leading
        return top

    def write_runs(self, runs: Sequence[tuple[str, Style]], x: float, top: float) -> None:
        """Write pieces of different styles on one baseline, that of the first."""
        rise = runs[0][1].rise
        for text, style in runs:
            self.write(text, style, x, top + rise - style.rise)
            x += style.width(text)

    def _show(self, text: str, style: Style, place: str) -> None:
        setting = style.face.line(text)
        self._glyphs.setdefault(style.weight, set()).update(setting.glyphs)
        self.pages[-1].append(f"{self._dip(style)}BT {place} [<{setting.code}>] TJ ET")

    def _dip(self, style: Style) -> str:
        """Font and colour, if they differ from the last used on this page."""
        pen = (style.weight, style.size, style.tracking)
        code = self._colour(style.ink)
        if pen != self._pen:
            self._pen = pen
            code += f"/{LABELS[style.weight]} {style.size:g} Tf {style.tracking * style.size / EM:.3f} Tc "
        return code

    def _colour(self, ink: str) -> str:
        if ink == self._fill:
            return ""
        self._fill = ink
        return f"{_rgb(ink)} rg "

    def _stamp(self) -> None:
        style = Style("Bold", 92, 92, GHOST)
        slant, lean = 0.819, 0.574  # 35 degrees
        half = style.width(self.watermark) / 2
        x, y = WIDTH / 2 - slant * half, HEIGHT / 2 - lean * half
        self._show(self.watermark, style, f"{slant} {lean} {-lean} {slant} {x:.2f} {y:.2f} Tm")

    # ── Shapes ───────────────────────────────────────────────────────────────────────────────────

    def rule(self, top: float, ink: str, left: float = MARGIN, right: float = RIGHT, weight: float = HAIRLINE) -> None:
        """A horizontal line whose upper edge is at `top`."""
        code = f"{left:.2f} {HEIGHT - top - weight:.2f} {right - left:.2f} {weight:g} re f"
        self.pages[-1].append(self._colour(ink) + code)

    def panel(self, top: float, height: float, ink: str, radius: float = 5.5) -> None:
        """A filled box with round corners, as wide as the measure."""
        x, y, w, h, r, k = MARGIN, HEIGHT - top - height, MEASURE, height, radius, radius * (1 - CURVE)
        points = (
            f"{x + r:.2f} {y:.2f} m {x + w - r:.2f} {y:.2f} l",
            f"{x + w - k:.2f} {y:.2f} {x + w:.2f} {y + k:.2f} {x + w:.2f} {y + r:.2f} c {x + w:.2f} {y + h - r:.2f} l",
            f"{x + w:.2f} {y + h - k:.2f} {x + w - k:.2f} {y + h:.2f} {x + w - r:.2f} {y + h:.2f} c",
            f"{x + r:.2f} {y + h:.2f} l {x + k:.2f} {y + h:.2f} {x:.2f} {y + h - k:.2f} {x:.2f} {y + h - r:.2f} c",
            f"{x:.2f} {y + r:.2f} l {x:.2f} {y + k:.2f} {x + k:.2f} {y:.2f} {x + r:.2f} {y:.2f} c f",
        )
        self.pages[-1].append(self._colour(ink) + "\n".join(points))

    def squares(self, path: str, side: float, x: float, top: float, ink: str) -> None:
        """Fill a path drawn in units of `side`, such as a QR code, with its upper left corner at x, top."""
        place = f"q {side:.4f} 0 0 {-side:.4f} {x:.2f} {HEIGHT - top:.2f} cm"
        self.pages[-1].append(f"{place} {_rgb(ink)} rg {path} f Q")

    def picture(self, picture: Picture, x: float, top: float, width: float, height: float) -> None:
        """Place a picture, such as a logo."""
        self._pictures[picture.name] = picture
        place = f"q {width:.2f} 0 0 {height:.2f} {x:.2f} {HEIGHT - top - height:.2f} cm"
        self.pages[-1].append(f"{place} /{picture.label} Do Q")

    # ── The file ─────────────────────────────────────────────────────────────────────────────────

    def finish(self, foot: Callable[[Sheet, int, int], None]) -> bytes:
        """Write the PDF. `foot(sheet, page, pages)` is called for every page before it is closed."""
        out = io.BytesIO()
        canvas = self._canvas(out)
        content, self.pages = self.pages, []
        for number, code in enumerate(content, start=1):
            self.pages.append(code)
            self._pen, self._fill = (), ""
            foot(self, number, len(content))
            canvas.addLiteral("\n".join(code))
            canvas._formsinuse.extend(picture.name for picture in self._pictures.values())
            canvas.showPage()
        for weight, glyphs in self._glyphs.items():
            embed(canvas._doc, LABELS[weight], weight, frozenset(glyphs))
        canvas._doc._ID = _identity(self.title, *("\n".join(code) for code in content))
        canvas.save()
        return out.getvalue()

    def _canvas(self, out: io.BytesIO) -> Canvas:
        canvas = Canvas(
            out, (WIDTH, HEIGHT), pageCompression=1, invariant=1, initialFontName=_NoFont.fontName, lang=self.language
        )
        canvas.setTitle(self.title)
        canvas.setAuthor(self.author)
        canvas.setSubject(self.title)
        canvas.setCreator("vacrm")
        canvas.setViewerPreference("DisplayDocTitle", "true")
        created = f"D:{self.dated or date(2000, 1, 1):%Y%m%d}000000Z"
        canvas.setDateFormatter(lambda *_moment: created)
        for picture in self._pictures.values():
            canvas._doc.addForm(picture.name, picture.stream)
        return canvas


def _identity(*parts: str) -> bytes:
    """The file's identifier, from its content alone: the library's own also depends on the environment."""
    digest = hashlib.sha256("\f".join(parts).encode()).hexdigest()[:32]
    return f"[<{digest}> <{digest}>]".encode()


@cache
def _rgb(ink: str) -> str:
    return " ".join(f"{int(ink[start : start + 2], 16) / 255:.3f}" for start in (1, 3, 5))
