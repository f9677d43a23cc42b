"""A client's account as tables: the terms, what is open, what is owed, what was invoiced."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from billing.admin.bills import lines_of
from billing.admin.closing import close_address, sent_cell
from billing.admin.standing import balance, state_cell, with_paid
from billing.drafting import propose
from billing.models import Invoice
from billing.wording import month_name
from clients.admin.desks import terms_of
from clients.models import Client
from requests.models import ClientRequest, TimeEntry
from vacrm.desk.refusing import sentences
from vacrm.desk.showing import Cell, Panel, cell, day, duration, moment, money, right, to
from vacrm.desk.today import today
from vacrm.exact import month_of

LONGEST = 20  # rows of a panel; the list behind its link has the rest


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
    return Panel(
        title,
        found.headings,
        found.rows,
        found.foot,
        empty=_("Nothing yet."),
        url=url,
        link=_("Preview"),
        style="lines",
    )


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
