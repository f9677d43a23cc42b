"""How the workshop shows things: amounts, links, moments, and tables of cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Model
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language

from vacrm.paper import figures

EMPTY = "–"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: a text, perhaps a link, figures at the right, small type below."""

    text: str
    url: str = ""
    right: bool = False
    detail: str = ""
    mark: str = ""  # a state: "late", "wait" or "done"


@dataclass(frozen=True, slots=True)
class Panel:
    """A titled table below a record: what belongs to it elsewhere."""

    title: str
    headings: Sequence[Cell] = ()
    rows: Sequence[Sequence[Cell]] = ()
    foot: Sequence[Cell] = ()
    notes: Sequence[str] = ()
    empty: str = ""
    url: str = ""
    link: str = ""
    style: str = ""  # “lines”: a bill, whose rows fold on a narrow screen


def language() -> str:
    """The active language, one of ours."""
    return "fr" if (get_language() or "en").startswith("fr") else "en"


def money(amount: Decimal | None, currency: str) -> str:
    """An amount with its currency, as the reader writes it."""
    return EMPTY if amount is None else figures.money(amount, currency, language())


def day(on: date | None) -> str:
    """A day in words."""
    return figures.day(on, language(), "d MMM y") if on else EMPTY


def moment(at: datetime | None, zone: str = "") -> str:
    """A moment on the wall clock of a time zone, or of the page's."""
    if at is None:
        return EMPTY
    local = timezone.localtime(at, ZoneInfo(zone) if zone else None)
    return f"{day(local.date())}, {local:%H:%M}"


def duration(minutes: int | None) -> str:
    """Minutes as hours and minutes."""
    return EMPTY if minutes is None else figures.duration(minutes)


def cell(text: object, **more: object) -> Cell:
    """A cell of text."""
    return Cell(EMPTY if text is None or text == "" else str(text), **more)  # type: ignore[arg-type]


def right(text: object, **more: object) -> Cell:
    """A cell of figures."""
    return cell(text, right=True, **more)


def to(record: Model | None, text: str = "", **more: object) -> Cell:
    """A cell that leads to a record."""
    return cell(text or record, url=address(record) if record else "", **more)


def address(record: Model) -> str:
    """Where a record is edited; empty when it has no page."""
    return address_of(record._meta.label_lower, record.pk)


def address_of(label: str, pk: object) -> str:
    """Where the record of a model and id is edited; empty when it has no page."""
    try:
        return reverse(f"admin:{label.lower().replace('.', '_')}_change", args=[pk])
    except NoReverseMatch:
        return ""


def link(record: Model | None, text: str = "") -> str:
    """A link to a record, for a column of a list."""
    if record is None:
        return EMPTY
    return format_html('<a href="{}">{}</a>', address(record), text or str(record))
