"""Charts as plain numbers, for SVG attributes: columns for months, bars for what is compared. No style, no script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT, LETTERS = 408, 120, 16  # of a chart of columns; the letters of the months stand below
LABEL = 13  # the room of a figure above its column, or below a negative one
STEP, BODY = 34, 22  # from one column to the next, and how wide one is


@dataclass(frozen=True, slots=True)
class Rect:
    """A column from the line of zero up, or down where it is negative."""

    x: int
    y: int
    height: int
    middle: int
    letter: str
    figure: str
    figure_y: int


@dataclass(frozen=True, slots=True)
class Columns:
    """Twelve months side by side; `says` is what the picture shows, in a sentence."""

    rects: tuple[Rect, ...]
    zero: int  # how far down the line of zero stands
    says: str
    shape: str = "columns"
    width: int = WIDTH
    height: int = LABEL + HEIGHT + LETTERS

    @property
    def bottom(self) -> int:
        """Where the letters stand."""
        return self.height - 3


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its figure as it is written, and how wide it is, of 100, as an attribute wants it."""

    name: str
    figure: str
    width: str


@dataclass(frozen=True, slots=True)
class Bars:
    """What is compared, the longest first; the names and figures are text, so the bars need no other words."""

    bars: tuple[Bar, ...]
    says: str
    shape: str = "bars"


def columns(values: Sequence[Decimal | int], letters: Sequence[str], figures: Sequence[str], says: str) -> Columns:
    """Columns as high as their values, each with its figure; where some are negative the line of zero stands higher."""
    exact = [Decimal(value) for value in values]
    most, least = max([*exact, Decimal(0)]), min([*exact, Decimal(0)])
    span = (most - least) or 1
    zero = LABEL + (int(most * HEIGHT / span) if most or least else HEIGHT)
    rects = []
    for index, (value, letter, figure) in enumerate(zip(exact, letters, figures, strict=True)):
        height = int(abs(value) * HEIGHT / span)
        x, y = index * STEP + (STEP - BODY) // 2, zero - height if value > 0 else zero
        figure_y = y + height + 10 if value < 0 else y - 4
        rects.append(Rect(x, y, height, x + BODY // 2, letter, figure if value else "", figure_y))
    below = LABEL if least < 0 else 0
    return Columns(tuple(rects), zero, says, height=LABEL + HEIGHT + below + LETTERS)


def bars(rows: Sequence[tuple[str, str, Decimal | int]], says: str, most: int = 12) -> Bars:
    """Bars by name, figure and value, in the order given; only so many, for the table has them all."""
    found = [row for row in rows if row[2] > 0][:most]
    longest = max((Decimal(row[2]) for row in found), default=Decimal(1))
    return Bars(
        tuple(Bar(name, figure, f"{100 * Decimal(value) / longest:.1f}") for name, figure, value in found), says
    )
