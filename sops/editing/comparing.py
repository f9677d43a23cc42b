"""The form of a draft beside the version published: which chapters changed, what a knob was, which rows are gone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from sops.editing import CHAPTERS, ChapterForm
from sops.editing.rows import RowForm, Rows
from sops.models import SopVersion
from sops.rules.policy import Policy
from sops.wording import figures

_NOTHING: tuple[Any, ...] = (None, "", (), [])


def changed_chapters(new: Policy, old: Policy) -> set[str]:
    """The chapters, by slug, in which two policies differ."""
    return {
        slug for slug, form in CHAPTERS.items() if any(getattr(new, name) != getattr(old, name) for name in form.tables)
    }


def tell_before(form: ChapterForm, published: SopVersion) -> None:
    """Say at each field and row that differs what it is in the version published, and which rows are gone."""
    before = form.knobs(published.policy())
    for bound in form:
        if _differs(bound, before.get(bound.name)):
            _mark(bound)
            values = {"number": published.number, "value": _shown(bound.field, before.get(bound.name))}
            bound.help_text = _("In v%(number)s: %(value)s.") % values
    for name, rows in form.rows.items():
        _tell_rows(rows, before.get(name, ()), published.number)


def _tell_rows(rows: Rows, before: Sequence[Mapping[str, Any]], number: int) -> None:
    """Say at each row what it was, and which of those before are here no longer."""
    found = _paired(rows, before)
    for form, rank in zip(rows.forms, found, strict=True):
        if rank is not None:
            differing = [bound for bound in _knobs(form) if _differs(bound, before[rank].get(bound.name))]
            for bound in differing:
                _mark(bound)
            said = _list((bound, before[rank].get(bound.name)) for bound in differing)
            form.before = _("In v%(number)s: %(value)s.") % {"number": number, "value": said} if differing else ""
        elif not form.is_blank():
            form.before = _("Not in v%(number)s.") % {"number": number}
    for rank, old in enumerate(before):
        if rank not in found:
            knobs = _knobs(rows.row(initial=dict(old)))
            rows.lost.append((rank, _list((bound, bound.initial) for bound in knobs if bound.initial is not False)))


def _paired(rows: Rows, before: Sequence[Mapping[str, Any]]) -> list[int | None]:
    """For each row its place among those before: of the same name; else the one at the same place.

    A row that has a code is another one when its code is another, wherever it stands.
    """
    key = rows.row.key()
    field = rows.row.base_fields[key]
    free = {rank: _sent(field, field.prepare_value(each.get(key))) for rank, each in enumerate(before)}
    found: list[int | None] = []
    for form in rows.forms:
        said = _sent(field, form[key].value())
        same = next((rank for rank, name in free.items() if name == said), None)
        if same is not None:
            del free[same]
        found.append(same)
    if field.widget.is_hidden:
        return found
    return [rank if same is None and rank in free else same for rank, same in enumerate(found)]


def _knobs(form: RowForm) -> list[BoundField]:
    return [bound for bound in form.shown if not bound.is_hidden]


def _mark(bound: BoundField) -> None:
    attrs = bound.field.widget.attrs
    attrs["class"] = f"{attrs.get('class', '')} changed".strip()


def _differs(bound: BoundField, old: Any) -> bool:
    """Would a browser send something else than it would for the old value?"""
    return bool(_sent(bound.field, bound.value()) != _sent(bound.field, bound.field.prepare_value(old)))


def _sent(field: forms.Field, value: Any) -> Any:
    """A value as a browser would send it."""
    if isinstance(field, forms.BooleanField):
        return bool(value)
    text = field.widget.format_value(value) or ""
    return sorted(text) if isinstance(text, list) else str(text).replace("\r\n", "\n")


def _list(values: Iterable[tuple[BoundField, Any]]) -> str:
    """Some knobs of a row in one line; what is not said is left out, unless nothing is."""
    said = [_told(bound, value) for bound, value in values if value not in _NOTHING]
    return ", ".join(said) or _("nothing")


def _told(bound: BoundField, value: Any) -> str:
    """A switch is named, since “yes” alone says nothing in a row."""
    if not isinstance(bound.field, forms.BooleanField):
        return _shown(bound.field, value)
    return _("“%(knob)s”") % {"knob": bound.label} if value else _("not “%(knob)s”") % {"knob": bound.label}


def _shown(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.BooleanField):
        return _("yes") if value else _("no")
    if value in _NOTHING:
        return _("nothing")
    if isinstance(value, date):
        return figures.day(value)
    if isinstance(field, forms.ChoiceField):
        offered: Any = field.choices
        names = {str(code): str(name) for code, name in offered}
        return ", ".join(names.get(str(each), str(each)) for each in (value if isinstance(value, list) else [value]))
    unit = getattr(field, "unit", "")
    return f"{field.prepare_value(value)} {unit}".strip().replace("\n", ", ")
