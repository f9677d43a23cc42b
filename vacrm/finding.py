"""Finding: pages by their name, records by what their rooms answer to some words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from vacrm.frame import entries

MOST = 6  # hits of each kind; more words find the others


@dataclass(frozen=True, slots=True)
class Hit:
    """A record or a page that answers."""

    title: str
    url: str
    detail: str = ""


def found(request: HttpRequest, words: str) -> list[tuple[str, list[Hit]]]:
    """Hits under their titles; every page when no word is given."""
    pages = [Hit(entry.label, entry.url) for entry in entries(request) if words.casefold() in entry.label.casefold()]
    groups = [(_("Pages"), pages)]
    if words:
        groups += [_named(name)(words) for name in settings.FINDERS]
    return [(title, hits) for title, hits in groups if hits]


@cache
def _named(name: str) -> Callable[[str], tuple[str, list[Hit]]]:
    finder: Callable[[str], tuple[str, list[Hit]]] = import_string(name)
    return finder
