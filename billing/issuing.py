"""Issue invoices: number, freeze, draw and store, all or nothing for each, gapless and in order.

What an invoice says is computed and drawn before the lock is taken, with the number it will most
likely get. Under the lock the facts are read again: where they or the number changed meanwhile, the
invoice is computed and drawn anew. So the lock is short, and what is issued is always what the facts say.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from itertools import batched

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext as _

from billing.books import Office, open_office, read
from billing.composing import Proposal, snapshot
from billing.drafting import BATCH, ids_of, proposal_of, proposals
from billing.drawing import draw
from billing.models import BilledTime, Document, Invoice, Series
from billing.preparing import Counter, Prepared, fingerprint, row
from billing.sharing import prepared
from billing.storing import Entry, settle, store, times
from clients.models import Client
from requests.models import TimeEntry
from sops.models import Business, SopVersion
from sops.rules.identity import restarts_yearly
from vacrm.exact import Month, first_day, last_day, shift


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
    number of processes that read, compute and draw ahead. Raises ValidationError, with nothing issued,
    where something must be mended first.
    """
    office = open_office()
    check_missions(month, on, office, keys)
    for group in prepared(ids_of(keys), month, on, office, peek(office.business, on), jobs):
        if group:
            yield from _commit(group, office, month, on, at)


@transaction.atomic(durable=True)
def _commit(group: list[Prepared], office: Office, month: Month, on: date, at: datetime) -> list[Entry | Proposal]:
    """Issue a group in one transaction."""
    series = lock(on)
    counter = Counter(office.business.number_pattern, on.year, series.next_number)
    result = _entries(group, office, month, on, counter)
    entries = [each for each in result if isinstance(each, Entry)]
    ids = [each.client_id for each in group]
    Invoice.objects.drafts().of_months().filter(client__in=ids).delete()  # of any month: their claims are in the way
    number(entries, series, counter, on=on, at=at)
    settle((entry.invoice, entry.proposal) for entry in entries)
    bare = [each for each in result if isinstance(each, Proposal)]
    BilledTime.objects.bulk_create(row for proposal in bare for row in times(None, proposal))
    settle((None, proposal) for proposal in bare)
    return result


def _entries(group: list[Prepared], office: Office, month: Month, on: date, counter: Counter) -> list[Entry | Proposal]:
    """What is owed as the facts stand under the lock; what was prepared from the same facts is kept."""
    ids = [each.client_id for each in group]
    if not _stands(office):
        office = open_office()
        counter.pattern = office.business.number_pattern
    _hold(ids, month)
    books = read(ids, month, office)
    result: list[Entry | Proposal] = []
    for each in group:
        if each.client_id not in books:  # deleted meanwhile, so there is nothing to bill
            continue
        client, book = books[each.client_id]
        same = fingerprint(client, book, office) == each.fingerprint
        proposal = proposal_of(client, book, office, month, on, each.draft if same else None)
        result.append(_entry(proposal, each if same else None, counter) if proposal.draft.lines else proposal)
    return result


def _stands(office: Office) -> bool:
    """Are the business and the SOP what they were? An agreement may be pinned to a version published meanwhile."""
    frozen = set(SopVersion.objects.frozen().values_list("pk", flat=True))
    return frozen == office.policies.keys() and row(Business.objects.get()) == row(office.business)


def _entry(proposal: Proposal, ready: Prepared | None, counter: Counter) -> Entry:
    """An entry with its number: as prepared, or composed and drawn anew where the facts or the number changed."""
    number = counter.take()
    if ready and ready.snapshot and ready.snapshot.number == number:
        return Entry(proposal, ready.snapshot, pdf=ready.pdf)
    said = snapshot(proposal, number)
    return Entry(proposal, said, pdf=draw(said))


def _hold(ids: list[int], month: Month) -> None:
    """Keep the hours as they are until the transaction ends, where the database locks rows (SQLite locks itself)."""
    if connection.features.has_select_for_update:
        rows = TimeEntry.objects.select_for_update(of=("self",)).filter(
            client__in=ids, on__lte=last_day(month), billed__isnull=True
        )
        list(rows.order_by("pk").values_list("pk"))


def issue(proposal: Proposal, *, at: datetime) -> Invoice:
    """Issue one proposal that is no month's: a deposit. Computed by the caller under the same lock."""
    series = lock(proposal.on)
    counter = Counter(proposal.office.business.number_pattern, proposal.on.year, series.next_number)
    entry = _entry(proposal, None, counter)
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


def check_missions(month: Month, on: date, office: Office, keys: Collection[str] = ()) -> None:
    """Compute the clients that may be refused, so that nothing is issued when one is."""
    missions = Q(agreements__kind="mission", agreements__done_on__lt=first_day(shift(month, 1)))
    discounts = Q(adjustments__kind="discount", adjustments__month__lte=month, adjustments__billed__isnull=True)
    delivered = Client.objects.filter(missions | discounts)
    if keys:
        delivered = delivered.filter(key__in=keys)
    for ids in batched(delivered.distinct().values_list("pk", flat=True), BATCH):
        proposals(ids, month, on, office)
