"""Round worked minutes to billed minutes: by entry, by day or by request, up or to the nearest.

Rounding adds minutes at the lowest percent of its group (or takes them from it), so that it never
makes a surcharge dearer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from billing.rules.book import Work
from billing.rules.splitting import Stretch, in_order
from sops.rules.policy import Rounding
from vacrm.exact import Month, month_of

type Key = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Billable:
    """An entry with the minutes it bills, by percent."""

    work: Work
    stretches: tuple[Stretch, ...]

    @property
    def minutes(self) -> int:
        """Billed minutes."""
        return sum(stretch.minutes for stretch in self.stretches)

    @property
    def weighted(self) -> Decimal:
        """Billed minutes, each weighing 1 plus its percent; exact."""
        return sum((s.minutes * (100 + s.percent) / 100 for s in self.stretches), Decimal(0))

    @property
    def surcharged(self) -> bool:
        """Does any minute cost more?"""
        return any(stretch.percent and stretch.minutes for stretch in self.stretches)


def rounded(minutes: int, rounding: Rounding) -> int:
    """Whole steps of the policy: up, or to the nearest with the half going up."""
    step = rounding.round_minutes
    if rounding.round_mode == "up":
        return -(-minutes // step) * step
    return (2 * minutes + step) // (2 * step) * step


def bill(
    work: Iterable[Work], stretches: Mapping[int, tuple[Stretch, ...]], rounding: Rounding, *, first: Month = ""
) -> list[Billable]:
    """Bill the open entries of one request, or of an agreement's work without one.

    `work` holds the billed entries too: an entry that comes after its group was billed is rounded
    alone. `first` is the month in which the request is billed for the first time, where its minimum
    is topped up; empty when it was billed before, or is no request.
    """
    everything = in_order(work)
    key = _keys(rounding)
    closed = {key(each) for each in everything if each.billed}
    groups: dict[Key, list[Work]] = defaultdict(list)
    for each in everything:
        if not each.billed:
            groups[(each.id,) if key(each) in closed else key(each)].append(each)
    done = [billable for group in groups.values() for billable in _round(group, stretches, rounding)]
    if first and rounding.minimum_minutes:
        month = [billable for billable in done if month_of(billable.work.on) == first]
        short = rounding.minimum_minutes - sum(billable.minutes for billable in month)
        others = [billable for billable in done if month_of(billable.work.on) != first]
        done = _spread(month, max(short, 0)) + others
    return done


def _keys(rounding: Rounding) -> Callable[[Work], Key]:
    if rounding.round_scope == "day":
        return lambda work: ("day", work.on)
    if rounding.round_scope == "request":
        return lambda work: ("month", month_of(work.on))
    return lambda work: (work.id,)


def _round(group: list[Work], stretches: Mapping[int, tuple[Stretch, ...]], rounding: Rounding) -> list[Billable]:
    entries = [Billable(work, stretches[work.id]) for work in group]
    worked = sum(work.minutes for work in group)
    return _spread(entries, rounded(worked, rounding) - worked)


def _spread(entries: list[Billable], delta: int) -> list[Billable]:
    """Add minutes at the lowest percent, or take them away from the lowest percents upwards."""
    while delta:
        index, place = _lowest(entries, taking=delta < 0)
        stretch = entries[index].stretches[place]
        change = delta if delta > 0 else -min(-delta, stretch.minutes)
        delta -= change
        changed = Stretch(stretch.minutes + change, stretch.percent, stretch.rule)
        before, after = entries[index].stretches[:place], entries[index].stretches[place + 1 :]
        entries = [*entries[:index], Billable(entries[index].work, (*before, changed, *after)), *entries[index + 1 :]]
    return entries


def _lowest(entries: list[Billable], *, taking: bool) -> tuple[int, int]:
    """Where the lowest percent stands: the last such stretch (with minutes left, when taking)."""
    places = [
        (stretch.percent, -index, -place)
        for index, billable in enumerate(entries)
        for place, stretch in enumerate(billable.stretches)
        if stretch.minutes or not taking
    ]
    _, index, place = min(places)
    return -index, -place
