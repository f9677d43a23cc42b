"""A knob of a chapter, written at once: a chapter has a hundred of them, and a template for each took half its page."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()
NONE = SafeString("")


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
    parts = (field.id_for_label, field.label, _with_unit(field), _wrong(field), _help(field, "form-text"))
    wide = " knob-wide" if known.shape == "wide" else ""
    return format_html('<div class="knob{}"><label class="form-label" for="{}">{}</label>{}{}{}</div>', wide, *parts)


def _switch(field: BoundField) -> SafeString:
    label = format_html('<label class="form-check-label" for="{}">{}</label>', field.id_for_label, field.label)
    parts = (SafeString(field), label, _help(field, "form-text mt-0"))
    return format_html('<div class="form-check form-switch knob-wide">{}{}{}</div>', *parts)


def _with_unit(field: BoundField) -> SafeString:
    unit = getattr(field.field, "unit", "")
    if not unit:
        return SafeString(field)
    wrong = " has-validation" if field.errors else ""
    inside = format_html('{}<span class="input-group-text">{}</span>', SafeString(field), unit)
    return format_html('<div class="input-group{}">{}</div>', wrong, inside)


def _wrong(field: BoundField) -> SafeString:
    if not field.errors:
        return NONE
    said = " ".join(map(str, field.errors))
    return format_html('<div class="invalid-feedback d-block" id="{}_error">{}</div>', field.auto_id, said)


def _help(field: BoundField, kind: str) -> SafeString:
    if not field.help_text:
        return NONE
    return format_html('<div class="{}" id="{}_helptext">{}</div>', kind, field.auto_id, field.help_text)
