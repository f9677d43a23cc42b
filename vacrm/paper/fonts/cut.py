"""Cut Inter's static files down to what invoices need. For the desk of a developer; needs fonttools and uharfbuzz.

    python cut.py FOLDER_WITH_INTER_STATIC_TTF_FILES

Inter's everyday figures are proportional; those of equal width wait behind the OpenType feature `tnum`, which the
PDF library cannot switch on. The cut gives the ten digits their equal-width drawings for good, keeps Latin, Greek
and Cyrillic letters, punctuation and currency signs, drops hints and layout tables, and keeps the kerning of everyday
letter pairs in an old-style `kern` table, which is quick to read.
"""

# mypy: ignore-errors
from __future__ import annotations

import sys
from itertools import product
from pathlib import Path

import uharfbuzz
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._k_e_r_n import KernTable_format_0

WEIGHTS = ("Light", "Regular", "SemiBold", "Bold")
KEPT = (
    (0x20, 0x7E),
    (0xA0, 0x24F),  # Latin-1, Latin Extended-A and -B
    (0x2B0, 0x2DD),
    (0x300, 0x36F),  # accents, combining
    (0x370, 0x3FF),
    (0x400, 0x4FF),
    (0x1E00, 0x1EFF),  # Vietnamese and capital sharp s
    (0x2000, 0x206F),  # spaces, dashes, quotation marks
    (0x20A0, 0x20C0),  # currencies
    (0x2100, 0x2122),
)
KERNED = "".join(map(chr, [*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xC0, 0x100)])) + "œŒŸ.,:;’“”«»()-–"
SLIGHT = 12  # thousandths of an em: a pair moved by less is left alone
SIGNS = (0x1D49, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x221E, 0x2248, 0x2260, 0x2264, 0x2265, 0x25CF, 0x2713, 0xFFFD)


def cut(source: Path, target: Path) -> None:
    """Write the cut of one font file."""
    font = TTFont(source)
    _set_tabular_figures(font)
    options = Options(layout_features=[], hinting=False, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], name_languages=[0x409])
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "STAT", "DSIG"]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[*SIGNS, *(code for first, last in KEPT for code in range(first, last + 1))])
    pairs = _kerning(source)
    subsetter.subset(font)
    _add_kerning(font, pairs)
    font.save(target)


def _kerning(source: Path) -> dict[tuple[str, str], int]:
    """Measure how much closer than their widths two letters stand, in font units."""
    font = uharfbuzz.Font(uharfbuzz.Face(source.read_bytes()))
    least = font.face.upem * SLIGHT // 1000
    pairs = {}
    for pair in product(KERNED, KERNED):
        shifts = [_advance(font, "".join(pair), kern=on) for on in (True, False)]
        if abs(shifts[0] - shifts[1]) >= least:
            pairs[pair] = shifts[0] - shifts[1]
    return pairs


def _advance(font: uharfbuzz.Font, text: str, *, kern: bool) -> int:
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer, {"kern": kern, "calt": False})
    return sum(position.x_advance for position in buffer.glyph_positions)


def _add_kerning(font: TTFont, pairs: dict[tuple[str, str], int]) -> None:
    cmap = font.getBestCmap()
    subtable = KernTable_format_0()
    subtable.coverage, subtable.format, subtable.apple = 1, 0, False
    subtable.kernTable = {(cmap[ord(a)], cmap[ord(b)]): value for (a, b), value in pairs.items()}
    table = newTable("kern")
    table.version, table.kernTables = 0, [subtable]
    font["kern"] = table


def _set_tabular_figures(font: TTFont) -> None:
    """Point the digits at the drawings of `tnum`."""
    layout = font["GSUB"].table
    feature = next(r.Feature for r in layout.FeatureList.FeatureRecord if r.FeatureTag == "tnum")
    swaps: dict[str, str] = {}
    for index in feature.LookupListIndex:
        for subtable in layout.LookupList.Lookup[index].SubTable:
            swaps.update(getattr(subtable, "ExtSubTable", subtable).mapping)
    for table in font["cmap"].tables:
        for code in range(ord("0"), ord("9") + 1):
            if code in table.cmap:
                table.cmap[code] = swaps.get(table.cmap[code], table.cmap[code])  # tables may be shared


if __name__ == "__main__":
    folder, here = Path(sys.argv[1]), Path(__file__).parent
    for weight in WEIGHTS:
        cut(next(folder.rglob(f"Inter*[0-9-]{weight}.ttf")), here / f"Inter-{weight}.ttf")
