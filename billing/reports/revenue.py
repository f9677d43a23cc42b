"""Revenue by month and client: what was invoiced before VAT, by the day of issue.

A credit note counts against the month it is issued in, as the books do. A deposit counts when it is invoiced, and
the balance only with what is left, for its lines deduct the deposit: a mission counts once, whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from billing.models import Invoice
from billing.reports.sheets import Head, Report, Row, Sheet, by_size, summed, sums
from billing.reports.years import first_and_last, month_columns, month_of_day, names
from billing.templatetags.billing_format import page_of
from vacrm.exact import ZERO, show
from vacrm.templatetags.vacrm_format import percent

type Months = list[Decimal]


def report(year: int, on: date) -> Report:
    """The revenue of a year; for the present one also against the same days of the year before."""
    now, before = _read(year, on)
    sheets = tuple(_sheet(year, currency, now[currency]) for currency in by_size(now))
    counted = _(
        "Invoices before VAT, by their day of issue. Credit notes are taken off in the month they were issued. "
        "A deposit counts when it is invoiced, and its balance with what was left. Expenses passed on are in it."
    )
    return Report("revenue", _lede(year, on, sheets, before), sheets, counted)


def _read(year: int, on: date) -> tuple[dict[str, dict[tuple[int, str], Months]], dict[str, Decimal]]:
    """Of the year, the months by currency and client; of the year before, the sum by currency up to the same day."""
    first, last = first_and_last(year)
    until = last.replace(year=year - 1) if year < on.year else _same_day(on, year - 1)
    rows: Iterable[Any] = (
        Invoice.objects.issued()
        .filter(Q(issued_on__range=(first, last)) | Q(issued_on__range=(first.replace(year=year - 1), until)))
        .order_by()
        .annotate(of=month_of_day("issued_on"))
        .values_list("currency", "client", "client__name", "of")
        .annotate(net=Sum("net"))
    )
    now: dict[str, dict[tuple[int, str], Months]] = defaultdict(dict)
    before: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for currency, client, name, of, net in rows:
        if of.startswith(str(year)):
            now[currency].setdefault((client, name), [ZERO] * 12)[int(of[5:]) - 1] += net
        else:
            before[currency] += net
    return now, before


def _same_day(on: date, year: int) -> date:
    return on.replace(year=year, day=28) if (on.month, on.day) == (2, 29) else on.replace(year=year)


def _sheet(year: int, currency: str, clients: dict[tuple[int, str], Months]) -> Sheet:
    heads = (Head(_("Year")), *(Head(name) for name in names(year)))
    ordered = sorted(clients.items(), key=lambda each: (-sum(each[1], ZERO), each[0][1]))
    rows = tuple(
        Row(name, (sum(months, ZERO), *(amount or None for amount in months)), page_of("clients.client", client))
        for (client, name), months in ordered
    )
    foot = summed(rows, _("All clients"), [head.kind for head in heads])
    totals = [sum((months[index] for months in clients.values()), ZERO) for index in range(12)]
    return Sheet(
        title=_("Revenue in %(currency)s") % {"currency": currency},
        first=_("Client"),
        heads=heads,
        rows=rows,
        foot=foot,
        currency=currency,
        chart=month_columns(year, totals),
    )


def _lede(year: int, on: date, sheets: tuple[Sheet, ...], before: dict[str, Decimal]) -> str:
    if not sheets:
        return _("Nothing was invoiced in %(year)s.") % {"year": year}
    said = _("{sums} before VAT so far.") if year == on.year else _("{sums} before VAT.")
    words: list[str] = [format_html(said, sums=sums(sheets, 0))]
    if len(sheets) == 1 and (earlier := before.get(sheets[0].currency, ZERO)) > 0:
        words.append(_compared(_total(sheets[0]), earlier, year))
    return format_html_join(" ", "{}", ((each,) for each in words))


def _total(sheet: Sheet) -> Decimal:
    return Decimal((sheet.foot.cells[0] if sheet.foot else None) or 0)


def _compared(total: Decimal, earlier: Decimal, year: int) -> str:
    change = ((total - earlier) * 100 / earlier).quantize(Decimal(1))
    if not change:
        return _("As much as in the same time of %(year)s.") % {"year": year - 1}
    said = _("%(percent)s more than in the same time of %(year)s.")
    less = _("%(percent)s less than in the same time of %(year)s.")
    return (said if change > 0 else less) % {"percent": percent(show(abs(change))), "year": year - 1}
