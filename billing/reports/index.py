"""The reports there are: what each is called, and what reads it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing.reports import ageing, hours, rates, revenue, surcharges
from billing.reports.sheets import Report

REPORTS: dict[str, tuple[str | Promise, Callable[[int, date], Report]]] = {
    "revenue": (_("Revenue"), revenue.report),
    "hours": (_("Hours"), hours.report),
    "rates": (_("Effective rate"), rates.report),
    "surcharges": (_("Surcharges"), surcharges.report),
    "unbilled": (_("Not billed yet"), ageing.report),
}
TIMELESS = ("unbilled",)  # how things stand today, whatever the year
