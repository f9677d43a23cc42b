"""The twelve months of a year, and the sentence of their highest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import CharField, Min
from django.db.models.functions import Cast, Substr
from django.utils.translation import gettext as _

from billing.models import Invoice
from billing.reports.charting import Columns, columns
from billing.wording import language
from requests.models import TimeEntry
from vacrm.paper.figures import day, number


def month_of_day(field: str) -> Substr:
    """The month of a date in a query, as text: “2026-10”; quick, for SQLite would ask Python for each row."""
    return Substr(Cast(field, CharField()), 1, 7)


def first_and_last(year: int) -> tuple[date, date]:
    """The first and the last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


def years(on: date) -> list[int]:
    """From this year back to the first in which something was worked or invoiced."""
    worked = TimeEntry.objects.aggregate(first=Min("on"))["first"]
    issued = Invoice.objects.aggregate(first=Min("issued_on"))["first"]  # drafts have no day
    first = min(filter(None, [worked, issued, on]))
    return list(range(on.year, first.year - 1, -1))


def names(year: int, pattern: str = "LLL") -> list[str]:
    """The names of the months, short."""
    return [day(date(year, month, 1), language(), pattern) for month in range(1, 13)]


def month_columns(year: int, amounts: Sequence[Decimal]) -> Columns:
    """Amounts month by month as columns."""
    highest = max(range(12), key=lambda index: amounts[index])
    says = _("Month by month, highest in %(month)s; the table below has the figures") % {
        "month": day(date(year, highest + 1, 1), language(), "LLLL")
    }
    return columns(amounts, names(year, "LLLLL"), [short(amount) for amount in amounts], says)


def short(amount: Decimal) -> str:
    """An amount in as few signs as a column is wide: “664”, “9.4k”, in French “9,4 k”."""
    if abs(amount) < 1000:
        return number(amount.quantize(Decimal(1), ROUND_HALF_UP), language())
    thousands = (amount / 1000).quantize(Decimal("0.1") if abs(amount) < 100_000 else Decimal(1), ROUND_HALF_UP)
    return number(thousands, language()) + ("\u00a0k" if language() == "fr" else "k")
