"""The account of a package as its client reads it: month by month, what came in, what was used, what is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from billing.balances import before, running
from billing.models import PackageMovement, SettledPeriod
from billing.rules.packages import carried_into, included
from billing.wording import month_name
from clients.models import Agreement, Client
from requests.models import TimeEntry
from vacrm.exact import Month, first_day, half_up, last_day, month_of
from vacrm.templatetags.vacrm_format import day

MONTHS = 13  # whose account is closed
KINDS = dict(PackageMovement.KINDS)


@dataclass(frozen=True, slots=True)
class Move:
    """Minutes that came in (or went out: negative), of which month or on which day."""

    what: str
    when: str
    minutes: int

    @property
    def size(self) -> int:
        """The minutes without their sign."""
        return abs(self.minutes)


@dataclass(frozen=True, slots=True)
class Account:
    """A package's month; what is left is negative when more was worked."""

    month: Month
    moves: Sequence[Move]
    left: int
    is_open: bool

    @property
    def name(self) -> str:
        """The month in words."""
        return month_name(self.month)

    @property
    def over(self) -> int:
        """Minutes beyond the package."""
        return max(-self.left, 0)


def present(client: Client, on: date) -> list[tuple[Agreement, Account]]:
    """A client's packages with their account of the month of a day, as far as it was worked."""
    month = month_of(on)
    found: list[Any] = sorted(
        (each for each in running(month, on) if each.client_id == client.pk), key=lambda each: (each.starts_on, each.pk)
    )
    return [(agreement, _so_far(agreement, month)) for agreement in found]


def _so_far(agreement: Any, month: Month) -> Account:
    carried = carried_into(agreement, before(agreement, month), month)
    moves = [_move("carry", month_name(origin), minutes) for origin, minutes in carried]
    moves.append(_move("allot", month_name(month), included(agreement, month)))
    moves += [_move("use", said, -minutes) for said, minutes in _worked(agreement, month)]
    return Account(month, moves, sum(move.minutes for move in moves), is_open=True)


def _worked(agreement: Agreement, month: Month) -> Iterator[tuple[str, int]]:
    """Day by day, the minutes that count in the package."""
    days = (first_day(month), last_day(month))
    entries = TimeEntry.objects.finished().filter(agreement=agreement, billable=True, on__range=days)
    for on, minutes in entries.order_by("on").values("on").annotate(total=Sum("minutes")).values_list("on", "total"):
        yield day(on, "d MMM"), minutes


def closed(agreements: Sequence[Agreement]) -> dict[int, list[Account]]:
    """The closed months of some packages, by agreement, the latest first."""
    found: dict[int, list[Account]] = {each.pk: [] for each in agreements}
    periods = SettledPeriod.objects.filter(agreement__in=found).prefetch_related("movements").order_by("-period")
    for settled in periods[: MONTHS * max(len(found), 1)]:
        rows = sorted(settled.movements.all(), key=lambda row: row.pk)
        moves = [_move(row.kind, month_name(row.origin), row.minutes) for row in rows]
        left = sum((Decimal(minutes) for _origin, minutes in settled.left), Decimal(0))
        found[settled.agreement_id].append(Account(settled.period, moves, half_up(left - settled.overage), False))
    return found


def _move(kind: str, when: str, minutes: Decimal | int) -> Move:
    return Move(str(KINDS.get(kind, _("moved"))), when, half_up(Decimal(minutes)))
