"""The form of a draft beside the version published: which chapters changed, and what a knob was before."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from sops.editing import CHAPTERS, ChapterForm
from sops.models import SopVersion
from sops.rules.policy import Policy


def changed_chapters(new: Policy, old: Policy) -> set[str]:
    """The chapters, by slug, in which two policies differ."""
    return {
        slug for slug, form in CHAPTERS.items() if any(getattr(new, name) != getattr(old, name) for name in form.tables)
    }


def tell_before(form: ChapterForm, published: SopVersion) -> None:
    """Say at each field that differs what it is in the version published."""
    before = form.knobs(published.policy())
    for name, field in form.fields.items():
        old = before.get(name)
        if (old or None) != (form.get_initial_for_field(field, name) or None):
            field.widget.attrs["class"] = f"{field.widget.attrs.get('class', '')} changed"
            values = {"number": published.number, "value": _shown(field, old)}
            field.help_text = _("In v%(number)s: %(value)s.") % values


def _shown(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.BooleanField):
        return _("yes") if value else _("no")
    if value in (None, "", (), []):
        return _("nothing")
    if isinstance(field, forms.ChoiceField):
        offered: Any = field.choices
        names = {str(code): str(name) for code, name in offered}
        return ", ".join(names.get(str(each), str(each)) for each in (value if isinstance(value, list) else [value]))
    unit = getattr(field, "unit", "")
    return f"{field.prepare_value(value)} {unit}".strip().replace("\n", ", ")
