"""A field of a form: `{% written field %}`."""

from __future__ import annotations

from django import template

from vacrm import fields

register = template.Library()
register.simple_tag(fields.written, name="written")
