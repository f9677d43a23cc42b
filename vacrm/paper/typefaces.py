"""Typefaces: a word becomes glyph codes once per process, with kerning.

The PDF library's own TrueType class sets every string anew, does not kern, and cuts and compresses its subsets
again for each document; here all three are remembered.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from struct import unpack_from
from typing import NamedTuple

from reportlab.pdfbase.ttfonts import TTFontFile

FOLDER = Path(__file__).parent / "fonts"
WEIGHTS = ("Light", "Regular", "SemiBold", "Bold")
FIRST = re.compile(r"\b1er\b")  # French sets the ending of an ordinal high
EM = 1000  # widths are in thousandths of the type size


class Setting(NamedTuple):
    """A word or a line ready to print: glyph codes with kerning, its width and the glyphs it needs."""

    code: str
    width: int
    glyphs: frozenset[int]


class Typeface:
    """One weight of the family, read from its file. `word` and `line` set text, and remember what they set."""

    def __init__(self, weight: str) -> None:
        self.weight = weight
        self.name = f"Inter-{weight}"
        self.file = TTFontFile(str(FOLDER / f"{self.name}.ttf"))
        self.scale = EM / self.file.unitsPerEm
        self.glyph_of: dict[int, int] = self.file.charToGlyph
        self.advances = [round(width * self.scale) for width, _bearing in self.file.hmetrics]
        self._kerning = self._read_kerning()
        self.word = lru_cache(maxsize=4096)(self._word)
        self.line = lru_cache(maxsize=2048)(self._line)
        self.space = self.word(" ")

    def _line(self, text: str) -> Setting:
        words = [self.word(word) for word in text.split(" ")]
        if len(words) == 1:
            return words[0]
        width = sum(word.width for word in words) + self.space.width * (len(words) - 1)
        glyphs = frozenset().union(self.space.glyphs, *(word.glyphs for word in words))
        return Setting(self.space.code.join(word.code for word in words), width, glyphs)

    def _word(self, text: str) -> Setting:
        glyphs = [self.glyph_of.get(code, 0) for code in map(ord, self._drawable(FIRST.sub("1ᵉʳ", text)))]
        parts, width = [], 0
        for glyph, following in zip(glyphs, [*glyphs, -1][1:], strict=True):
            shift = self._kerning.get((glyph, following), 0)
            parts.append(f"{glyph:04x}>{-shift}<" if shift else f"{glyph:04x}")
            width += self.advances[glyph] + shift
        return Setting("".join(parts), width, frozenset(glyphs))

    def _drawable(self, text: str) -> str:
        """The text in letters that can be drawn.

        A ligature or a full-width letter is taken apart; of the rest, letters stay, to become a box, and symbols
        and controls disappear.
        """
        for form in ("NFC", "NFKC"):
            text = unicodedata.normalize(form, text)
            if all(map(self.glyph_of.__contains__, map(ord, text))):
                return text
        return "".join(letter for letter in text if ord(letter) in self.glyph_of or letter.isalnum())

    def _read_kerning(self) -> dict[tuple[int, int], int]:
        table: bytes = self.file.get_table("kern")
        (count,) = unpack_from(">H", table, 10)  # table header 4 bytes, subtable header 6, then the count
        entries = unpack_from(">" + "HHh" * count, table, 18)
        triples = zip(entries[::3], entries[1::3], entries[2::3], strict=True)
        kerning = {(left, right): round(value * self.scale) for left, right, value in triples}
        return kerning | {(self.glyph_of[ord("§")], self.glyph_of[ord(digit)]): 70 for digit in "0123456789"}


@cache
def typeface(weight: str) -> Typeface:
    """The typeface of a weight: Light, Regular, SemiBold or Bold. Read once per process."""
    return Typeface(weight)
