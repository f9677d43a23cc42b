"""Picture a drawn signature: what a browser sends is read as a small PNG and written anew, or refused."""

from __future__ import annotations

import base64
import binascii
import io

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

HEAD = "data:image/png;base64,"
LONGEST = 140_000  # letters, about 100 kB of picture; a drawing of the page has 10
SIGNATURE = b"\x89PNG\r\n\x1a\n"
SIDES = (20, 1600)  # pixels


def picture_of(text: str) -> bytes:
    """The PNG of a data address, written anew: nothing hides behind its pixels. Empty where nothing was drawn.

    Raises ValidationError for what is too large, and for what is no PNG.
    """
    if not text:
        return b""
    if len(text) > LONGEST:
        raise ValidationError(_("The drawing is too large; draw it again, or leave it out."))
    try:
        if not text.startswith(HEAD):
            raise ValueError(text[:30])
        content = base64.b64decode(text.removeprefix(HEAD), validate=True)
        if not content.startswith(SIGNATURE):
            raise ValueError("no PNG")
        return _again(content)
    except (
        binascii.Error,
        ValueError,
        OSError,
        SyntaxError,
        UnidentifiedImageError,
        Image.DecompressionBombError,
    ) as e:
        raise ValidationError(_("This is no drawing of ours; draw it again, or leave it out.")) from e


def _again(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content), formats=["PNG"]) as found:
        if not all(SIDES[0] <= side <= SIDES[1] for side in found.size):
            raise ValueError("odd size")
        ink = found.convert("RGBA").getchannel("A")
    if ink.getbbox() is None:
        return b""  # an empty sheet
    page = Image.new("L", ink.size, 255)
    page.paste(0, mask=ink)
    out = io.BytesIO()
    page.save(out, "PNG", optimize=True)
    return out.getvalue()
