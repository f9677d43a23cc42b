"""Clients and agreements with their books: what is owed, what was invoiced, what is still due."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from billing.admin.bills import lines_of
from billing.admin.closing import close_address, sent_cell
from billing.admin.standing import balance, state_cell, with_paid
from billing.depositing import bill_deposit, propose_deposit
from billing.drafting import latest_month, propose
from billing.models import Invoice
from billing.wording import month_name
from clients.admin import AgreementDesk, ClientDesk, terms_of
from clients.models import Agreement, Client
from requests.models import ClientRequest, TimeEntry
from vacrm import clock
from vacrm.desk.records import Tool
from vacrm.desk.refusing import attempt, refuse, sentences
from vacrm.desk.showing import Cell, Panel, address, cell, day, duration, moment, money, right, to
from vacrm.desk.today import today
from vacrm.exact import month_of

LONGEST = 20  # rows of a panel; the list behind its link has the rest

admin.site.unregister([Client, Agreement])


@admin.register(Client)
class ClientBooks(ClientDesk):
    def tools(self, request: HttpRequest, record: Client) -> Iterator[Tool]:
        month = latest_month(today())
        yield Tool(_("Bill %(month)s…") % {"month": month_name(month)}, close_address(month, record.key))
        yield Tool(_("Log time"), f"{reverse('admin:requests_timeentry_add')}?client={record.pk}")
        yield Tool(_("New request"), f"{reverse('admin:requests_clientrequest_add')}?client={record.pk}")
        yield from super().tools(request, record)

    def panels(self, request: HttpRequest, record: Client) -> Iterator[Panel]:
        yield agreements(record)
        yield open_requests(record)
        yield so_far(record)
        yield unbilled(record)
        yield invoices(record)
        yield from super().panels(request, record)


def agreements(client: Client) -> Panel:
    """The terms a client signed."""
    rows = [
        [
            to(each, each.get_kind_display()),
            cell(each.sop),
            cell(day(each.signed_on) if each.signed_on else _("not signed"), mark="" if each.signed_on else "wait"),
            cell(day(each.starts_on)),
            cell(day(each.ends_on)),
            right(terms_of(each)),
        ]
        for each in client.agreements.select_related("sop", "client")
    ]
    headings = [
        *(
            Cell(_("Agreement")),
            Cell(_("Procedures")),
            Cell(_("Signed on")),
            Cell(pgettext("period", "From")),
            Cell(pgettext("period", "Until")),
        ),
        Cell(_("Price or rate"), right=True),
    ]
    url = f"{reverse('admin:clients_agreement_add')}?client={client.pk}"
    return Panel(_("Agreements"), headings, rows, empty=_("Nothing is agreed yet."), url=url, link=_("Add"))


def open_requests(client: Client) -> Panel:
    """What the client waits for."""
    found = ClientRequest.objects.open().filter(client=client)[:LONGEST]
    rows = [[to(each), cell(moment(each.received_at)), cell(moment(each.wanted_by))] for each in found]
    headings = [Cell(_("Request")), Cell(_("Received at")), Cell(_("Wanted by"))]
    url = f"{reverse('admin:requests_clientrequest_changelist')}?client__id__exact={client.pk}"
    return Panel(_("Open requests"), headings, rows, empty=_("Nothing is open."), url=url, link=_("All requests"))


def so_far(client: Client) -> Panel:
    """What the present month would bill if it ended today."""
    on = today()
    month = month_of(on)
    title = _("So far in %(month)s") % {"month": month_name(month)}
    try:
        proposal = next(iter(propose(month, on=on, keys=[client.key])))
    except ValidationError as error:
        return Panel(title, notes=[*sentences(error)])
    found = lines_of(proposal)
    url = close_address(month, client.key)
    return Panel(title, found.headings, found.rows, found.foot, empty=_("Nothing yet."), url=url, link=_("Preview"))


def unbilled(client: Client) -> Panel:
    """Hours that no invoice holds, issued here or, by the opening balance, elsewhere."""
    found = TimeEntry.objects.finished().filter(client=client, billable=True)
    found = found.filter(billed__isnull=True) | found.filter(billed__invoice__number__isnull=True).exclude(
        billed__invoice__isnull=True
    )
    entries = [each for each in found.select_related(*_WITH).order_by("-on", "-id") if not _is_elsewhere(each)]
    rows = [
        [to(each, day(each.on)), to(each.client_request), cell(each.note), right(duration(each.minutes))]
        for each in entries[:LONGEST]
    ]
    total = duration(sum(each.minutes or 0 for each in entries))
    headings = [Cell(_("Day")), Cell(_("Request")), Cell(_("Note")), Cell(pgettext("worked", "Time"), right=True)]
    foot = [cell(_("In all")), cell(" "), cell(" "), right(total)] if rows else ()
    return Panel(_("Hours not billed yet"), headings, rows, foot, empty=_("All hours are billed."))


_WITH = ("client", "client_request", "agreement")


def _is_elsewhere(entry: TimeEntry) -> bool:
    agreement = entry.agreement
    if agreement is None:
        return False
    return agreement.billed_elsewhere or month_of(entry.on) <= agreement.hours_billed_through


def invoices(client: Client) -> Panel:
    """What was invoiced, and what is still due."""
    on = today()
    found = with_paid(Invoice.objects.filter(client=client))[:LONGEST]
    rows = [
        [
            to(each),
            cell(day(each.issued_on)),
            cell(day(each.due_on)),
            right(money(each.gross, each.currency)),
            right(money(balance(each), each.currency)),
            state_cell(each, on),
            sent_cell(each) if each.is_issued else cell(""),
        ]
        for each in found
    ]
    headings = [
        *(Cell(_("Invoice")), Cell(_("Issued on")), Cell(_("Due on")), Cell(_("Total"), right=True)),
        *(Cell(_("Still due"), right=True), Cell(_("State")), Cell(_("E-mail"))),
    ]
    url = f"{reverse('admin:billing_invoice_changelist')}?client__id__exact={client.pk}"
    return Panel(_("Invoices"), headings, rows, empty=_("No invoice yet."), url=url, link=_("All invoices"))


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
            if attempt(request, lambda: made.append(bill_deposit(record.key, on=on, at=clock.now())[0]), done):
                return HttpResponseRedirect(address(made[0]))
            return self.back(record)
        title = _("Deposit of %(agreement)s") % {"agreement": record}
        said = [_("The invoice gets its number and is frozen; it is due on receipt.")]
        button = _("Issue the deposit invoice")
        return self.ask(request, record, title=title, sentences=said, panels=[lines_of(proposal)], button=button)
