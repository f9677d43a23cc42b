"""Shapes of written input: the leaf types that packs and policies are made of.

Each is strict: a text that looks like a number is not one, and a float is never money.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, Strict, StringConstraints, ValidationInfo
from pydantic_core import PydanticCustomError


def _decimal(value: Any, info: ValidationInfo) -> Any:
    """Accept whole numbers and finite Decimals; a float has already lost its digits."""
    if isinstance(value, str) and info.mode == "json":  # stored documents keep decimals as text
        try:
            value = Decimal(value)
        except ArithmeticError as error:
            raise PydanticCustomError("not_decimal", "is not a decimal number; write 12.30") from error
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise PydanticCustomError("not_decimal", "is not a decimal number; write 12.30")
    number = Decimal(value)
    if not number.is_finite():
        raise PydanticCustomError("not_finite", "is not a finite number; write 12.30")
    return number


def _near(value: date) -> date:
    """Refuse years that only a slip of the pen writes, and that calendars do not reach."""
    if not 1970 <= value.year <= 2999:
        raise PydanticCustomError(
            "not_near", "is in the year {year}; write one from 1970 to 2999", {"year": value.year}
        )
    return value


def _one_line(value: str) -> str:
    """Refuse line breaks: what stands on one line also stands in the head of a mail."""
    if any(character in "\t\v\f\x1c\x1d\x1e\x85\u2028\u2029\r\n" for character in value):
        raise PydanticCustomError("not_one_line", "holds a line break or a tab; write one line")
    return value


type Exact = Annotated[Decimal, BeforeValidator(_decimal)]
type Money = Annotated[Exact, Field(ge=0, max_digits=12, decimal_places=2)]
type Percent = Annotated[Exact, Field(ge=0, le=200, decimal_places=2)]  # a surcharge: three times the price at most
type Share = Annotated[Exact, Field(ge=0, le=100, decimal_places=2)]  # a part of a whole
type Rate = Annotated[Exact, Field(gt=0, max_digits=12, decimal_places=2)]
type Count = Annotated[int, Strict(), Field(ge=0, le=1_000_000)]
type Integer = Annotated[int, Strict()]
type Flag = Annotated[bool, Strict()]
type Day = Annotated[date, Strict(), AfterValidator(_near)]
type Moment = Annotated[AwareDatetime, Strict(), AfterValidator(_near)]
type Text = Annotated[str, Strict(), StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]
type Line = Annotated[
    str, Strict(), StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_one_line)
]
type Code = Annotated[str, Strict(), StringConstraints(pattern=r"^\w[\w.:-]*$", max_length=60)]
type Key = Annotated[str, Strict(), StringConstraints(pattern=r"^\S+$", max_length=60)]
type MonthName = Annotated[str, Strict(), StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
