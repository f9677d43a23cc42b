"""QR codes, held against a general encoder, module by module."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.graphics.barcode.qrencoder import QR8bitByte, QRCode, QRErrorCorrectLevel

from vacrm.paper.qr import BLOCKS, MASK, qr_path, qr_rows


def reference(text: str) -> list[str]:
    """The slow and general way to the same code."""
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(QR8bitByte(text))
    code.version = code.calculate_version()
    code.makeImpl(False, MASK)
    return ["".join("01"[bool(module)] for module in row) for row in code.modules]


@pytest.mark.parametrize("version", BLOCKS)
def test_every_version_agrees_from_its_shortest_text_to_its_longest(version: int) -> None:
    most = [sum(lengths) - (2 if number < 10 else 3) for number, (_, lengths) in BLOCKS.items()]
    shortest = most[version - 2] + 1 if version > 1 else 1
    for length in (shortest, most[version - 1] - 1, most[version - 1]):
        text = ("FR7630006000011234567890189\nEUR561.00\n" * 20)[:length]
        assert len(qr_rows(text)) == 17 + 4 * version
        assert qr_rows(text) == reference(text)


@settings(max_examples=30, deadline=None)
@given(st.text(min_size=1, max_size=80))
def test_any_text_gives_the_modules_of_the_standard(text: str) -> None:
    assert qr_rows(text) == reference(text)


def test_the_path_covers_exactly_the_dark_modules() -> None:
    path, size = qr_path("BCD\n002\n1\nSCT")
    rows = qr_rows("BCD\n002\n1\nSCT")
    dark = set()
    for rectangle in path.removesuffix(" re").split(" re "):
        x, y, width, height = map(int, rectangle.split())
        assert height == 1
        dark |= {(x + step, y) for step in range(width)}
    assert size == len(rows) == len(rows[0])
    assert dark == {(x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module == "1"}


def test_too_long_a_text_is_refused() -> None:
    assert len(qr_rows("x" * 331)) == 69
    with pytest.raises(ValueError, match="332 bytes"):
        qr_rows("x" * 332)
