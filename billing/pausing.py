"""Pause work for clients who have not paid for as long as the procedures wait (§5.7): said on Today, done by her."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from billing.models import Invoice
from clients.pipeline import RESTING
from sops.rules.paragraphs import paragraph
from sops.rules.policy import Payment
from sops.rules.promises import pauses_on
from vacrm.templatetags.vacrm_format import day
from vacrm.today import Need


def pauses(unpaid: Iterable[Invoice], payment: Payment, on: date) -> Iterator[Need]:
    """For each client at work whose oldest unpaid invoice is that late: that work may pause, and since when."""
    oldest: dict[int, Invoice] = {}
    for invoice in unpaid:
        kept = oldest.get(invoice.client_id)
        if invoice.due_on and (kept is None or invoice.due_on < (kept.due_on or on)):
            oldest[invoice.client_id] = invoice
    for invoice in oldest.values():
        since = pauses_on(invoice.due_on or on, payment)
        if since and since <= on and invoice.client.stage not in RESTING:
            yield _need(invoice, since)


def _need(invoice: Invoice, since: date) -> Need:
    client = invoice.client
    values = {"invoice": invoice.number, "due": day(invoice.due_on), "since": day(since)}
    why = _("%(invoice)s unpaid since %(due)s") % values
    return Need(
        section=_("Overdue"),
        rank=(3, -10_000.0),  # before the invoices themselves
        who=client.name,
        title=_("Work for %(client)s may pause") % {"client": client},
        url=client.get_absolute_url(),
        why=_("%(invoice)s was due on %(due)s; your rules pause work from %(since)s on.") % values
        + f" {paragraph('payment.pause_after_days')}",
        button=_("Pause the work"),
        to=f"{reverse('clients:client-pause', args=[client.pk])}?{urlencode({'why': why})}",
        posts=True,
        ruled=True,
        chip=_("Unpaid"),
        tone="late",
    )
