"""VAT by regime and place: rate, category, and the sentence the law wants."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from billing.rules.vat import Buyer, Seller, category_of, is_overseas, mention_of, rate_of
from tests.billing.rules.books import D

FRANCHISE = Seller("franchise")
NUMBERED = Seller("franchise", "FR", "FR25900000019")
CASH = Seller("cash", "FR", "FR25900000019")
ABROAD = Seller("none", "CH")
FRENCH, PERSON, MONACO = Buyer("company"), Buyer("person"), Buyer("company", "MC")
GERMAN, SMALL_GERMAN = Buyer("company", "DE", "DE136695976"), Buyer("company", "DE")
GERMAN_PERSON, BRITISH, AMERICAN = Buyer("person", "DE"), Buyer("company", "GB", "GB1"), Buyer("person", "US")
REUNION = Buyer("company", "RE")

# seller, buyer, the rate written in the agreement, the rate, the category
TABLE: list[tuple[Seller, Buyer, str | None, str, str]] = [
    (FRANCHISE, FRENCH, None, "0.00", "E"),
    (FRANCHISE, PERSON, None, "0.00", "E"),
    (FRANCHISE, GERMAN, None, "0.00", "E"),  # without a number of her own
    (NUMBERED, GERMAN, None, "0.00", "AE"),
    (NUMBERED, SMALL_GERMAN, None, "0.00", "E"),
    (FRANCHISE, BRITISH, None, "0.00", "O"),
    (NUMBERED, BRITISH, None, "0.00", "G"),
    (FRANCHISE, AMERICAN, None, "0.00", "E"),
    (CASH, FRENCH, None, "20.00", "S"),
    (CASH, PERSON, None, "20.00", "S"),
    (CASH, MONACO, None, "20.00", "S"),
    (CASH, GERMAN, None, "0.00", "AE"),
    (CASH, SMALL_GERMAN, None, "20.00", "S"),
    (CASH, GERMAN_PERSON, None, "20.00", "S"),
    (CASH, BRITISH, None, "0.00", "G"),
    (CASH, AMERICAN, None, "20.00", "S"),
    (CASH, FRENCH, "10.00", "10.00", "S"),
    (CASH, FRENCH, "0.00", "0.00", "Z"),
    (CASH, REUNION, "8.50", "8.50", "S"),
    (ABROAD, FRENCH, None, "0.00", "O"),
    (ABROAD, GERMAN, None, "0.00", "O"),
    (ABROAD, BRITISH, None, "0.00", "O"),
]


@pytest.mark.parametrize(("seller", "buyer", "written", "rate", "category"), TABLE)
def test_vat_is_charged_by_regime_and_place(
    seller: Seller, buyer: Buyer, written: str | None, rate: str, category: str
) -> None:
    found: Decimal = rate_of(seller, buyer, D(written) if written else None)
    assert (str(found), category_of(seller, buyer, found)) == (rate, category)


OVERSEAS = [("FR", "97400", True), ("FR", "97600", True), ("FR", "97500", False), ("FR", "75001", False),
            ("GP", "", True), ("RE", "", True), ("NC", "", False), ("DE", "97400", False)]  # fmt: skip


@pytest.mark.parametrize(("country", "postcode", "is_so"), OVERSEAS)
def test_overseas_departments_are_known_by_country_or_postcode(country: str, postcode: str, is_so: bool) -> None:
    assert is_overseas(Buyer("company", country, "", postcode)) is is_so


MENTIONS: list[tuple[Seller, str, date, str | None]] = [
    (FRANCHISE, "E", date(2026, 1, 1), "TVA non applicable, art. 293 B du CGI"),
    (FRANCHISE, "E", date(2026, 12, 31), "TVA non applicable, art. 293 B du CGI"),
    (FRANCHISE, "E", date(2027, 1, 1), "TVA non applicable, art. L. 223-3 du CIBS"),
    (CASH, "AE", date(2026, 11, 1), "Autoliquidation"),
    (CASH, "G", date(2026, 11, 1), "TVA non applicable – art. 259-1 du CGI"),
    (FRANCHISE, "O", date(2026, 11, 1), "TVA non applicable – art. 259-1 du CGI"),
    (ABROAD, "O", date(2026, 11, 1), "TVA non applicable"),
    (CASH, "S", date(2026, 11, 1), None),
    (CASH, "Z", date(2026, 11, 1), None),
]


@pytest.mark.parametrize(("seller", "category", "on", "sentence"), MENTIONS)
def test_the_sentence_is_that_of_the_day(seller: Seller, category: str, on: date, sentence: str | None) -> None:
    found = mention_of(seller, category, on)
    assert (found and found.text("fr")) == sentence
    if found and seller.regime != "none":
        assert found.fr in found.text("en") or "259-1" in found.text("en")
