"""Invoices: found, added up, and one at a time with its life and its document."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_GET, require_safe

from billing.drawing import draw
from billing.forms import InvoiceFilterForm, PayForm
from billing.listing import add_up, find
from billing.listing import read as read_rows
from billing.models import Gate, Invoice, InvoiceLine, OverruledWarning, Reminder
from billing.reminding import steps_of
from billing.rules.status import status
from billing.standing import balance, with_paid
from billing.storing import snapshot_of
from billing.views.documents import PDF_POLICY, pdf
from billing.views.followed import events, planned
from billing.views.life import life, says
from billing.views.track import row_of
from vacrm import clock
from vacrm.desk.today import today
from vacrm.fragments import page
from vacrm.kept import kept

PAGE = 25


@require_safe
def invoice_list(request: HttpRequest) -> HttpResponse:
    """The invoices asked for, and what they come to."""
    form, on = InvoiceFilterForm(request.GET), today()
    asked = form.cleaned_data if form.is_valid() else {}
    found = find(asked, on=on)
    narrowed = tuple(asked.get(name) for name in form.fields if name != "sort")
    shown = Paginator(found.values_list("pk", flat=True), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": shown,
        "rows": [(each, status(each.facts, on), each.facts.due) for each in read_rows(list(shown))],
        "sums": kept(("invoices", narrowed, on), partial(add_up, found)),
        "asked": any(request.GET.get(name) for name in form.fields if name != "sort"),
    }
    answer = 200 if form.is_valid() else 422
    return page(request, "billing/invoice_list.html", "billing/_invoices.html", context, status=answer)


@require_safe
def invoice_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One invoice or draft."""
    invoice = read(pk)
    return render(request, "billing/invoice_detail.html", detail(invoice))


def read(pk: int) -> Invoice:
    """An invoice with all its page shows; 404 when there is none."""
    found = with_paid(Invoice.objects.all()).select_related(
        "client", "agreement", "credits", "credited_by", "delivery__delivery__resent_as__resent_as"
    )
    return get_object_or_404(found, pk=pk)


def detail(invoice: Invoice, form: PayForm | None = None) -> dict[str, Any]:
    """What the page of an invoice shows; `form` is a payment as it was typed."""
    row, left = row_of(invoice, clock.now()), balance(invoice)
    lines = list(invoice.lines.select_related("client_request").order_by("position"))
    payments, sent = list(invoice.payments.order_by("on", "id")), reminders_of(invoice)
    first = {"on": today(), "amount": left if left else None, "means": "transfer"}
    return {
        "invoice": invoice,
        "row": row,
        "left": left,
        "over": -left if left < 0 else None,
        "lines": lines,
        "payments": payments,
        "steps": life(row, left, payments, sent, today()),
        "reminders": planned(steps_of(invoice, sent, today()), sent) if left > 0 else planned([], sent),
        "next_reminder": len(sent) + 1,
        "events": events(row, payments, sent, notes_on(invoice)),
        "says": says(row, left, today()),
        "can_pay": invoice.is_issued and invoice.kind != "credit" and row.status != "credited",
        "deposits": deposits_behind(invoice),
        "gate": Gate.objects.filter(invoice=invoice).first(),
        "form": form or PayForm(initial=first, today=today()),
    }


def reminders_of(invoice: Invoice) -> list[Reminder]:
    """The reminders that went out, in order."""
    return list(invoice.reminders.select_related("delivery").order_by("at", "id"))


def notes_on(invoice: Invoice) -> list[OverruledWarning]:
    """What she overruled before it was issued."""
    found = OverruledWarning.objects.filter(client=invoice.client_id, month=invoice.month or "-")
    return list(found.order_by("at", "id"))


def deposits_behind(invoice: Invoice) -> list[Invoice]:
    """Of a deposit, the invoices that deduct it; of another invoice, the deposits that it deducts."""
    mine = InvoiceLine.objects.filter(invoice=invoice, kind="deposit").values("agreement")
    if invoice.kind == "deposit":
        taken = InvoiceLine.objects.filter(invoice=OuterRef("pk"), kind="deposit", net__lt=0, agreement__in=mine)
        found = Invoice.objects.filter(Exists(taken), client=invoice.client_id).exclude(kind="credit")
    else:
        found = Invoice.objects.standing().filter(kind="deposit", billed_deposits__agreement__in=mine).distinct()
    return list(found.order_by("issued_on", "pk").defer("frozen"))


@require_safe
def invoice_life(request: HttpRequest, pk: int) -> HttpResponse:
    """Where it stands: a fragment, asked again by itself while an e-mail is under way."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("billing:invoice-detail", pk)
    return render(request, "billing/_invoice_life.html", detail(read(pk)))


@xframe_options_sameorigin
@csp_override(PDF_POLICY)
@require_GET
def invoice_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The document as stored; a draft is drawn now, with its watermark."""
    invoice = get_object_or_404(Invoice.objects.select_related("document"), pk=pk)
    content = bytes(invoice.document.content) if invoice.is_issued else draw(snapshot_of(invoice))
    return pdf(content, invoice.number or f"draft-{invoice.month or invoice.pk}")
