"""Colours of her own: which ones can be read, and the shades of one for light and dark pages."""

from __future__ import annotations

import re

LIGHT, DARK = "#f3f5f4", "#1a201f"  # the surfaces on which the accent reads worst, of each look
READ = 4.5  # contrast of text (WCAG 2.2, 1.4.3)
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")

type Colour = tuple[int, int, int]


def is_colour(text: str) -> bool:
    """Is it six hexadecimal digits after a #?"""
    return bool(_COLOUR.fullmatch(text))


def can_be_read(accent: str) -> bool:
    """Can words in this colour be read on our light surfaces, and white words on it?"""
    return contrast(accent, LIGHT) >= READ


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21, as WCAG 2.2 counts it."""
    lighter, darker = sorted((_luminance(_read(one)), _luminance(_read(other))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def shades(accent: str) -> dict[str, tuple[str, str]]:
    """The accent and what goes with it: name of the property, its colour on light and on dark pages."""
    dark = _until_read(accent)
    return {
        "accent": (accent, dark),
        "accent-deep": (mix(accent, "#000000", 20), mix(dark, "#ffffff", 20)),
        "accent-ink": (mix(accent, "#000000", 8), mix(dark, "#ffffff", 25)),
        "accent-soft": (mix(accent, "#ffffff", 91), mix(accent, "#141918", 75)),
        "accent-mid": (mix(accent, "#ffffff", 62), mix(dark, "#141918", 50)),
        "on-accent": ("#ffffff", mix(accent, "#000000", 85)),
        "check": (accent, accent),
    }


def mix(colour: str, other: str, percent: int) -> str:
    """A colour with so many percent of another in it."""
    pairs = zip(_read(colour), _read(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * percent / 100):02x}" for a, b in pairs)


def _until_read(accent: str) -> str:
    """The accent, made lighter until it reads well on dark."""
    tries = (mix(accent, "#ffffff", percent) for percent in range(0, 101, 5))
    return next(each for each in tries if contrast(each, DARK) >= READ + 1)


def _read(colour: str) -> Colour:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
