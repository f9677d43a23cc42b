"""Addresses of rows, without asking the table of addresses for each: of one name they differ by a number only."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, reverse

NUMBER = 987654321  # stands for the number, to learn the address of a name once


def of(name: str, *args: int | str) -> str:
    """The address of a name; of a row, by its number. Raises NoReverseMatch where there is none.

    Below a folder of the host, addresses are others, so they are learned for each folder.
    """
    if not args:
        found = _learned(name, 0, get_script_prefix(), settings.ROOT_URLCONF)
    elif len(args) == 1 and type(args[0]) is int and args[0] >= 0:
        found = _learned(name, 1, get_script_prefix(), settings.ROOT_URLCONF)
    else:
        return reverse(name, args=args)
    if not found:
        return reverse(name, args=args)  # which says what is wrong
    before, number, after = found
    return f"{before}{args[0]}{after}" if number else before


@cache
def _learned(name: str, count: int, _prefix: str, _root: str) -> tuple[str, str, str] | None:
    try:
        return reverse(name, args=[NUMBER] * count).partition(str(NUMBER))
    except NoReverseMatch:
        return None
