"""Styles of print: inks, type sizes and how text breaks into lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from vacrm.paper.typefaces import EM, Typeface, typeface

INK = "#14201c"
INK_2 = "#434f4a"
INK_3 = "#616c67"
LINE = "#e5e9e7"
PANEL = "#f6f7f6"
ACCENT = "#14614f"
ACCENT_INK = "#0f5a48"
GHOST = "#eef1ef"  # the watermark: pale enough to read through

LETTER_PARTS = re.compile(r"(?<=[-/@._–—])(?=\w)")  # where a word too long for its line likes to break


@dataclass(frozen=True)
class Style:
    """How a piece of text looks. Sizes in points; tracking in thousandths of the size."""

    weight: str
    size: float
    leading: float
    ink: str
    tracking: int = 0

    @cached_property
    def face(self) -> Typeface:
        return typeface(self.weight)

    @property
    def rise(self) -> float:
        """From the top of a line to its baseline: the letters stand in the middle of the leading."""
        return self.leading / 2 + 0.364 * self.size

    def width(self, text: str) -> float:
        """The width of one line, in points."""
        return (self.face.line(text).width + self.tracking * len(text)) * self.size / EM

    def wrap(self, text: str, width: float, most: int | None = None) -> list[str]:
        """Break text into lines no wider than `width`; no-break spaces hold, a giant word is cut.

        Of more than `most` lines the rest is left out, and an ellipsis says so.
        """
        lines = list(_wrapped(self, text, width))
        if most is None or len(lines) <= most:
            return lines
        last = lines[most - 1]
        while last and self.width(f"{last}…") > width:
            last = last[:-1]
        return [*lines[: most - 1], f"{last.rstrip()}…"]

    def wrap_paragraph(self, text: str, width: float) -> list[str]:
        """Break a text without line ends of its own."""
        lines: list[str] = []
        current: list[str] = []
        room, used = width * EM / self.size, 0.0
        for word in filter(None, text.split(" ")):
            needed = self.face.word(word).width + self.tracking * len(word)
            if current and used + needed > room:
                lines.append(" ".join(current))
                current, used = [], 0.0
            if needed > room:
                *whole, word = self._cut_word(word, width)
                lines += whole
                needed = self.face.word(word).width
            current.append(word)
            used += needed + self.face.space.width + self.tracking
        return [*lines, " ".join(current)]

    def _cut_word(self, word: str, width: float) -> list[str]:
        """Cut a word that no line can hold, after its joints if it has any."""
        if self.width(word) <= width:
            return [word]
        pieces = [""]
        for part in LETTER_PARTS.split(word):
            if self.width(pieces[-1] + part) <= width:
                pieces[-1] += part
                continue
            pieces.append("")
            for letter in part:
                if pieces[-1] and self.width(pieces[-1] + letter) > width:
                    pieces.append("")
                pieces[-1] += letter
        return [piece for piece in pieces if piece]


@lru_cache(maxsize=1024)
def _wrapped(style: Style, text: str, width: float) -> tuple[str, ...]:
    """The lines of a text. Footers, notes and legal sentences come back on every document of a run."""
    return tuple(line for part in text.splitlines() for line in style.wrap_paragraph(part, width)) or ("",)


BODY = Style("Regular", 9.2, 13.8, INK)
BODY_2 = Style("Regular", 9.2, 13.8, INK_2)
LABEL = Style("Regular", 9.2, 13.8, INK_3)
STRONG = Style("SemiBold", 9.2, 13.8, INK)
SMALL = Style("Regular", 8.2, 11.9, INK_3)
SMALL_2 = Style("Regular", 8.2, 11.9, INK_2)
CITE = Style("SemiBold", 8.2, 11.9, ACCENT_INK)
LEGAL = Style("Regular", 7.5, 11.2, INK_3)
NAME = Style("Bold", 13.5, 17.6, INK, -15)
TITLE = Style("Light", 19.5, 19.5, INK, -20)
NET = Style("Bold", 14.2, 18.0, ACCENT_INK, -18)
