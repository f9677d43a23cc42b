"""Send issued invoices: one message each, queued in the outbox with the stored PDF."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from billing.models import Invoice, InvoiceDelivery
from billing.paper.head import title
from billing.storing import snapshot_of
from sops.models import Business
from vacrm.exact import Month
from vacrm.paper.figures import day, in_fours, money
from vacrm.post.addresses import mailbox
from vacrm.post.models import Attachment, Delivery
from vacrm.post.sending import queue
from vacrm.post.writing import Written, write

KIND = "invoice"


@transaction.atomic
def send(invoice: Invoice, *, at: datetime, words: Written | None = None) -> Delivery:
    """Queue an issued invoice for its client, with the PDF as stored; it leaves once this commits.

    `words` are hers, in place of the letter. Raises ValidationError for a draft, for a client without an e-mail
    address, and for an invoice that is already on its way (a failed one is retried, a sent one sent again, from its
    delivery).
    """
    invoice = Invoice.objects.select_for_update().get(pk=invoice.pk)
    if not invoice.is_issued:
        raise ValidationError(_("A draft is not sent; issue it first."))
    if not invoice.client.email:
        raise ValidationError(_("%(client)s has no e-mail address; add one.") % {"client": invoice.client})
    if hasattr(invoice, "delivery"):
        raise ValidationError(_("%(number)s was queued already; see its delivery.") % {"number": invoice.number})
    business, written = Business.objects.get(), words or letter(invoice)
    delivery = queue(
        kind=KIND,
        language=invoice.language,
        to=[mailbox(invoice.client.name, invoice.client.email)],
        from_email=business.mailbox,
        reply_to=business.email,
        subject=written.subject,
        body=written.body,
        attachments=[Attachment.of(f"{invoice.number}.pdf", "application/pdf", bytes(invoice.document.content))],
        at=at,
    )
    InvoiceDelivery.objects.create(invoice=invoice, delivery=delivery)
    return delivery


def letter(invoice: Invoice) -> Written:
    """The subject and text that go with an issued invoice, in the client’s language."""
    said = snapshot_of(invoice)
    with translation.override(invoice.language):
        kind, what = title(said), str(invoice.get_kind_display())
    return write(
        "billing/mail/invoice.txt",
        language=invoice.language,
        kind=kind,
        what=what,
        number=invoice.number,
        business=said.seller.name,
        signature="\n".join(filter(None, [said.seller.name, said.seller.phone])),
        gross=money(invoice.gross, invoice.currency, invoice.language),
        due_on=day(invoice.due_on, invoice.language) if invoice.due_on else "",
        is_credit=invoice.kind == "credit",
        is_due=invoice.gross > 0,
        has_surcharges=invoice.lines.filter(kind="surcharge").exists(),
        terms=said.payment.terms,
        iban=in_fours(said.payment.iban),
    )


def unsent(month: Month, keys: Collection[str] = ()) -> list[Invoice]:
    """The issued invoices of a month that never were queued, in the order of their numbers."""
    found = Invoice.objects.issued().filter(month=month, delivery__isnull=True, kind__in=["invoice", "balance"])
    if keys:
        found = found.filter(client__key__in=keys)
    return list(found.filter(credited_by__isnull=True).order_by("issued_on", "id"))
