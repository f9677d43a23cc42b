"""The certificate after a signed document: what was signed, by whom, when, and how the signer was known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from billing.rules.signature import Evidence, Other
from vacrm.paper.figures import day, number
from vacrm.paper.flow import Flow
from vacrm.paper.frame import Frame
from vacrm.paper.pictures import read_picture
from vacrm.paper.sheet import MARGIN, MEASURE
from vacrm.paper.styles import BODY, LABEL, LINE, SMALL_2, STRONG, Style

LABELS = 128.0  # the width of the column of labels
DRAWING = (168.0, 56.0)  # the box of a drawn signature
WORTH = 130.0  # the height of what a signature is worth: read in one piece

type Row = tuple[str, str, Style]


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the page says; sentences are in its language."""

    evidence: Evidence
    language: str
    pinned: str  # the sentence by which the contract takes the procedures in
    drawn: bytes = b""
    right: tuple[str, ...] = ()  # what a consumer is told about withdrawing
    form: tuple[str, ...] = ()


def draw_certificate(frame: Frame, page: Certificate) -> None:
    """Draw the certificate from where the pen of a new document stands."""
    flow, proof = Flow.along(frame, page.language), page.evidence
    flow.title(_("Certificate of signature"), _("to the quote %(name)s") % {"name": proof.shown.quote})
    flow.paragraph(
        _(
            "The pages before this one are the document exactly as it was shown and signed: "
            "the first %(size)s bytes of this file, unchanged."
        )
        % {"size": number(Decimal(proof.shown.size), page.language)}
    )
    _section(flow, _("What was signed"), _what(page))
    flow.heading(_("Signed by %(company)s") % {"company": proof.signer.company})
    _rows(frame, _name(proof))
    if page.drawn:
        _drawing(frame, page.drawn)
    _rows(frame, _who(page))
    if proof.other:
        _section(
            flow, _("Signed by %(company)s") % {"company": proof.other.company}, _other(proof.other, page.language)
        )
    frame.ensure(WORTH)
    flow.heading(_("What this signature is"))
    flow.paragraph(
        _(
            "A simple electronic signature (Regulation (EU) No 910/2014, articles 3 and 25; in France articles 1366 "
            "and 1367 of the Civil Code). It may not be refused as evidence for being electronic; that it is "
            "reliable is not presumed, and is shown by what is recorded here."
        )
    )
    flow.paragraph(
        _(
            "Both sides were sent this file and its proof in JSON. The digest of both stands in a log in which "
            "each entry holds the digest of the one before."
        )
    )
    if page.right:
        _withdrawal(flow, page)


def _section(flow: Flow, title: str, rows: Iterable[Row]) -> None:
    flow.heading(title)
    _rows(flow.frame, rows)


def _rows(frame: Frame, rows: Iterable[Row]) -> None:
    for row in rows:
        _row(frame, row)


def _what(page: Certificate) -> Iterator[Row]:
    shown, consent = page.evidence.shown, page.evidence.consent
    yield _("Document"), shown.name, STRONG
    yield "SHA-256", shown.sha256, SMALL_2
    yield _("Rules"), page.pinned, BODY
    if consent:
        yield _("Options chosen"), ", ".join(consent.options) or _("none"), BODY
        for name, amount in consent.totals:
            yield name, amount, STRONG


def _name(proof: Evidence) -> Iterator[Row]:
    yield _("Name"), proof.signer.name, STRONG
    if proof.signer.capacity:
        yield _("Acting as"), proof.signer.capacity, BODY


def _who(page: Certificate) -> Iterator[Row]:
    proof = page.evidence
    yield _("Signed"), _moment(proof.signed_at, page.language), STRONG
    if proof.seen_at:
        yield _("First opened"), _moment(proof.seen_at, page.language), BODY
    if proof.consent:
        for text in proof.consent.ticked:
            yield _("Ticked"), text, BODY
    yield from _known_by(page)
    yield pgettext("signature", "From"), proof.browser.address or _("unknown"), BODY
    if proof.browser.agent:
        yield _("Browser"), proof.browser.agent, SMALL_2


def _known_by(page: Certificate) -> Iterator[Row]:
    """By which link and which code the signer was known."""
    link, code = page.evidence.invitation, page.evidence.code
    if link:
        sent = {"to": link.sent_to, "at": _moment(link.sent_at, page.language)}
        yield _("Secret link"), _("sent to %(to)s, %(at)s") % sent, BODY
        if link.message_id:
            yield _("Message"), link.message_id, SMALL_2
    if code:
        sent = {"to": page.evidence.signer.email, "at": _moment(code.sent_at, page.language)}
        yield _("One-time code"), _("sent to %(to)s, %(at)s") % sent, BODY
        values = {"at": _moment(code.used_at, page.language), "n": code.wrong_tries}
        told = ngettext("%(at)s, after %(n)d wrong try", "%(at)s, after %(n)d wrong tries", code.wrong_tries)
        yield _("Typed right"), (told if code.wrong_tries else "%(at)s") % values, BODY
        if code.message_id:
            yield _("Message"), code.message_id, SMALL_2


def _other(other: Other, language: str) -> Iterator[Row]:
    yield _("Name"), other.name, STRONG
    yield _("Signed"), _moment(other.signed_at, language), STRONG
    yield pgettext("signature", "How"), _("by sending the document, signed in to her own account"), BODY
    if other.proof:
        yield _("Proof, SHA-256"), other.proof, SMALL_2


def _withdrawal(flow: Flow, page: Certificate) -> None:
    flow.heading(_("Right of withdrawal"))
    for text in page.right:
        flow.paragraph(text)
    flow.gap(6)
    flow.frame.ensure(len(page.form) * 22)
    for text in page.form:
        flow.paragraph(text, quiet=True)


def _row(frame: Frame, row: Row) -> None:
    label, value, style = row
    names = LABEL.wrap(label, LABELS - 10)
    lines = style.wrap(value, MEASURE - LABELS)
    height = max(len(names) * LABEL.leading, len(lines) * style.leading)
    frame.ensure(height)
    frame.sheet.write_lines(names, LABEL, MARGIN, frame.top)
    # Smaller print stands on the line of its label.
    frame.sheet.write_lines(lines, style, MARGIN + LABELS, frame.top + LABEL.rise - style.rise)
    frame.top += height + 3
    frame.fresh = False


def _drawing(frame: Frame, data: bytes) -> None:
    picture = read_picture(data)
    if picture is None:
        return
    width, height = picture.fit(*DRAWING)
    frame.ensure(height + 8)
    frame.sheet.write(_("Drawn"), LABEL, MARGIN, frame.top)
    frame.sheet.picture(picture, MARGIN + LABELS, frame.top + 2, width, height)
    frame.top += height + 4
    frame.sheet.rule(frame.top, LINE, MARGIN + LABELS, MARGIN + LABELS + DRAWING[0])
    frame.top += 4


def _moment(at: datetime, language: str) -> str:
    """A moment to the second, in UTC."""
    utc = at.astimezone(UTC)
    return f"{day(utc.date(), language)}, {utc:%H:%M:%S} UTC"
