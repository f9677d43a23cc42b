"""Every country by its name, in the order of the reader's alphabet."""

from __future__ import annotations

from functools import cache
from unicodedata import normalize

from sops.wording import figures

NO_COUNTRY = {"ZZ", "EU", "UN", "EZ"}


def countries() -> list[tuple[str, str]]:
    """Codes (ISO 3166 alpha-2) and names, in the active language."""
    return list(_named(figures.language()))


@cache
def _named(language: str) -> tuple[tuple[str, str], ...]:
    names = {str(code): str(name) for code, name in figures.locale().territories.items()}
    codes = [code for code in names if len(code) == 2 and code.isalpha() and code not in NO_COUNTRY]
    return tuple(sorted(((code, names[code]) for code in codes), key=lambda each: _folded(each[1])))


def _folded(name: str) -> str:
    # Accents count for nothing in the order of names.
    return normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
