"""What is wrong with an identity number, for somebody who is typing it: the most likely slip, as a code and figures."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from sops.rules import identity

# Lengths of IBANs by country (ISO 13616 registry), those of the SEPA zone and its neighbours.
IBAN_LENGTHS = {
    **dict.fromkeys(("NO",), 15),
    **dict.fromkeys(("BE",), 16),
    **dict.fromkeys(("DK", "FI", "NL"), 18),
    **dict.fromkeys(("SI", "MK"), 19),
    **dict.fromkeys(("AT", "EE", "LT", "LU", "XK"), 20),
    **dict.fromkeys(("CH", "HR", "LI", "LV"), 21),
    **dict.fromkeys(("BG", "DE", "GB", "IE", "ME", "RS"), 22),
    **dict.fromkeys(("AE", "GI", "IL"), 23),
    **dict.fromkeys(("AD", "CZ", "ES", "MD", "RO", "SE", "SK"), 24),
    **dict.fromkeys(("PT",), 25),
    **dict.fromkeys(("IS", "TR"), 26),
    **dict.fromkeys(("FR", "GR", "IT", "MC", "SM"), 27),
    **dict.fromkeys(("AL", "CY", "HU", "LB", "PL"), 28),
    **dict.fromkeys(("MT",), 31),
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong: letters among digits, too short, too long, an unknown country, a check digit, another shape."""

    code: str
    values: dict[str, str | int] = field(default_factory=dict)


def mistake(kind: str, text: str) -> Mistake | None:
    """The slip in a number of a kind (siren, siret, iban, bic, vat_number); None when it is right.

    It finds one exactly where the predicate of `identity` refuses.
    """
    return _CHECKS[kind](identity.compact(text))


def _siren(text: str) -> Mistake | None:
    return _digits(text, 9) or (None if identity.is_siren(text) else Mistake("check"))


def _siret(text: str) -> Mistake | None:
    return _digits(text, 14) or (None if identity.is_siret(text) else Mistake("check"))


def _digits(text: str, length: int) -> Mistake | None:
    if not re.fullmatch(r"[0-9]*", text):
        return Mistake("not_digits", {"length": length})
    return _length(text, length)


def _length(text: str, length: int) -> Mistake | None:
    if len(text) == length:
        return None
    code = "short" if len(text) < length else "long"
    return Mistake(code, {"length": length, "count": len(text), "off": abs(length - len(text))})


def _iban(text: str) -> Mistake | None:
    if not re.fullmatch(r"[A-Z]{2}.*", text):
        return Mistake("no_country")
    if length := IBAN_LENGTHS.get(text[:2]):
        if wrong := _length(text, length):
            return wrong
    elif not 15 <= len(text) <= 34:
        return Mistake("shape")
    if identity.is_iban(text):
        return None
    return Mistake("check" if re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]+", text) else "shape")


def _bic(text: str) -> Mistake | None:
    if identity.is_bic(text):
        return None
    return Mistake("shape" if len(text) in (8, 11) else "bic_length", {"count": len(text)})


def _vat_number(text: str) -> Mistake | None:
    if identity.is_vat_number(text):
        return None
    if not re.fullmatch(r"[A-Z]{2}.*", text):
        return Mistake("no_country")
    if text[:2] == "FR":
        return _length(text, 13) or Mistake("key" if re.fullmatch(r"FR[A-HJ-NP-Z0-9]{2}[0-9]{9}", text) else "shape")
    return Mistake("shape" if text[:2] in identity.EU_COUNTRIES | {"EL", "XI"} else "not_eu", {"country": text[:2]})


_CHECKS: dict[str, Callable[[str], Mistake | None]] = {
    "siren": _siren,
    "siret": _siret,
    "iban": _iban,
    "bic": _bic,
    "vat_number": _vat_number,
}
