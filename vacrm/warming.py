"""Get ready before the first page: load what every page needs, and keep it out of the way of the collector.

Addresses, catalogues and templates are some hundred thousand objects that live as long as the program. A full
collection walks over all of them, which takes a tenth of a second in the middle of somebody's page; frozen, they
are left alone, and a collection takes what the page itself left behind.
"""

from __future__ import annotations

import gc
from pathlib import Path

from django.conf import settings
from django.template import TemplateSyntaxError
from django.template.loader import get_template
from django.urls import get_resolver
from django.utils import translation


def warm() -> None:
    """Load addresses with their views, catalogues and templates; then freeze what is there."""
    _load(get_resolver())
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Today")
    folder = Path(settings.BASE_DIR) / "templates"
    for path in sorted(folder.rglob("*.html")):
        try:
            get_template(str(path.relative_to(folder)))
        except TemplateSyntaxError:  # the page that uses it will say so
            continue
    gc.collect()
    gc.freeze()


def _load(resolver: object) -> None:
    for each in getattr(resolver, "url_patterns", ()):
        _load(each)
