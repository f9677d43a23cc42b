"""The signed PDF: the exact bytes that were shown, and after them the certificate, added as PDF adds: at the end."""

from __future__ import annotations

import io

from django.utils import translation
from django.utils.translation import gettext as _
from pypdf import PdfReader, PdfWriter

from billing.paper.certificate import Certificate, draw_certificate
from vacrm.paper.frame import Frame
from vacrm.paper.sheet import Sheet


def certify(document: bytes, page: Certificate, *, owner: str, footer: str) -> bytes:
    """The document with its certificate: the bytes as they were, then more. The same facts give the same bytes."""
    return _behind(document, _drawn(page, owner, footer))


def _drawn(page: Certificate, owner: str, footer: str) -> bytes:
    with translation.override(page.language):
        name = _("Certificate, %(name)s") % {"name": page.evidence.shown.quote}
        sheet = Sheet(title=name, author=owner, language=page.language, dated=page.evidence.signed_at.date())
        frame = Frame(sheet, name=name, owner=owner, footer=footer)
        draw_certificate(frame, page)
        return frame.finish()


def _behind(document: bytes, pages: bytes) -> bytes:
    """Pages added behind a document as an incremental update (ISO 32000-1, 7.5.6), which leaves its bytes alone."""
    writer = PdfWriter(io.BytesIO(document), incremental=True)
    for each in PdfReader(io.BytesIO(pages)).pages:
        writer.add_page(each)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
