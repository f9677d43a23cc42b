"""Draft what a month owes: compute proposals for the clients, and keep them as drafts when asked to."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from itertools import batched

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from billing.books import Office, clients_in_order, open_office, read
from billing.composing import Proposal, snapshot
from billing.models import Invoice
from billing.rules.book import Book
from billing.rules.closing import close
from billing.rules.draft import Draft, Refusal
from billing.storing import Entry, store
from billing.wording import language
from clients.models import Client
from sops.models import Business
from vacrm.exact import Month, last_day, month_of
from vacrm.paper.figures import money

# Clients whose books are read in one pass, and whose invoices are issued in one transaction: enough to share
# statements, few enough to keep the lock short.
BATCH = 20


def propose(month: Month, *, on: date, keys: Collection[str] = ()) -> Iterator[Proposal]:
    """What each client owes for a month, if issued on a day; in the order of the clients' names.

    Writes nothing. A proposal without lines makes no invoice, but may settle periods and warn.
    Raises ValidationError naming the agreement where a month cannot be closed before something is mended.
    """
    office = open_office()
    for ids in batched(ids_of(keys), BATCH):
        yield from proposals(ids, month, on, office)


def ids_of(keys: Collection[str] = ()) -> list[int]:
    """The ids of clients in the order of their names; all, without keys. Raises ValidationError for an unknown key."""
    found = clients_in_order(keys)
    if len(found) < len(set(keys)):
        known = set(Client.objects.filter(key__in=keys).values_list("key", flat=True))
        missing = ", ".join(sorted(set(keys) - known))
        raise ValidationError(
            {
                "client": _("there is no client “%(key)s”; write the key of one that the program knows")
                % {"key": missing}
            }
        )
    return [id_ for id_, _name in found]


def proposals(ids: Collection[int], month: Month, on: date, office: Office) -> list[Proposal]:
    """The proposals of some clients, in the order given. Raises ValidationError as `propose` does."""
    books = read(ids, month, office)
    return [proposal_of(*books[id_], office, month, on) for id_ in ids if id_ in books]


def proposal_of(
    client: Client, book: Book, office: Office, month: Month, on: date, draft: Draft | None = None
) -> Proposal:
    """The proposal of one client's book; `draft` where it was computed from that book before."""
    try:
        draft = draft or close(book, month, on)
    except Refusal as refusal:
        raise ValidationError({refusal.where: refused(refusal, client.currency)}) from refusal
    return Proposal(client, book, draft, office, month, on, draft.kind)


def refused(refusal: Refusal, currency: str) -> str:
    """Why a month cannot be closed, in words."""
    figures = {name: money(value, currency, language()) for name, value in refusal.figures.items()}
    if refusal.code == "discount_too_high":
        return _("a discount of %(amount)s is more than the %(billed)s that are billed; make it smaller") % figures
    amount = figures["amount"]
    return _("the deposits invoiced exceed the price by %(amount)s; a credit note is needed first") % {"amount": amount}


@transaction.atomic
def draft_month(month: Month, *, on: date, keys: Collection[str] = ()) -> list[Invoice]:
    """Keep the proposals of a month as drafts, one for each client: those there are replaced, of whichever month.

    What is issued is not touched.
    """
    Business.objects.select_for_update().first()  # two runs at once would claim the same hours
    kept = list(propose(month, on=on, keys=keys))
    ids = [proposal.client.pk for proposal in kept]
    Invoice.objects.drafts().of_months().filter(client__in=ids).delete()
    return store([Entry(proposal, snapshot(proposal)) for proposal in kept if proposal.draft.lines])


def latest_month(on: date) -> Month:
    """The month to close on a day: the one before, unless the day is the last of its own."""
    own = month_of(on)
    if on == last_day(own):
        return own
    return month_of(date.fromordinal(on.replace(day=1).toordinal() - 1))


def empty(draft: Draft) -> bool:
    """Does closing change nothing at all?"""
    return not (draft.lines or draft.claims or draft.settlements)
