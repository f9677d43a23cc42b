"""QR codes for payment slips: bytes, error level M, versions 1 to 13, as one path of rectangles.

General encoders rate eight masks for looks, module by module; a payment code needs neither the choice nor the beauty.
Everything that does not depend on the text is prepared once per version, which makes a code a quarter of the work.
ISO/IEC 18004 numbers the steps; here they are in its order.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import accumulate, cycle, islice, product, zip_longest
from operator import itemgetter
from typing import NamedTuple

# Version: error correction codewords per block, data codewords of each block (table 9, level M).
BLOCKS: dict[int, tuple[int, tuple[int, ...]]] = {
    1: (10, (16,)),
    2: (16, (28,)),
    3: (26, (44,)),
    4: (18, (32,) * 2),
    5: (24, (43,) * 2),
    6: (16, (27,) * 4),
    7: (18, (31,) * 4),
    8: (22, (38,) * 2 + (39,) * 2),
    9: (22, (36,) * 3 + (37,) * 2),
    10: (26, (43,) * 4 + (44,)),
    11: (30, (50,) + (51,) * 4),
    12: (22, (36,) * 6 + (37,) * 2),
    13: (22, (37,) * 8 + (38,)),
}
MASK = 2  # every third column is turned over
BYTES = 0b0100  # the mode
PADDING = b"\xec\x11"
DARK_RUN = re.compile("1+")


class Grid(NamedTuple):
    """A version: the width, how many modules carry data, the mask over them, and where each module comes from."""

    size: int
    room: int
    mask: int
    arrange: Callable[[str], tuple[str, ...]]  # picks all modules, row by row, from the data bits followed by "01"


def qr_path(text: str) -> tuple[str, int]:
    """The dark modules as PDF path code in units of one module, y downwards, and the modules along a side.

    Neighbours in a row are one rectangle. Raises ValueError for more than 331 bytes.
    """
    rows = qr_rows(text)
    runs = ((run, y) for y, row in enumerate(rows) for run in DARK_RUN.finditer(row))
    return " ".join(f"{run.start()} {y} {run.end() - run.start()} 1 re" for run, y in runs), len(rows)


def qr_rows(text: str) -> list[str]:
    """The modules as rows of "0" and "1"."""
    data = text.encode()
    version = _smallest_version(len(data))
    words = _codewords(data, version)
    grid = _grid(version)
    bits = int.from_bytes(words) << (grid.room - 8 * len(words)) ^ grid.mask
    modules = "".join(grid.arrange(f"{bits:0{grid.room}b}01"))
    return [modules[start : start + grid.size] for start in range(0, len(modules), grid.size)]


def _smallest_version(length: int) -> int:
    for version, (_correction, blocks) in BLOCKS.items():
        if length + _header(version) <= sum(blocks):
            return version
    raise ValueError(f"{length} bytes are too many for a payment code")


def _header(version: int) -> int:
    """Bytes taken by the mode, the count and the terminator."""
    return 2 if version < 10 else 3


# ── Codewords ────────────────────────────────────────────────────────────────────────────────────


def _codewords(data: bytes, version: int) -> bytes:
    correction, lengths = BLOCKS[version]
    count_bits = 8 * _header(version) - 8
    head = BYTES << count_bits | len(data)
    stream = (((head << 8 * len(data)) | int.from_bytes(data)) << 4).to_bytes(len(data) + _header(version))
    stream += bytes(islice(cycle(PADDING), sum(lengths) - len(stream)))
    ends = list(accumulate(lengths))
    blocks = [stream[end - length : end] for end, length in zip(ends, lengths, strict=True)]
    checks = [_remainder(block, correction) for block in blocks]
    return _interleave(blocks) + _interleave(checks)


def _interleave(blocks: list[bytes]) -> bytes:
    return bytes(word for words in zip_longest(*blocks) for word in words if word is not None)


def _remainder(data: bytes, degree: int) -> bytes:
    """Reed-Solomon check words: the remainder of a division of polynomials over GF(256)."""
    multiples, top, kept, state = _multiples(degree), 8 * (degree - 1), (1 << 8 * degree) - 1, 0
    for word in data:
        state = (state << 8 & kept) ^ multiples[word ^ state >> top]
    return state.to_bytes(degree)


@cache
def _multiples(degree: int) -> tuple[int, ...]:
    """The generator polynomial times each of the 256 elements, its leading term left out."""
    generator, root = [1], 1
    for _step in range(degree):
        shifted = [0, *(_times(term, root) for term in generator)]
        generator = [a ^ b for a, b in zip([*generator, 0], shifted, strict=True)]
        root = _times(root, 2)
    return tuple(int.from_bytes(bytes(_times(term, factor) for term in generator[1:])) for factor in range(256))


def _times(a: int, b: int) -> int:
    product = 0
    while b:
        product ^= a * (b & 1)
        a = a << 1 ^ (a >> 7) * 0x11D
        b >>= 1
    return product


# ── Modules ──────────────────────────────────────────────────────────────────────────────────────


@cache
def _grid(version: int) -> Grid:
    size = 17 + 4 * version
    fixed = _fixed(version, size)
    order = [place for place in _zigzag(size) if place not in fixed]
    source = {place: index for index, place in enumerate(order)}
    source |= {place: len(order) + dark for place, dark in fixed.items()}
    mask = int("".join("01"[x % 3 == 0] for x, _y in order), 2)
    places = [source[x, y] for y, x in product(range(size), repeat=2)]
    return Grid(size, len(order), mask, itemgetter(*places))


def _zigzag(size: int) -> list[tuple[int, int]]:
    """Column pairs from the right, up and down in turn, past the vertical timing pattern."""
    rights = [right - (right <= 6) for right in range(size - 1, 0, -2)]
    ups = [(right + 1) & 2 == 0 for right in rights]
    rows = (range(size - 1, -1, -1), range(size))
    return [(right - j, y) for right, up in zip(rights, ups, strict=True) for y in rows[not up] for j in (0, 1)]


def _fixed(version: int, size: int) -> dict[tuple[int, int], int]:
    """Modules (x, y) that are the same in all codes of a version, with this level and mask."""
    fixed = {place: int(max(place) % 2 == 0) for i in range(size) for place in ((6, i), (i, 6))}
    for x, y in product(_alignments(version, size), repeat=2):
        if (x, y) not in {(6, 6), (6, size - 7), (size - 7, 6)}:
            fixed |= _rings(x, y, 2, size)
    for x, y in ((3, 3), (size - 4, 3), (3, size - 4)):
        fixed |= _rings(x, y, 4, size)
    return fixed | _format(size) | _version(version, size)


def _rings(x: int, y: int, reach: int, size: int) -> dict[tuple[int, int], int]:
    """A square of rings around a point: an eye of reach 4, its white edge included, or an alignment mark of 2."""
    light = {2, 4} if reach == 4 else {1}
    around = product(range(-reach, reach + 1), repeat=2)
    inside = (((x + i, y + j), max(abs(i), abs(j))) for i, j in around if 0 <= x + i < size and 0 <= y + j < size)
    return {place: int(ring not in light) for place, ring in inside}


def _alignments(version: int, size: int) -> list[int]:
    if version == 1:
        return []
    count = version // 7 + 2
    step = (version * 4 + count * 2 + 1) // (count * 2 - 2) * 2
    return [6, *(size - 7 - step * place for place in range(count - 1))]


def _format(size: int) -> dict[tuple[int, int], int]:
    """Level M and the mask, with their check bits, twice."""
    bits = (MASK << 10 | _check(MASK, 10, 0x537)) ^ 0x5412
    first = [*((8, i) for i in range(6)), (8, 7), (8, 8), (7, 8), *((14 - i, 8) for i in range(9, 15))]
    second = [*((size - 1 - i, 8) for i in range(8)), *((8, size - 15 + i) for i in range(8, 15))]
    words = {place: bits >> i & 1 for places in (first, second) for i, place in enumerate(places)}
    return words | {(8, size - 8): 1}


def _version(version: int, size: int) -> dict[tuple[int, int], int]:
    """From version 7 on, the version itself, twice."""
    if version < 7:
        return {}
    bits = version << 12 | _check(version, 12, 0x1F25)
    corners = [(size - 11 + i % 3, i // 3, bits >> i & 1) for i in range(18)]
    return {place: bit for a, b, bit in corners for place in ((a, b), (b, a))}


def _check(value: int, degree: int, generator: int) -> int:
    for _step in range(degree):
        value = value << 1 ^ (value >> degree - 1) * generator
    return value
