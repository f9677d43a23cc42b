"""Figures on pages as the reader writes them: `{{ bill.total|money:bill.currency }}`, `{{ minutes|duration }}`."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from vacrm.paper import figures
from vacrm.telling import UNDO

register = template.Library()
EMPTY = "–"


def language() -> str:
    """The active language, one of ours."""
    return "fr" if (get_language() or "en").startswith("fr") else "en"


@register.filter
def money(amount: Decimal | None, currency: str = "EUR") -> str:
    """An amount that “hide amounts” covers: “€1,234.56” or “1 234,56 €”. Use `money_text` within attributes."""
    if amount is None:
        return EMPTY
    return _covered(money_text(amount, currency))


@lru_cache(maxsize=2000)
def _covered(text: str) -> str:
    return format_html('<span class="amount num">{}</span>', text)


@register.filter
def money_text(amount: Decimal | None, currency: str = "EUR") -> str:
    """An amount as plain text."""
    return EMPTY if amount is None else figures.money(Decimal(amount), currency, language())


@register.filter
def duration(minutes: int | None) -> str:
    """Minutes as hours and minutes: “1 h 50”."""
    return EMPTY if minutes is None else figures.duration(int(minutes))


@register.filter
def day(on: date | datetime | None, pattern: str = "d MMM y") -> str:
    """A day, in the reader's words; the pattern is CLDR's (“EEEE d MMMM”)."""
    if on is None:
        return EMPTY
    local = timezone.localtime(on).date() if isinstance(on, datetime) else on
    return figures.day(local, language(), pattern)


@register.filter
def moment(at: datetime | None) -> str:
    """A moment on the clock of where she works: “12 Oct 2026, 11:00”."""
    return EMPTY if at is None else f"{day(at)}, {timezone.localtime(at):%H:%M}"


@register.filter
def percent(value: Decimal | str | int | None) -> str:
    """“20%”, in French “20 %”."""
    return EMPTY if value is None else figures.percent(Decimal(str(value)), language())


@register.filter
def initials(name: Any) -> str:
    """The two letters that stand for a name: “NC” for Nordlys Coaching, “HE” for Helvia."""
    return _letters(str(name))


@lru_cache(maxsize=500)
def _letters(name: str) -> str:
    words = [word for word in name.split() if word[0].isalnum()]
    letters = words[0][0] + words[1][0] if len(words) > 1 else "".join(words)[:2]
    return letters.upper()


@register.filter
def undo(message: Any) -> str:
    """The address that takes back what a message tells; empty when nothing does."""
    tags = str(getattr(message, "extra_tags", "") or "")
    return tags.removeprefix(UNDO) if tags.startswith(UNDO) else ""


@register.simple_tag(takes_context=True)
def again(context: Context, block: str) -> str:
    """The content of a block once more: the title of the window is also the heading of the page."""
    blocks: Any = context.render_context[BLOCK_CONTEXT_KEY]
    # The block escaped its own parts as it was rendered; once more would show “&amp;”.
    return mark_safe(str(blocks.get_block(block).render(context)).strip())  # noqa: S308
