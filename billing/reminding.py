"""Remind of invoices: by hand, with words she may change, along the schedule of the SOP."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from billing.collecting import still_due
from billing.models import Invoice, Reminder
from billing.paper.head import title
from billing.rules.reminders import Step, schedule
from billing.storing import snapshot_of
from sops.models import Business, SopVersion
from sops.rules.policy import Policy
from vacrm.paper.figures import day, in_fours, money
from vacrm.post.addresses import mailbox
from vacrm.post.models import Attachment
from vacrm.post.sending import queue
from vacrm.post.writing import Written, write

KIND = "reminder"


def steps_of(invoice: Invoice, sent: list[Reminder], on: date) -> list[Step]:
    """The steps of the SOP that the invoice follows; none for what is not due, or where it has no schedule."""
    policy = policy_of(invoice)
    if policy is None or invoice.due_on is None or not invoice.is_issued or invoice.kind == "credit":
        return []
    taken = [each.step for each in sent if each.step is not None]
    return schedule(invoice.due_on, policy.payment.reminder_days, taken, on)


def nothing_due(invoice: Invoice) -> str:
    """Why an invoice is not reminded of."""
    return _("Nothing is due on %(number)s, so there is nothing to remind of.") % {"number": invoice}


def policy_of(invoice: Invoice) -> Policy | None:
    """The policy whose terms the invoice bears."""
    version = SopVersion.objects.filter(number=invoice.sop_number or 0).first()
    return version.policy() if version else None


@transaction.atomic
def remind(invoice: Invoice, *, subject: str, body: str, at: datetime, after: int, step: int | None = None) -> Reminder:
    """Queue a reminder for the client, in these words, with the PDF as stored; it leaves once this commits.

    `after` is how many had gone out when it was written. Raises ValidationError where nothing is due, for a client
    without an e-mail address, and when another reminder went out meanwhile.
    """
    invoice = Invoice.objects.select_for_update().get(pk=invoice.pk)
    if still_due(invoice) <= 0:
        raise ValidationError(nothing_due(invoice))
    if not invoice.client.email:
        raise ValidationError(_("%(client)s has no e-mail address; add one.") % {"client": invoice.client})
    if invoice.reminders.count() != after:
        raise ValidationError(_("Another reminder went out meanwhile; look at it before you send one more."))
    business = Business.objects.get()
    delivery = queue(
        kind=KIND,
        language=invoice.language,
        to=[mailbox(invoice.client.name, invoice.client.email)],
        from_email=business.mailbox,
        reply_to=business.email,
        subject=subject,
        body=body,
        attachments=[Attachment.of(f"{invoice.number}.pdf", "application/pdf", bytes(invoice.document.content))],
        at=at,
    )
    return Reminder.objects.create(invoice=invoice, step=step, delivery=delivery, at=at)


def letter(invoice: Invoice, sent: list[Reminder], *, on: date) -> Written:
    """The words of the next reminder, in the client’s language: kind at first, firmer with each that went out."""
    said, language = snapshot_of(invoice), invoice.language
    with translation.override(language):
        kind, what = title(said), str(invoice.get_kind_display())
    due_on = invoice.due_on or on
    return write(
        "billing/mail/reminder.txt",
        language=language,
        kind=kind,
        what=what,
        number=invoice.number,
        business=said.seller.name,
        signature="\n".join(filter(None, [said.seller.name, said.seller.phone])),
        left=money(still_due(invoice), invoice.currency, language),
        due_on=day(due_on, language),
        late=max(0, (on - due_on).days),
        before=on < due_on,
        last_on=day(sent[-1].at.date(), language) if sent else "",
        is_firm=bool(sent) and on > due_on,
        is_last=len(sent) > 1 and on > due_on,
        iban=in_fours(said.payment.iban),
    )
