"""Packages: periods, part months, and the account of minutes with its carry-over.

The account is a ledger of movements that is rebuilt from hours and agreement, never a counter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from billing.rules.book import Settled, Terms
from vacrm.exact import Month, cents, first_day, half_up, last_day, month_of, months, shift

type Lots = tuple[tuple[Month, Decimal], ...]  # minutes by month of origin, oldest first

_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Movement:
    """Minutes that came into or went out of a period."""

    kind: str  # allot, carry, use, overage, expire
    origin: Month
    minutes: Decimal


@dataclass(frozen=True, slots=True)
class Balance:
    """The account of one period. Minutes are exact; weighted where the policy weighs."""

    period: Month
    included: int
    carried: Decimal
    used: Decimal
    overage: Decimal
    lots: Lots  # carried in
    left: Lots  # after use; what of it lives on is decided by the next period
    movements: tuple[Movement, ...]

    @property
    def available(self) -> Decimal:
        """Included and carried minutes."""
        return self.included + self.carried


def covered_days(terms: Terms, period: Month) -> tuple[date, date]:
    """The first and last day of a period that the agreement covers."""
    first, last = max(terms.starts_on, first_day(period)), last_day(period)
    return first, min(last, terms.ends_on) if terms.ends_on else last


def share(terms: Terms, period: Month) -> tuple[int, int]:
    """Days covered and days of the month; equal when the month is whole or is not prorated."""
    days = last_day(period).day
    first, last = covered_days(terms, period)
    return ((last - first).days + 1 if terms.prorate else days), days


def price(terms: Terms, period: Month) -> Decimal:
    """The price of a period: a part month costs its calendar days, to the cent, half up."""
    covered, days = share(terms, period)
    return cents((terms.price or _NONE) * covered / days)


def included(terms: Terms, period: Month) -> int:
    """The minutes of a period: a part month has its calendar days' share, to the minute, half up."""
    covered, days = share(terms, period)
    return half_up(Decimal(terms.included_minutes) * covered / days)


def running_months(terms: Terms, through: Month) -> list[Month]:
    """The periods from the agreement's start to its end, up to a month."""
    last = min(through, month_of(terms.ends_on)) if terms.ends_on else through
    return months(month_of(terms.starts_on), last)


def open_months(terms: Terms, settled: tuple[Settled, ...], through: Month) -> list[Month]:
    """The periods whose account is still open, up to a month: neither settled nor from before."""
    closed = {each.period for each in settled}
    return [m for m in running_months(terms, through) if m > terms.hours_billed_through and m not in closed]


def accounts(
    terms: Terms, used: Mapping[Month, Decimal], settled: tuple[Settled, ...], through: Month
) -> list[Balance]:
    """The accounts of all open periods up to a month, each carrying into the next."""
    balances: list[Balance] = []
    for period in open_months(terms, settled, through):
        carried = carried_into(terms, _before(terms, balances, settled, period), period)
        balances.append(_account(terms, period, carried, used.get(period, _NONE), _spoken_for(settled, period)))
    return balances


def _spoken_for(settled: tuple[Settled, ...], period: Month) -> dict[Month, Decimal]:
    """What a settled next period has already taken in: a period that a credit note opened again cannot use it."""
    following = shift(period, 1)
    return next((dict(each.carried) for each in settled if each.period == following), {})


def _before(terms: Terms, balances: list[Balance], settled: tuple[Settled, ...], period: Month) -> Lots:
    """What was left at the end of the month before: from its account, open or settled, or the opening balance."""
    month = shift(period, -1)
    if balances and balances[-1].period == month:
        return balances[-1].left
    for each in settled:
        if each.period == month:
            return each.left
    if month == terms.hours_billed_through and terms.carried_minutes:
        return ((month, terms.carried_minutes),)
    return ()


def carried_into(terms: Terms, left: Lots, period: Month) -> Lots:
    """What of the month before lives on into a period: young enough, and within the cap, the oldest dropped first."""
    alive = [(origin, minutes) for origin, minutes in left if shift(origin, terms.carry_over_months) >= period]
    if terms.carry_over_cap_minutes is None:
        return tuple(alive)
    room, kept = Decimal(terms.carry_over_cap_minutes), []
    for origin, minutes in reversed(alive):
        if taken := min(minutes, room):
            kept.append((origin, taken))
            room -= taken
    return tuple(reversed(kept))


def _account(terms: Terms, period: Month, carried: Lots, used: Decimal, spoken_for: Mapping[Month, Decimal]) -> Balance:
    minutes = included(terms, period)
    own: Lots = ((period, Decimal(minutes)),)
    order = (*own, *carried) if terms.carry_over_order == "month_first" else (*carried, *own)
    rest, left, uses = used, [], []
    for origin, lot in order:
        taken = min(max(lot - spoken_for.get(origin, _NONE), _NONE), rest)
        rest -= taken
        left.append((origin, lot - taken))
        uses.append(Movement("use", origin, -taken))
    moved = (
        *(Movement("carry", origin, lot) for origin, lot in carried),
        Movement("allot", period, Decimal(minutes)),
        *(use for use in uses if use.minutes),
        *([Movement("overage", period, rest)] if rest else []),
    )
    remaining = tuple(sorted((origin, lot) for origin, lot in left if lot))
    total = sum((lot for _, lot in carried), _NONE)
    return Balance(period, minutes, total, used, rest, carried, remaining, moved)


def expiring(terms: Terms, balance: Balance) -> tuple[Movement, ...]:
    """What of a period's rest does not live on into the next: too old, over the cap, or the agreement ends."""
    following = shift(balance.period, 1)
    ends = terms.ends_on is not None and month_of(terms.ends_on) <= balance.period
    kept = dict(() if ends else carried_into(terms, balance.left, following))
    gone = ((origin, minutes - kept.get(origin, _NONE)) for origin, minutes in balance.left)
    return tuple(Movement("expire", origin, -minutes) for origin, minutes in gone if minutes)
