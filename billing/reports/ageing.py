"""Unbilled ageing: the hours that wait to be billed, by how long they have waited."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import Q, Sum
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from billing.owing import unbilled_entries
from billing.reports.charting import bars
from billing.reports.sheets import MINUTES, Head, Report, Row, Sheet, by_size, summed, sums
from billing.reports.years import month_of_day
from billing.templatetags.billing_format import page_of
from clients.models import Agreement
from vacrm.exact import ZERO, Month, cents, month_of, shift
from vacrm.kept import kept
from vacrm.templatetags.vacrm_format import duration

AGES = 4  # this month, last month, the two before, older

type Minutes = list[int]


def report(year: int, on: date) -> Report:
    """What waits on a day; the year is no matter, for it waits today."""
    rows = kept(("unbilled", on), partial(_read, on))
    worth = _worth(rows)
    clients: dict[str, dict[tuple[int, str], Minutes]] = defaultdict(lambda: defaultdict(lambda: [0] * AGES))
    for client, name, currency, _agreement, _service, of, minutes in rows:
        clients[currency][client, name][age(of, on)] += minutes
    sheets = tuple(_sheet(currency, clients[currency], worth) for currency in by_size(clients))
    counted = _(
        "Billable hours that no issued invoice and no settled month holds, by the month they were worked in. Worth: "
        "hours of hourly agreements at their rate, before rounding and surcharges; those of packages, subscriptions "
        "and missions are paid with their price."
    )
    return Report("unbilled", _lede(sheets), sheets, counted)


def _read(on: date) -> list[Any]:
    found = unbilled_entries().annotate(of=month_of_day("on"))
    keys = ("client", "client__name", "client__currency", "agreement", "client_request__service", "of")
    rows = found.values_list(*keys).annotate(total=Sum("minutes", filter=Q(on__lte=on)))
    return [row for row in rows if row[-1]]


def age(then: Month, on: date) -> int:
    """How long the hours of a month have waited: 0 of this month, 1 of the last, 2 of the two before, 3 longer."""
    now = month_of(on)
    if then >= now:
        return 0
    if then == shift(now, -1):
        return 1
    return 2 if then >= shift(now, -3) else 3


def _worth(rows: list[Any]) -> dict[tuple[int, str], Decimal]:
    """What the hours of hourly agreements come to, by client and currency."""
    hourly = Agreement.objects.filter(pk__in={row[3] for row in rows if row[3]}, kind="hourly").in_bulk()
    exact: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for client, _name, currency, agreement, service, _of, minutes in rows:
        if terms := hourly.get(agreement):
            rate = Decimal(terms.rates.get(service or "") or terms.rate or ZERO)
            exact[client, currency] += rate * minutes / 60
    return {key: cents(amount) for key, amount in exact.items()}


def _sheet(currency: str, clients: dict[tuple[int, str], Minutes], worth: dict[tuple[int, str], Decimal]) -> Sheet:
    ages = (_("This month"), _("Last month"), _("2 to 3 months"), _("Older"))
    heads = (*(Head(name, MINUTES) for name in ages), Head(pgettext("sum of a row", "All"), MINUTES), Head(_("Worth")))
    ordered = sorted(clients.items(), key=lambda each: ([-minutes for minutes in reversed(each[1])], each[0][1]))
    rows = tuple(
        Row(
            name,
            (*(minutes or None for minutes in waits), sum(waits), worth.get((client, currency))),
            page_of("clients.client", client),
        )
        for (client, name), waits in ordered
    )
    foot = summed(rows, _("All clients"), [head.kind for head in heads])
    chart = bars(
        [(name, duration(int(cell or 0)), int(cell or 0)) for name, cell in zip(ages, foot.cells, strict=False)],
        _("Hours that wait, by how long they have waited"),
    )
    title = _("Not billed yet, in %(currency)s") % {"currency": currency}
    return Sheet(title, _("Client"), heads, rows, foot, currency, chart)


def _lede(sheets: tuple[Sheet, ...]) -> str:
    if not sheets:
        return _("All hours are billed.")
    feet = [sheet.foot.cells for sheet in sheets if sheet.foot]
    whole = sum(int(cells[AGES] or 0) for cells in feet)
    old = sum(int(cells[2] or 0) + int(cells[3] or 0) for cells in feet)
    words = [format_html(_("{hours} wait to be billed."), hours=duration(whole))]
    if worth := sums(sheets):
        words.append(format_html(_("The hourly ones are worth {worth}."), worth=worth))
    if old:
        words.append(format_html(_("{hours} of it are older than last month."), hours=duration(old)))
    return format_html_join(" ", "{}", ((each,) for each in words))
