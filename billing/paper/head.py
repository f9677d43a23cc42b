"""The head of an invoice or a quote: who writes, what it is, to whom, and the days that count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from billing.rules.snapshot import Party, Snapshot
from vacrm.paper.figures import NO_BREAK, day, days, register_number
from vacrm.paper.frame import Frame
from vacrm.paper.pictures import read_picture
from vacrm.paper.sheet import MARGIN, MEASURE, RIGHT
from vacrm.paper.styles import BODY, BODY_2, LABEL, NAME, STRONG, TITLE, Style

LOGO_WIDTH, LOGO_HEIGHT = 165.0, 46.0
GAP = 18.0
COLUMNS = (170.0, 147.0)  # of the two parties; the days take the rest


def title(snapshot: Snapshot) -> str:
    """What the document is called."""
    return {
        "invoice": _("Invoice"),
        "deposit": _("Deposit invoice"),
        "balance": _("Balance invoice"),
        "credit": _("Credit note"),
    }[snapshot.kind]


@dataclass(frozen=True, slots=True)
class Head:
    """What stands at the top of a first page."""

    seller: Party
    buyer: Party
    to: str  # what stands above the buyer: “Billed to”
    name: str  # what the document is called
    number: str
    days: tuple[tuple[str, str, Style], ...]
    logo: bytes = b""
    note: str = ""


def draw_head(frame: Frame, snapshot: Snapshot) -> None:
    """Draw the head of an invoice, and move the frame below it."""
    draw_top(
        frame,
        Head(
            seller=snapshot.seller,
            buyer=snapshot.buyer,
            to=pgettext("invoice", "Billed to"),
            name=title(snapshot),
            number=snapshot.number or _("Draft"),
            days=tuple(_days(snapshot)),
            logo=snapshot.logo,
            note=snapshot.credits,
        ),
    )


def draw_top(frame: Frame, head: Head) -> None:
    """Draw the letterhead and title, then the parties and days, and move the frame below them."""
    _draw_letterhead(frame, head)
    frame.top += 33
    tops = [_draw_party(frame, party, x, width) for party, x, width in _parties(head)]
    tops.append(_draw_days(frame, head))
    frame.top = max(tops)
    if head.note:
        lines = STRONG.wrap(head.note, MEASURE, most=3)
        frame.top = frame.sheet.write_lines(lines, STRONG, MARGIN, frame.top + 18)
    frame.top += 30


def _draw_letterhead(frame: Frame, head: Head) -> None:
    sheet, seller, name = frame.sheet, head.seller, head.name
    top = _draw_logo(frame, head.logo)
    width = MEASURE - max(TITLE.width(name), 120) - 2 * GAP
    top = sheet.write_lines(NAME.wrap(seller.name, width, most=3), NAME, MARGIN, top)
    if seller.tagline:
        top = sheet.write_lines(BODY_2.wrap(seller.tagline, width, most=2), BODY_2, MARGIN, top)
    sheet.write(name, TITLE, RIGHT, frame.top, "right")
    sheet.write(head.number, STRONG, RIGHT, frame.top + 22, "right")
    frame.top = max(top, frame.top + 22 + STRONG.leading)


def _draw_logo(frame: Frame, data: bytes) -> float:
    picture = read_picture(data) if data else None
    if picture is None:
        return frame.top
    width, height = picture.fit(LOGO_WIDTH, LOGO_HEIGHT)
    frame.sheet.picture(picture, MARGIN, frame.top, width, height)
    return frame.top + height + 9


def _parties(head: Head) -> Iterator[tuple[tuple[str, list[str], str], float, float]]:
    seller, buyer = head.seller, head.buyer
    first, second = COLUMNS
    yield (_("From"), [*_identity(seller), seller.phone, seller.email], seller.name), MARGIN, first
    yield (head.to, _identity(buyer), buyer.name), MARGIN + first + GAP, second


def _identity(party: Party) -> list[str]:
    lines = list(party.address)
    if party.siret:  # it begins with the SIREN
        lines.append(f"SIRET{NO_BREAK}{register_number(party.siret)}")
    elif party.siren:
        lines.append(f"SIREN{NO_BREAK}{register_number(party.siren)}")
    if party.vat_number:
        lines.append(_("VAT number %(number)s") % {"number": party.vat_number})
    return lines


def _draw_party(frame: Frame, party: tuple[str, list[str], str], x: float, width: float) -> float:
    label, lines, name = party
    frame.sheet.write(label, LABEL, x, frame.top)
    top = frame.sheet.write_lines(STRONG.wrap(name, width, most=5), STRONG, x, frame.top + LABEL.leading + 1.8)
    for line in filter(None, lines):
        top = frame.sheet.write_lines(BODY_2.wrap(line, width, most=3), BODY_2, x, top)
    return top


def _draw_days(frame: Frame, head: Head) -> float:
    top = frame.top
    left = MARGIN + sum(COLUMNS) + 2 * GAP
    for label, value, style in head.days:
        frame.sheet.write(label, LABEL, RIGHT, top, "right")
        lines = style.wrap(value, RIGHT - left)
        top = frame.sheet.write_lines(lines, style, RIGHT, top + 12.8, "right") + 4.6
    return top - 4.6


def _days(snapshot: Snapshot) -> Iterator[tuple[str, str, Style]]:
    language = snapshot.language
    if snapshot.issued_on:
        label = pgettext("credit note", "Issued on") if snapshot.kind == "credit" else pgettext("invoice", "Issued on")
        yield label, day(snapshot.issued_on, language), BODY
    if snapshot.period_from and snapshot.period_to:
        yield _("Service period"), days(snapshot.period_from, snapshot.period_to, language), BODY
    if snapshot.due_on and snapshot.kind != "credit":
        yield _("Payable by"), day(snapshot.due_on, language), STRONG
