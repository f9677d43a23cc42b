"""QR codes as one path of rectangles."""

from __future__ import annotations

from itertools import groupby

import segno

MASK = 2  # any mask may be chosen; rating all eight for the prettiest costs five times the rest


def qr_path(text: str) -> tuple[str, int]:
    """The dark modules as PDF path code in units of one module, y downwards, and the modules along a side.

    Error level M, as payment codes want it; neighbours in a row are one rectangle.
    """
    code = segno.make_qr(text, error="m", mode="byte", encoding="utf-8", mask=MASK, boost_error=False)
    rects = []
    for y, row in enumerate(code.matrix):
        x = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                rects.append(f"{x} {y} {length} 1 re")
            x += length
    return " ".join(rects), len(code.matrix)
