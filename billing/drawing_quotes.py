"""Drawing a quote: what it says becomes one PDF, with its contract and the procedures annexed."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from billing.paper.contract import draw_annex, draw_contract
from billing.paper.head import draw_top
from billing.paper.quote import draw_offer, head_of
from billing.rules.said import Said
from sops.models import Business, SopVersion
from sops.wording.chapters import chapters
from vacrm.paper.frame import Frame
from vacrm.paper.sheet import Sheet


def draw_quote(said: Said, sop: SopVersion) -> bytes:
    """Draw a quote in its own language; what was not sent is stamped. The same content gives the same bytes."""
    business = Business.objects.get()
    with translation.override(said.language):
        name = _("Quote %(name)s") % {"name": said.name}
        sheet = Sheet(
            title=name,
            author=said.seller.name,
            language=said.language,
            watermark="" if said.made_on else _("DRAFT"),
            dated=said.made_on,
        )
        frame = Frame(sheet, name=name, owner=said.seller.name, footer=said.seller.footer)
        draw_top(frame, head_of(said, bytes(business.logo or b"")))
        draw_offer(frame, said)
        draw_contract(frame, said)
        draw_annex(frame, said, sop.title, chapters(sop.policy(), currency=said.currency))
        return frame.finish()
