"""Drawing an invoice: a frozen snapshot becomes a PDF. Formats and places, computes nothing."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from billing.paper.annex import Annex
from billing.paper.closing import Closing
from billing.paper.head import draw_head, title
from billing.paper.lines import LineTable
from billing.rules.snapshot import Snapshot
from vacrm.paper.frame import Frame
from vacrm.paper.sheet import Sheet


def draw(snapshot: Snapshot) -> bytes:
    """Draw an invoice in its own language. The same snapshot gives the same bytes; without a number, a draft."""
    with translation.override(snapshot.language):
        name = f"{title(snapshot)} {snapshot.number or _('Draft')}"
        watermark = "" if snapshot.number else _("DRAFT")
        sheet = Sheet(
            title=name,
            author=snapshot.seller.name,
            language=snapshot.language,
            watermark=watermark,
            dated=snapshot.issued_on,
        )
        frame = Frame(
            sheet, name=snapshot.number or _("Draft"), owner=snapshot.seller.name, footer=snapshot.seller.footer
        )
        draw_head(frame, snapshot)
        closing = Closing(frame, snapshot)
        LineTable(frame, snapshot).draw(closing.height)
        closing.draw()
        Annex(frame, snapshot).draw()
        return frame.finish()
