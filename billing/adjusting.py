"""Adjust a month by hand: rename a line, add one, take something off, leave something for later, overrule a warning.

Each is a fact of its own, so that preview, drafts and issued invoices all bear it; a kept draft is written anew.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from billing.drafting import draft_month, propose
from billing.models import Adjustment, Invoice, OverruledWarning
from clients.models import Client
from sops.models import Business
from vacrm.exact import ZERO, Month


@transaction.atomic
def relabel(client: Client, month: Month, *, line: str, label: str, on: date, at: datetime, by: str = "") -> Adjustment:
    """Give a line of a client's month, known by its key, another label; the client reads it on the invoice.

    Raises ValidationError for no label.
    """
    if not label.strip():
        raise ValidationError({"label": _("Write what the line is for.")})
    Adjustment.objects.waiting().filter(client=client, month=month, kind="label", target=line).delete()
    return _keep(Adjustment(kind="label", target=line, label=label.strip()), client, month, on, at, by)


@transaction.atomic
def add_line(
    client: Client, month: Month, *, label: str, quantity: Decimal, unit: str, price: Decimal, on: date, at: datetime,
    by: str = "",
) -> Adjustment:  # fmt: skip
    """Put a line of her own on a client's month: quantity × unit price, net, at the VAT rate of the client.

    Raises ValidationError for no label, and for a quantity or a price that is not above zero.
    """
    if quantity <= 0:
        raise ValidationError({"quantity": _("Write more than zero; a discount takes something off.")})
    if price <= ZERO:
        raise ValidationError({"price": _("Write more than zero; a discount takes something off.")})
    made = Adjustment(kind="extra", label=label.strip(), quantity=quantity, unit=unit, amount=price)
    return _keep(made, client, month, on, at, by)


@transaction.atomic
def discount(
    client: Client, month: Month, *, reason: str, on: date, at: datetime, percent: Decimal | None = None,
    amount: Decimal | None = None, by: str = "",
) -> Adjustment:  # fmt: skip
    """Take a percent, or a net amount, off a client's month, for a reason that the invoice names.

    Raises ValidationError without exactly one of the two, without a reason, and for more than what is billed.
    """
    if (percent is None) == (amount is None):
        raise ValidationError(_("Write a percent or an amount, one of the two."))
    if percent is not None and not 0 < percent <= 100:
        raise ValidationError({"percent": _("Write a percent above zero, 100 at most.")})
    if amount is not None and amount <= ZERO:
        raise ValidationError({"amount": _("Write more than zero: it is taken off.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Write why: your client reads it on the invoice.")})
    made = Adjustment(kind="discount", reason=reason.strip(), percent=percent, amount=amount)
    kept = _keep(made, client, month, on, at, by)
    try:
        proposal = next(propose(month, on=on, keys=[client.key]))
    except ValidationError as error:
        raise ValidationError({"amount" if amount else "percent": error.messages}) from error
    if not proposal.draft.lines:
        raise ValidationError(_("Nothing is billed for this month, so there is nothing to take off."))
    return kept


@transaction.atomic
def leave(
    client: Client, month: Month, *, target: str, label: str, on: date, at: datetime, reason: str = "", by: str = ""
) -> Adjustment:
    """Leave a source of a client's month, or with `all` the client, for the next month, which finds it by itself.

    `label` says what was left, in her words. Raises ValidationError for what cannot be left.
    """
    if not target:
        raise ValidationError(_("This line goes with another; leave that one."))
    found = Adjustment.objects.filter(client=client, month=month, kind="later", target=target).first()
    return found or _keep(
        Adjustment(kind="later", target=target, label=label[:200], reason=reason.strip()), client, month, on, at, by
    )


@transaction.atomic
def take_back(adjustment: Adjustment, *, on: date) -> None:
    """Undo an adjustment. Raises ValidationError once an issued invoice bears it."""
    Business.objects.select_for_update().first()  # the lock of issuing: what it claims is not taken away meanwhile
    if not Adjustment.objects.waiting().filter(pk=adjustment.pk).exists():
        raise ValidationError(_("It stands on an issued invoice; a credit note takes that back."))
    client, month = adjustment.client, adjustment.month
    Invoice.objects.drafts().filter(billed_adjustments__adjustment=adjustment, client=client).exclude(
        month=month
    ).delete()
    if hasattr(adjustment, "billed"):
        adjustment.billed.delete()  # of a draft, which is written anew
    adjustment.delete()
    _redraft(client, month, on)


@transaction.atomic
def put_back(row: Adjustment, *, on: date) -> None:
    """Bring an adjustment back that was just taken back. Raises ValidationError where another stands in its place."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError(_("It cannot be brought back any more: something has changed since.")) from error
    _redraft(row.client, row.month, on)


def _keep(adjustment: Adjustment, client: Client, month: Month, on: date, at: datetime, by: str) -> Adjustment:
    adjustment.client, adjustment.month, adjustment.at, adjustment.by = client, month, at, by
    adjustment.full_clean()
    adjustment.save()
    _redraft(client, month, on)
    return adjustment


def _redraft(client: Client, month: Month, on: date) -> None:
    """Write the kept draft of the month anew, where there is one."""
    if Invoice.objects.drafts().of_months().filter(client=client, month=month).exists():
        draft_month(month, on=on, keys=[client.key])


@transaction.atomic
def overrule(
    client: Client, month: Month, *, warnings: dict[str, str], note: str, at: datetime, by: str = ""
) -> list[OverruledWarning]:
    """Set warnings of a client's month aside, by their keys and with what they said; the note says why.

    Raises ValidationError without a note, and where nothing is to be overruled.
    """
    if not note.strip():
        raise ValidationError({"note": _("Write why the month may be issued all the same.")})
    if not warnings:
        raise ValidationError(_("Nothing is left to overrule."))
    OverruledWarning.objects.filter(client=client, month=month, warning__in=warnings).delete()
    return OverruledWarning.objects.bulk_create(
        OverruledWarning(client=client, month=month, warning=key, text=text, note=note.strip(), by=by, at=at)
        for key, text in warnings.items()
    )


@transaction.atomic
def heed(client: Client, month: Month) -> list[OverruledWarning]:
    """Heed a client's overruled warnings again; those that were overruled, with their notes."""
    rows = OverruledWarning.objects.filter(client=client, month=month)
    found = list(rows)
    rows.delete()
    return found


@transaction.atomic
def overrule_again(rows: list[OverruledWarning]) -> None:
    """Overrule warnings as they were overruled before; one that was overruled anew meanwhile keeps the newer note."""
    OverruledWarning.objects.bulk_create(rows, ignore_conflicts=True)
