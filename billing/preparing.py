"""Prepare invoices ahead of the lock: read, close, compose and draw, here or in processes side by side.

What is prepared is a guess: it carries a fingerprint of the facts that it was made from, so that whoever
holds the lock can tell whether it still says what they say.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from billing.books import Office
from billing.composing import Proposal, snapshot
from billing.drawing import draw
from billing.rules.book import Book
from billing.rules.draft import Draft
from billing.rules.snapshot import Snapshot
from clients.models import Client
from sops.models import Business
from sops.rules.identity import invoice_number


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


@dataclass(frozen=True, slots=True)
class Prepared:
    """One client's invoice to be; without a snapshot, there is nothing to invoice."""

    client_id: int
    fingerprint: bytes  # of the facts behind it
    draft: Draft
    snapshot: Snapshot | None = None
    pdf: bytes = b""


def prepare(found: Iterable[Proposal], counter: Counter) -> list[Prepared]:
    """Compose and draw what is proposed, with the numbers it will most likely get."""
    return [_prepared(proposal, counter) for proposal in found]


def _prepared(proposal: Proposal, counter: Counter) -> Prepared:
    mark = fingerprint(proposal.client, proposal.book, proposal.office)
    if not proposal.draft.lines:
        return Prepared(proposal.client.pk, mark, proposal.draft)
    said = snapshot(proposal, counter.take())
    return Prepared(proposal.client.pk, mark, proposal.draft, said, draw(said))


def fingerprint(client: Client, book: Book, office: Office) -> bytes:
    """A digest of all that one client's invoice is made from."""
    facts = (row(client), book, office.sop.pk, _seal(office.business))
    return hashlib.blake2b(repr(facts).encode()).digest()


def _seal(business: Business) -> bytes:
    return hashlib.blake2b(repr(row(business)).encode()).digest()


def row(model: Business | Client) -> tuple[object, ...]:
    """The stored values of a record."""
    found = (getattr(model, field.attname) for field in model._meta.concrete_fields)
    return tuple(bytes(value) if isinstance(value, memoryview) else value for value in found)
