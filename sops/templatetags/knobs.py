"""A knob of a chapter, written at once: a chapter has a hundred of them, and a template for each took half its page."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from sops.editing.chapter import Group
from sops.editing.rows import RowForm, Rows
from vacrm.inputs import escaped

register = template.Library()
NONE = SafeString("")
UP = mark_safe('<i class="bi bi-chevron-up" aria-hidden="true"></i>')
GONE = mark_safe('<i class="bi bi-x-lg" aria-hidden="true"></i><i class="bi bi-reply" aria-hidden="true"></i>')


@register.simple_tag
def knob(field: BoundField) -> SafeString:
    """An input in the shape of its kind, with its label, unit, errors and help."""
    known: Any = field.field
    if known.shape == "hidden":
        return SafeString(field)
    if known.shape == "switch":
        return _switch(field)
    if known.shape == "checks":
        return render_to_string("sops/knob_checks.html", {"field": field})
    wide, whose, label = (
        " knob-wide" if known.shape == "wide" else "",
        escaped(field.id_for_label),
        escaped(field.label),
    )
    return mark_safe(  # noqa: S308  # each part is escaped
        f'<div class="knob{wide}"><label class="form-label" for="{whose}">{label}</label>'
        f"{_with_unit(field)}{_wrong(field)}{_help(field, 'form-text')}</div>"
    )


def _switch(field: BoundField) -> SafeString:
    label = format_html('<label class="form-check-label" for="{}">{}</label>', field.id_for_label, field.label)
    parts = (SafeString(field), label, _help(field, "form-text mt-0"))
    return format_html('<div class="form-check form-switch knob-wide">{}{}{}</div>', *parts)


def _with_unit(field: BoundField) -> SafeString:
    unit = getattr(field.field, "unit", "")
    if not unit:
        return SafeString(field)
    wrong = " has-validation" if field.form.is_bound and field.errors else ""
    inside = format_html('{}<span class="input-group-text">{}</span>', SafeString(field), unit)
    return format_html('<div class="input-group{}">{}</div>', wrong, inside)


def _wrong(field: BoundField) -> SafeString:
    if not (field.form.is_bound and field.errors):
        return NONE
    said = " ".join(map(str, field.errors))
    return format_html('<div class="invalid-feedback d-block" id="{}_error">{}</div>', field.auto_id, said)


def _help(field: BoundField, kind: str) -> SafeString:
    if not field.help_text:
        return NONE
    return format_html('<div class="{}" id="{}_helptext">{}</div>', kind, field.auto_id, field.help_text)


@register.simple_tag
def edit_rows(rows: Rows, group: Group, here: str) -> SafeString:
    """The rows of one kind, each with its knobs and what moves or removes it."""
    removed = _("Removed once you keep the chapter; until then it comes back with the same button.")
    written = [(_row(row, rank, rows.name, group, here, removed),) for rank, row in enumerate(rows.forms)]
    return format_html_join("\n", "{}", written)


def _row(row: RowForm, rank: int, name: str, group: Group, here: str, removed: str) -> SafeString:
    title: str = getattr(row, "title", "")
    wrong = [(error,) for error in row.non_field_errors()] if row.is_bound else []
    return format_html(
        '<div class="edit-row" role="group" aria-label="{}">{}<div class="edit-fields">{}{}</div>{}{}</div>',
        title or f"{group.title}, {rank + 1}",
        format_html('<span class="edit-title">{}</span>', title) if title else NONE,
        SafeString("".join(map(knob, row.shown))),
        format_html_join("\n", '<div class="invalid-feedback d-block">{}</div>', wrong),
        _row_do(row, rank, name, group, here, removed) if group.add else NONE,
        format_html('<p class="edit-note">{}</p>', row.before) if row.before else NONE,
    )


def _row_do(row: RowForm, rank: int, name: str, group: Group, here: str, removed: str) -> SafeString:
    """What moves a row up, and what removes it or brings it back."""
    gone, place = row["gone"], {"rank": rank + 1}
    return format_html(
        '<div class="edit-do{}">{}<input type="checkbox" class="btn-check" id="{id}" name="{}"{}>'
        '<label class="btn btn-link btn-icon" for="{id}">{}<span class="visually-hidden">{}</span></label></div>'
        '<p class="edit-note edit-gone">{}</p>',
        " edit-do-two" if group.ordered else "",
        _up(rank, name, here, _("Move row %(rank)s up") % place) if group.ordered and rank else NONE,
        gone.html_name,
        SafeString(" checked" if row.is_gone else ""),
        GONE,
        _("Remove row %(rank)s") % place,
        removed,
        id=gone.auto_id,
    )


def _up(rank: int, name: str, here: str, said: str) -> SafeString:
    return format_html(
        '<button type="submit" class="btn btn-link btn-icon" id="up-{0}-{1}" name="do" value="up {0} {1}"'
        ' hx-post="{2}" hx-target="#chapter-fields" hx-swap="outerHTML" aria-label="{3}">{4}</button>',
        *(name, rank, here, said, UP),
    )
