"""Surcharges earned: what urgency, closed hours and minimum charges brought, by client and rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.db.models.fields.json import KT
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from billing.models import InvoiceLine
from billing.reports.sheets import Head, Report, Row, Sheet, by_size, summed, sums
from billing.reports.years import first_and_last, month_columns, month_of_day
from billing.templatetags.billing_format import page_of
from vacrm.exact import ZERO

RULES = {
    "urgency": gettext_lazy("Urgency"),
    "off_hours": gettext_lazy("Off-hours"),
    "urgency+off_hours": gettext_lazy("Urgency and off-hours"),
    "minimum_charge": gettext_lazy("Minimum charge"),
}

type Found = dict[tuple[int, str], dict[str, Decimal]]  # by client, then by rule


def report(year: int, on: date) -> Report:
    """The surcharges of a year."""
    clients, months = _read(year)
    rules = [rule for rule in RULES if any(rule in each for found in clients.values() for each in found.values())]
    sheets = tuple(_sheet(year, currency, rules, clients[currency], months[currency]) for currency in by_size(clients))
    counted = _(
        "Surcharge lines of issued invoices, before VAT, by the day of issue; credit notes are taken off in the month "
        "they were issued."
    )
    return Report("surcharges", _lede(year, sheets), sheets, counted)


def _read(year: int) -> tuple[dict[str, Found], dict[str, list[Decimal]]]:
    rows: Iterable[Any] = (
        InvoiceLine.objects.filter(kind="surcharge", invoice__number__isnull=False)
        .filter(invoice__issued_on__range=first_and_last(year))
        .order_by()
        .annotate(of=month_of_day("invoice__issued_on"), rule=KT("reason__rule"))
        .values_list("invoice__currency", "invoice__client", "invoice__client__name", "rule", "of")
        .annotate(total=Sum("net"))
    )
    clients: dict[str, Found] = defaultdict(lambda: defaultdict(lambda: defaultdict(lambda: ZERO)))
    months: dict[str, list[Decimal]] = defaultdict(lambda: [ZERO] * 12)
    for currency, client, name, rule, of, net in rows:
        clients[currency][client, name][rule or "urgency"] += net
        months[currency][int(of[5:]) - 1] += net
    return clients, months


def _sheet(year: int, currency: str, rules: list[str], clients: Found, months: list[Decimal]) -> Sheet:
    heads = (*(Head(str(RULES[rule])) for rule in rules), Head(pgettext("sum of a row", "All")))
    ordered = sorted(clients.items(), key=lambda each: (-sum(each[1].values(), ZERO), each[0][1]))
    rows = tuple(
        Row(name, (*(found.get(rule) for rule in rules), sum(found.values(), ZERO)), page_of("clients.client", client))
        for (client, name), found in ordered
    )
    return Sheet(
        title=_("Surcharges in %(currency)s") % {"currency": currency},
        first=_("Client"),
        heads=heads,
        rows=rows,
        foot=summed(rows, _("All clients"), [head.kind for head in heads]),
        currency=currency,
        chart=month_columns(year, months),
    )


def _lede(year: int, sheets: tuple[Sheet, ...]) -> str:
    if not sheets:
        return _("No surcharge was invoiced in %(year)s.") % {"year": year}
    said = _("Your rules on urgency and closed hours brought {sums} in {year}.")
    return format_html(said, sums=sums(sheets), year=str(year))
