"""Issue invoices: number, freeze, draw and store, all or nothing for each, gapless and in order.

What an invoice says is computed and drawn before the lock is taken, with the number it will most
likely get. Under the lock the facts are read again: where they or the number changed meanwhile, the
invoice is computed and drawn anew. So the lock is short, and what is issued is always what the facts say.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import batched

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Case, Value, When
from django.utils.translation import gettext as _

from billing.books import Office, open_office, read
from billing.composing import Proposal, snapshot
from billing.drafting import BATCH, batches, proposal_of, proposals
from billing.models import BilledTime, Document, Invoice, Series
from billing.plotting import Plotter
from billing.storing import Entry, settle, store, times
from clients.models import Client
from requests.models import TimeEntry
from sops.models import Business
from sops.rules.identity import invoice_number, restarts_yearly
from vacrm.exact import Month, first_day, last_day, shift


@dataclass(slots=True)
class Counter:
    """The next number of the series that a day falls in."""

    pattern: str
    year: int
    seq: int

    def take(self) -> str:
        """The next number."""
        self.seq += 1
        return invoice_number(self.pattern, year=self.year, seq=self.seq - 1)


def check_day(on: date, today: date) -> None:
    """Raise ValidationError for an issue date after today, or before the last one of the series."""
    if on > today:
        raise ValidationError({"on": _("%(on)s is after today, %(today)s") % {"on": on, "today": today}})
    last = Series.objects.order_by("-last_issued_on").values_list("last_issued_on", flat=True).first()
    _check_order(on, last)


def _check_order(on: date, last: date | None) -> None:
    if last and on < last:
        raise ValidationError(
            {
                "on": _("%(on)s is before the last issue date, %(last)s; write that day or a later one")
                % {"on": on, "last": last}
            }
        )


def issue_month(
    month: Month, *, on: date, at: datetime, keys: Collection[str] = (), jobs: int = 1
) -> Iterator[Entry | Proposal]:
    """Issue what each client owes for a month, in the order of the clients' names.

    Yields an Entry for each invoice once it is committed, and the bare Proposal of a client without
    one. Running it again, at once or after a crash, issues only what was not issued. `jobs` is the
    number of processes that draw. Raises ValidationError, with nothing issued, where something must be
    mended first.
    """
    with Plotter(jobs) as plotter:
        check_missions(month, on, keys)
        office = open_office(month)
        counter = peek(office.business, on)
        waiting: list[_Group] = []
        for ids in batches(keys):
            if group := proposals(ids, month, on, office):
                waiting.append(_prepare(group, office, counter, plotter))
            if len(waiting) > jobs:
                yield from _finish(waiting.pop(0), month, on, at, plotter)
        for each in waiting:
            yield from _finish(each, month, on, at, plotter)


@dataclass(slots=True)
class _Group:
    """Clients whose invoices are issued in one transaction."""

    office: Office
    proposals: list[Proposal]
    entries: dict[int, Entry]  # by client


def _prepare(group: list[Proposal], office: Office, counter: Counter, plotter: Plotter) -> _Group:
    """Compose and draw a group ahead of the lock, with the numbers it will most likely get."""
    entries = {}
    for proposal in group:
        if proposal.draft.lines:
            entries[proposal.client.pk] = Entry(proposal, snapshot(proposal, counter.take()))
    plotter.begin(list(entries.values()))
    return _Group(office, group, entries)


def _finish(group: _Group, month: Month, on: date, at: datetime, plotter: Plotter) -> Iterator[Entry | Proposal]:
    """Issue a group in one transaction."""
    plotter.finish(list(group.entries.values()))
    yield from _commit(group, month, on, at, plotter)


@transaction.atomic(durable=True)
def _commit(group: _Group, month: Month, on: date, at: datetime, plotter: Plotter) -> list[Entry | Proposal]:
    series = lock(on)
    fresh = _again(group, month, on)
    counter = Counter(fresh[0].office.business.number_pattern, on.year, series.next_number)
    entries: list[Entry] = []
    result: list[Entry | Proposal] = []
    for proposal in fresh:
        if not proposal.draft.lines:
            result.append(proposal)
            continue
        entry = _same(group, proposal, counter.take(), plotter)
        entries.append(entry)
        result.append(entry)
    ids = [proposal.client.pk for proposal in fresh]
    Invoice.objects.drafts().of_months().filter(client__in=ids).delete()  # of any month: their claims are in the way
    number(entries, series, counter, on=on, at=at)
    settle((entry.invoice, entry.proposal) for entry in entries)
    bare = [proposal for proposal in result if isinstance(proposal, Proposal)]
    BilledTime.objects.bulk_create(row for proposal in bare for row in times(None, proposal))
    settle((None, proposal) for proposal in bare)
    return result


def _again(group: _Group, month: Month, on: date) -> list[Proposal]:
    """The proposals as the facts stand under the lock; those that have not changed are kept."""
    office = group.office
    if _row(Business.objects.get()) != _row(office.business):
        office = open_office(month)
    _hold([proposal.client.pk for proposal in group.proposals], month)
    books = read([proposal.client.pk for proposal in group.proposals], month, office)
    fresh = []
    for proposal in group.proposals:
        client, book = books[proposal.client.pk]
        same = office is group.office and book == proposal.book and _row(client) == _row(proposal.client)
        fresh.append(proposal if same else proposal_of(client, book, office, month, on))
    return fresh


def _hold(ids: list[int], month: Month) -> None:
    """Keep the hours as they are until the transaction ends, where the database locks rows (SQLite locks itself)."""
    if connection.features.has_select_for_update:
        rows = TimeEntry.objects.select_for_update(of=("self",)).filter(
            client__in=ids, on__lte=last_day(month), billed__isnull=True
        )
        list(rows.order_by("pk").values_list("pk"))


def _row(model: Business | Client) -> tuple[object, ...]:
    found = (getattr(model, field.attname) for field in model._meta.concrete_fields)
    return tuple(bytes(value) if isinstance(value, memoryview) else value for value in found)


def _same(group: _Group, proposal: Proposal, number: str, plotter: Plotter) -> Entry:
    """The entry as prepared, or a new one where the facts or the number changed."""
    entry = group.entries.get(proposal.client.pk)
    if entry and entry.proposal is proposal and entry.snapshot.number == number:
        return entry
    entry = Entry(proposal, snapshot(proposal, number))
    plotter.draw(entry)
    return entry


def issue(proposal: Proposal, *, at: datetime) -> Invoice:
    """Issue one proposal that is no month's: a deposit. Computed by the caller under the same lock."""
    series = lock(proposal.on)
    counter = Counter(proposal.office.business.number_pattern, proposal.on.year, series.next_number)
    entry = Entry(proposal, snapshot(proposal, counter.take()))
    Plotter(1).draw(entry)
    number([entry], series, counter, on=proposal.on, at=at)
    if entry.invoice is None:
        raise LookupError("a stored entry without its invoice")
    return entry.invoice


