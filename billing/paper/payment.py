"""The payment panel: where to send the money, and the code a banking app reads."""

from __future__ import annotations

from django.utils.translation import gettext as _

from billing.rules.epc import epc_payload
from billing.rules.snapshot import Snapshot
from vacrm.paper.figures import in_fours
from vacrm.paper.qr import qr_path
from vacrm.paper.sheet import MARGIN, RIGHT, Sheet
from vacrm.paper.styles import BODY, INK, LABEL, PANEL, SMALL_2, STRONG

INSIDE = 13.0  # from the edge of the panel to what is in it
SIDE, INDENT = 15.0, 15.0
QR = 68.0
FACTS_WIDTH = 262.0  # at most


class PaymentPanel:
    """How to pay; of no height when there is nothing to pay or nothing to say."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        payment = snapshot.payment
        due = snapshot.kind != "credit" and snapshot.gross > 0
        self.shown = due and bool(payment.iban or payment.terms)
        self.payload = epc_payload(snapshot) if self.shown else None
        self.says_terms = self.shown and not self.payload
        self.facts = self._facts() if self.shown and payment.iban else []
        self.label_width = max((LABEL.width(label) for label, _value in self.facts), default=0) + 10
        values = (BODY.width(line) for _label, value in self.facts for line in value)
        self.facts_width = self.label_width + max(values, default=0)
        left = MARGIN + SIDE + (QR + INDENT if self.payload else 0)
        self.words_left = left
        right = RIGHT - SIDE - (self.facts_width + INDENT if self.facts else 0)
        self.words = SMALL_2.wrap(self._words(), right - left)
        facts = sum(len(value) for _label, value in self.facts) * BODY.leading
        words = STRONG.leading + 2 + len(self.words) * SMALL_2.leading
        inner = max(words, facts, QR if self.payload else 0)
        self.inner = inner
        self.height = inner + 2 * INSIDE if self.shown else 0.0

    def draw(self, sheet: Sheet, top: float) -> None:
        """Draw the panel with its upper edge at `top`."""
        if not self.shown:
            return
        sheet.panel(top, self.height, PANEL)
        middle = top + self.height / 2
        if self.payload:
            path, modules = qr_path(self.payload)
            sheet.squares(path, QR / modules, MARGIN + SIDE, middle - QR / 2, INK)
        start = middle - (STRONG.leading + 2 + len(self.words) * SMALL_2.leading) / 2
        sheet.write(self._heading(), STRONG, self.words_left, start)
        sheet.write_lines(self.words, SMALL_2, self.words_left, start + STRONG.leading + 2)
        self._draw_facts(sheet, middle)

    def _heading(self) -> str:
        if self.payload:
            return _("SEPA transfer")
        return _("Bank transfer") if self.facts else _("Payment")

    def _words(self) -> str:
        if self.payload:
            return _("Scan this code in your banking app: payee, amount and reference are already filled in.")
        return self.snapshot.payment.terms

    def _facts(self) -> list[tuple[str, list[str]]]:
        payment = self.snapshot.payment
        facts = [("IBAN", in_fours(payment.iban)), ("BIC", payment.bic), (_("Payee"), payment.holder)]
        facts.append((_("Reference"), payment.reference))
        width = FACTS_WIDTH - max(LABEL.width(label) for label, _value in facts) - 10
        return [(label, BODY.wrap(value, width)) for label, value in facts if value]

    def _draw_facts(self, sheet: Sheet, middle: float) -> None:
        left = RIGHT - SIDE - self.facts_width
        top = middle - sum(len(value) for _label, value in self.facts) * BODY.leading / 2
        for label, value in self.facts:
            sheet.write(label, LABEL, left, top)
            top = sheet.write_lines(value, BODY, left + self.label_width, top)
