"""Cutting: the font files inside a document hold only the glyphs it needs.

Glyphs keep their numbers, so page streams can be written before the cut is known. A cut that is asked for twice is
made and compressed once; same glyphs, same bytes.
"""

from __future__ import annotations

import zlib
from functools import cache, lru_cache
from itertools import pairwise
from struct import pack, unpack, unpack_from
from typing import Any, NamedTuple

from vacrm.paper.typefaces import Typeface, typeface

# What a reader copies out: fixed spaces as plain ones, the minus as the one spreadsheets know, “1ᵉʳ” as “1er”.
COPIED_AS = {0xA0: 0x20, 0x202F: 0x20, 0x2009: 0x20, 0x2212: 0x2D, ord("ᵉ"): ord("e"), ord("ʳ"): ord("r")}
FIGURES = "0123456789 ,.−€\u00a0\u202f"
EVERYDAY = "".join(map(chr, range(0x20, 0x7F))) + FIGURES + "’“”«»–—…§°·×àâäçéèêëîïôöùûüÿœæÀÂÇÉÈÊËÎÏÔŒᵉʳ"
# Always on board, so that most documents of a run share one cut: a few kilobytes for most of the time.
ABOARD = {"Light": "", "Regular": EVERYDAY, "SemiBold": EVERYDAY, "Bold": FIGURES}
MORE, WORDS, SCALE, SCALES, MATRIX = 0x20, 0x01, 0x08, 0x40, 0x80  # flags of a composite glyph
CHECKSUM = 0xB1B0AFBA


class Cut(NamedTuple):
    """The glyphs of one typeface that a document carries, as PDF objects."""

    name: str
    font_file: bytes
    widths: str
    to_unicode: bytes


def embed(document: Any, label: str, weight: str, glyphs: frozenset[int]) -> None:
    """Put a cut of a typeface into a PDF document, under the label that its page streams use."""
    face, cut = typeface(weight), cut_of(weight, glyphs)

    def add(part: str, content: bytes | str) -> str:
        reference: bytes = document.Reference(content, f"{label}.{part}").format(document)
        return reference.decode()

    descriptor = f"<< /Type /FontDescriptor /FontName /{cut.name} {_measures(face)}"
    descriptor = add("descriptor", f"{descriptor} /FontFile2 {add('file', cut.font_file)} >>")
    system = "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
    family = f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{cut.name} {system} /CIDToGIDMap /Identity"
    family = add("family", f"{family} /FontDescriptor {descriptor} /W {cut.widths} >>")
    font = f"<< /Type /Font /Subtype /Type0 /BaseFont /{cut.name} /Encoding /Identity-H /DescendantFonts [{family}]"
    font = add("font", f"{font} /ToUnicode {add('unicode', cut.to_unicode)} >>")
    document.idToObject["BasicFonts"].dict[label] = font


def cut_of(weight: str, glyphs: frozenset[int]) -> Cut:
    """The cut for a document that uses these glyphs; one that fits the everyday letters is shared."""
    return _cut(weight, glyphs | _aboard(weight))


def prepare() -> None:
    """Read the typefaces and make the cuts that most documents share, ahead of the first."""
    for weight in ABOARD:
        cut_of(weight, frozenset())


@cache
def _aboard(weight: str) -> frozenset[int]:
    face = typeface(weight)
    return frozenset(face.glyph_of[ord(letter)] for letter in ABOARD[weight])


@lru_cache(maxsize=64)
def _cut(weight: str, glyphs: frozenset[int]) -> Cut:
    face = typeface(weight)
    shown = sorted(glyphs)
    font_file = _font_file(face, sorted({0, *shown, *(part for glyph in shown for part in _parts(face, glyph))}))
    widths = "".join(f"{glyph}[{face.advances[glyph]}]" for glyph in shown)
    packed = _stream(font_file, f" /Length1 {len(font_file)}")
    return Cut(f"{_tag(font_file)}+{face.name}", packed, f"[{widths}]", _stream(_to_unicode(face, shown)))


