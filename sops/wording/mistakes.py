"""Identity numbers while they are typed: right, or wrong with the likely reason, in the active language."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sops.rules.identity import compact
from sops.rules.mistakes import Mistake, mistake
from sops.wording import figures


@dataclass(frozen=True, slots=True)
class Told:
    """What is said beside a field."""

    ok: bool
    sentence: str


def told(kind: str, text: str) -> Told | None:
    """What to say of a number of a kind (siren, siret, iban, bic, vat_number); nothing of an empty one."""
    number = compact(text)
    if not number:
        return None
    found = mistake(kind, number)
    return Told(True, _right(kind, number)) if found is None else Told(False, _wrong(kind, number, found))


def _right(kind: str, number: str) -> str:
    if kind in ("siren", "siret"):
        return _("%(count)s digits, and the check digit is right.") % {"count": len(number)}
    if kind == "iban":
        return _("%(country)s: the check digits are right.") % {"country": figures.country(number[:2])}
    return _("Its form is right.")


def _wrong(kind: str, number: str, found: Mistake) -> str:
    values = {**found.values, "country": figures.country(number[:2])}
    if found.code in ("short", "long"):
        return _length(kind, found.code, values)
    sentence = _SENTENCES.get(found.code) or _("This is not how such a number is written; copy it from its paper.")
    return str(sentence) % values


_SENTENCES = {
    "not_digits": gettext_lazy("Only digits belong here: %(length)s of them."),
    "no_country": gettext_lazy("It begins with the two letters of its country, such as FR."),
    "key": gettext_lazy("The two characters after FR do not fit the SIREN that follows; copy it again."),
    "not_eu": gettext_lazy("“%(country)s” has no EU VAT numbers; leave it empty if you have none."),
    "bic_length": gettext_lazy("A BIC has 8 or 11 characters, this one has %(count)s."),
    "check": gettext_lazy("The check digits do not fit: one character is mistyped, or two are swapped."),
}


def _length(kind: str, code: str, values: dict[str, str | int]) -> str:
    off = int(values["off"])
    if code == "short":
        text = ngettext("One character is missing", "%(off)s characters are missing", off)
    else:
        text = ngettext("One character too many", "%(off)s characters too many", off)
    return f"{text % values}{_colon()}{_of(kind, values)}"


def _of(kind: str, values: dict[str, str | int]) -> str:
    if kind == "iban":
        return _("an IBAN of %(country)s has %(length)s, this one has %(count)s.") % values
    if kind == "vat_number":
        return _("a French VAT number has %(length)s, this one has %(count)s.") % values
    name = kind.upper()
    return _("a %(name)s has %(length)s, this one has %(count)s.") % {**values, "name": name}


def _colon() -> str:
    return f"{figures.NBSP}: " if figures.language() == "fr" else ": "
