"""The sheet: the hours of a client laid out for a month, split, rounded and put in their periods."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from billing.rules import rounding
from billing.rules.book import Ask, Book, Promise, Terms, Work
from billing.rules.packages import open_months
from billing.rules.rounding import Billable
from billing.rules.splitting import split
from vacrm.exact import Month, last_day, month_of, shift


@dataclass(frozen=True, slots=True)
class Item:
    """A billable entry in its place."""

    terms: Terms
    ask: Ask | None
    billable: Billable
    period: Month  # the month worked; of a package, the period it counts in
    late: bool = False  # its own period was settled already
    closed: bool = False  # no period is open any more

    @property
    def month(self) -> Month:
        """The month worked."""
        return month_of(self.billable.work.on)

    @property
    def counted(self) -> Decimal:
        """What it takes from a package: billed minutes, weighted where the policy weighs."""
        weigh = self.terms.policy.surcharges.on_packages == "weight"
        return self.billable.weighted if weigh else Decimal(self.billable.minutes)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A book laid out for closing a month on a day."""

    book: Book
    month: Month
    on: date
    items: tuple[Item, ...]
    waiting: tuple[Work, ...] = ()  # late hours whose period is still to come
    unsigned: tuple[Terms, ...] = ()
    lost: tuple[tuple[Ask, Terms, tuple[Billable, ...]], ...] = ()  # what was not committed, had it been
    earlier: frozenset[int] = field(default_factory=frozenset)  # requests surcharged on an earlier invoice

    def of(self, *kinds: str) -> list[tuple[Terms, list[Item]]]:
        """The items by agreement of some kinds, in order of the agreements."""
        groups: dict[int, list[Item]] = defaultdict(list)
        for item in self.items:
            groups[item.terms.id].append(item)
        return [(terms, groups[terms.id]) for terms in self.live if terms.kind in kinds]

    @property
    def live(self) -> tuple[Terms, ...]:
        """The agreements signed on or before the issue date."""
        unsigned = {terms.id for terms in self.unsigned}
        return tuple(terms for terms in self.book.terms if terms.id not in unsigned)


def lay(book: Book, month: Month, on: date) -> Sheet:
    """Lay out all open entries dated up to the last day of the month."""
    unsigned = tuple(t for t in book.terms if t.signed_on is None or t.signed_on > on)
    groups = _groups(book, month, {terms.id for terms in unsigned})
    terms_by_id, asks = book.terms_by_id(), book.asks_by_id()
    items: list[Item] = []
    waiting: list[Work] = []
    lost: list[tuple[Ask, Terms, tuple[Billable, ...]]] = []
    earlier: set[int] = set()
    for (terms_id, ask_id), work in groups.items():
        terms, ask = terms_by_id[terms_id], asks.get(ask_id or 0)
        stretches = split(terms, ask, work)
        if ask and any(s.percent for each in work if each.billed for s in stretches[each.id]):
            earlier.add(ask.id)
        for billable in rounding.bill(work, stretches, terms.policy.time, first=_first(ask, work)):
            item = _place(book, terms, ask, billable, month)
            items.append(item) if item else waiting.append(billable.work)
        if ask and (would := _would_be(terms, ask, work)):
            lost.append((ask, terms, would))
    ordered = sorted(items, key=lambda item: _order(item))
    return Sheet(book, month, on, tuple(ordered), tuple(waiting), unsigned, tuple(lost), frozenset(earlier))


def _groups(book: Book, month: Month, without: set[int]) -> dict[tuple[int, int | None], list[Work]]:
    """Entries up to the month by agreement and request, where at least one is open."""
    end = last_day(month)
    groups: dict[tuple[int, int | None], list[Work]] = defaultdict(list)
    for work in book.work:
        if work.on <= end and work.terms_id is not None and work.terms_id not in without:
            groups[work.terms_id, work.ask_id].append(work)
    return {key: work for key, work in groups.items() if any(not each.billed for each in work)}


def _first(ask: Ask | None, work: list[Work]) -> Month:
    """The first month a request is billed in; empty for work without one, or billed before."""
    if ask is None or any(each.billed for each in work):
        return ""
    return min(month_of(each.on) for each in work)


def _place(book: Book, terms: Terms, ask: Ask | None, billable: Billable, month: Month) -> Item | None:
    """Put an entry in its period; None: its first open period is still to come."""
    worked = month_of(billable.work.on)
    if terms.kind != "package":
        return Item(terms, ask, billable, worked)
    settled = tuple(each for each in book.settled if each.terms_id == terms.id)
    horizon = max([month, *(each.period for each in settled)])
    still_open = open_months(terms, settled, shift(horizon, 1))
    if worked in still_open:
        return Item(terms, ask, billable, worked)
    if not still_open:
        last = max((each.period for each in settled), default=worked)
        return Item(terms, ask, billable, last, late=True, closed=True)
    if still_open[0] > month:
        return None
    return Item(terms, ask, billable, still_open[0], late=True)


def _would_be(terms: Terms, ask: Ask, work: list[Work]) -> tuple[Billable, ...]:
    """What an uncommitted request would have billed, had it been committed when it came in."""
    verdict: Promise | None = ask.verdict
    if ask.commitments or verdict is None or not verdict.percent:
        return ()
    stretches = split(terms, ask, work, promises=(verdict,))
    done = rounding.bill(work, stretches, terms.policy.time, first=_first(ask, work))
    return tuple(billable for billable in done if billable.surcharged)


def _order(item: Item) -> tuple[object, ...]:
    ask = item.ask
    return (
        item.terms.starts_on,
        item.terms.id,
        item.month,
        ask is None,
        (ask.received_at, ask.id) if ask else (),
        item.billable.work.on,
        item.billable.work.id,
    )
