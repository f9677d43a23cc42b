"""The account of a package, month by month, from its movements."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from billing.leaves import lots_of
from billing.models import PackageMovement, SettledPeriod
from clients.models import Agreement
from vacrm.exact import Month

MONTHS = 6  # settled ones, the latest


@dataclass(frozen=True, slots=True)
class Account:
    """One settled month, in whole minutes."""

    month: Month
    allotted: int
    carried: int
    used: int
    beyond: int
    expired: int
    left: int


def accounts(agreement: Agreement) -> list[Account]:
    """The latest settled months of a package, oldest first."""
    settled = list(SettledPeriod.objects.filter(agreement=agreement).order_by("-period")[:MONTHS])
    sums: defaultdict[tuple[int, str], Decimal] = defaultdict(Decimal)
    moved = PackageMovement.objects.filter(settled__in=[each.pk for each in settled])
    for period, kind, minutes in moved.values_list("settled", "kind", "minutes"):
        sums[period, kind] += abs(minutes)
    return [_account(each, sums) for each in reversed(settled)]


def _account(settled: SettledPeriod, sums: dict[tuple[int, str], Decimal]) -> Account:
    allotted, carried, used, beyond, expired = (
        int(sums.get((settled.pk, kind), 0)) for kind in ("allot", "carry", "use", "overage", "expire")
    )
    left = int(sum((minutes for _month, minutes in lots_of(settled.left)), Decimal(0)))
    return Account(settled.period, allotted, carried, used, beyond, expired, left)
