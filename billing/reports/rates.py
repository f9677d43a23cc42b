"""The effective hourly rate: what the work of a year brought, divided by the hours it took.

Money: the lines of invoices that stand (neither credit notes nor credited), by the month they cover; missions by the
day of issue, at their whole price whatever was taken as a deposit; no expenses passed on. Hours: those that an issued
invoice or a settled month holds, and those never to be billed; what still waits to be billed is left out on both sides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum
from django.utils.html import format_html
from django.utils.translation import gettext as _

from billing.models import InvoiceLine
from billing.reports.charting import bars
from billing.reports.sheets import MINUTES, Head, Report, Row, Sheet, by_size
from billing.reports.years import first_and_last
from billing.templatetags.billing_format import page_of
from requests.models import TimeEntry
from vacrm.exact import ZERO, cents
from vacrm.templatetags.vacrm_format import money

MISSION = "mission"
ASIDE = ("deposit", "expense")  # a mission's line already says its whole price; an expense is nobody's work

type Who = tuple[int, str]


def report(year: int, on: date) -> Report:
    """What an hour brought in a year, by client."""
    earned, worked = _earned(year), _worked(year)
    sheets = tuple(
        _sheet(currency, earned[currency], worked)
        for currency in by_size(earned)
        if any(worked.get((client, currency)) for client, _name in earned[currency])
    )
    counted = _(
        "What was invoiced for the work of the year, before VAT and without expenses passed on, divided by the hours "
        "it took, also those you do not bill. Missions count with their whole price once delivered and invoiced. "
        "Hours that wait to be billed, and invoices that were credited, are left out."
    )
    return Report("rates", _lede(year, sheets), sheets, counted)


def _earned(year: int) -> dict[str, dict[Who, Decimal]]:
    """Net amounts by currency and client."""
    covers = Q(period__range=(f"{year}-01", f"{year}-12"))
    delivered = Q(kind=MISSION, invoice__issued_on__range=first_and_last(year))
    standing = Q(invoice__number__isnull=False, invoice__credited_by__isnull=True) & ~Q(invoice__kind="credit")
    rows: list[Any] = []
    for which in (covers & ~Q(kind=MISSION), delivered):  # each has an index of its own
        found = InvoiceLine.objects.filter(which, standing).exclude(kind__in=ASIDE).order_by()
        rows += found.values_list("invoice__currency", "invoice__client", "invoice__client__name").annotate(
            total=Sum("net")
        )
    earned: dict[str, dict[Who, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for currency, client, name, net in rows:
        earned[currency][client, name] += net
    return earned


def _worked(year: int) -> dict[tuple[int, str], int]:
    """Minutes by client and the client's currency."""
    held = Q(billed__isnull=False) & (Q(billed__invoice__isnull=True) | Q(billed__invoice__number__isnull=False))
    rows: Iterable[Any] = (
        TimeEntry.objects.finished()
        .filter(held | Q(billable=False), on__range=first_and_last(year))
        .order_by()
        .values_list("client", "client__currency")
        .annotate(total=Sum("minutes"))
    )
    return {(client, currency): minutes for client, currency, minutes in rows}


def an_hour(amount: Decimal, minutes: int) -> Decimal | None:
    """An amount by the hour, to the cent; None where no time was worked."""
    return cents(amount * 60 / minutes) if minutes else None


def _sheet(currency: str, clients: dict[Who, Decimal], worked: dict[tuple[int, str], int]) -> Sheet:
    heads = (Head(_("Hours"), MINUTES), Head(_("Earned")), Head(_("An hour")))
    rows = []
    for (client, name), amount in clients.items():
        minutes = worked.get((client, currency), 0)
        rows.append(Row(name, (minutes, amount, an_hour(amount, minutes)), page_of("clients.client", client)))
    rows.sort(key=lambda row: (-(Decimal(row.cells[2] or 0)), row.label))
    timed = [row for row in rows if row.cells[0]]
    minutes, amount = (
        sum(int(row.cells[0] or 0) for row in timed),
        sum((Decimal(row.cells[1] or 0) for row in timed), ZERO),
    )
    foot = Row(_("All with hours"), (minutes, amount, an_hour(amount, minutes)))
    chart = bars(
        [(row.label, money(Decimal(row.cells[2] or 0), currency), Decimal(row.cells[2] or 0)) for row in timed],
        _("What an hour brought, by client; the table below has them all"),
    )
    title = _("Effective hourly rate in %(currency)s") % {"currency": currency}
    return Sheet(title, _("Client"), heads, tuple(rows), foot, currency, chart)


def _lede(year: int, sheets: tuple[Sheet, ...]) -> str:
    if not sheets:
        return _("No hours of %(year)s are invoiced yet.") % {"year": year}
    main = max(sheets, key=lambda sheet: int(sheet.foot.cells[0] or 0) if sheet.foot else 0)
    cells = main.foot.cells if main.foot else (0, ZERO, None)
    best = main.rows[0]
    return format_html(
        _("An hour brought {rate} on average, and {best} with {client}."),
        rate=money(Decimal(cells[2] or 0), main.currency),
        best=money(Decimal(best.cells[2] or 0), main.currency),
        client=best.label,
    )
