"""The illustrated guides in `docs/`, drawn as pages: the few marks of Markdown that it uses, and no others."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

MONTH, CALL = "first-month", "first-call"
NAMES = (MONTH, CALL)  # in the order in which they are offered
_PICTURE = re.compile(r"!\[(.*)\]\(pictures/([a-z-]+\.png)\)")
_INLINE = [
    (re.compile(r"\*\*(.+?)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"`(.+?)`"), r"<code>\1</code>"),
]


def written(language: str, name: str = MONTH) -> Path:
    """The file of a guide in a language."""
    return Path(settings.BASE_DIR) / "docs" / f"{name}.{language}.md"


@cache
def guide(language: str, name: str = MONTH) -> tuple[str, SafeString]:
    """The title of a guide, and its body as HTML."""
    title, *blocks = written(language, name).read_text(encoding="utf-8").strip().split("\n\n")
    body = "\n".join(_drawn(block.strip()) for block in blocks)
    return title.removeprefix("# "), mark_safe(body)  # noqa: S308  # our own text, escaped word by word


def _drawn(block: str) -> str:
    if found := _PICTURE.fullmatch(block):
        address = static(f"guide/{found[2]}")
        return f'<img src="{address}" alt="{escape(found[1])}" width="1280" height="640" loading="lazy">'
    if block.startswith("## "):
        return f"<h2>{_words(block.removeprefix('## '))}</h2>"
    if block.startswith("* "):
        return "<ul>" + "".join(f"<li>{_words(line[2:])}</li>" for line in block.splitlines()) + "</ul>"
    return f"<p>{_words(block)}</p>"


def _words(text: str) -> str:
    found = str(escape(text))
    for pattern, drawn in _INLINE:
        found = pattern.sub(drawn, found)
    return found
