"""The inputs of forms, written at once: a template for each option of a choice would take most of a page."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.template.base import render_value_in_context
from django.template.context import Context
from django.utils.functional import Promise
from django.utils.safestring import mark_safe

INPUTS = (
    "checkbox",
    "color",
    "date",
    "datetime",
    "email",
    "hidden",
    "number",
    "password",
    "search",
    "tel",
    "text",
    "time",
    "url",
)


class Inputs(DjangoTemplates):
    """Writes what Django's templates write, but for empty lines; rarer widgets are left to the templates."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        write = WRITTEN.get(template_name)
        if write is None:
            return super().render(template_name, context, request)
        return mark_safe(write(context["widget"]))  # noqa: S308  # each part is escaped


def escaped(value: Any) -> str:
    """A value as HTML shows it, as `conditional_escape` does, which asks more of each."""
    if type(value) is str:
        return html.escape(value)
    return value.__html__() if hasattr(value, "__html__") else html.escape(str(value))


def _attributes(widget: dict[str, Any]) -> str:
    return "".join([_attribute(*each) for each in widget["attrs"].items() if each[1] is not False])


def _attribute(name: str, value: Any) -> str:
    return _plain(name, value) if type(value) is str else _written(name, value)


def _written(name: str, value: Any) -> str:
    return f" {escaped(name)}" + ("" if value is True else f'="{escaped(value)}"')


_plain = lru_cache(maxsize=2000)(_written)  # most are the same on each input of a page


def _input(widget: dict[str, Any]) -> str:
    kind, name, value = (escaped(widget[key]) for key in ("type", "name", "value"))
    shown = "" if widget["value"] is None else f' value="{value}"'
    return f'<input type="{kind}" name="{name}"{shown}{_attributes(widget)}>'


def _option(widget: dict[str, Any]) -> str:
    """One box of several, in its label where the widget wraps it."""
    if not widget.get("wrap_label"):
        return _input(widget)
    name = widget["attrs"].get("id")
    whose = f' for="{escaped(name)}"' if name else ""
    return f"<label{whose}>{_input(widget)} {escaped(widget['label'])}</label>"


def _textarea(widget: dict[str, Any]) -> str:
    name, text = escaped(widget["name"]), escaped(widget["value"] or "")
    return f'<textarea name="{name}"{_attributes(widget)}>\n{text}</textarea>'


def _select(widget: dict[str, Any]) -> str:
    options = "".join(_options(widget["optgroups"]))
    return f'<select name="{escaped(widget["name"])}"{_attributes(widget)}>{options}\n</select>'


def _options(groups: list[Any]) -> Iterator[str]:
    for name, options, _index in groups:
        if name:
            yield f'\n  <optgroup label="{escaped(name)}">'
        for option in options:
            said = option["label"]
            label = escaped(str(said)) if isinstance(said, (str, Promise)) else render_value_in_context(said, PLAIN)
            yield f'\n  <option value="{escaped(option["value"])}"{_attributes(option)}>{label}</option>'
        if name:
            yield "\n  </optgroup>"


PLAIN = Context()
WIDGETS = "django/forms/widgets"
WRITTEN: dict[str, Callable[[dict[str, Any]], str]] = {
    **{f"{WIDGETS}/{name}.html": _input for name in INPUTS},
    f"{WIDGETS}/checkbox_option.html": _option,
    f"{WIDGETS}/radio_option.html": _option,
    f"{WIDGETS}/textarea.html": _textarea,
    f"{WIDGETS}/select.html": _select,
}
