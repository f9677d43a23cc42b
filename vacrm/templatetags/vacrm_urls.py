"""Django's `{% url %}`, which asks the table of addresses once for a name and not once for a row."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as djangos

from vacrm import addresses

register = template.Library()


class Address(URLNode):
    """An address in a template: by a name, or by a name and a number; all others are Django's."""

    def render(self, context: Context) -> str:
        """The address, as Django writes it."""
        if not self.kwargs and not self.asvar and len(self.args) < 2:
            args: list[Any] = [each.resolve(context) for each in self.args]
            name = self.view_name.resolve(context)
            if all(type(each) is int for each in args) and not str(name).startswith("admin:"):
                return addresses.of(name, *args)
        return super().render(context)


@register.tag
def url(parser: Parser, token: Token) -> Address:
    """`{% url "noun-verb" row.pk %}`, as Django reads it."""
    node: Any = djangos(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)
