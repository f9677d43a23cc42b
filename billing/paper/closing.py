"""The closing of an invoice: totals, how to pay, and what the law wants said."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from billing.paper.payment import PaymentPanel
from billing.rules.snapshot import Snapshot, VatGroup
from vacrm.paper.figures import money, percent
from vacrm.paper.frame import Frame
from vacrm.paper.sheet import MARGIN, MEASURE, RIGHT
from vacrm.paper.styles import ACCENT, BODY_2, CITE, LEGAL, NET, SMALL, STRONG

TOTALS_WIDTH = 224.0
NOTE_WIDTH = 197.0
STEP = 5.6  # air around each total
BEFORE_LEGAL = 12.0


@dataclass(frozen=True, slots=True)
class Total:
    """One line of the totals, its label broken for print."""

    label: list[str]
    amount: str

    @property
    def height(self) -> float:
        return len(self.label) * BODY_2.leading + STEP


class Closing:
    """Everything below the lines. Measured first, because the last line stays with it."""

    def __init__(self, frame: Frame, snapshot: Snapshot) -> None:
        self.frame, self.snapshot = frame, snapshot
        self.totals = self._totals()
        self.note = SMALL.wrap(snapshot.rules_note, NOTE_WIDTH) if snapshot.rules_note else []
        self.panel = PaymentPanel(snapshot)
        self.legal = LEGAL.wrap(" ".join(self._sentences()), MEASURE)
        totals = sum(total.height for total in self.totals) + 40
        self.sums_height = 14 + max(totals, len(self.note) * SMALL.leading)
        self.below_height = self.panel.height + (BEFORE_LEGAL + len(self.legal) * LEGAL.leading if self._said else 0)

    @property
    def height(self) -> float:
        """The height of all of it, in points; no more than a page, beyond which it flows."""
        return self.sums_height + 18 + min(self.below_height, self.panel.height + 120)

    def draw(self) -> None:
        """Draw the totals here, and the payment panel and legal sentences at the foot of the page."""
        self.frame.ensure(self.sums_height)
        top = self.frame.top + 14
        self._draw_note(top)
        self._draw_totals(top)
        self.frame.top += self.sums_height + 18
        self.frame.fresh = False
        if self.frame.room < self.below_height <= self.frame.full_room:
            self.frame.turn()
        self.frame.top = max(self.frame.top, self.frame.bottom - self.below_height)
        self.frame.ensure(self.panel.height)
        self.panel.draw(self.frame.sheet, self.frame.top)
        self.frame.top += self.panel.height + BEFORE_LEGAL
        self._draw_legal()

    @property
    def _said(self) -> bool:
        return any(self.legal)

    def _sentences(self) -> list[str]:
        terms = [] if self.panel.says_terms or not self.snapshot.payment.terms else [self.snapshot.payment.terms]
        return [*terms, *self.snapshot.mentions]

    # ── Totals ───────────────────────────────────────────────────────────────────────────────────

    def _totals(self) -> list[Total]:
        groups = [self._total(self._vat_label(group), group.amount) for group in self.snapshot.vat]
        return [self._total(_("Total excluding VAT"), self.snapshot.net), *groups]

    def _total(self, label: str, amount: Decimal) -> Total:
        text = self._money(amount)
        return Total(BODY_2.wrap(label, TOTALS_WIDTH - BODY_2.width(text) - 12), text)

    def _vat_label(self, group: VatGroup) -> str:
        if group.mention:
            return group.mention
        words = {"rate": percent(group.rate, self.snapshot.language), "base": self._money(group.base)}
        return _("VAT %(rate)s on %(base)s") % words

    def _money(self, amount: Decimal) -> str:
        return money(amount, self.snapshot.currency, self.snapshot.language)

    def _draw_totals(self, top: float) -> None:
        sheet, left = self.frame.sheet, RIGHT - TOTALS_WIDTH
        for total in self.totals:
            (first, *more) = total.label
            sheet.write(first, BODY_2, left, top)
            sheet.write_lines(more, BODY_2, left, top + BODY_2.leading)
            sheet.write(total.amount, BODY_2, RIGHT, top + (len(more) * BODY_2.leading), "right")
            top += total.height
        sheet.rule(top + 2.5, ACCENT, left, weight=1.15)
        baseline = NET.rise - STRONG.rise
        label = _("Amount credited") if self.snapshot.kind == "credit" else _("Amount due")
        sheet.write(label, STRONG, left, top + 9.5 + baseline)
        sheet.write(self._money(self.snapshot.gross), NET, RIGHT, top + 9.5, "right")

    def _draw_note(self, top: float) -> None:
        """The note on the rules; its § is in the colour of the references it explains."""
        if not self.note:
            return
        sheet, (first, *more) = self.frame.sheet, self.note
        mark, rest = ("§", first[1:].lstrip()) if first.startswith("§") else ("", first)
        runs = [(f"{mark}\u00a0", CITE), (rest, SMALL)] if mark else [(rest, SMALL)]
        sheet.write_runs(runs, MARGIN, top)
        sheet.write_lines(more, SMALL, MARGIN, top + SMALL.leading)

    def _draw_legal(self) -> None:
        lines = self.legal if self._said else []
        while lines:
            fitting = max(int(self.frame.room / LEGAL.leading + 0.01), 1)
            self.frame.sheet.write_lines(lines[:fitting], LEGAL, MARGIN, self.frame.top)
            self.frame.top += len(lines[:fitting]) * LEGAL.leading
            lines = lines[fitting:]
            if lines:
                self.frame.turn()
