"""Validators of identity numbers: the refusals of `sops/rules/identity.py` as sentences."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sops.rules import identity
from vacrm import colours


def validate_siren(value: str) -> None:
    """Refuse what is no SIREN."""
    if not identity.is_siren(value):
        raise ValidationError(_("“%(value)s” is not a SIREN; check its nine digits.") % {"value": value}, "siren")


def validate_siret(value: str) -> None:
    """Refuse what is no SIRET."""
    if not identity.is_siret(value):
        raise ValidationError(_("“%(value)s” is not a SIRET; check its fourteen digits.") % {"value": value}, "siret")


def validate_iban(value: str) -> None:
    """Refuse what is no IBAN; spaces are allowed."""
    if not identity.is_iban(identity.compact(value)):
        raise ValidationError(_("“%(value)s” is not an IBAN; copy it from the bank’s form.") % {"value": value}, "iban")


def validate_bic(value: str) -> None:
    """Refuse what is no BIC; spaces are allowed."""
    if not identity.is_bic(identity.compact(value)):
        raise ValidationError(_("“%(value)s” is not a BIC; it has 8 or 11 characters.") % {"value": value}, "bic")


def validate_vat_number(value: str) -> None:
    """Refuse what is no EU VAT number; spaces are allowed."""
    if not identity.is_vat_number(identity.compact(value)):
        message = _("“%(value)s” is not a VAT number; write the country and the number, such as FR40303265045.")
        raise ValidationError(message % {"value": value}, "vat_number")


def validate_number_pattern(value: str) -> None:
    """Refuse a pattern that would make an invalid or ambiguous invoice number."""
    if not identity.is_number_pattern(value):
        message = _(
            "“%(value)s” makes no valid invoice numbers; write one {seq}, at most 35 characters "
            "of A-Z a-z 0-9 + - _ /, such as F{year}-{seq:04}."
        )
        raise ValidationError(message % {"value": value}, "number_pattern")


def validate_accent(value: str) -> None:
    """Refuse what is no colour such as #14614f, and one too pale to be read on white (WCAG 2.2, 1.4.3)."""
    if not colours.is_colour(value):
        raise ValidationError(_("“%(value)s” is not a colour; write it as #14614f.") % {"value": value}, "colour")
    if not colours.can_be_read(value):
        raise ValidationError(_("This colour is too pale to be read on white; choose a darker one."), "pale")
