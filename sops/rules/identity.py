"""Identity numbers: SIREN, SIRET, IBAN, VAT numbers, and the pattern of invoice numbers.

Predicates and plain functions; the sentences of a refusal are in `sops/validators.py`.
"""

from __future__ import annotations

import re

LA_POSTE = "356000000"
_NUMBER = re.compile(r"^[A-Za-z0-9+\-_/]{1,35}$")  # what an e-invoice number may hold (BR-FR-01, BR-FR-02)
_TOKEN = re.compile(r"\{(year|seq(?::0(\d))?)\}")

# Syntax of VAT numbers by country, as the European Commission publishes it; EL is Greece, XI Northern Ireland.
_VAT = {
    "AT": r"U\d{8}",
    "BE": r"[01]\d{9}",
    "BG": r"\d{9,10}",
    "CY": r"\d{8}[A-Z]",
    "CZ": r"\d{8,10}",
    "DE": r"\d{9}",
    "DK": r"\d{8}",
    "EE": r"\d{9}",
    "EL": r"\d{9}",
    "ES": r"[A-Z0-9]\d{7}[A-Z0-9]",
    "FI": r"\d{8}",
    "FR": r"[A-HJ-NP-Z0-9]{2}\d{9}",
    "HR": r"\d{11}",
    "HU": r"\d{8}",
    "IE": r"\d[A-Z0-9+*]\d{5}[A-Z]{1,2}",
    "IT": r"\d{11}",
    "LT": r"(\d{9}|\d{12})",
    "LU": r"\d{8}",
    "LV": r"\d{11}",
    "MT": r"\d{8}",
    "NL": r"\d{9}B\d{2}",
    "PL": r"\d{10}",
    "PT": r"\d{9}",
    "RO": r"\d{2,10}",
    "SE": r"\d{12}",
    "SI": r"\d{8}",
    "SK": r"\d{10}",
    "XI": r"(\d{9}|\d{12}|GD\d{3}|HA\d{3})",
}
EU_COUNTRIES = frozenset({*_VAT, "GR"} - {"EL", "XI"})


def compact(text: str) -> str:
    """A number without the spaces and dots people write, in capitals."""
    return re.sub(r"[\s.\u00a0\u202f]", "", text).upper()


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_siren(text: str) -> bool:
    """Nine digits with a right check digit (Luhn)."""
    return re.fullmatch(r"[0-9]{9}", text) is not None and _luhn(text)


def is_siret(text: str) -> bool:
    """Fourteen digits: a SIREN and five more, with a right check digit.

    The establishments of La Poste are checked by a plain sum that five divides.
    """
    if re.fullmatch(r"[0-9]{14}", text) is None or not is_siren(text[:9]):
        return False
    return _luhn(text) or (text.startswith(LA_POSTE) and sum(map(int, text)) % 5 == 0)


def is_iban(text: str) -> bool:
    """A country, two check digits (modulo 97, ISO 13616) and an account, without spaces."""
    if re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", text) is None:
        return False
    if text.startswith("FR") and len(text) != 27:
        return False
    digits = "".join(str(int(character, 36)) for character in text[4:] + text[:4])
    return int(digits) % 97 == 1


def is_bic(text: str) -> bool:
    """Eight or eleven characters: bank, country, place, branch (ISO 9362)."""
    return re.fullmatch(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?", text) is not None


def is_vat_number(text: str) -> bool:
    """An EU VAT number by its country's syntax; for France, the key of a SIREN too."""
    pattern = _VAT.get(text[:2])
    if pattern is None or re.fullmatch(pattern, text[2:]) is None:
        return False
    return text[:2] != "FR" or _french_key(text[2:4], text[4:])


def _french_key(key: str, siren: str) -> bool:
    # Keys with a letter follow a rule that is not published.
    return is_siren(siren) and (not key.isdigit() or int(key) == (12 + 3 * (int(siren) % 97)) % 97)


def invoice_number(pattern: str, *, year: int, seq: int) -> str:
    """The number of an invoice: `F{year}-{seq:04}` gives F2026-0001."""
    return _TOKEN.sub(lambda token: str(year) if token[1] == "year" else f"{seq:0{token[2] or 1}}", pattern)


def restarts_yearly(pattern: str) -> bool:
    """Whether the sequence starts again with each year: where the pattern shows the year."""
    return "{year}" in pattern


def is_number_pattern(pattern: str) -> bool:
    """Whether each number it makes is distinct and valid: one {seq}, 35 characters of A-Z a-z 0-9 + - _ /."""
    tokens = [token[1].partition(":")[0] for token in _TOKEN.finditer(pattern)]
    once = tokens.count("seq") == 1 and tokens.count("year") <= 1
    return once and _NUMBER.match(invoice_number(pattern, year=9999, seq=9_999_999)) is not None
