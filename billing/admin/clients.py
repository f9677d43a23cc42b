"""Clients and agreements with their books: what is owed, what was invoiced, what is still due."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.admin import accounts
from billing.admin.bills import lines_of, warnings_of
from billing.admin.closing import close_address
from billing.depositing import bill_deposit, propose_deposit
from billing.drafting import latest_month
from billing.models import Invoice, Payment
from billing.wording import month_name
from clients.admin import AgreementDesk, ClientDesk
from clients.models import Agreement, Client
from requests.models import ClientRequest
from vacrm import clock
from vacrm.desk.records import Tool
from vacrm.desk.refusing import refuse
from vacrm.desk.showing import EMPTY, Cell, Panel, address, cell, duration, money, right, to
from vacrm.desk.today import today
from vacrm.money import MoneyField

admin.site.unregister([Client, Agreement])


@admin.register(Client)
class ClientBooks(ClientDesk):
    list_display = ("name", "stage", "open_count", "due_amount", "email", "language", "source", "since")  # type: ignore[assignment]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Client]:
        standing = Invoice.objects.standing().filter(client=OuterRef("pk")).order_by().values("client")
        paid = Payment.objects.filter(invoice__in=Invoice.objects.standing(), invoice__client=OuterRef("pk"))
        waiting = ClientRequest.objects.open().filter(client=OuterRef("pk")).order_by().values("client")
        found: QuerySet[Client] = (
            super()
            .get_queryset(request)
            .annotate(
                billed=_sum(standing.annotate(total=Sum("gross"))),
                paid=_sum(paid.order_by().values("invoice__client").annotate(total=Sum("amount"))),
                waiting=Subquery(waiting.annotate(total=Count("pk")).values("total")),
            )
        )
        return found

    @admin.display(description=gettext_lazy("open requests"), ordering="waiting")
    def open_count(self, client: Client) -> int:
        return client.waiting or 0  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("still due"))
    def due_amount(self, client: Client) -> str:
        due = client.billed - client.paid  # type: ignore[attr-defined]
        return money(due, client.currency) if due else EMPTY

    def tools(self, request: HttpRequest, record: Client) -> Iterator[Tool]:
        month = latest_month(today())
        yield Tool(_("Bill %(month)s…") % {"month": month_name(month)}, close_address(month, record.key))
        yield Tool(_("Log time"), f"{reverse('admin:requests_timeentry_add')}?client={record.pk}")
        yield Tool(_("New request"), f"{reverse('admin:requests_clientrequest_add')}?client={record.pk}")
        yield from super().tools(request, record)

    def panels(self, request: HttpRequest, record: Client) -> Iterator[Panel]:
        yield accounts.agreements(record)
        yield accounts.open_requests(record)
        yield accounts.so_far(record)
        yield accounts.unbilled(record)
        yield accounts.invoices(record)
        yield from super().panels(request, record)


def _sum(found: QuerySet) -> Coalesce:
    """The total of a grouped query, or nothing."""
    return Coalesce(Subquery(found.values("total"), output_field=MoneyField()), Value(0), output_field=MoneyField())


@admin.register(Agreement)
class AgreementBooks(AgreementDesk):
    asks = (*AgreementDesk.asks, "deposit")

    def tools(self, request: HttpRequest, record: Agreement) -> Iterator[Tool]:
        yield from super().tools(request, record)
        if record.kind == "mission":
            yield self.tool(_("Bill the deposit…"), "deposit", record)

    def panels(self, request: HttpRequest, record: Agreement) -> Iterator[Panel]:
        yield from super().panels(request, record)
        rows = [
            [cell(each.period), right(money(each.net, record.client.currency)), to(each.invoice)]
            for each in record.billed_periods.select_related("invoice").order_by("period")
        ]
        if rows:
            headings = [Cell(_("Month")), Cell(_("Net"), right=True), Cell(_("Invoice"))]
            yield Panel(_("Months billed"), headings, rows)
        settled = [
            [to(each, each.period), right(duration(int(each.overage))), to(each.invoice)]
            for each in record.settled_periods.select_related("invoice").order_by("period")
        ]
        if settled:
            headings = [Cell(_("Month")), Cell(_("Beyond the package"), right=True), Cell(_("Invoice"))]
            yield Panel(_("Months settled"), headings, settled)

    def deposit(self, request: HttpRequest, record: Agreement) -> HttpResponse:
        """Show the deposit; then issue its invoice, and go there."""
        on = today()
        try:
            proposal = propose_deposit(record.key, on=on)
        except ValidationError as error:
            refuse(request, error)
            return self.back(record)
        if request.method == "POST":
            made: list[Invoice] = []
            done = _("The deposit invoice is issued.")
            if self.do(request, record, lambda: made.append(bill_deposit(record.key, on=on, at=clock.now())[0]), done):
                return HttpResponseRedirect(address(made[0]))
            return self.back(record)
        title = _("Deposit of %(agreement)s") % {"agreement": record}
        said = [_("The invoice gets its number and is frozen; it is due on receipt.")]
        button = _("Issue the deposit invoice")
        panels, warned = [lines_of(proposal)], [[cell(each.text, url=each.url)] for each in warnings_of(proposal)]
        if warned:
            panels.append(Panel(_("Warnings"), rows=warned))
        return self.ask(request, record, title=title, sentences=said, panels=panels, button=button)
