"""What all chapters of the policy share: strictness, and codes that appear once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from pydantic import ConfigDict
from pydantic_core import PydanticCustomError

CONFIG = ConfigDict(extra="forbid", populate_by_name=True)


def repeated[T](values: Iterable[T]) -> T | None:
    """The first value that is there twice; None when each is there once."""
    seen: set[T] = set()
    for value in values:
        if value in seen:
            return value
        seen.add(value)
    return None


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


def coded_once[T: _Coded](values: tuple[T, ...]) -> tuple[T, ...]:
    """The same values; refused when two have one code."""
    if twice := repeated(value.code for value in values):
        raise PydanticCustomError("code_twice", "the code “{code}” is there twice; give each its own", {"code": twice})
    return values


def in_circle(code: str, waits: Mapping[str, str | None]) -> bool:
    """Does what waits for another come back to itself, through those the other waits for?"""
    seen: set[str] = set()
    at = waits.get(code)
    while at and at not in seen:
        seen.add(at)
        at = waits.get(at)
    return code in seen
