"""The page that closes a month: what each client owes and why, then issue, then send."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.admin.bills import Bill, bill_of
from billing.admin.standing import state_cell, with_paid
from billing.drafting import draft_month, latest_month, propose
from billing.forms import MonthForm
from billing.issuing import check_day, issue_month
from billing.models import Invoice
from billing.sending import send, unsent
from billing.storing import Entry
from billing.wording import month_name
from vacrm import clock
from vacrm.desk.refusing import refuse
from vacrm.desk.showing import Cell, Panel, cell, day, money, right, to
from vacrm.desk.today import today
from vacrm.exact import Month
from vacrm.post.admin import STATE_NAMES as DELIVERED


@dataclass(slots=True)
class Shown:
    """A month as the page shows it."""

    bills: list[Bill] = field(default_factory=list)  # to be issued
    others: list[Bill] = field(default_factory=list)  # nothing to bill, but something to know
    idle: int = 0
    sums: dict[str, Decimal] = field(default_factory=dict)

    @property
    def total(self) -> str:
        """The sum in each currency."""
        return " + ".join(money(amount, currency) for currency, amount in self.sums.items())


def close_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Show a month, or do what was asked for it."""
    here = today()
    asked = request.POST if request.method == "POST" else request.GET
    first = {"month": latest_month(here), "client": "", "on": here}
    form = MonthForm(here, {**first, **asked.dict()})
    if not form.is_valid():
        return TemplateResponse(request, "admin/billing/close.html", {**context, "form": form}, status=422)
    month, on, key = form.cleaned_data["month"], form.cleaned_data["on"], form.cleaned_data["client"]
    keys = [key] if key else []
    if request.method == "POST":
        try:
            _DOES.get(request.POST.get("do", ""), _nothing)(request, month, on, keys)
        except ValidationError as error:
            refuse(request, error)
        return HttpResponseRedirect(close_address(month, key, on))
    shown = Shown()
    try:
        shown = read_month(month, on, keys)
    except ValidationError as error:
        refuse(request, error)
    shown_issued = issued(month, keys)
    ready = unsent(month, keys)
    return TemplateResponse(
        request,
        "admin/billing/close.html",
        {
            **context,
            "form": form,
            "month": month,
            "month_name": month_name(month),
            "client": key,
            "on": on,
            "shown": shown,
            "issued": shown_issued,
            "issue": ngettext("Issue %(n)d invoice", "Issue %(n)d invoices", len(shown.bills))
            % {"n": len(shown.bills)},
            "send": ngettext("Send %(n)d e-mail", "Send %(n)d e-mails", len(ready)) % {"n": len(ready)},
            "unsent": len(ready),
        },
    )


def close_address(month: Month = "", key: str = "", on: date | None = None) -> str:
    """The page of a month, for one client or for all."""
    values = {"month": month, "client": key, "on": on.isoformat() if on else ""}
    query = urlencode({name: value for name, value in values.items() if value})
    return reverse("admin:billing_invoice_close") + (f"?{query}" if query else "")


def read_month(month: Month, on: date, keys: Iterable[str]) -> Shown:
    """What a month would bill. Raises ValidationError where something must be mended before."""
    shown = Shown()
    for proposal in propose(month, on=on, keys=list(keys)):
        if proposal.draft.lines:
            shown.bills.append(bill_of(proposal))
            currency = proposal.client.currency
            shown.sums[currency] = shown.sums.get(currency, Decimal("0.00")) + proposal.totals.gross
        elif proposal.notices:
            shown.others.append(bill_of(proposal))
        else:
            shown.idle += 1
    return shown


def issued(month: Month, keys: list[str]) -> Panel:
    """What was issued for a month, and where it stands."""
    found = with_paid(Invoice.objects.issued().filter(month=month)).order_by("issued_on", "id")
    if keys:
        found = found.filter(client__key__in=keys)
    on = today()
    rows = [
        [
            to(invoice),
            to(invoice.client),
            cell(day(invoice.issued_on)),
            right(money(invoice.gross, invoice.currency)),
            state_cell(invoice, on),
            sent_cell(invoice),
        ]
        for invoice in found
    ]
    headings = [
        Cell(_("Number")),
        Cell(_("Client")),
        Cell(_("Issued on")),
        Cell(_("Amount"), right=True),
        Cell(_("State")),
        Cell(_("E-mail")),
    ]
    return Panel(_("Issued for this month"), headings, rows)


def sent_cell(invoice: Invoice) -> Cell:
    """Whether an invoice is on its way, with the delivery behind it."""
    if not hasattr(invoice, "delivery"):
        return Cell(_("not sent"), mark="wait")
    delivery = invoice.delivery.delivery
    state = DELIVERED[delivery.state(clock.now())]
    return to(delivery, str(state))


def _draft(request: HttpRequest, month: Month, on: date, keys: list[str]) -> None:
    found = len(draft_month(month, on=on, keys=keys))
    said = ngettext("%(n)d draft is kept.", "%(n)d drafts are kept.", found)
    messages.success(request, said % {"n": found})


def _issue(request: HttpRequest, month: Month, on: date, keys: list[str]) -> None:
    check_day(on, today())
    found = [
        each.snapshot.number or ""
        for each in issue_month(month, on=on, at=clock.now(), keys=keys)
        if isinstance(each, Entry)
    ]
    if found:
        said = ngettext("Issued: %(numbers)s.", "Issued: %(numbers)s.", len(found))
        messages.success(request, said % {"numbers": ", ".join(found)})
    else:
        messages.info(request, _("There was nothing left to issue."))


def _send(request: HttpRequest, month: Month, on: date, keys: list[str]) -> None:
    queued = 0
    for invoice in unsent(month, keys):
        try:
            send(invoice, at=clock.now())
            queued += 1
        except ValidationError as error:
            messages.warning(request, f"{invoice.number}: {' '.join(error.messages)}")
    if queued:
        said = ngettext("%(n)d e-mail is on its way.", "%(n)d e-mails are on their way.", queued)
        messages.success(request, said % {"n": queued})


def _nothing(request: HttpRequest, month: Month, on: date, keys: list[str]) -> None:
    messages.error(request, _("Nothing was asked for."))


_DOES = {"draft": _draft, "issue": _issue, "send": _send}
