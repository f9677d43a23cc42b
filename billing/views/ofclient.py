"""A client's tab of billing: what was invoiced, and what is still due."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from billing.models import Invoice
from billing.owing import overdue, unbilled
from billing.rules.status import OVERDUE, PAID, status
from billing.standing import balance, facts_of, with_paid
from billing.wording import STATUS_NAMES
from clients.heading import heading
from clients.models import Client
from vacrm.desk.today import today
from vacrm.fragments import page

PAGE = 30
MARKS = {OVERDUE: "chip-late", PAID: "chip-ok"}


@require_safe
def client_billing(request: HttpRequest, pk: int) -> HttpResponse:
    """A client's invoices, the latest first."""
    client = get_object_or_404(Client, pk=pk)
    on = today()
    rows = Paginator(with_paid(Invoice.objects.filter(client=client)), PAGE).get_page(request.GET.get("page"))
    invoices = []
    for invoice in rows:
        state = status(facts_of(invoice), on)
        invoices.append((invoice, balance(invoice), STATUS_NAMES[state], MARKS.get(state, "")))
    context = {
        "rows": rows,
        "invoices": invoices,
        "unbilled": unbilled(on).get(client.pk, 0),
        "overdue": overdue(on).get(client.pk, []),
        **heading(client, "billing", on),
    }
    return page(request, "billing/client_billing.html", "billing/_client_billing.html", context)
