"""The invoices asked for as a table for spreadsheets, sent while it is read: the first rows do not wait."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import batched, chain

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from billing.forms import InvoiceFilterForm
from billing.listing import Bare, bare, find
from billing.models.invoices import INVOICE_KINDS
from billing.rules.status import Facts, status
from billing.views.documents import cell
from billing.wording import STATUS_NAMES, language
from vacrm.desk.today import today

AT_ONCE = 250  # rows that leave together
MARK = "\ufeff"  # so Excel reads UTF-8

type Row = tuple[str, ...]


@require_safe
def invoice_export(request: HttpRequest) -> StreamingHttpResponse:
    """The same invoices as a table for spreadsheets."""
    form, on, french = InvoiceFilterForm(request.GET), today(), language() == "fr"
    found = find(form.cleaned_data if form.is_valid() else {}, on=on)
    headers = {
        "Content-Disposition": f'attachment; filename="{_("invoices")}.csv"',
        "X-Content-Type-Options": "nosniff",
    }
    first = [_("Number"), _("Kind"), _("Client"), _("Month"), _("Issued on"), _("Due on"), _("State"), _("Currency")]
    heads = (MARK + first[0], *first[1:], _("Net"), _("VAT"), _("Total"), _("Received"), _("Still due"))
    parts = _parts(chain((heads,), map(_Rows(on, french), bare(found, on))), ";" if french else ",")
    return StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8", headers=headers)


def _parts(rows: Iterable[Row], delimiter: str) -> Iterator[str]:
    for some in batched(rows, AT_ONCE):
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=delimiter).writerows(some)
        yield text.getvalue()


class _Rows:
    """Rows in words. What thousands of them say is put into words once, as long as a language is active."""

    def __init__(self, on: date, french: bool) -> None:
        self.on = on
        self.states = {key: str(name) for key, name in STATUS_NAMES.items()}
        self.kinds = {key: cell(str(name)) for key, name in INVOICE_KINDS}
        self.cells, self.days, self.amounts = _Cells(), _Days(), _Amounts("," if french else ".")

    def __call__(self, row: Bare) -> Row:
        number, kind, client, month, issued_on, due_on, currency, net, vat, gross, paid, is_sent, is_credited = row
        due = self.days[due_on] if due_on else None
        # In cents all the same: a status asks only what is more.
        amounts = Decimal(gross), Decimal(paid)
        facts = Facts(number is not None, *amounts, due, bool(is_sent), kind == "credit", bool(is_credited))
        say = self.amounts
        return (
            cell(number or ""),
            self.kinds[kind],
            self.cells[client],
            self.cells[month],
            issued_on or "",
            due_on or "",
            self.states[status(facts, self.on)],
            currency,
            say[net],
            say[vat],
            say[gross],
            say[paid],
            say[int(facts.due)],
        )


class _Cells(dict[str, str]):
    """Texts as a table for spreadsheets holds them."""

    def __missing__(self, text: str) -> str:
        self[text] = cell(text)
        return self[text]


class _Days(dict[str, date]):
    """Days by their text."""

    def __missing__(self, text: str) -> date:
        self[text] = date.fromisoformat(text)
        return self[text]


class _Amounts(dict[int, str]):
    """Amounts by their cents, as the spreadsheet of her country reads them."""

    def __init__(self, sign: str) -> None:
        super().__init__()
        self.sign = sign

    def __missing__(self, cents: int) -> str:
        whole, rest = divmod(abs(cents), 100)
        self[cents] = f"{'-' if cents < 0 else ''}{whole}{self.sign}{rest:02}"
        return self[cents]
