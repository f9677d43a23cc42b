"""Bands of closed time: which fit a day, which is the dearest, in which order they are used."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

type Bands = Mapping[Any, Decimal]  # percent by band; a Mapping's keys are invariant, so a Literal is no str here

_ZERO = Decimal(0)
# The order in which bands of equal percent are taken; the name of several that fit is the last one.
_ORDER = {None: 0, "outside": 1, "evening": 2, "weekend": 3, "closure": 4, "holiday": 5}


class DayKind(NamedTuple):
    """What a civil day is, besides its opening hours."""

    weekend: bool = False
    holiday: bool = False
    closure: bool = False


def percent_of(band: str | None, bands: Bands) -> Decimal:
    """The percent of a band; closed time without a band costs nothing."""
    return bands.get(band, _ZERO) if band else _ZERO


def rank(band: str | None, bands: Bands) -> tuple[Decimal, int]:
    """Sort key from the band taken first to the one taken last: cheapest first, then a fixed order."""
    return percent_of(band, bands), _ORDER[band]


def band_of_day(kind: DayKind, bands: Bands) -> str | None:
    """The band of a day's closed minutes: the dearest that fits, of equals the last in order; None: none fits."""
    if "outside" in bands:
        return "outside"
    return max(_fitting(kind, bands), key=lambda band: rank(band, bands), default=None)


def _fitting(kind: DayKind, bands: Bands) -> set[str]:
    own = {band for band, fits in (("holiday", kind.holiday), ("closure", kind.closure)) if fits and band in bands}
    if kind.closure and "closure" not in bands and "holiday" in bands:
        own.add("holiday")  # a closure without a band counts as a holiday,
    fitting = set(own)
    if kind.weekend and "weekend" in bands:
        fitting.add("weekend")
    # ... and without that one as an evening; an evening fits no day that has a band of its own.
    if not own and "evening" in bands and (kind.closure or not kind.weekend):
        fitting.add("evening")
    return fitting
