"""What this room tells on a client's pages: the month so far, and what was billed and paid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from billing.models import OverruledWarning, Payment, Reminder
from billing.reviewing import bill_for
from billing.wording import month_name
from clients.documents import MOST, Paper
from clients.history import LONGEST, Event
from clients.models import Client
from sops.wording import figures
from vacrm.exact import month_of
from vacrm.kept import kept


def panel(client: Client, on: date) -> dict[str, Any]:
    """The place of the month so far; reading a month's book takes a while, so it is asked for on its own."""
    return {"template": "billing/_client_panel.html", "title": month_name(month_of(on))}


def so_far(client: Client, on: date) -> dict[str, Any]:
    """What the present month would bill if it ended today."""
    month = month_of(on)
    found: dict[str, Any] = {"title": month_name(month), "lines": []}
    try:
        bill = kept(("bill", client.pk, month, on, get_language()), lambda: bill_for(client, month, on=on))
    except ValidationError as error:
        return {**found, "refused": error.messages}
    if bill.proposal is None:
        return {**found, "refused": [bill.refusal]}
    proposal = bill.proposal
    lines = [(proposal.words(line), line.net) for line in proposal.draft.lines]
    return {**found, "lines": lines, "totals": proposal.totals, "currency": client.currency}


def documents(client: Client) -> Iterator[Paper]:
    """The PDFs of what was issued, as stored."""
    for invoice in client.invoices.issued().defer("frozen").order_by("-issued_on", "-pk")[:MOST]:
        url, kind = reverse("billing:invoice-pdf", args=[invoice.pk]), str(capfirst(invoice.get_kind_display()))
        yield Paper(invoice.issued_on or date.min, kind, invoice.number or "", url, _address(invoice.pk))


def events(client: Client, longest: int = LONGEST) -> Iterator[Event]:
    """What was issued, sent and paid."""
    issued = client.invoices.issued().select_related("delivery__delivery").defer("frozen", "delivery__delivery__body")
    for invoice in issued.order_by("-issued_at")[:longest]:
        values = {"number": invoice.number, "amount": figures.money(invoice.gross, invoice.currency)}
        if invoice.issued_at:
            yield Event(invoice.issued_at, _("Issued %(number)s, %(amount)s") % values, _address(invoice.pk))
        sent = invoice.delivery.delivery if hasattr(invoice, "delivery") else None
        if sent and sent.sent_at:
            told = {"number": invoice.number, "to": ", ".join(sent.to)}
            yield Event(sent.sent_at, _("Sent %(number)s to %(to)s") % told, _address(invoice.pk))
    for note in OverruledWarning.objects.filter(client=client).order_by("-at")[:longest]:
        values = {"month": month_name(note.month), "text": note.text, "note": note.note}
        address = reverse("billing:bill-detail", args=[note.month, client.pk])
        yield Event(note.at, _("Overruled for %(month)s: %(text)s “%(note)s”") % values, address)
    reminders = Reminder.objects.filter(invoice__client=client).select_related("invoice").defer("invoice__frozen")
    for reminder in reminders.order_by("-at")[:longest]:
        text = _("Reminded of %(number)s") % {"number": reminder.invoice.number}
        yield Event(reminder.at, text, _address(reminder.invoice_id))
    payments = Payment.objects.filter(invoice__client=client).select_related("invoice").defer("invoice__frozen")
    for paid in payments.order_by("-on")[:longest]:
        if paid.invoice is None:
            continue
        values = {"number": paid.invoice.number, "amount": figures.money(paid.amount, paid.invoice.currency)}
        at = datetime.combine(paid.on, time(12), UTC)  # a day has no hour: noon keeps it that day in every zone here
        yield Event(at, _("Paid %(number)s, %(amount)s") % values, _address(paid.invoice.pk))


def _address(pk: int) -> str:
    return reverse("billing:invoice-detail", args=[pk])
