"""Reading a drawn PDF back: every piece of text with the box it stands in."""

from __future__ import annotations

import io
from dataclasses import dataclass
from itertools import combinations

from pypdf import PdfReader
from pypdf.generic import ContentStream

from vacrm.paper.sheet import HEIGHT, LABELS, MARGIN, RIGHT
from vacrm.paper.typefaces import EM, typeface

WEIGHTS = {f"/{label}": weight for weight, label in LABELS.items()}


@dataclass(frozen=True)
class Box:
    """Where ink may be, from below the descenders to above the capitals. Points from the lower left."""

    left: float
    bottom: float
    right: float
    top: float
    size: float

    def overlaps(self, other: Box) -> bool:
        apart = self.right <= other.left + 0.2 or other.right <= self.left + 0.2
        return not (apart or self.top <= other.bottom or other.top <= self.bottom)


def text(pdf: bytes) -> str:
    """All text, as a reader copies it."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def boxes(pdf: bytes) -> list[list[Box]]:
    """The boxes of all upright text, page by page."""
    reader = PdfReader(io.BytesIO(pdf))
    return [_page_boxes(ContentStream(page.get_contents(), reader)) for page in reader.pages]


def misplaced(pdf: bytes) -> list[object]:
    """What stands outside the margins or on something else."""
    faults: list[object] = []
    for number, page in enumerate(boxes(pdf), start=1):
        faults += [(number, "outside", box) for box in page if not _inside(box)]
        faults += [(number, a, b) for a, b in combinations(page, 2) if a.overlaps(b)]
    return faults


def _inside(box: Box) -> bool:
    return box.left >= MARGIN - 0.1 and box.right <= RIGHT + 0.1 and box.bottom >= 30 and box.top <= HEIGHT - MARGIN


def _page_boxes(content: ContentStream) -> list[Box]:
    found, face, size, tracking, x, y = [], typeface("Regular"), 0.0, 0.0, None, 0.0
    for operands, operator in content.operations:
        if operator == b"Tf":
            face, size = typeface(WEIGHTS[operands[0]]), float(operands[1])
        elif operator == b"Tc":
            tracking = float(operands[0])
        elif operator == b"Td":
            x, y = map(float, operands)
        elif operator == b"Tm":
            x = None  # the watermark: meant to lie under the rest
        elif operator == b"TJ" and x is not None:
            width = sum(_width(face.advances, item, tracking * EM / size) for item in operands[0]) * size / EM
            if width:
                found.append(Box(x, y - 0.21 * size, x + width, y + 0.73 * size, size))
    return found


def _width(advances: list[int], item: object, tracking: float) -> float:
    if not isinstance(item, (str, bytes)):
        return -float(item)  # type: ignore[arg-type]
    raw = getattr(item, "original_bytes", item)
    assert isinstance(raw, bytes)
    return sum(advances[raw[at] * 256 + raw[at + 1]] + tracking for at in range(0, len(raw), 2))
