"""Invoices in the workshop: found, read, issued, sent, paid, credited; once issued, never edited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.admin.bills import stored_lines
from billing.admin.closing import close_address, close_page, sent_cell
from billing.admin.standing import STATES, StateFilter, balance, state_of, with_paid
from billing.collecting import record_payment
from billing.crediting import credit
from billing.drawing import draw
from billing.forms import PayForm
from billing.models import Invoice
from billing.sending import send
from billing.storing import snapshot_of
from sops.wording.names import MEANS, named
from vacrm import clock
from vacrm.desk.records import Desk, ReadOnly, Tool
from vacrm.desk.refusing import tell
from vacrm.desk.showing import Cell, Panel, address, cell, day, link, money, right, to
from vacrm.desk.today import today


@admin.register(Invoice)
class InvoiceDesk(ReadOnly, Desk):
    rank = -2
    list_display = (
        *("title", "client_link", "kind", "issued", "due", "gross_amount", "balance_amount", "state", "sent"),
    )
    list_filter = (StateFilter, "kind", "issued_on", "currency", ("client", admin.RelatedOnlyFieldListFilter))
    search_fields = ("number", "month", "client__name", "lines__label")
    date_hierarchy = "issued_on"
    actions = None  # drafts are deleted one by one, from their page
    pages = ("pdf",)
    asks = ("credit", "pay")
    acts = ("send",)
    readonly_fields = ("net_amount", "vat_amount", "gross_amount", "balance_amount", "state", "sent", "credited")
    fieldsets = (
        (None, {"fields": (("client", "kind", "month", "agreement"), ("state", "sent", "credits", "credited"))}),
        (None, {"fields": (("issued_on", "due_on", "language", "sop_number"),)}),
        (None, {"fields": (("net_amount", "vat_amount", "gross_amount", "balance_amount"),)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invoice]:
        return with_paid(super().get_queryset(request))

    def get_urls(self) -> list[Any]:
        close = path("close/", self.admin_site.admin_view(self.close), name="billing_invoice_close")
        return [close, *super().get_urls()]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Drafts are thrown away; an issued invoice is credited."""
        allowed = admin.ModelAdmin.has_delete_permission(self, request, obj)
        return allowed and (obj is None or not obj.is_issued)

    @admin.display(description=gettext_lazy("number"), ordering="number")
    def title(self, invoice: Invoice) -> str:
        return str(invoice)

    @admin.display(description=gettext_lazy("client"), ordering="client__name")
    def client_link(self, invoice: Invoice) -> str:
        return link(invoice.client)

    @admin.display(description=gettext_lazy("issued on"), ordering="issued_on")
    def issued(self, invoice: Invoice) -> str:
        return day(invoice.issued_on)

    @admin.display(description=gettext_lazy("due on"), ordering="due_on")
    def due(self, invoice: Invoice) -> str:
        return day(invoice.due_on)

    @admin.display(description=gettext_lazy("net"), ordering="net")
    def net_amount(self, invoice: Invoice) -> str:
        return money(invoice.net, invoice.currency)

    @admin.display(description=gettext_lazy("VAT"), ordering="vat")
    def vat_amount(self, invoice: Invoice) -> str:
        return money(invoice.vat, invoice.currency)

    @admin.display(description=gettext_lazy("total"), ordering="gross")
    def gross_amount(self, invoice: Invoice) -> str:
        return money(invoice.gross, invoice.currency)

    @admin.display(description=gettext_lazy("still due"))
    def balance_amount(self, invoice: Invoice) -> str:
        return money(balance(invoice), invoice.currency)

    @admin.display(description=gettext_lazy("state"))
    def state(self, invoice: Invoice) -> str:
        state = state_of(invoice, today())
        return format_html('<span class="mark {}">{}</span>', state, STATES[state])

    @admin.display(description=gettext_lazy("e-mail"))
    def sent(self, invoice: Invoice) -> str:
        if not invoice.is_issued:
            return "–"
        shown = sent_cell(invoice)
        return link(invoice.delivery.delivery, shown.text) if shown.url else shown.text

    @admin.display(description=gettext_lazy("credited by"))
    def credited(self, invoice: Invoice) -> str:
        return link(getattr(invoice, "credited_by", None))

    def list_tools(self, request: HttpRequest) -> Iterator[Tool]:
        yield Tool(_("Close a month…"), close_address())

    def tools(self, request: HttpRequest, record: Invoice) -> Iterator[Tool]:
        if record.is_issued:
            yield self.tool(_("PDF"), "pdf", record)
            if not hasattr(record, "delivery"):
                yield self.tool(_("Send"), "send", record)
            if state_of(record, today()) in ("open", "late", "paid"):
                yield self.tool(_("Record a payment…"), "pay", record)
                yield self.tool(_("Credit…"), "credit", record)
            return
        yield self.tool(_("PDF (draft)"), "pdf", record)
        if record.month and record.kind in ("invoice", "balance"):
            yield Tool(_("Issue…"), close_address(record.month, record.client.key))

    def panels(self, request: HttpRequest, record: Invoice) -> Iterator[Panel]:
        yield stored_lines(record)
        if record.warnings:
            yield Panel(_("Warnings"), rows=[[cell(each["text"])] for each in record.warnings])
        rows = [
            [to(each, day(each.on)), cell(named(each.means, MEANS)), right(money(each.amount, record.currency))]
            for each in record.payments.all()
        ]
        if rows:
            yield Panel(_("Payments"), [Cell(_("Day")), Cell(_("Means")), Cell(_("Amount"), right=True)], rows)

    def close(self, request: HttpRequest) -> HttpResponse:
        """Close a month, for one client or for all."""
        if not self.may_act(request):
            raise PermissionDenied
        title = _("Close a month")
        return close_page(request, {**self.admin_site.each_context(request), "opts": self.opts, "title": title})

    def pdf(self, request: HttpRequest, record: Invoice) -> HttpResponse:
        """The document as stored; a draft is drawn now, with its watermark."""
        content = bytes(record.document.content) if record.is_issued else draw(snapshot_of(record))
        name = (record.number or f"draft-{record.month or record.pk}").replace("/", "-")
        headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "X-Content-Type-Options": "nosniff"}
        return HttpResponse(content, content_type="application/pdf", headers=headers)

    def send(self, request: HttpRequest, record: Invoice) -> HttpResponse:
        """Queue it for the client."""
        self.do(
            request, record, lambda: send(record, at=clock.now()), _("%(number)s is on its way.") % {"number": record}
        )
        return self.back(record)

    def credit(self, request: HttpRequest, record: Invoice) -> HttpResponse:
        """Show what is taken back; then issue the credit note, and go there."""
        if request.method == "POST":
            made: list[Invoice] = []
            done = _("%(number)s is credited.") % {"number": record}
            if self.do(request, record, lambda: made.append(credit(record, on=today(), at=clock.now())), done):
                return HttpResponseRedirect(address(made[0]))
            return self.back(record)
        said = [
            _("A credit note of %(amount)s takes the whole invoice back, with its own number.")
            % {"amount": money(record.gross, record.currency)},
            _("Its hours, months and expenses can then be billed again. The invoice itself stays as it is."),
        ]
        title = _("Credit %(number)s") % {"number": record}
        panels = [stored_lines(record)]
        return self.ask(request, record, title=title, sentences=said, panels=panels, button=title)

    def pay(self, request: HttpRequest, record: Invoice) -> HttpResponse:
        """Record what was received."""
        form = PayForm(request.POST or None, initial={"on": today(), "amount": balance(record), "means": "transfer"})
        if request.method == "POST" and form.is_valid():
            found = form.cleaned_data
            try:
                record_payment(record.number or "", on=found["on"], amount=found["amount"], means=found["means"])
            except ValidationError as error:
                tell(form, error)
            else:
                self.do(request, record, lambda: None, _("The payment is recorded."))
                return self.back(record)
        said = [_("Still due: %(amount)s.") % {"amount": money(balance(record), record.currency)}]
        title = _("Payment of %(number)s") % {"number": record}
        return self.ask(request, record, title=title, sentences=said, form=form, button=_("Record the payment"))
