"""Where an invoice stands, read from facts: what was paid, what is due, who took it back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import F
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.models import Invoice
from billing.standing import balance, with_paid
from vacrm.desk.showing import Cell
from vacrm.desk.today import today

__all__ = ["MARKS", "STATES", "StateFilter", "balance", "state_cell", "state_of", "with_paid"]

STATES = {
    "draft": pgettext_lazy("invoice", "draft"),
    "open": pgettext_lazy("invoice", "to be paid"),
    "late": pgettext_lazy("invoice", "late"),
    "paid": pgettext_lazy("invoice", "paid"),
    "credited": pgettext_lazy("invoice", "credited"),
    "credit": pgettext_lazy("invoice", "credit note"),
}
MARKS = {"late": "late", "draft": "wait", "paid": "done"}


def state_of(invoice: Invoice, on: date) -> str:
    """Where an invoice read by `with_paid` stands on a day."""
    if not invoice.is_issued:
        return "draft"
    if invoice.kind == "credit":
        return "credit"
    if hasattr(invoice, "credited_by"):
        return "credited"
    if balance(invoice) <= 0:
        return "paid"
    return "late" if invoice.due_on and invoice.due_on < on else "open"


def state_cell(invoice: Invoice, on: date) -> Cell:
    """The state in a word, marked where it asks for something."""
    state = state_of(invoice, on)
    return Cell(str(STATES[state]), mark=MARKS.get(state, ""))


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(STATES.items())

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        state, on = self.value(), today()
        if state == "draft":
            return queryset.filter(number__isnull=True)
        if state == "credit":
            return queryset.filter(number__isnull=False, kind="credit")
        if state == "credited":
            return queryset.filter(credited_by__isnull=False)
        if state not in STATES:
            return queryset
        standing = queryset.filter(number__isnull=False, credited_by__isnull=True).exclude(kind="credit")
        if state == "paid":
            return standing.filter(paid__gte=F("gross"))
        due = standing.filter(paid__lt=F("gross"))
        return due.filter(due_on__lt=on) if state == "late" else due.exclude(due_on__lt=on)
