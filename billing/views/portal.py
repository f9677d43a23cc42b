"""Invoices and packages in the portal."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from billing import accounts, ofportal
from billing.models import Invoice
from billing.views.documents import PDF_POLICY, pdf
from clients.views.guests import Guest, closed, guests_only, show
from vacrm.desk.today import today

PAGE = 30


@require_safe
@guests_only()
def portal_invoices(request: HttpRequest, guest: Guest) -> HttpResponse:
    """The invoices, the latest first, each with what is left to pay."""
    on = today()
    rows = Paginator(ofportal.issued(guest.client), PAGE).get_page(request.GET.get("page"))
    to_pay = ofportal.to_pay(guest.client, on)
    context = {
        "rows": rows,
        "found": [ofportal.owed(each, on) for each in rows],
        "said": " ".join(ofportal.sums(to_pay)),
        "late": sum(each.is_late for each in to_pay),
    }
    return show(request, guest, "invoices", "portal/invoices.html", context)


@require_safe
@csp_override(PDF_POLICY)
@guests_only()
def portal_invoice_pdf(request: HttpRequest, guest: Guest, invoice: int) -> HttpResponse:
    """An issued invoice as it is stored; a draft is nobody's yet."""
    mine = Invoice.objects.issued().filter(client=guest.client).select_related("document")
    found = mine.filter(pk=invoice).first()
    if found is None:
        return closed(request, f"invoice {invoice} is not of client {guest.client.pk}")
    return pdf(bytes(found.document.content), found.number or "")


@require_safe
@guests_only()
def portal_package(request: HttpRequest, guest: Guest) -> HttpResponse:
    """The packages: the present month with its movements, and the months closed."""
    now = accounts.present(guest.client, today())
    before = accounts.closed([agreement for agreement, _account in now])
    packages = [(agreement, [account, *before[agreement.pk]]) for agreement, account in now]
    return show(request, guest, "home", "portal/package.html", {"packages": packages})
