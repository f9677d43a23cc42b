"""Numbering: the pattern of invoice numbers, and where they begin."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from billing.issuing import peek
from billing.models import Invoice
from sops.models import Business
from sops.rules.identity import invoice_number, restarts_yearly

KEPT = ["number_pattern", "next_number"]


def last_number() -> str:
    """The number given last; empty before the first."""
    last = Invoice.objects.issued().order_by("-issued_at", "-pk").values_list("number", flat=True).first()
    return last or ""


@transaction.atomic
def number_by(pattern: str, next_number: int | None) -> Business:
    """Number by a pattern from the next invoice on. Raises ValidationError by field for what cannot be.

    Numbers follow one another without a gap (CGI ann. II art. 242 nonies A I 7°), so once one was given the next is
    known, and a pattern keeps its years or its want of them: another kind of run would begin again at 1.
    """
    business = Business.objects.select_for_update().get()  # the lock of `issuing`: no number is given meanwhile
    last = last_number()
    if last and restarts_yearly(pattern) != restarts_yearly(business.number_pattern):
        if restarts_yearly(pattern):
            refusal = _("After %(last)s, numbers run on over the years; leave {year} out, or they would begin again.")
        else:
            refusal = _("After %(last)s, numbers begin again with each year; keep {year}, or two could be the same.")
        raise ValidationError({"pattern": refusal % {"last": last}})
    business.number_pattern = pattern
    if not last and next_number is not None:
        business.next_number = next_number
    business.clean_fields(exclude=[each.name for each in business._meta.fields if each.name not in KEPT])
    business.save(update_fields=KEPT)
    return business


def next_numbers(business: Business, on: date, count: int = 3) -> list[str]:
    """The numbers that the next invoices of a day would bear."""
    counter = peek(business, on)
    return [counter.take() for _each in range(count)]


def next_year(business: Business, on: date) -> str:
    """The first number of next year, where numbers begin again with it; empty elsewhere."""
    pattern = business.number_pattern
    return invoice_number(pattern, year=on.year + 1, seq=1) if restarts_yearly(pattern) else ""
