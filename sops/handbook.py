"""The handbook: what clients read of a version, as a page and as a PDF, in the active language."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sops.models import DRAFT, Business, SopVersion
from sops.wording import figures
from sops.wording.chapters import Chapter, chapters
from sops.wording.clauses import pinned
from vacrm.paper.flow import Flow


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
    stamp: str = ""  # “DRAFT” across the pages of what is not published


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
        stamp=_("DRAFT") if version.state == DRAFT else "",
    )


def handbook_page(book: Handbook) -> str:
    """The handbook as an HTML page."""
    return render_to_string("sops/handbook.html", {"handbook": book})


def draw_handbook(book: Handbook) -> bytes:
    """The handbook as a PDF; the same handbook gives the same bytes."""
    flow = Flow(
        book.title,
        subtitle=" · ".join(part for part in (book.business, book.tagline, book.edition) if part),
        owner=book.business,
        footer=f"{book.business}\n{book.edition}",
        language=book.language,
        draft=book.stamp,
    )
    flow.paragraph(book.note, quiet=True)
    for chapter in book.chapters:
        flow.heading(f"§{chapter.number}  {chapter.title}")
        for paragraph, sentence in chapter.numbered_once():
            flow.rule(paragraph, sentence)
    return flow.finish()
