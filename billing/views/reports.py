"""Reports on pages and as tables for spreadsheets: faces of what billing.reports reads."""

from __future__ import annotations

import csv
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from billing.reports.choosing import YearForm
from billing.reports.index import REPORTS, TIMELESS
from billing.reports.sheets import MINUTES, MONEY, Cell, Sheet
from billing.reports.years import years
from billing.views.documents import cell, decimal
from billing.wording import language
from vacrm.desk.today import today
from vacrm.exact import hours
from vacrm.fragments import page


@require_safe
def report_detail(request: HttpRequest, name: str) -> HttpResponse:
    """One report of one year: charts, and the tables behind them."""
    form = YearForm(request.GET, years(today()))
    valid = form.is_valid()
    report = REPORTS[name][1](form.chosen, today())
    context = {
        "form": form,
        "year": form.chosen,
        "report": report,
        "tabs": [(key, label) for key, (label, _read) in REPORTS.items()],
        "timeless": name in TIMELESS,
    }
    return page(request, "billing/report_detail.html", "billing/_report.html", context, status=200 if valid else 422)


@require_safe
def report_export(request: HttpRequest, name: str) -> HttpResponse:
    """The same figures as a file; without the sums, so that a spreadsheet adds nothing up twice."""
    form = YearForm(request.GET, years(today()))
    form.is_valid()
    sheets = REPORTS[name][1](form.chosen, today()).sheets
    french = language() == "fr"
    ending = today().isoformat() if name in TIMELESS else form.chosen
    headers = {
        "Content-Disposition": f'attachment; filename="{name}-{ending}.csv"',
        "X-Content-Type-Options": "nosniff",
    }
    # Excel in France takes a semicolon between cells and a comma in numbers, and reads UTF-8 only after its mark.
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8", headers=headers)
    table = csv.writer(answer, delimiter=";" if french else ",")
    if sheets:
        table.writerow(_heads(sheets[0]))
    table.writerows(_line(row.label, row.cells, sheet, french) for sheet in sheets for row in sheet.rows)
    return answer


def _heads(sheet: Sheet) -> list[str]:
    hourly = _("%(name)s (hours)")
    names = [hourly % {"name": head.name} if head.kind == MINUTES else head.name for head in sheet.heads]
    return [sheet.first, *([_("Currency")] if sheet.currency else []), *names]


def _line(label: str, cells: tuple[Cell, ...], sheet: Sheet, french: bool) -> list[str]:
    written = [_written(value, head.kind, french) for value, head in zip(cells, sheet.heads, strict=True)]
    return [cell(label), *([sheet.currency] if sheet.currency else []), *written]


def _written(value: Any, kind: str, french: bool) -> str:
    if value is None:
        return ""
    if kind == MINUTES:
        return decimal(hours(int(value)), french)
    return decimal(Decimal(value), french) if kind == MONEY else cell(str(value))
