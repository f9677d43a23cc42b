"""The second yardstick: the same strings at the same places as HTML, printed by WeasyPrint where it is installed."""

from __future__ import annotations

import base64
import importlib
from functools import cache
from html import escape
from typing import Any

from bench.recording import Box, Code, Image, Recorded, Text
from vacrm.paper.sheet import HEIGHT, WIDTH
from vacrm.paper.typefaces import FOLDER

WEIGHTS = {"Light": 300, "Regular": 400, "SemiBold": 600, "Bold": 700}


def available() -> bool:
    """Is WeasyPrint here, with the Pango library that it draws with? vacrm itself needs neither."""
    try:
        _library()
    except (ImportError, OSError):
        return False
    return True


def _library() -> Any:
    return importlib.import_module("weasyprint")


def draw(document: Recorded) -> bytes:
    """A PDF of a recorded document."""
    pages = "".join(f"<section>{''.join(map(_element, items))}</section>" for items in document.pages.values())
    logo = base64.b64encode(document.logo).decode()
    html = f"<title>{escape(document.title)}</title>{pages.replace('LOGO', f'data:image/png;base64,{logo}')}"
    config, style = _style()
    made: bytes = _library().HTML(string=html).write_pdf(stylesheets=[style], font_config=config)
    return made


def _element(item: Text | Box | Code | Image) -> str:
    if isinstance(item, Text):
        style = f"left:{item.x:.2f}pt;top:{item.base - item.size:.2f}pt;font:{WEIGHTS[item.weight]} {item.size}pt/1 V"
        return f'<p style="{style};color:{item.ink}">{escape(item.text)}</p>'
    if isinstance(item, Code):
        path = "".join(f"M{x} {y}h{w}v{h}h-{w}z" for x, y, w, h in item.modules)
        size = max(x + w for x, _y, w, _h in item.modules)
        place = f"left:{item.x:.2f}pt;top:{item.top:.2f}pt;width:{size * item.side:.2f}pt"
        return f'<svg style="{place}" viewBox="0 0 {size} {size}"><path d="{path}" fill="{item.ink}"/></svg>'
    place = f"left:{item.x:.2f}pt;top:{item.top:.2f}pt;width:{item.width:.2f}pt;height:{item.height:.2f}pt"
    if isinstance(item, Box):
        return f'<p style="{place};background:{item.ink}"></p>'
    return f'<img src="LOGO" style="{place}">'


@cache
def _style() -> tuple[Any, Any]:
    """Fonts and page, read once."""
    faces = "".join(
        f"@font-face {{ font-family: V; font-weight: {number}; src: url({(FOLDER / f'Inter-{weight}.ttf').as_uri()}) }}"
        for weight, number in WEIGHTS.items()
    )
    page = f"@page {{ size: {WIDTH}pt {HEIGHT}pt; margin: 0 }}"
    rest = "section { position: relative; height: 840pt; break-after: page } section:last-child { break-after: auto }"
    config = importlib.import_module("weasyprint.text.fonts").FontConfiguration()
    text = f"{faces} {page} {rest} p, svg, img {{ position: absolute; margin: 0; white-space: nowrap }}"
    return config, _library().CSS(string=text, font_config=config)
