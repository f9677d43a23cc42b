"""Split the minutes of time entries by what they cost beyond the rate: tier, band, percent.

Off-hours entries are cut at the boundary by the wall clock; a minute never costs more than what the
client accepted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from billing.rules.book import Ask, Promise, Terms, Work
from sops.rules.bands import percent_of
from sops.rules.combining import combine, rule_name
from sops.rules.policy import Policy
from sops.rules.worktime import local_day, minute_down, minute_up, spans

_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Stretch:
    """So many minutes of one entry at one percent; the rule is empty when nothing is due."""

    minutes: int
    percent: Decimal
    rule: str = ""


@dataclass(slots=True)
class _Allowance:
    """The missing work of a commitment: what may still take a band."""

    left: int

    def take(self, minutes: int) -> int:
        taken = min(minutes, self.left)
        self.left -= taken
        return taken


def in_order(work: Iterable[Work]) -> list[Work]:
    """Entries in order of time; those without times after the timed ones of their day."""
    return sorted(
        work, key=lambda w: (w.on, w.started_at is None, w.started_at.timestamp() if w.started_at else 0, w.id)
    )


def split(
    terms: Terms, ask: Ask | None, work: Iterable[Work], *, promises: tuple[Promise, ...] | None = None
) -> dict[int, tuple[Stretch, ...]]:
    """Split all entries of one request (or of work without one), by entry id.

    Give every entry of the request, also those billed before: they used up missing work too.
    `promises` stands in for the commitments (what would have been, had they been made).
    """
    found = () if ask is None else ask.commitments if promises is None else promises
    if not any(promise.percent for promise in found):
        return {each.id: (Stretch(each.minutes, _NONE),) for each in work}
    allowances = [_Allowance(promise.missing_minutes if promise.off_hours else 0) for promise in found]
    splitter = _Splitter(terms.policy, found, allowances)
    return {each.id: tuple(_gather(splitter.entry(each))) for each in in_order(work)}


def _gather(stretches: Iterator[Stretch]) -> Iterator[Stretch]:
    """Join neighbours that cost the same."""
    last: Stretch | None = None
    for each in stretches:
        if last and (last.percent, last.rule) == (each.percent, each.rule):
            last = Stretch(last.minutes + each.minutes, last.percent, last.rule)
        else:
            if last:
                yield last
            last = each
    if last:
        yield last


@dataclass(slots=True)
class _Splitter:
    policy: Policy
    promises: tuple[Promise, ...]
    allowances: list[_Allowance]

    def entry(self, work: Work) -> Iterator[Stretch]:
        """The stretches of one entry, in order of time."""
        if work.started_at is None or work.ended_at is None:
            yield from self._untimed(work)
        else:
            yield from self._timed(minute_down(work.started_at), minute_down(work.ended_at))

    def _untimed(self, work: Work) -> Iterator[Stretch]:
        hours = self.policy.hours
        index = -1
        for i, promise in enumerate(self.promises):
            if promise.wanted_by and local_day(hours, promise.at) <= work.on:
                index = i
        promise = self.promises[index]
        if index < 0 or promise.wanted_by is None or work.on > local_day(hours, promise.wanted_by):
            yield Stretch(work.minutes, _NONE)
            return
        taken = self.allowances[index].take(work.minutes)
        if taken:
            yield self._stretch(taken, promise, promise.band)
        if work.minutes > taken:
            yield self._stretch(work.minutes - taken, promise, _NONE)

    def _timed(self, start: int, end: int) -> Iterator[Stretch]:
        for index, low, high in self._reigns(start, end):
            if index < 0:
                yield Stretch(high - low, _NONE)
            else:
                yield from self._under(index, low, high)

    def _reigns(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Cut [start, end) by the commitment in force: (its index or -1, start, end)."""
        at = start
        for index, promise in enumerate(self.promises):
            begins = minute_up(promise.at)
            following = self.promises[index + 1 : index + 2]
            ceases = minute_up(following[0].at) if following else end
            due = minute_down(promise.wanted_by) if promise.wanted_by else begins
            low, high = max(at, begins), min(end, ceases, due)
            if low >= high:
                continue
            if at < low:
                yield -1, at, low
            yield index, low, high
            at = high
        if at < end:
            yield -1, at, end

    def _under(self, index: int, start: int, end: int) -> Iterator[Stretch]:
        promise, allowance = self.promises[index], self.allowances[index]
        bands = self.policy.off_hours.bands
        for low, high, is_open, band in spans(self.policy.hours, bands, start, end):
            taken = 0 if is_open else allowance.take(high - low)
            if taken:
                yield self._stretch(taken, promise, percent_of(band, bands))
            if high - low > taken:
                yield self._stretch(high - low - taken, promise, _NONE)

    def _stretch(self, minutes: int, promise: Promise, band: Decimal) -> Stretch:
        percent, rule = _price(promise.tier, band, promise.percent, self.policy)
        return Stretch(minutes, percent, rule)


def _price(tier: Decimal, band: Decimal, accepted: Decimal, policy: Policy) -> tuple[Decimal, str]:
    surcharges = policy.surcharges
    percent = min(combine(tier, band, surcharges), accepted)
    return percent, rule_name(tier, band, surcharges) if percent else ""
