"""Words for a message, from a template in the recipient's language: one file holds the subject and the text."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from django.template import Context
from django.template.loader import get_template
from django.utils import translation


class Written(NamedTuple):
    """A subject line and a text, ready for `sending.queue`."""

    subject: str
    body: str


def write(template: str, *, language: str, **context: Any) -> Written:
    """Render a text template that extends `post/message.txt`; its first line is the subject, the rest the text.

    Nothing is escaped, for this is no HTML. Lines left empty by a condition close up to a single one.
    """
    with translation.override(language):
        text = get_template(template).template.render(Context(context, autoescape=False))  # type: ignore[attr-defined]
    subject, _, body = text.strip().partition("\n")
    lines = "\n".join(line.rstrip() for line in body.strip().splitlines())
    return Written(subject.strip(), re.sub(r"\n{3,}", "\n\n", lines) + "\n")
