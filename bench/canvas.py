"""The yardstick: the same strings at the same places by a bare reportlab canvas, without any layout.

Fonts are registered once, the logo is read once, QR codes come encoded; the canvas sets the strings, cuts and
embeds the fonts and compresses the pages, as it does for everyone.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from bench.recording import Box, Code, Image, Recorded, Text
from vacrm.paper.sheet import HEIGHT, WIDTH
from vacrm.paper.typefaces import FOLDER, WEIGHTS

rl_config.useA85 = 0  # the faster way, so that the yardstick is a strict one


EMBEDDED = {weight: f"Inter-{weight}" for weight in WEIGHTS}
# The viewer's own fonts: nothing to cut or embed, though invoices must not do that. The floor below the yardstick.
BORROWED = {weight: "Helvetica-Bold" if "Bold" in weight else "Helvetica" for weight in WEIGHTS}


def draw(document: Recorded, fonts: Mapping[str, str] = EMBEDDED) -> bytes:
    """A PDF of a recorded document, its weights set in these fonts."""
    _register()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), pageCompression=1)
    canvas.setTitle(document.title)
    for items in document.pages.values():
        for item in items:
            if isinstance(item, Text):
                canvas.setFont(fonts[item.weight], item.size)
            _put(canvas, item, document)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _put(canvas: Canvas, item: Text | Box | Code | Image, document: Recorded) -> None:
    if isinstance(item, Text):
        canvas.setFillColor(_colour(item.ink))
        canvas.drawString(item.x, HEIGHT - item.base, item.text)
    elif isinstance(item, Box):
        canvas.setFillColor(_colour(item.ink))
        canvas.rect(item.x, HEIGHT - item.top - item.height, item.width, item.height, stroke=0, fill=1)
    elif isinstance(item, Code):
        canvas.setFillColor(_colour(item.ink))
        path, side = canvas.beginPath(), item.side
        for x, y, width, height in item.modules:
            path.rect(item.x + x * side, HEIGHT - item.top - (y + height) * side, width * side, height * side)
        canvas.drawPath(path, stroke=0, fill=1)
    else:
        canvas.drawImage(_image(document.logo), item.x, HEIGHT - item.top - item.height, item.width, item.height)


@cache
def _register() -> None:
    for font in EMBEDDED.values():
        pdfmetrics.registerFont(TTFont(font, str(FOLDER / f"{font}.ttf")))


@cache
def _colour(ink: str) -> HexColor:
    return HexColor(ink)


@cache
def _image(logo: bytes) -> ImageReader:
    return ImageReader(io.BytesIO(logo))
