"""Chapter 1 of the policy: hours and availability."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, Field, PlainSerializer, field_validator, model_validator
from pydantic.dataclasses import dataclass
from pydantic_core import PydanticCustomError

from sops.rules.daysoff import unknown
from sops.rules.written import CONFIG
from vacrm.shapes import Count, Day, Line

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _clock(text: str) -> int:
    hour, _, minute = text.partition(":")
    if len(hour) != 2 or len(minute) != 2 or not (hour + minute).isdigit():
        raise ValueError(text)
    value = int(hour) * 60 + int(minute)
    if int(minute) > 59 or value > 24 * 60:
        raise ValueError(text)
    return value


def _range(value: object) -> object:
    """Read "09:00-12:30" as (540, 750); a range already read passes."""
    if isinstance(value, tuple) and len(value) == 2:
        return value
    try:
        start, _, end = str(value).partition("-") if isinstance(value, str) else ("", "", "")
        opening, closing = _clock(start.strip()), _clock(end.strip())
    except ValueError as error:
        raise PydanticCustomError("not_range", 'is not a range of hours; write "09:00-12:30"') from error
    if closing <= opening:
        raise PydanticCustomError("range_order", "ends before it starts; write the earlier hour first")
    return opening, closing


def show_range(value: tuple[int, int]) -> str:
    """Write (540, 750) as "09:00-12:30"."""
    return "-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in value)


# Minutes after midnight, wall clock: (opening, closing).
type Opening = Annotated[tuple[int, int], BeforeValidator(_range), PlainSerializer(show_range, return_type=str)]


@dataclass(frozen=True, config=CONFIG)
class Closure:
    """Days away, first and last included."""

    first: Annotated[Day, Field(alias="from")]
    last: Annotated[Day, Field(alias="to")]
    label: Line | None = None

    @model_validator(mode="after")
    def _order(self) -> Self:
        if self.last < self.first:
            raise PydanticCustomError("closure_order", "“to” is before “from”; write the first day first")
        return self


@dataclass(frozen=True, config=CONFIG)
class Hours:
    """When the VA works. A weekday left out is closed; public holidays and closures are closed."""

    timezone: Line = "Europe/Paris"
    holidays: Line | None = None
    monday: tuple[Opening, ...] = ()
    tuesday: tuple[Opening, ...] = ()
    wednesday: tuple[Opening, ...] = ()
    thursday: tuple[Opening, ...] = ()
    friday: tuple[Opening, ...] = ()
    saturday: tuple[Opening, ...] = ()
    sunday: tuple[Opening, ...] = ()
    closures: tuple[Closure, ...] = ()
    first_reply_hours: Count | None = None
    capacity_hours: Count | None = None

    def opening(self, weekday: int) -> tuple[tuple[int, int], ...]:
        """The ranges of a weekday, Monday being 0."""
        ranges: tuple[tuple[int, int], ...] = getattr(self, WEEKDAYS[weekday])
        return ranges

    @field_validator("timezone")
    @classmethod
    def _zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise PydanticCustomError("zone", "is no known time zone; write one such as Europe/Paris") from error
        return name

    @field_validator("holidays")
    @classmethod
    def _country(cls, code: str | None) -> str | None:
        if code is not None and (wrong := unknown(code)):
            raise PydanticCustomError(wrong.kind, wrong.template, wrong.values)
        return code

    @field_validator(*WEEKDAYS)
    @classmethod
    def _apart(cls, ranges: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
        ordered = tuple(sorted(ranges))
        for (_, end), (start, _) in pairwise(ordered):
            if start < end:
                raise PydanticCustomError("overlap", "two opening ranges overlap; let one end before the next starts")
        return ordered
