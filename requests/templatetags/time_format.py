"""Time on its page: minutes as narrow cells show them, one of a list, a line with a word mended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

from requests import weekly
from requests.doubting import Doubt

register = template.Library()


@register.filter
def clock(minutes: int | None) -> str:
    """Minutes as 4:30; none as 0:00."""
    return weekly.clock(minutes or 0) or "0:00"


@register.filter
def at(items: Sequence[Any], index: int) -> Any:
    """One of a list by its place; None where it is shorter."""
    return items[index] if index < len(items) else None


@register.filter
def swapped(line: str, doubt: Doubt) -> str:
    """A line with a doubtful word written as it was meant."""
    return line.replace(doubt.word, doubt.better, 1)
