"""Identity numbers: tables of right and wrong ones."""

from __future__ import annotations

import pytest

from sops.rules.identity import (
    compact,
    invoice_number,
    is_bic,
    is_iban,
    is_number_pattern,
    is_siren,
    is_siret,
    is_vat_number,
    restarts_yearly,
)


@pytest.mark.parametrize(
    ("text", "right"),
    [("900000019", True), ("123456782", True), ("900000018", False), ("90000001", False), ("90000001A", False)],
)
def test_a_siren_has_a_check_digit(text: str, right: bool) -> None:
    assert is_siren(text) is right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("12345678200010", True),
        ("12345678200011", False),
        ("1234567820001", False),
        pytest.param("35600000009075", True, id="La Poste, checked by a plain sum"),
        pytest.param("35600000009076", False, id="La Poste, a wrong sum"),
    ],
)
def test_a_siret_has_a_check_digit(text: str, right: bool) -> None:
    assert is_siret(text) is right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("FR1420041010050500013M02606", True),
        ("FR1420041010050500013M02607", False),
        ("FR142004101005050001M02606", False),
        ("GB82WEST12345698765432", True),
        ("DE89370400440532013000", True),
        ("", False),
    ],
)
def test_an_iban_has_check_digits(text: str, right: bool) -> None:
    assert is_iban(text) is right


@pytest.mark.parametrize(("text", "right"), [("AGRIFRPP", True), ("AGRIFRPP835", True), ("AGRIFRP", False)])
def test_a_bic_has_8_or_11_characters(text: str, right: bool) -> None:
    assert is_bic(text) is right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("FR11123456782", True),
        ("FR12123456782", False),
        ("FR11123456783", False),
        pytest.param("FRAB123456782", True, id="a key of letters is not computed"),
        ("BE0403019261", True),
        ("BE403019261", False),
        ("DE123456789", True),
        ("IE1234567WA", True),
        ("GB123456789", False),
        ("XI123456789", True),
        ("EL123456789", True),
        ("GR123456789", False),
        ("ATU12345678", True),
        ("NL123456789B01", True),
    ],
)
def test_a_vat_number_has_its_countrys_syntax(text: str, right: bool) -> None:
    assert is_vat_number(text) is right


@pytest.mark.parametrize(
    ("pattern", "right"),
    [
        ("F{year}-{seq:04}", True),
        ("{seq}", True),
        ("2026/{seq:06}", True),
        pytest.param("F{year}", False, id="no sequence"),
        pytest.param("{seq}{seq}", False, id="two sequences"),
        pytest.param("F {seq}", False, id="a space"),
        pytest.param("F{month}-{seq}", False, id="an unknown part"),
        pytest.param("F{seq:4}", False, id="filled with blanks"),
        pytest.param("Fé{seq}", False, id="an accent"),
        pytest.param("F" * 29 + "{seq}", False, id="too long"),
    ],
)
def test_a_pattern_makes_valid_invoice_numbers(pattern: str, right: bool) -> None:
    assert is_number_pattern(pattern) is right


@pytest.mark.parametrize(
    ("pattern", "number", "yearly"),
    [("F{year}-{seq:04}", "F2026-0007", True), ("{seq}", "7", False), ("A{seq:02}/B", "A07/B", False)],
)
def test_a_number_is_made_from_its_pattern(pattern: str, number: str, yearly: bool) -> None:
    assert invoice_number(pattern, year=2026, seq=7) == number
    assert restarts_yearly(pattern) is yearly


def test_numbers_are_compared_without_spaces() -> None:
    assert compact("fr14 2004\u00a01010.0505") == "FR14200410100505"
