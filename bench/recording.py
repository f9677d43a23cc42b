"""Record a drawn invoice: every text, rule and picture with its place, so that others can draw the same."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from unittest.mock import patch

from billing import drawing
from billing.rules.snapshot import Snapshot
from vacrm.paper.pictures import Picture
from vacrm.paper.sheet import MARGIN, MEASURE, RIGHT, Sheet
from vacrm.paper.styles import Style


class Text(NamedTuple):
    """One line of text. Places in points from the upper left corner; the baseline is `base`."""

    text: str
    weight: str
    size: float
    ink: str
    x: float
    base: float


class Box(NamedTuple):
    """A filled rectangle."""

    x: float
    top: float
    width: float
    height: float
    ink: str


class Code(NamedTuple):
    """The dark modules of a QR code as (x, y, width, height), in units of `side`."""

    modules: tuple[tuple[int, int, int, int], ...]
    side: float
    x: float
    top: float
    ink: str


class Image(NamedTuple):
    """A picture by the digest of its file."""

    digest: str
    x: float
    top: float
    width: float
    height: float


@dataclass(slots=True)
class Recorded:
    """A document as places and strings. `logo` is the file that its images show."""

    title: str
    logo: bytes
    pages: dict[int, list[Text | Box | Code | Image]] = field(default_factory=dict)


def recorded(snapshot: Snapshot) -> Recorded:
    """What drawing a snapshot puts where."""
    sheets: list[_Recorder] = []

    def made(**words: Any) -> _Recorder:
        sheets.append(_Recorder(snapshot.logo, **words))
        return sheets[-1]

    with patch.object(drawing, "Sheet", made):
        drawing.draw(snapshot)
    return sheets[0].found


class _Recorder(Sheet):
    """A sheet that remembers what is asked of it."""

    def __init__(self, logo: bytes, **words: Any) -> None:
        super().__init__(**words)
        self.found = Recorded(self.title, logo)

    def _note(self, item: Text | Box | Code | Image) -> None:
        self.found.pages.setdefault(len(self.pages), []).append(item)

    def write(self, text: str, style: Style, x: float, top: float, align: str = "left") -> None:
        super().write(text, style, x, top, align)
        left = x - {"left": 0.0, "right": 1.0}.get(align, 0.5) * style.width(text)
        self._note(Text(text, style.weight, style.size, style.ink, left, top + style.rise))

    def rule(self, top: float, ink: str, left: float = MARGIN, right: float = RIGHT, weight: float = 0.75) -> None:
        super().rule(top, ink, left, right, weight)
        self._note(Box(left, top, right - left, weight, ink))

    def panel(self, top: float, height: float, ink: str, radius: float = 5.5) -> None:
        super().panel(top, height, ink, radius)
        self._note(Box(MARGIN, top, MEASURE, height, ink))

    def squares(self, path: str, side: float, x: float, top: float, ink: str) -> None:
        super().squares(path, side, x, top, ink)
        parts = [tuple(map(int, part.split())) for part in path.split(" re") if part]
        self._note(Code(tuple(part for part in parts if len(part) == 4), side, x, top, ink))

    def picture(self, picture: Picture, x: float, top: float, width: float, height: float) -> None:
        super().picture(picture, x, top, width, height)
        self._note(Image(hashlib.sha256(self.found.logo).hexdigest(), x, top, width, height))
