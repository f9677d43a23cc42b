"""What a proposal would bill, as a table with its reasons, and what stands in its way, with links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from billing.composing import Proposal
from billing.models import Invoice, InvoiceLine
from billing.wording import sentence
from vacrm.desk.showing import Cell, Panel, address_of, cell, language, money, right
from vacrm.exact import ZERO
from vacrm.paper import figures


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning, and where it is mended."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Bill:
    """A client's month: the sum, its lines, and the warnings."""

    client: str
    url: str
    gross: str
    table: Panel
    warnings: tuple[Warned, ...]


def bill_of(proposal: Proposal) -> Bill:
    """A proposal as shown; its words are those the client will read."""
    return Bill(
        client=proposal.client.name,
        url=address_of("clients.client", proposal.client.pk),
        gross=money(proposal.totals.gross, proposal.client.currency) if proposal.draft.lines else "",
        table=lines_of(proposal),
        warnings=tuple(warnings_of(proposal)),
    )


def warnings_of(proposal: Proposal) -> Iterable[Warned]:
    """The warnings with the address of what mends each."""
    for notice in proposal.notices:
        url = address_of(*notice.target) if notice.target else ""
        yield Warned(sentence(notice, proposal.client.currency), url)


def lines_of(proposal: Proposal) -> Panel:
    """The lines with their reasons, and the sum."""
    currency, totals = proposal.client.currency, proposal.totals
    rows = []
    with translation.override(proposal.client.language):
        words = [proposal.words(line) for line in proposal.draft.lines]
    for line, said in zip(proposal.draft.lines, words, strict=True):
        rows.append(
            [
                cell(said.label, detail=" ".join(filter(None, [said.detail, said.paragraph]))),
                right(figures.quantity(line.quantity, line.unit, language())),
                right(money(line.unit_price, currency)),
                right(money(line.net, currency)),
            ]
        )
    vat = _("of which VAT %(vat)s") % {"vat": money(totals.vat, currency)} if totals.vat != ZERO else ""
    foot = [cell(_("Total")), cell(" "), cell(" "), right(money(totals.gross, currency), detail=vat)]
    return Panel("", _headings(), rows, foot=foot if rows else (), style="lines")


def stored_lines(invoice: Invoice) -> Panel:
    """The lines of an invoice as they stand on it."""
    currency = invoice.currency
    rows = [_stored(line, currency) for line in invoice.lines.select_related("client_request")]
    foot = [cell(_("Total")), cell(" "), cell(" "), right(money(invoice.gross, currency))]
    return Panel(_("Lines"), _headings(), rows, foot=foot, style="lines")


def _stored(line: InvoiceLine, currency: str) -> list[Cell]:
    asked = line.client_request
    return [
        cell(
            line.label,
            url=address_of("requests.clientrequest", asked.pk) if asked else "",
            detail=" ".join(filter(None, [line.detail, line.paragraph])),
        ),
        right(figures.quantity(line.quantity.normalize(), line.unit, language())),
        right(money(line.unit_price.normalize(), currency)),
        right(money(line.net, currency)),
    ]


def _headings() -> list[Cell]:
    return [
        Cell(_("What")),
        Cell(_("Quantity"), right=True),
        Cell(_("Unit price"), right=True),
        Cell(_("Net"), right=True),
    ]
