"""What a quote says, frozen at sending: what its document was drawn from, and what pages and proofs repeat.

Complete but for the handbook and the logo, which only the document bears. Sentences are in the quote's language.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from billing.rules.quote import RHYTHMS, Discount, Offer
from billing.rules.snapshot import Party, Unit, VatGroup


@dataclass(frozen=True, slots=True)
class SaidLine:
    """A line as offered. `price` is before VAT and discount, as on the stored line."""

    position: int
    kind: str
    label: str
    detail: str
    quantity: Decimal
    unit: Unit
    rate: Decimal | None
    price: Decimal
    vat_rate: Decimal
    category: str
    is_optional: bool = False
    is_chosen: bool = True

    @property
    def rhythm(self) -> str:
        """By when it is paid."""
        return RHYTHMS[self.kind]

    @property
    def counts(self) -> bool:
        """Is it in the sums as sent?"""
        return self.is_chosen or not self.is_optional

    @property
    def offer(self) -> Offer:
        """The line for `billing.rules.quote.add_up`."""
        return Offer(
            self.position, self.kind, self.price, self.vat_rate, self.category, self.quantity, self.rate,
            is_optional=self.is_optional,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SaidSum:
    """What one rhythm comes to."""

    rhythm: str
    before: Decimal
    off: Decimal
    net: Decimal
    vat: tuple[VatGroup, ...]
    gross: Decimal


@dataclass(frozen=True, slots=True)
class SaidClause:
    """A clause of the contract: sentences with the paragraph each quotes, which is empty in her own words."""

    code: str
    title: str
    rules: tuple[tuple[str, str], ...]
    is_edited: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """The whole of it."""

    ref: str
    version: int
    title: str
    intro: str
    language: str
    currency: str
    made_on: date | None  # the day it was sent; None: a draft
    valid_until: date
    starts_on: date | None
    seller: Party
    buyer: Party
    lines: tuple[SaidLine, ...]
    discount: Discount | None
    sums: tuple[SaidSum, ...]
    mentions: tuple[str, ...]
    clauses: tuple[SaidClause, ...]
    sop: int
    pinned: str  # the sentence by which the contract takes the SOP version in
    replaces: str = ""  # the version before, by name

    @property
    def name(self) -> str:
        """What it is called: “Q2026-0007”, from the second version on “Q2026-0007 v2”."""
        return f"{self.ref} v{self.version}" if self.version > 1 else self.ref

    def offers(self, chosen: Collection[int] | None = None) -> list[Offer]:
        """The lines that count, for `billing.rules.quote.add_up`: with the options at these positions, else as sent."""
        return [
            each.offer
            for each in self.lines
            if (each.counts if chosen is None else not each.is_optional or each.position in chosen)
        ]
