"""Django's `{% url %}`, which asks the table of addresses once for a name and not once for a row."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as djangos
from django.urls import NoReverseMatch
from django.utils.html import conditional_escape

from vacrm import addresses

register = template.Library()


class Address(URLNode):
    """An address in a template: by a name, with numbers and words; all others are Django's."""

    def render(self, context: Context) -> str:
        """The address, as Django writes it."""
        args: list[Any] = [each.resolve(context) for each in self.args]
        name = str(self.view_name.resolve(context))
        if self.kwargs or name.startswith("admin:") or not all(map(_is_plain, args)):
            return super().render(context)
        try:
            found = addresses.of(name, *args)
        except NoReverseMatch:
            if not self.asvar:
                raise
            found = ""
        if not self.asvar:
            # Of what HTML minds, an address may hold these two.
            return conditional_escape(found) if context.autoescape and ("&" in found or "'" in found) else found
        context[self.asvar] = found
        return ""


def _is_plain(value: object) -> bool:
    return type(value) is int or isinstance(value, str)


@register.tag
def url(parser: Parser, token: Token) -> Address:
    """`{% url "noun-verb" row.pk %}`, as Django reads it."""
    node: Any = djangos(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)
