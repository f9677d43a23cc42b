"""The handbook: what clients read of a version, as a page and as a PDF, in the active language."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sops.models import Business, SopVersion
from sops.wording import figures
from sops.wording.chapters import Chapter, chapters
from sops.wording.clauses import pinned


@dataclass(frozen=True, slots=True)
class Handbook:
    """A version as clients read it. Whoever draws it only formats."""

    title: str
    business: str
    tagline: str
    edition: str  # “Version 3, in force from 1 January 2026”
    language: str
    chapters: tuple[Chapter, ...]
    note: str  # which contracts the version applies to


def handbook(version: SopVersion, business: Business | None) -> Handbook:
    """The handbook of a version, in the active language."""
    edition = _("Version %(number)s, in force from %(day)s") % {
        "number": version.number,
        "day": figures.day(version.effective_on),
    }
    return Handbook(
        title=version.title,
        business=business.display_name if business else "",
        tagline=business.tagline if business else "",
        edition=edition,
        language=get_language() or "en",
        chapters=chapters(version.policy(), currency=business.currency if business else "EUR"),
        note=pinned(version),
    )


def handbook_page(book: Handbook) -> str:
    """The handbook as an HTML page."""
    return render_to_string("sops/handbook.html", {"handbook": book})
