"""Gates: work waits until a deposit is paid. The payment opens it; she may open it herself, and says why."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.models import Gate, Invoice, Quote
from clients import evidence, pipeline, starting
from clients.gates import ONBOARDING, START, Hold
from sops.rules.policy import Deposit
from sops.wording.figures import money
from vacrm.exact import ZERO
from vacrm.prepared import Prepared, number

NOTE = 300  # characters


def shut(invoice: Invoice, rules: Collection[Deposit], *, at: datetime, quote: Quote | None = None) -> Gate | None:
    """Let what the rules gate wait for an invoice: of several, what comes first on the way. None: nothing waits."""
    held = {rule.gates for rule in rules}
    holds = next((each for each in (ONBOARDING, START) if each in held), None)
    return Gate.objects.create(invoice=invoice, quote=quote, holds=holds, shut_at=at) if holds else None


@transaction.atomic
def overrule(gate: Gate, *, note: str, by: str, at: datetime) -> Gate:
    """Open a gate before the money is there; her note stays with it. A second time does nothing.

    Raises ValidationError without a note, or with one that is too long.
    """
    gate = Gate.objects.select_for_update().get(pk=gate.pk)
    if gate.overruled_at:
        return gate
    said = note.strip()
    if not said:
        raise ValidationError({"note": _("Say why you do not wait for the money; the note stays with it.")})
    if len(said) > NOTE:
        raise ValidationError({"note": _("A note has at most %(most)s characters.") % {"most": NOTE}})
    gate.overruled_at, gate.overruled_by, gate.note = at, by[:150], said
    gate.save(update_fields=["overruled_at", "overruled_by", "note"])
    if gate.holds == ONBOARDING:
        starting.start(gate.invoice.client, at=at)
    return gate


@transaction.atomic
def wait_again(gate: Gate) -> None:
    """Take back that a gate was overruled."""
    gate.overruled_at, gate.overruled_by, gate.note = None, "", ""
    gate.save(update_fields=["overruled_at", "overruled_by", "note"])


def is_paid(invoice: Invoice) -> bool:
    """Is an issued invoice paid in full?"""
    paid = invoice.payments.aggregate(total=Sum("amount"))["total"] or ZERO
    return bool(paid >= invoice.gross)


def counts(invoice: Invoice) -> bool:
    """Does paying it say something of the client's way: is it a deposit, or does something wait for it?"""
    return invoice.kind == "deposit" or Gate.objects.filter(invoice=invoice).exists()


def note_payment(invoice: Invoice, *, on: date, at: datetime) -> bool:
    """Record the evidence once a deposit is paid, and nothing else of its quote still waits. True: it says so now.

    What it held begins: the onboarding of a client who signed.
    """
    if not counts(invoice) or not is_paid(invoice):
        return False
    quotes = Gate.objects.filter(invoice=invoice, quote__isnull=False).values("quote")
    if Gate.objects.shut().filter(quote__in=quotes).exists():
        return False
    said = evidence.record(
        invoice.client, pipeline.DEPOSIT_PAID, on=on, at=at, source=_source(invoice), note=str(invoice.number)
    )
    if said:
        starting.start(invoice.client, at=at)
    return said is not None


def note_taken_back(invoice: Invoice) -> None:
    """Withdraw the evidence of a payment that was a slip."""
    if counts(invoice) and not is_paid(invoice):
        evidence.withdraw(invoice.client, pipeline.DEPOSIT_PAID, source=_source(invoice))


def opens(invoice: Invoice) -> str:
    """What a payment just recorded has opened, as a sentence; empty where nothing had waited, or still waits."""
    gate = Gate.objects.filter(invoice=invoice, overruled_at__isnull=True).first()
    if gate is None or not is_paid(invoice):
        return ""
    if Gate.objects.shut().filter(invoice__client=invoice.client_id).exists():
        return _("%(number)s is paid; something else of %(client)s still waits.") % {
            "number": invoice,
            "client": invoice.client,
        }
    if gate.holds == ONBOARDING:
        return _("Nothing holds the onboarding of %(client)s any more.") % {"client": invoice.client}
    return _("Nothing holds the work for %(client)s any more.") % {"client": invoice.client}


def _source(invoice: Invoice) -> str:
    return f"invoice:{invoice.pk}"


def holds(clients: Collection[int], on: date) -> Iterator[tuple[int, Hold]]:
    """What is unpaid and waited for, by client: one of `settings.CLIENT_GATES`."""
    found = _shut_for_one(client=next(iter(clients))) if len(clients) == 1 else _shut()
    for gate in found:  # all there are, where several are asked for: they are few, and the question stays the same
        if gate.invoice.client_id in clients:
            yield gate.invoice.client_id, _hold(gate, on)


def _whole(found: QuerySet[Gate]) -> QuerySet[Gate]:
    rows = found.select_related("invoice__delivery__delivery", "invoice__client")
    return rows.defer("invoice__frozen", "invoice__delivery__delivery__body")


_shut = Prepared(lambda: _whole(Gate.objects.shut()))
_shut_for_one = Prepared(lambda: _whole(Gate.objects.shut().filter(invoice__client=number("client"))))


def _hold(gate: Gate, on: date) -> Hold:
    invoice = gate.invoice
    amount = money(invoice.gross - gate.paid, invoice.currency)  # type: ignore[attr-defined]
    is_deposit = invoice.kind == "deposit"
    values = {"amount": amount, "number": invoice.number, "sent": _sent(invoice, on)}
    short = _("deposit %(amount)s unpaid, %(sent)s") if is_deposit else _("first month %(amount)s unpaid, %(sent)s")
    what = _("The deposit %(number)s is not paid: %(amount)s, %(sent)s.")
    if not is_deposit:
        what = _("The first month, %(number)s, is not paid: %(amount)s, %(sent)s.")
    waits = _("Your rules let the onboarding wait for it.")
    if gate.holds == START:
        waits = _("Your rules let the start of work wait for it.")
    return Hold(
        holds=gate.holds,
        short=short % values,
        sentence=f"{what % values} {waits}",
        url=invoice.get_absolute_url(),
        overrule=reverse("billing:gate-overrule", args=[gate.pk]),
        is_late=invoice.due_on is not None and invoice.due_on < on,
    )


def _sent(invoice: Invoice, on: date) -> str:
    """How long ago it left; that it never did."""
    delivery = invoice.delivery.delivery if hasattr(invoice, "delivery") else None
    if delivery is None or delivery.sent_at is None:
        return _("on its way") if delivery else _("not sent yet")
    days = (on - timezone.localtime(delivery.sent_at).date()).days
    if days <= 0:
        return _("sent today")
    return ngettext("sent yesterday", "sent %(count)s days ago", days) % {"count": days}
