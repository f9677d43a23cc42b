"""What a browser sends of a chapter's form that nobody has touched."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from sops.editing import ChapterForm


def sent(form: ChapterForm, **more: str) -> QueryDict:
    """The fields and rows of a form as a browser sends them; `more` is typed over it (dashes as `__`)."""
    data = QueryDict(mutable=True)
    _put(form, data)
    for name, rows in form.rows.items():
        data[f"{name}-count"] = str(len(rows.forms))
        for row in rows.forms:
            _put(row, data)
    for name, text in more.items():
        data[name.replace("__", "-")] = text
    return data


def _put(form: forms.Form, data: QueryDict) -> None:
    for name in form.fields:
        bound = form[name]
        value: Any = bound.value()
        if isinstance(bound.field.widget, forms.CheckboxInput):
            if value:
                data[bound.html_name] = "on"
        elif isinstance(bound.field.widget, forms.CheckboxSelectMultiple):
            data.setlist(bound.html_name, [str(each) for each in value])
        else:
            shown = bound.field.widget.format_value(value)
            shown = (shown or [""])[0] if isinstance(shown, list) else shown
            data[bound.html_name] = "" if shown is None else str(shown)
