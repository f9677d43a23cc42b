"""What an invoice says, frozen: everything the PDF and, later, the e-invoice are made from.

A snapshot is complete. Whoever draws it reads nothing else, computes nothing, and only formats:
amounts, days and quantities are values; sentences are already in the invoice's language.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

type Kind = Literal["invoice", "deposit", "balance", "credit"]
type Unit = Literal["month", "hour", "piece"]


@dataclass(frozen=True, slots=True)
class Party:
    """A seller or a buyer as printed: the name already carries “EI” where the law wants it."""

    name: str
    address: tuple[str, ...] = ()  # street lines, then postcode and city, then the country if foreign
    country: str = ""  # ISO 3166 alpha-2
    siren: str = ""
    siret: str = ""
    vat_number: str = ""
    email: str = ""
    phone: str = ""
    tagline: str = ""  # under the letterhead name; seller only
    footer: str = ""  # legal form line at the foot of each page; seller only


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `quantity × unit_price` rounds to `net`; a deduction has quantity -1."""

    kind: str  # package, subscription, overage, time, surcharge, mission, deposit, trial, expense
    label: str
    quantity: Decimal  # four decimals at most
    unit: Unit
    unit_price: Decimal  # exact, up to six decimals
    net: Decimal
    vat_rate: Decimal  # percent
    category: str = "S"  # EN 16931 VAT category: S, E, AE, O, …
    detail: str = ""  # small type under the label: the reason, the period, the contract
    paragraph: str = ""  # the SOP rule, such as "§4.2", printed after the detail in the accent colour


@dataclass(frozen=True, slots=True)
class VatGroup:
    """VAT of one rate and category: rounded once, on the sum of the nets."""

    rate: Decimal
    category: str
    base: Decimal
    amount: Decimal
    mention: str = ""  # why there is no VAT, in words
    code: str = ""  # the same as a VATEX code


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """One time entry of the annex. Minutes are whole; billed may differ from real by the rounding."""

    on: date
    note: str
    minutes: int
    billed_minutes: int
    span: str = ""  # "14:00–15:50" where the entry has times


@dataclass(frozen=True, slots=True)
class AnnexGroup:
    """The hours of one request, or of work without a request."""

    title: str
    rows: tuple[AnnexRow, ...]


@dataclass(frozen=True, slots=True)
class PaymentBlock:
    """How to pay. Empty strings are not printed."""

    terms: str = ""  # a sentence: "Payment within 15 days by bank transfer."
    holder: str = ""
    iban: str = ""
    bic: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole document."""

    kind: Kind
    number: str | None  # None: a draft, drawn with a watermark
    language: Literal["en", "fr"]
    currency: str  # ISO 4217
    issued_on: date | None
    due_on: date | None
    period_from: date | None
    period_to: date | None
    seller: Party
    buyer: Party
    lines: tuple[Line, ...]
    vat: tuple[VatGroup, ...]
    net: Decimal
    vat_total: Decimal
    gross: Decimal
    payment: PaymentBlock
    mentions: tuple[str, ...] = ()  # legal sentences, in order
    rules_note: str = ""  # "§ refers to my procedures, version 3, annexed to your contract on …"
    credits: str = ""  # a credit note: "Credit for invoice F2026-0001 of 1 November 2026"
    annex: tuple[AnnexGroup, ...] = ()
    logo: bytes = b""  # PNG or JPEG; empty: none
