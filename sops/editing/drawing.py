"""Inputs and selects drawn without a template: a chapter has a hundred of them, and a template for each is slow."""

from __future__ import annotations

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

_WIDGETS = "django/forms/widgets/"
_INPUTS = {f"{_WIDGETS}{kind}.html" for kind in ("text", "date", "hidden", "checkbox", "checkbox_option")}


class Drawing(DjangoTemplates):
    """Draws what the templates of Django draw, attribute for attribute; what it does not know, they draw."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        widget = context.get("widget", {})
        if template_name in _INPUTS and not widget.get("wrap_label"):
            return _input(widget)
        if template_name == f"{_WIDGETS}select.html":
            options = ((_attributes(each["attrs"]), each["value"], each["label"]) for each in _options(widget))
            drawn = format_html_join("", '<option value="{1}"{0}>{2}</option>', options)
            return format_html('<select name="{}"{}>{}</select>', widget["name"], _attributes(widget["attrs"]), drawn)
        return super().render(template_name, context, request)


def _options(widget: dict[str, Any]) -> list[dict[str, Any]]:
    return [option for _group, options, _rank in widget["optgroups"] for option in options]


def _input(widget: dict[str, Any]) -> str:
    value, attributes = widget["value"], _attributes(widget["attrs"])
    said = mark_safe("") if value is None else format_html(' value="{}"', value)
    return format_html('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], said, attributes)


def _attributes(attributes: dict[str, Any]) -> SafeString:
    """Those that are true stand alone, those that are false are left out."""
    plain = ((name, value) for name, value in attributes.items() if value is not False)
    return mark_safe(  # noqa: S308  # each part is escaped
        "".join(
            format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value) for name, value in plain
        )
    )