def _tag(content: bytes) -> str:
    """Six capitals that tell one cut from another, as the PDF format wants them."""
    number = zlib.crc32(content)
    return "".join(chr(ord("A") + number // 26**place % 26) for place in range(6))


def _stream(content: bytes, extra: str = "") -> bytes:
    packed = zlib.compress(content, 9)
    head = f"<< /Filter /FlateDecode /Length {len(packed)}{extra} >>\nstream\n"
    return head.encode() + packed + b"\nendstream"


@cache
def _measures(face: Typeface) -> str:
    ascent, descent = (round(value * face.scale) for value in unpack_from(">hh", face.file.get_table("hhea"), 4))
    box = " ".join(str(round(value * face.scale)) for value in unpack_from(">4h", face.file.get_table("head"), 36))
    return f"/Flags 4 /FontBBox [{box}] /Ascent {ascent} /Descent {descent} /CapHeight 728 /ItalicAngle 0 /StemV 80"


# ── The font file ────────────────────────────────────────────────────────────────────────────────


def _outline(face: Typeface, glyph: int) -> bytes:
    start, end = face.file.glyphPos[glyph], face.file.glyphPos[glyph + 1]
    return _outlines(face)[start:end]


@cache
def _outlines(face: Typeface) -> bytes:
    data: bytes = face.file.get_table("glyf")
    return data


def _parts(face: Typeface, glyph: int) -> list[int]:
    """Glyphs that a composite such as “é” is made of, all the way down."""
    found: list[int] = []
    data, position, flags = _outline(face, glyph), 10, MORE
    if len(data) < 10 or data[0] < 0x80:  # a negative count of contours marks a composite
        return found
    while flags & MORE:
        flags, part = unpack_from(">HH", data, position)
        found += [part, *_parts(face, part)]
        position += 8 if flags & WORDS else 6
        position += 2 if flags & SCALE else 4 if flags & SCALES else 8 if flags & MATRIX else 0
    return found


def _font_file(face: Typeface, glyphs: list[int]) -> bytes:
    """A font file where these glyphs keep their numbers and the others are empty."""
    outlines, offsets, metrics, position = [], [pack(">I", 0)], [], 0
    for before, glyph in pairwise([-1, *glyphs]):
        outline = _outline(face, glyph)
        outline += bytes(-len(outline) % 4)
        offsets.append(pack(">I", position) * (glyph - before - 1))
        position += len(outline)
        offsets.append(pack(">I", position))
        outlines.append(outline)
        metrics.append(bytes(4 * (glyph - before - 1)) + pack(">HH", *map(int, face.file.hmetrics[glyph])))
    head, hhea, maxp = (bytearray(face.file.get_table(tag)) for tag in ("head", "hhea", "maxp"))
    head[8:12], head[50:52] = bytes(4), pack(">H", 1)  # no checksum yet; long offsets
    hhea[34:36] = maxp[4:6] = pack(">H", glyphs[-1] + 1)
    tables = {"glyf": b"".join(outlines), "head": bytes(head), "hhea": bytes(hhea), "hmtx": b"".join(metrics)}
    return _assemble({**tables, "loca": b"".join(offsets), "maxp": bytes(maxp)})


def _assemble(tables: dict[str, bytes]) -> bytes:
    """Join tables into a TrueType file, checksums included."""
    count = len(tables)
    power = 2 ** (count.bit_length() - 1)
    start = 12 + 16 * count
    directory = [pack(">IHHHH", 0x00010000, count, power * 16, power.bit_length() - 1, 16 * (count - power))]
    body, adjustment = b"", 0
    for tag, data in sorted(tables.items()):
        if tag == "head":
            adjustment = start + len(body) + 8
        directory.append(tag.encode() + pack(">III", _checksum(data), start + len(body), len(data)))
        body += data + bytes(-len(data) % 4)
    file = bytearray(b"".join(directory) + body)
    file[adjustment : adjustment + 4] = pack(">I", (CHECKSUM - _checksum(bytes(file))) % 2**32)
    return bytes(file)


def _checksum(data: bytes) -> int:
    padded = data + bytes(-len(data) % 4)
    words: tuple[int, ...] = unpack(f">{len(padded) // 4}I", padded)
    return sum(words) % 2**32


def _to_unicode(face: Typeface, glyphs: list[int]) -> bytes:
    meaning = _meanings(face)
    rows = [f"<{glyph:04x}> <{chr(meaning[glyph]).encode('utf-16-be').hex()}>" for glyph in glyphs]
    blocks = [rows[start : start + 100] for start in range(0, len(rows), 100)]  # the format's own limit
    lines = [line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")]
    return TO_UNICODE.replace("…", "\n".join(lines)).encode()


@cache
def _meanings(face: Typeface) -> dict[int, int]:
    """What each glyph is copied as; where two letters share a drawing, the plainer one."""
    plainest_last = [*sorted(face.glyph_of, reverse=True), *map(ord, EVERYDAY)]
    return {0: 0xFFFD} | {face.glyph_of[code]: COPIED_AS.get(code, code) for code in plainest_last}


TO_UNICODE = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
…
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
