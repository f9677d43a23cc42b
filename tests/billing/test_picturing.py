"""A drawn signature is read as a small PNG and written anew; whatever else a browser sends is refused."""

from __future__ import annotations

import base64
import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from billing.picturing import HEAD, picture_of


def drawn(size: tuple[int, int] = (600, 200), kind: str = "PNG", *, ink: bool = True) -> bytes:
    picture = Image.new("RGBA" if kind == "PNG" else "RGB", size)
    if ink:
        picture.paste((16, 32, 27, 255) if kind == "PNG" else (0, 0, 0), (10, 10, 60, 20))
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def address(content: bytes) -> str:
    return HEAD + base64.b64encode(content).decode()


def bomb() -> bytes:
    """A PNG that says it is larger than any memory."""
    head = b"IHDR" + struct.pack(">IIBBBBB", 100_000, 100_000, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))


def test_nothing_and_an_empty_sheet_are_no_drawing() -> None:
    assert picture_of("") == b""
    assert picture_of(address(drawn(ink=False))) == b""


def test_a_drawing_is_written_anew_and_the_same_each_time() -> None:
    found = picture_of(address(drawn()))
    with Image.open(io.BytesIO(found)) as read:
        assert (read.format, read.size, read.getpixel((20, 15)), read.getpixel((300, 150))) == (
            "PNG",
            (600, 200),
            0,
            255,
        )
    assert picture_of(address(drawn())) == found


def test_what_hides_behind_the_pixels_is_left_behind() -> None:
    assert b"script" not in picture_of(address(drawn() + b"<script>alert(1)</script>"))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(address(drawn(kind="JPEG")), id="a JPEG that says it is a PNG"),
        pytest.param(address(drawn()[:40]), id="cut off"),
        pytest.param(address(b"<svg onload=alert(1)>"), id="no picture"),
        pytest.param(address(bomb()), id="a bomb"),
        pytest.param(address(drawn((3000, 30))), id="too wide"),
        pytest.param(address(drawn((2, 2))), id="too small"),
        pytest.param("data:text/html;base64,PGI+", id="a page"),
        pytest.param(f"{HEAD}%%%", id="not even letters"),
        pytest.param(HEAD + "A" * 200_000, id="too large"),
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        picture_of(text)
