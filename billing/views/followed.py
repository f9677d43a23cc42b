"""What became of an invoice: the reminders that went out and those to come, and all that happened, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.models import OverruledWarning, Payment, Reminder
from billing.rules import reminders, status
from billing.views.life import moment_of
from billing.views.track import Row, chain
from vacrm.exact import ZERO
from vacrm.post.models import Delivery
from vacrm.templatetags.vacrm_format import day, money_text


@dataclass(frozen=True, slots=True)
class Planned:
    """A reminder that went out, or a step of the SOP that is to come."""

    name: str
    note: str
    state: str
    reminder: Reminder | None = None


def planned(steps: Sequence[reminders.Step], sent: Sequence[Reminder]) -> list[Planned]:
    """The reminders that went out, then the steps that are due or still to come."""
    gone = [
        Planned(_step_name(each.step), _("%(state)s, %(at)s") % _state(each), reminders.SENT, each) for each in sent
    ]
    notes = {
        reminders.DUE: _("Its day has come: %(day)s."),
        reminders.PLANNED: _("Its day is %(day)s."),
        reminders.PASSED: _("Its day was %(day)s; nothing went out."),
    }
    left = [step for step in steps if step.state in notes]
    return [
        *gone,
        *(Planned(_step_name(each.days), notes[each.state] % {"day": day(each.on)}, each.state) for each in left),
    ]


def _state(reminder: Reminder) -> dict[str, str]:
    at = reminder.delivery.sent_at or reminder.at
    return {"state": _("sent") if reminder.delivery.sent_at else _("queued"), "at": moment_of(at)}


def _step_name(days: int | None) -> str:
    if days is None:
        return _("Beside the schedule")
    if days < 0:
        return ngettext("%(n)d day before it is due", "%(n)d days before it is due", -days) % {"n": -days}
    return ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days} if days else _("On the day it is due")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the invoice."""

    at: datetime
    when: str
    text: str
    words: str = ""  # of the mail server


def events(
    row: Row, payments: Sequence[Payment], sent: Sequence[Reminder], notes: Sequence[OverruledWarning]
) -> list[Event]:
    """All that happened, in order: overruled, issued, sent, reminded, paid, taken back."""
    invoice, found = row.invoice, [_noted(note) for note in notes]
    if invoice.issued_at:
        found.append(Event(invoice.issued_at, moment_of(invoice.issued_at), _("Issued, numbered and frozen")))
    found += [_mailed(delivery, _("Sent to %(who)s")) for delivery in chain(invoice)]
    found += [_mailed(each.delivery, _("Reminder sent to %(who)s")) for each in sent]
    found += [_paid(payment, invoice.currency) for payment in payments]
    taken_at = invoice.credited_by.issued_at if row.status == status.CREDITED else None
    if taken_at:
        text = _("Taken back by %(note)s") % {"note": invoice.credited_by}
        found.append(Event(taken_at, moment_of(taken_at), text))
    return sorted(found, key=lambda event: event.at)


def _noted(note: OverruledWarning) -> Event:
    text = _("Overruled by %(by)s: “%(note)s” (%(text)s)") % {"by": note.by, "note": note.note, "text": note.text}
    return Event(note.at, moment_of(note.at), text)


def _mailed(delivery: Delivery, text: str) -> Event:
    at = delivery.sent_at or delivery.failed_at or delivery.queued_at
    said = text % {"who": ", ".join(delivery.to)}
    if delivery.sent_at is None:
        said = (
            _("%(what)s: failed") % {"what": said} if delivery.failed_at else _("%(what)s: under way") % {"what": said}
        )
    return Event(at, moment_of(at), said, delivery.server_words if not delivery.sent_at else "")


def _paid(payment: Payment, currency: str) -> Event:
    amount = {"amount": money_text(abs(payment.amount), currency)}
    text = _("Received %(amount)s") if payment.amount > ZERO else _("Gave back %(amount)s")
    at = datetime.combine(payment.on, time(12), timezone.get_current_timezone())
    return Event(at, day(payment.on), text % amount)
