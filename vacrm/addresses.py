"""Addresses, without asking the table of addresses for each: those of a name differ by a number at their end only."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, reverse

NUMBER = 987654321  # stands for the number, to learn the address of a name once
MOST = 4096  # addresses that are remembered

type Part = int | str


def of(name: str, *args: Part) -> str:
    """The address of a name, and of a row by its number. Raises NoReverseMatch where there is none.

    Below a folder of the host, addresses are others, so they are learned for each folder.
    """
    place = get_script_prefix(), settings.ROOT_URLCONF
    if not args or isinstance(args[-1], str):
        return _whole(name, args, place)
    number = args[-1]
    found = _around(name, args[:-1], place) if type(number) is int and number >= 0 else None
    if found is None:
        return reverse(name, args=args)  # which says what is wrong
    return f"{found[0]}{number}{found[1]}"


@lru_cache(MOST)
def _whole(name: str, args: tuple[Part, ...], _place: tuple[str, str]) -> str:
    return reverse(name, args=args)


@lru_cache(MOST)
def _around(name: str, args: tuple[Part, ...], _place: tuple[str, str]) -> tuple[str, str] | None:
    """What stands before the number at the end, and what behind it."""
    try:
        before, _number, after = reverse(name, args=[*args, NUMBER]).rpartition(str(NUMBER))
    except NoReverseMatch:
        return None
    return before, after
