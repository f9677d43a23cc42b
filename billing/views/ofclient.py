"""A client's tab of billing: what was invoiced, and what is still due."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from billing.listing import read
from billing.models import Invoice
from billing.ofclient import so_far
from billing.owing import overdue_of, unbilled_of
from billing.rules.status import status
from clients.heading import heading
from clients.models import Client
from vacrm.desk.today import today
from vacrm.fragments import is_part, page

PAGE = 30


@require_safe
def client_billing(request: HttpRequest, pk: int) -> HttpResponse:
    """A client's invoices, the latest first."""
    client = get_object_or_404(Client, pk=pk)
    on = today()
    found = Invoice.objects.filter(client=client).values_list("pk", flat=True)
    rows = Paginator(found, PAGE).get_page(request.GET.get("page"))
    invoices = [(each, each.facts.due, status(each.facts, on)) for each in read(list(rows))]
    context = {
        "rows": rows,
        "invoices": invoices,
        "unbilled": unbilled_of(client, on),
        "overdue": overdue_of(client, on),
        **heading(client, "billing", on),
    }
    return page(request, "billing/client_billing.html", "billing/_client_billing.html", context)


@require_safe
def client_so_far(request: HttpRequest, pk: int) -> HttpResponse:
    """What the present month would bill if it ended today; the overview asks for it once it stands."""
    client = get_object_or_404(Client, pk=pk)
    on = today()
    around = {"client": client} if is_part(request) else heading(client, "overview", on)
    context = {"panel": so_far(client, on), **around}
    return page(request, "billing/client_so_far.html", "billing/_client_so_far.html", context)