def number(entries: Sequence[Entry], series: Series, counter: Counter, *, on: date, at: datetime) -> None:
    """Store entries, number and freeze them, and keep their PDF. The series is locked by the caller."""
    if not entries:
        return
    invoices = store(entries)
    Document.objects.bulk_create(
        Document(invoice=invoice, content=entry.pdf, sha256=hashlib.sha256(entry.pdf).hexdigest())
        for invoice, entry in zip(invoices, entries, strict=True)
    )
    for invoice, entry in zip(invoices, entries, strict=True):
        invoice.number, invoice.issued_on, invoice.issued_at = entry.snapshot.number, on, at
    numbers = Case(*(When(pk=invoice.pk, then=Value(invoice.number)) for invoice in invoices))
    Invoice.objects.filter(pk__in=[invoice.pk for invoice in invoices]).update(
        number=numbers, issued_on=on, issued_at=at
    )
    series.next_number, series.last_issued_on = counter.seq, on
    series.save(update_fields=["next_number", "last_issued_on"])


def lock(on: date) -> Series:
    """The series of a day, locked until the transaction ends. Raises ValidationError for a day before the last.

    The business's row is the lock: one number at a time, in all series (on SQLite, the transaction is it).
    """
    business = Business.objects.select_for_update().get()
    rows = list(Series.objects.order_by("-last_issued_on"))
    _check_order(on, next((row.last_issued_on for row in rows if row.last_issued_on), None))
    name = _series_name(business, on)
    found = next((row for row in rows if row.name == name), None)
    return found or Series.objects.create(name=name, next_number=1 if rows else business.next_number)


def peek(business: Business, on: date) -> Counter:
    """The numbers that would come next, without taking any."""
    rows = dict(Series.objects.values_list("name", "next_number"))
    seq = rows.get(_series_name(business, on), 1 if rows else business.next_number)
    return Counter(business.number_pattern, on.year, seq)


def _series_name(business: Business, on: date) -> str:
    return str(on.year) if restarts_yearly(business.number_pattern) else ""


def check_missions(month: Month, on: date, keys: Collection[str] = ()) -> None:
    """Compute the clients that may be refused, so that nothing is issued when one is."""
    delivered = Client.objects.filter(agreements__kind="mission", agreements__done_on__lt=first_day(shift(month, 1)))
    if keys:
        delivered = delivered.filter(key__in=keys)
    office = open_office(month)
    for ids in batched(delivered.distinct().values_list("pk", flat=True), BATCH):
        proposals(ids, month, on, office)
