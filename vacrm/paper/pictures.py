"""Pictures: a logo becomes a PDF image once, flattened on white and no finer than print needs."""

from __future__ import annotations

import hashlib
import io
import zlib
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, UnidentifiedImageError
from reportlab.pdfbase.pdfdoc import xObjectName

FINEST = 720  # pixels along the longer side: 300 dots an inch on six centimetres


@dataclass(frozen=True)
class Picture:
    """An image ready to be placed. Width and height are in pixels."""

    name: str
    width: int
    height: int
    stream: bytes

    @property
    def label(self) -> str:
        """What page streams call it."""
        label: str = xObjectName(self.name)
        return label

    def fit(self, width: float, height: float) -> tuple[float, float]:
        """The largest size within a box, in the picture's own proportions."""
        scale = min(width / self.width, height / self.height)
        return self.width * scale, self.height * scale


@lru_cache(maxsize=16)
def read_picture(data: bytes) -> Picture | None:
    """Read a PNG or JPEG; None if it is no picture, because a broken logo must not stop an invoice."""
    try:
        with Image.open(io.BytesIO(data)) as source:
            image = source.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    image.thumbnail((FINEST, FINEST), Image.Resampling.LANCZOS)
    page = Image.new("RGB", image.size, "white")  # no soft mask: transparency is flattened on paper
    page.paste(image, mask=image.getchannel("A"))
    pixels = zlib.compress(page.tobytes(), 9)
    head = (
        f"<< /Type /XObject /Subtype /Image /Width {page.width} /Height {page.height} /ColorSpace /DeviceRGB"
        f" /BitsPerComponent 8 /Filter /FlateDecode /Length {len(pixels)} >>\nstream\n"
    )
    name = hashlib.sha256(data).hexdigest()[:16]
    return Picture(name, page.width, page.height, head.encode() + pixels + b"\nendstream")
