"""Which VAT an invoice to a client bears: rate, category of EN 16931, and the sentence the law wants.

Rates and sentences are data with dates, chosen by the invoice's date.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sops.rules.identity import EU_COUNTRIES

STANDARD = Decimal("20.00")  # CGI art. 278
NONE = Decimal("0.00")

# Monaco is French VAT territory (CGI art. 256-0).
FRANCE = frozenset({"FR", "MC"})
# Overseas departments: rates of their own (CGI art. 296) or none at all (art. 294).
OVERSEAS = frozenset({"GP", "MQ", "RE", "GF", "YT"})
_OVERSEAS_POSTCODES = ("971", "972", "973", "974", "976")


@dataclass(frozen=True, slots=True)
class Seller:
    """What VAT depends on at the seller's."""

    regime: str  # franchise | cash | debits | none
    country: str = "FR"
    vat_number: str = ""


@dataclass(frozen=True, slots=True)
class Buyer:
    """What VAT depends on at the buyer's."""

    kind: str  # company | person
    country: str = "FR"
    vat_number: str = ""
    postcode: str = ""


def is_overseas(buyer: Buyer) -> bool:
    """Does the buyer sit in an overseas department, where the rate must be written down?"""
    return buyer.country in OVERSEAS or (buyer.country == "FR" and buyer.postcode.startswith(_OVERSEAS_POSTCODES))


def is_reverse_charge(seller: Seller, buyer: Buyer) -> bool:
    """A company in another EU country with a VAT number accounts for the VAT itself (CGI art. 283-2)."""
    abroad = buyer.country in EU_COUNTRIES and _territory(buyer.country) != _territory(seller.country)
    return seller.regime != "none" and abroad and buyer.kind == "company" and bool(buyer.vat_number)


def is_outside(buyer: Buyer) -> bool:
    """A company outside the EU: the service is taxed there (CGI art. 259-1)."""
    european = buyer.country in EU_COUNTRIES or buyer.country in FRANCE or buyer.country in OVERSEAS
    return buyer.kind == "company" and not european


def _territory(country: str) -> str:
    return "FR" if country in FRANCE else country


def rate_of(seller: Seller, buyer: Buyer, written: Decimal | None = None) -> Decimal:
    """The rate in percent: the one written in the agreement, else by regime and place of the buyer.

    Without one: 0 under the franchise, for reverse charge and for companies outside the EU; 20
    otherwise, persons abroad included.
    """
    if written is not None:
        return written
    if seller.regime in ("franchise", "none") or is_reverse_charge(seller, buyer) or is_outside(buyer):
        return NONE
    return STANDARD


def category_of(seller: Seller, buyer: Buyer, rate: Decimal) -> str:
    """The VAT category of EN 16931: S, AE (reverse charge), E (exempt), O or G (outside French VAT), Z."""
    if rate:
        return "S"
    if is_reverse_charge(seller, buyer) and (seller.vat_number or seller.regime != "franchise"):
        return "AE"
    if is_outside(buyer) and seller.regime != "none":
        return "G" if seller.vat_number else "O"
    return "E" if seller.regime == "franchise" else "O" if seller.regime == "none" else "Z"


@dataclass(frozen=True, slots=True)
class Mention:
    """A legal sentence in force between two days (both included; None: open), in both languages."""

    code: str  # VATEX code
    fr: str
    en: str
    since: date | None = None
    until: date | None = None

    def text(self, language: str) -> str:
        """The sentence. Invoices of a French seller keep the French reference in any language."""
        return self.fr if language == "fr" else self.en


# The franchise moves to the CIBS on 2027-01-01 (ordinance 2025-1247); until 2028-06-30 both are accepted.
MENTIONS: dict[str, tuple[Mention, ...]] = {
    "E": (
        Mention(
            "VATEX-FR-FRANCHISE",
            "TVA non applicable, art. 293 B du CGI",
            "VAT not applicable – TVA non applicable, art. 293 B du CGI",
            until=date(2026, 12, 31),
        ),
        Mention(
            "VATEX-FR-FRANCHISE",
            "TVA non applicable, art. L. 223-3 du CIBS",
            "VAT not applicable – TVA non applicable, art. L. 223-3 du CIBS",
            since=date(2027, 1, 1),
        ),
    ),
    "AE": (Mention("VATEX-EU-AE", "Autoliquidation", "Reverse charge – Autoliquidation"),),
    "O": (
        Mention(
            "VATEX-EU-O",
            "TVA non applicable – art. 259-1 du CGI",
            "Outside the scope of French VAT – art. 259-1 du CGI",
        ),
    ),
    "G": (
        Mention(
            "VATEX-EU-G",
            "TVA non applicable – art. 259-1 du CGI",
            "Outside the scope of French VAT – art. 259-1 du CGI",
        ),
    ),
}
# Sellers outside France name no French law.
NO_VAT = Mention("VATEX-EU-O", "TVA non applicable", "VAT not applicable")


def mention_of(seller: Seller, category: str, on: date) -> Mention | None:
    """The sentence for a category on a day; None where VAT is charged or at zero rate."""
    if category == "O" and seller.regime == "none":
        return NO_VAT
    found = (
        each
        for each in MENTIONS.get(category, ())
        if (each.since is None or each.since <= on) and (each.until is None or on <= each.until)
    )
    return next(found, None)
