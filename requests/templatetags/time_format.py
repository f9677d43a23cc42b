"""Time on its page: minutes as narrow cells show them, one of a list, a line with a word mended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext

from requests import weekly
from requests.doubting import Doubt
from requests.weekly import Row, Square

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


@register.simple_tag(takes_context=True)
def squares(context: Context, row: Row) -> SafeString:
    """The cells of a client's week. Written here, for a grid of hundreds of cells is slow as a template."""
    cells = reverse("requests:time-cell", args=[row.client.pk, "day"]).removesuffix("day/")
    today, loads = context["today"], context["loads"]
    shut = [not load.open for load in loads] or [False] * len(row.squares)
    drawn = []
    for n, square in enumerate(row.squares):
        day = "today " if square.day == today else "shut " if shut[n] else ""
        link = _open(square, cells, f"add c{row.client.pk} d{n + 1}") if square.is_open else _kept(square)
        drawn.append(f'<td class="{day}{square.look}">{link}</td>')
    return mark_safe("".join(drawn))  # noqa: S308  # figures and days of ours; words are escaped where they come in


def _open(square: Square, cells: str, labels: str) -> str:
    """A link that is typed over in place."""
    address = f"{cells}{square.day.isoformat()}/"
    if not square.shown:
        return f'<a data-cell href="{address}" class="blank" aria-labelledby="{labels}"></a>'
    words = {"plan": gettext("promised"), "waits": gettext("waiting for your answer")}.get(square.look)
    said = f'<span class="visually-hidden">{escape(words)} </span>' if words else ""
    return f'<a data-cell href="{address}">{said}{square.shown}</a>'


def _kept(square: Square) -> str:
    """A link to the entries of the day, with what keeps them as they are."""
    lock, title = "", ""
    if square.lock:
        label = escape(square.lock.label)
        title = f' title="{label}"'
        lock = f'<i class="bi bi-lock" aria-hidden="true"></i><span class="visually-hidden">{label} </span>'
    shown = escape(pgettext("timer", "running")) if square.running and not square.worked else square.shown
    return f'<a href="?day={square.day.isoformat()}#time-day"{title}>{lock}{shown}</a>'
