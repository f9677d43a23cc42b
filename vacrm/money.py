"""Money in the database: whole cents in the column, two-place Decimals in Python."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Combinable
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from vacrm.exact import CENT


class MoneyField(models.BigIntegerField):
    """An amount of money: a two-place Decimal in Python, whole cents in the column.

    Sums of DecimalField on SQLite are binary floats; sums of whole cents are exact everywhere.
    """

    description = _("Amount")
    # For the type checker: what may be set, and what is read.
    _pyi_private_set_type: Decimal | int | str | Combinable  # type: ignore[assignment]
    _pyi_private_get_type: Decimal  # type: ignore[assignment]
    _pyi_lookup_exact_type: Decimal | int  # type: ignore[assignment]

    def from_db_value(self, value: int | None, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else Decimal(int(value)).scaleb(-2)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or value == "":
            return None
        if isinstance(value, (float, bool)):
            raise ValidationError(_("Money is never a float: write 12.30, not a computed number."))
        try:
            exact = Decimal(value)
            rounded = exact.quantize(CENT)
        except (ArithmeticError, TypeError, ValueError) as error:
            raise ValidationError(_("“%(value)s” is not an amount; write 12.30.") % {"value": value}) from error
        if rounded != exact:
            raise ValidationError(_("“%(value)s” has more than two decimals.") % {"value": value})
        return rounded

    def get_prep_value(self, value: Any) -> int | None:
        amount = self.to_python(value) if not hasattr(value, "resolve_expression") else value
        if amount is None or hasattr(amount, "resolve_expression"):
            return amount  # type: ignore[return-value]
        return int(amount.scaleb(2))

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        kwargs.pop("min_value", None)
        return forms.DecimalField(
            **{
                "max_digits": 14,
                "decimal_places": 2,
                "required": not self.blank,
                "label": self.verbose_name and capfirst(self.verbose_name),
                "help_text": self.help_text,
                "initial": self.get_default() if self.has_default() else None,
                **{k: v for k, v in kwargs.items() if k in {"label", "help_text", "initial", "widget", "required"}},
            }
        )

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)
