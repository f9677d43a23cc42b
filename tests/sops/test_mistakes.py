"""Identity numbers while they are typed: the likely slip is named, exactly where the number is refused."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from sops.rules import identity
from sops.rules.mistakes import IBAN_LENGTHS, mistake
from sops.wording.mistakes import told

PREDICATES = {
    "siren": identity.is_siren,
    "siret": identity.is_siret,
    "iban": identity.is_iban,
    "bic": identity.is_bic,
    "vat_number": identity.is_vat_number,
}


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("siren", "900 000 019", None),
        ("siren", "90000001", "short"),
        ("siren", "9000000190", "long"),
        ("siren", "9000000i9", "not_digits"),
        ("siren", "900000018", "check"),
        ("siret", "123 456 782 00010", None),
        ("siret", "12345678200011", "check"),
        ("iban", "FR14 2004 1010 0505 0001 3M02 606", None),
        ("iban", "FR14 2004 1010 0505 0001 3M02 60", "short"),
        ("iban", "FR14 2004 1010 0505 0001 3M02 607", "check"),
        ("iban", "1420041010050500013M02606", "no_country"),
        ("bic", "AGRIFRPP", None),
        ("bic", "AGRIFR", "bic_length"),
        ("vat_number", "FR25900000019", None),
        ("vat_number", "FR26900000019", "key"),
        ("vat_number", "FR2590000001", "short"),
        ("vat_number", "US123", "not_eu"),
        ("vat_number", "BE12", "shape"),
    ],
)
def test_the_likely_slip_is_named(kind: str, text: str, code: str | None) -> None:
    found = mistake(kind, text)
    assert (found and found.code) == code


@pytest.mark.parametrize("kind", PREDICATES)
@given(text=st.text(alphabet="ABEFRDKX0123456789 .é", max_size=36))
@example(text="")
def test_a_mistake_is_found_exactly_where_a_number_is_refused(kind: str, text: str) -> None:
    compact = identity.compact(text)
    if kind == "iban" and PREDICATES[kind](compact) and len(compact) != IBAN_LENGTHS.get(compact[:2], len(compact)):
        return  # its length is looked at more closely here
    assert (mistake(kind, text) is None) == PREDICATES[kind](compact)


def test_it_is_said_in_both_languages() -> None:
    wrong = told("iban", "FR14 2004 1010 0505 0001 3M02 60")
    assert wrong is not None
    assert wrong.sentence == "One character is missing: an IBAN of France has 27, this one has 26."
    with translation.override("fr"):
        french = told("iban", "FR14 2004 1010 0505 0001 3M02 60")
        assert french is not None
        assert french.sentence == "Il manque un caractère\u00a0: un IBAN (France) en compte 27, celui-ci 26."
    right = told("siret", "123 456 782 00010")
    assert right is not None
    assert (right.ok, right.sentence) == (True, "14 digits, and the check digit is right.")
    assert told("siret", " ") is None
