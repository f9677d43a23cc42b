"""The fields of forms, written at once: label, input, errors and help, as the templates of crispy-bootstrap5 do.

Its template asks fifty questions of a field, and a long form has thirty of them.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

STAR = mark_safe('<span class="asteriskField">*</span>')
NONE = SafeString("")
LAYOUT = "bootstrap5/layout"
SEVERAL = (forms.RadioSelect, forms.CheckboxSelectMultiple)


def written(field: BoundField) -> SafeString:
    """A field with all that belongs to it; a hidden one is its input only."""
    if field.is_hidden:
        return SafeString(field)
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return _box(field)
    body = format_html("{}{}", _label(field, "form-label"), _body(field, widget))
    if field.use_fieldset and field.label:
        told = format_html(' aria-describedby="{}"', field.aria_describedby) if field.aria_describedby else NONE
        body = format_html("<fieldset{}>{}</fieldset>", told, body)
    return format_html('<div id="div_{}" class="mb-3{}">{}</div>', field.auto_id, _more(field), body)


def _box(field: BoundField) -> SafeString:
    """A box to tick, with its label behind it."""
    parts = (_input(field, "form-check-input"), _label(field, "form-check-label"), _errors(field), _help(field))
    inside = format_html('<div id="div_{}" class="form-check{}">{}{}{}{}</div>', field.auto_id, _more(field), *parts)
    return format_html('<div class="mb-3">{}</div>', inside)


def _body(field: BoundField, widget: forms.Widget) -> SafeString:
    """What stands under the label; boxes of several and files are rare, and left to the templates."""
    if isinstance(widget, SEVERAL):
        return render_to_string(f"{LAYOUT}/radio_checkbox_select.html", {"field": field, "form_show_errors": True})
    if isinstance(widget, forms.FileInput):
        return render_to_string(f"{LAYOUT}/field_file.html", {"field": field, "form_show_errors": True})
    kind = "form-select" if isinstance(widget, forms.Select) else "form-control"
    return format_html("{}{}{}", _input(field, kind), _errors(field), _help(field))


def _label(field: BoundField, kind: str) -> SafeString:
    if not field.label:
        return NONE
    required = field.field.required
    fieldset = field.use_fieldset
    words = f"{kind}{' requiredField' if required else ''}{' fs-6' if fieldset else ''}"
    whose = format_html('for="{}" ', field.id_for_label) if field.id_for_label else NONE
    tag = SafeString("legend" if fieldset else "label")
    return format_html('<{} {}class="{}">{}{}</{}>', tag, whose, words, field.label, STAR if required else NONE, tag)


def _input(field: BoundField, kind: str) -> SafeString:
    """The input, with its kind of class, and marked where it is wrong."""
    widget: Any = field.field.widget
    words = f"{kind} is-invalid" if field.errors else kind
    for each in getattr(widget, "widgets", [getattr(widget, "widget", widget)]):
        had = each.attrs.get("class", "").split()
        named = [type(each).__name__.lower(), *words.split()]
        each.attrs["class"] = " ".join([*had, *(word for word in named if word not in had)])
    return SafeString(field)


def _more(field: BoundField) -> str:
    more = field.css_classes()
    return f" {more}" if more else ""


def _errors(field: BoundField) -> SafeString:
    """What is wrong with a field, each with an id."""
    if not field.errors:
        return NONE
    lines = [(number, field.auto_id, error) for number, error in enumerate(field.errors, 1)]
    listed = format_html_join("", '<p id="error_{}_{}"><strong>{}</strong></p>', lines)
    whose: Any = field.errors
    return format_html('<div id="{}_error" class="invalid-feedback">{}</div>', whose.field_id, listed)


def _help(field: BoundField) -> SafeString:
    if not field.help_text:
        return NONE
    whose = format_html('id="{}_helptext" ', field.auto_id) if field.auto_id else NONE
    return format_html('<div {}class="form-text">{}</div>', whose, mark_safe(str(field.help_text)))  # noqa: S308  # ours
