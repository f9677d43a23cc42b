"""What this room tells on a client's pages: the month so far, and what was billed and paid."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from billing.following import event_names
from billing.models import Gate, Invoice, OverruledWarning, Payment, QuoteDocument, QuoteEvent, Reminder, Signature
from billing.models.invoices import INVOICE_KINDS
from billing.reviewing import billed
from billing.rules.signature import CLIENT
from billing.wording import month_name
from clients.documents import MOST, Paper
from clients.history import WHOSE, Noon, Part
from clients.models import Client
from sops.wording import figures
from vacrm.exact import month_of

PAGE = "billing:invoice-detail"
QUOTED = ("quote__ref", "quote__version", "what", "note")


def panel(client: Client, on: date) -> dict[str, Any]:
    """The place of the month so far; reading a month's book takes a while, so it is asked for on its own."""
    return {"template": "billing/_client_panel.html", "title": month_name(month_of(on))}


def so_far(client: Client, on: date) -> dict[str, Any]:
    """What the present month would bill if it ended today."""
    month = month_of(on)
    found: dict[str, Any] = {"title": month_name(month), "lines": []}
    try:
        bill = billed(client, month, on=on)
    except ValidationError as error:
        return {**found, "refused": error.messages}
    if bill.proposal is None:
        return {**found, "refused": [bill.refusal]}
    proposal = bill.proposal
    lines = [(proposal.words(line), line.net) for line in proposal.draft.lines]
    return {**found, "lines": lines, "totals": proposal.totals, "currency": client.currency}


def documents(client: Client) -> Iterator[Paper]:
    """The PDFs of what was issued, as stored."""
    found = client.invoices.issued().order_by("-issued_on", "-pk").values_list("pk", "kind", "number", "issued_on")
    kinds = {kind: str(capfirst(name)) for kind, name in INVOICE_KINDS}
    for pk, kind, number, issued_on in found[:MOST]:
        yield Paper(issued_on or date.min, kinds[kind], number or "", ("billing:invoice-pdf", pk), page=(PAGE, pk))
    signed = Signature.objects.filter(quote__client=client, who=CLIENT).order_by("-signed_at")
    for pk, ref, version, at in signed.values_list("quote", "quote__ref", "quote__version", "signed_at")[:MOST]:
        name, page = f"{ref} v{version}" if version > 1 else ref, ("billing:quote-detail", pk)
        signed_on = timezone.localtime(at).date()
        yield Paper(signed_on, _("Signed document"), name, ("billing:quote-signed-pdf", pk), page=page)
    quotes = QuoteDocument.objects.filter(quote__client=client).order_by("-drawn_at")
    for pk, ref, version, at in quotes.values_list("quote", "quote__ref", "quote__version", "drawn_at")[:MOST]:
        name = f"{ref} v{version}" if version > 1 else ref
        yield Paper(
            timezone.localtime(at).date(),
            _("Quote and contract"),
            name,
            ("billing:quote-pdf", pk),
            page=("billing:quote-detail", pk),
        )


def events() -> Iterator[Part]:
    """What was issued, sent and paid."""
    issued = Invoice.objects.issued().filter(client=WHOSE)
    sent = ("number", "delivery__delivery__to")
    payments = Payment.objects.filter(invoice__client=WHOSE)
    paid = ("invoice__number", "amount", "invoice__currency")
    yield Part(tell=_issued, rows=issued, at="issued_at", words=("number", "gross", "currency"), page=PAGE)
    yield Part(tell=_sent, rows=issued, at="delivery__delivery__sent_at", words=sent, page=PAGE)
    yield from _warned()
    yield Part(tell=_paid, rows=payments, at=Noon("on"), words=paid, page=PAGE, key="invoice")


def _warned() -> Iterator[Part]:
    """Warnings she overruled, gates that she opened, reminders, and what came of quotes."""
    overruled = OverruledWarning.objects.filter(client=WHOSE)
    gates = Gate.objects.filter(invoice__client=WHOSE)
    reminders = Reminder.objects.filter(invoice__client=WHOSE)
    quotes = QuoteEvent.objects.filter(quote__client=WHOSE)
    of: dict[str, Any] = {"page": PAGE, "key": "invoice"}
    bill: dict[str, Any] = {"page": "billing:bill-detail", "key": "client", "before": 1}
    quote: dict[str, Any] = {"page": "billing:quote-detail", "key": "quote"}
    yield Part(tell=_overruled, rows=overruled, at="at", words=("month", "text", "note"), **bill)
    yield Part(tell=_did_not_wait, rows=gates, at="overruled_at", words=("invoice__number", "note"), **of)
    yield Part(tell=_reminded, rows=reminders, at="at", words=("invoice__number",), **of)
    yield Part(tell=_quoted, rows=quotes, at="at", words=QUOTED, **quote)


def _issued(number: str, cents: str, currency: str) -> str:
    return _("Issued %(number)s, %(amount)s") % {"number": number, "amount": _amount(cents, currency)}


def _sent(number: str, to: str) -> str:
    return _("Sent %(number)s to %(to)s") % {"number": number, "to": ", ".join(json.loads(to))}


def _overruled(month: str, text: str, note: str) -> str:
    values = {"month": month_name(month), "text": text, "note": note}
    return _("Overruled for %(month)s: %(text)s “%(note)s”") % values


def _quoted(ref: str, version: str, what: str, note: str) -> str:
    name = f"{ref} v{version}" if int(version) > 1 else ref
    said = _("Quote %(name)s: %(what)s") % {"name": name, "what": event_names().get(what, what)}
    return f"{said} “{note}”" if note else said


def _did_not_wait(number: str, note: str) -> str:
    return _("Did not wait for %(number)s: “%(note)s”") % {"number": number, "note": note}


def _reminded(number: str) -> str:
    return _("Reminded of %(number)s") % {"number": number}


def _paid(number: str, cents: str, currency: str) -> str:
    return _("Paid %(number)s, %(amount)s") % {"number": number, "amount": _amount(cents, currency)}


def _amount(cents: str, currency: str) -> str:
    return figures.money(Decimal(cents).scaleb(-2), currency)
