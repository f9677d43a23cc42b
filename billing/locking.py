"""Lock the hours that an issued invoice, or a settled month, holds: they stay as they are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from billing.models import BilledTime
from vacrm import addresses


@dataclass(frozen=True, slots=True)
class Lock:
    """Why an entry stays as it is: the invoice that bills it, or its settled month (then without an address)."""

    label: str
    url: str = ""


def locks_of(entries: Collection[int]) -> dict[int, Lock]:
    """The locks of some entries, by their id; an entry on a draft is open."""
    rows = BilledTime.objects.filter(time_entry__in=entries).values_list(
        "time_entry", "invoice", "invoice__number", "period"
    )
    found: dict[int, Lock] = {}
    for entry, invoice, number, period in rows:
        if not invoice:
            found[entry] = Lock(_("settled with %(month)s") % {"month": period})
        elif number:
            found[entry] = Lock(number, addresses.of("billing:invoice-detail", invoice))
    return found


def loosen(entries: Collection[int]) -> None:
    """Take some entries off the drafts that claim them; what is issued or settled keeps its own."""
    BilledTime.objects.filter(time_entry__in=entries, invoice__isnull=False, invoice__number__isnull=True).delete()
