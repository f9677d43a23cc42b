"""The hand-over of a client as one PDF, and as a zip with everything that goes with it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from clients.heading import agreements_of
from clients.models import Client, ClientFile
from requests.models import ClientRequest, RequestFile
from seeds.handing.telling import Section, sections
from seeds.packs.dumping import dump
from sops.handbook import Handbook, draw_handbook, handbook
from sops.models import Business, SopVersion
from sops.wording import figures
from vacrm.paper.flow import Flow

ZIP_BEGINS = 1980  # a zip knows no earlier year


def draw(client: Client, *, on: date, language: str, amounts: bool) -> bytes:
    """The hand-over as a PDF: the client, then the procedures. The same facts give the same bytes."""
    business = Business.objects.current()
    with override(language):
        title = _("Hand-over: %(client)s") % {"client": client.name}
        name = business.display_name if business else ""
        day = figures.day(on)
        flow = Flow(
            title,
            subtitle=" · ".join(part for part in (name, day) if part),
            owner=name,
            footer=f"{name}\n{day}",
            language=language,
        )
        flow.paragraph(
            _("What somebody needs who takes this work on. Passwords are not in it: they are never written down here."),
            quiet=True,
        )
        for section in sections(client, on, amounts=amounts):
            _draw(flow, section)
        for version in versions(client, on):
            _draw_rules(flow, handbook(version, business))
        return flow.finish()


def _draw(flow: Flow, section: Section) -> None:
    flow.heading(section.title)
    for text in section.paragraphs:
        flow.paragraph(text)
    flow.table(section.rows, section.headings)
    for text in section.bullets:
        flow.bullet(text)


def _draw_rules(flow: Flow, book: Handbook) -> None:
    flow.heading(f"{book.title} · {book.edition}")
    for chapter in book.chapters:
        flow.heading(f"§{chapter.number}  {chapter.title}")
        for paragraph, sentence in chapter.numbered_once():
            flow.rule(paragraph, sentence)


def versions(client: Client, on: date) -> list[SopVersion]:
    """The procedures that the client's agreements stand on; without an agreement, those in force."""
    found = {each.sop.number: each.sop for each in agreements_of(client, on) if each.ends_on is None}
    if not found and (published := SopVersion.objects.published().first()):
        return [published]
    return [found[number] for number in sorted(found)]


def bundle(client: Client, *, on: date, language: str, amounts: bool) -> bytes:
    """The zip: the PDF, the handbook, the files of the client and, with amounts, the client as a pack."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, data in _parts(client, on, language, amounts):
            entry = zipfile.ZipInfo(name, (max(on.year, ZIP_BEGINS), on.month, on.day, 12, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            folder.writestr(entry, data)
    return content.getvalue()


def _parts(client: Client, on: date, language: str, amounts: bool) -> Iterator[tuple[str, bytes]]:
    yield f"{file_stem(client, language)}.pdf", draw(client, on=on, language=language, amounts=amounts)
    business = Business.objects.current()
    with override(language):
        for version in versions(client, on):
            yield f"sop-v{version.number}.pdf", draw_handbook(handbook(version, business))
    if amounts:
        yield f"{slugify(client.key) or 'client'}.toml", dump(client.key).encode()
    for given in files_given(client).order_by("pk"):
        yield f"files/{given.pk}-{_flat(given.name)}", bytes(given.content)
    for file in files_asked(client).order_by("client_request", "pk"):
        yield f"requests/{file.client_request_id}/{file.pk}-{_flat(file.name)}", bytes(file.content)


def files_given(client: Client) -> QuerySet[ClientFile]:
    """What came with the onboarding."""
    return ClientFile.objects.filter(client=client, removed_at=None)


def files_asked(client: Client) -> QuerySet[RequestFile]:
    """What came with requests that are open."""
    asked = ClientRequest.objects.open().filter(client=client)
    return RequestFile.objects.filter(client_request__in=asked, removed_at=None)


def file_stem(client: Client, language: str) -> str:
    """The name of the files, without its end."""
    word = "passation" if language == "fr" else "hand-over"
    return f"{word}-{slugify(client.name) or client.pk}"


def _flat(name: str) -> str:
    """A name that stays in its folder, wherever the zip is opened."""
    kept = "".join(letter if letter.isalnum() or letter in "-_. " else "_" for letter in name)
    while ".." in kept:
        kept = kept.replace("..", ".")
    return kept.strip(". ") or "file"
