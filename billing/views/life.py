"""The life of an invoice in five steps, and the one sentence that says where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.models import Payment, Reminder
from billing.rules import status
from billing.views.track import Row
from billing.wording import month_name
from vacrm.exact import ZERO
from vacrm.templatetags.vacrm_format import day, money_text


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name, when or what, and whether it is done."""

    name: str
    note: str
    done: bool
    late: bool = False


def life(row: Row, left: Decimal, payments: Sequence[Payment], sent: Sequence[Reminder], on: date) -> list[Step]:
    """Worked, issued, sent, due, paid; once a reminder went out, reminded takes the place of due."""
    invoice = row.invoice
    sent_at = row.delivery.sent_at if row.delivery else None
    worked = month_name(invoice.month) if invoice.month else _("a mission")
    due = bool(invoice.is_issued and invoice.due_on and invoice.due_on <= on)
    fourth = Step(_("Due"), day(invoice.due_on) if invoice.due_on else "", due, row.status == status.OVERDUE)
    if sent:
        fourth = Step(_("Reminded"), moment_of(sent[-1].at), done=True)
    return [
        Step(_("Worked"), worked, done=True),
        Step(_("Issued"), moment_of(invoice.issued_at), invoice.is_issued),
        Step(_("Sent"), row.mail_name if row.mail and not sent_at else moment_of(sent_at), bool(sent_at), row.failed),
        fourth,
        _last(row, left, payments),
    ]


def _last(row: Row, left: Decimal, payments: Sequence[Payment]) -> Step:
    if row.status == status.CREDITED:
        return Step(_("Credited"), str(row.invoice.credited_by), done=True)
    if row.status == status.PAID:
        return Step(_("Paid"), day(payments[-1].on) if payments else "", done=True)
    if not row.invoice.is_issued:
        return Step(_("Paid"), "", done=False)
    note = _("%(amount)s left") % {"amount": money_text(left, row.invoice.currency)}
    return Step(_("Paid"), note, done=False, late=row.status == status.OVERDUE)


def moment_of(at: datetime | None) -> str:
    """A moment, short: “2 Nov, 09:00”; empty for none."""
    return f"{day(at, 'd MMM')}, {timezone.localtime(at):%H:%M}" if at else ""


def says(row: Row, left: Decimal, on: date) -> str:
    """Where it stands, as a person would say it."""
    invoice = row.invoice
    gross, rest = money_text(invoice.gross, invoice.currency), money_text(left, invoice.currency)
    due = day(invoice.due_on) if invoice.due_on else ""
    paid = money_text(invoice.gross - left, invoice.currency)
    late = (on - invoice.due_on).days if invoice.due_on else 0
    if row.status == status.OVERDUE:
        text = ngettext("%(rest)s is %(n)d day late.", "%(rest)s is %(n)d days late.", late)
        return text % {"rest": rest, "n": late}
    if row.status == status.PAID and left < ZERO:
        return _("Paid, and %(over)s more than asked.") % {"over": money_text(-left, invoice.currency)}
    return {
        status.DRAFT: _("A draft of %(gross)s: nothing is numbered, nothing has left."),
        status.ISSUED: _("%(gross)s, issued and not sent yet; due %(due)s."),
        status.SENT: _("%(gross)s, with the client; due %(due)s."),
        status.PART_PAID: _("Partly paid: %(paid)s of %(gross)s; the rest is due %(due)s."),
        status.PAID: _("%(gross)s, paid."),
        status.CREDITED: _("%(gross)s, taken back by a credit note: nothing is owed."),
        status.CREDIT: _("A credit note of %(gross)s."),
    }[row.status] % {"gross": gross, "due": due, "paid": paid}
