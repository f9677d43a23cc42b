"""The offer on a quote's first pages: lines by when they are paid, their sums, options, and where to sign."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from billing.paper.head import Head
from billing.paper.lines import LineTable
from billing.rules.quote import HOURS, MONTH, ONCE
from billing.rules.said import Said, SaidLine, SaidSum
from billing.rules.snapshot import Line
from vacrm.paper.figures import day, money, percent
from vacrm.paper.flow import Flow
from vacrm.paper.frame import Frame
from vacrm.paper.sheet import MARGIN, RIGHT
from vacrm.paper.styles import ACCENT, BODY, BODY_2, LABEL, LINE, NET, STRONG, Style

TOTALS_WIDTH = 236.0
STEP = 5.0
TOTAL = 34.0  # of the last line of the sums
SIGNING = 118.0
HEADINGS = 60.0  # of a part: its title and the heads of its columns


@dataclass(frozen=True, slots=True)
class Part:
    """Some lines of a quote, as the table of lines prints them."""

    lines: tuple[Line, ...]
    language: str
    currency: str


def head_of(said: Said, logo: bytes) -> Head:
    """The head of a quote."""
    return Head(
        seller=said.seller,
        buyer=said.buyer,
        to=_("For"),
        name=_("Quote"),
        number=said.name,
        days=tuple(_days(said)),
        logo=logo,
        note=_("This quote replaces %(before)s.") % {"before": said.replaces} if said.replaces else "",
    )


def _days(said: Said) -> Iterator[tuple[str, str, Style]]:
    if said.made_on:
        yield _("Date"), day(said.made_on, said.language), BODY
    yield _("Valid until"), day(said.valid_until, said.language), STRONG
    if said.starts_on:
        yield _("Begins on"), day(said.starts_on, said.language), BODY


def titles() -> dict[str, tuple[str, str]]:
    """What the lines of each rhythm stand under, and what their sum is called; in the active language."""
    return {
        ONCE: (_("Paid once"), _("Total")),
        MONTH: (_("Every month"), _("Total each month")),
        HOURS: (_("By the hour"), _("Estimated total")),
    }


def draw_offer(frame: Frame, said: Said) -> None:
    """Draw title and introduction, the lines with their sums, the options, and the place to sign."""
    flow = Flow.along(frame, said.language)
    flow.title(said.title)
    for part in filter(None, said.intro.splitlines()):
        flow.paragraph(part)
    frame.top += 4
    for each in said.sums:
        lines = tuple(_line(line) for line in said.lines if line.counts and line.rhythm == each.rhythm)
        sums = Sums(frame, said, each)
        _draw_part(flow, titles()[each.rhythm][0], Part(lines, said.language, said.currency), sums.height)
        sums.draw()
    if options := tuple(_line(line, is_option=True) for line in said.lines if not line.counts):
        _draw_part(flow, _("Options, yours to choose"), Part(options, said.language, said.currency), 0)
    frame.top += 16
    for mention in said.mentions:
        flow.paragraph(mention, quiet=True)
    _draw_signing(frame, said)


def _draw_part(flow: Flow, title: str, part: Part, closing: float) -> None:
    """Draw lines under their title; all on one page, with the closing, wherever a page can hold that."""
    frame, table = flow.frame, LineTable(flow.frame, part)
    needed = HEADINGS + sum(row.height for row in table.rows) + closing
    if frame.room < needed <= frame.full_room and not frame.fresh:
        frame.turn()
    flow.heading(title)
    table.draw(closing)


def _line(line: SaidLine, *, is_option: bool = False) -> Line:
    """As printed: of a month one month, of a trial its price of nothing."""
    by_unit = line.kind in ("mission", "hourly") and line.rate is not None
    detail = line.detail
    if is_option:
        detail = "\n".join(filter(None, [titles()[line.rhythm][0] + ".", detail]))
    return Line(
        kind=line.kind,
        label=line.label,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.rate if by_unit and line.rate is not None else line.price,
        net=line.price,
        vat_rate=line.vat_rate,
        category=line.category,
        detail=detail,
    )


class Sums:
    """What one rhythm comes to, at the right under its lines."""

    def __init__(self, frame: Frame, said: Said, each: SaidSum) -> None:
        self.frame, self.said, self.sum = frame, said, each
        self.rows = [
            (BODY_2.wrap(label, TOTALS_WIDTH - BODY_2.width(amount) - 12), amount) for label, amount in self._rows()
        ]
        self.height = 10 + sum(len(label) * BODY_2.leading + STEP for label, _amount in self.rows) + TOTAL

    def _rows(self) -> Iterator[tuple[str, str]]:
        off = self.said.discount
        if self.sum.off and off:
            yield _("Before the discount"), self._money(self.sum.before)
            what = percent(off.percent, self.said.language) if off.percent else ""
            label = _("Discount %(percent)s") % {"percent": what} if what else _("Discount")
            if off.reason:
                label = _("%(what)s: %(why)s") % {"what": label, "why": off.reason}
            yield label, self._money(-self.sum.off)
        yield _("Total excluding VAT"), self._money(self.sum.net)
        for group in self.sum.vat:
            words = {"rate": percent(group.rate, self.said.language), "base": self._money(group.base)}
            yield group.mention or _("VAT %(rate)s on %(base)s") % words, self._money(group.amount)

    def draw(self) -> None:
        """Draw the sums here."""
        self.frame.ensure(self.height)
        sheet, left, top = self.frame.sheet, RIGHT - TOTALS_WIDTH, self.frame.top + 10
        for label, amount in self.rows:
            sheet.write_lines(label, BODY_2, left, top)
            sheet.write(amount, BODY_2, RIGHT, top, "right")
            top += len(label) * BODY_2.leading + STEP
        sheet.rule(top + 1, ACCENT, left, weight=1.15)
        sheet.write(titles()[self.sum.rhythm][1], STRONG, left, top + 7 + NET.rise - STRONG.rise)
        sheet.write(self._money(self.sum.gross), NET, RIGHT, top + 7, "right")
        self.frame.top = top + TOTAL
        self.frame.fresh = False

    def _money(self, amount: Decimal) -> str:
        return money(amount, self.said.currency, self.said.language)


def _draw_signing(frame: Frame, said: Said) -> None:
    """Where both sign on paper; in the portal a page of its own takes this place."""
    frame.top += 12
    frame.ensure(SIGNING)
    sheet, top, half = frame.sheet, frame.top, (RIGHT - MARGIN - 24) / 2
    for left, who in ((MARGIN, said.buyer.name), (MARGIN + half + 24, said.seller.name)):
        words = _("Agreed, with the contract and the procedures annexed.") if left == MARGIN else ""
        (name, *_more) = STRONG.wrap(who, half)
        sheet.write(name, STRONG, left, top)
        sheet.write_lines(BODY_2.wrap(words, half), BODY_2, left, top + STRONG.leading)
        sheet.write(_("Date, name and signature"), LABEL, left, top + 3 * STRONG.leading)
        sheet.rule(top + SIGNING - 14, LINE, left, left + half)
    frame.top += SIGNING
    frame.fresh = False
