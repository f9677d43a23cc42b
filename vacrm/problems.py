"""Problems of written tables as sentences: the place, what is wrong, and what would be right."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, get_args, get_origin

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, ValidationError

NO_WORDS: Mapping[str, Any] = {}


def problems(shape: type[Any], error: ValidationError, words: Mapping[str, Any] = NO_WORDS) -> list[str]:
    """A validation error as lines of `path: what is wrong, what would be right`; `words` as in `sentence`."""
    found = ((show_path(each["loc"]), sentence(shape, dict(each), words)) for each in error.errors(include_url=False))
    return [_("%(place)s: %(problem)s") % {"place": place, "problem": problem} for place, problem in found]


def show_path(loc: Iterable[int | str]) -> str:
    """Write a place in a pack: clients[0].siren."""
    path = ""
    for step in loc:
        if step == "[key]":
            continue
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else str(step)
    return path or "pack"


def sentence(shape: type[Any], error: dict[str, Any], words: Mapping[str, Any] = NO_WORDS) -> str:
    """What is wrong at the place of one error, and what would be right.

    `words` are what a room says of the kinds of error that are its own, as templates with the values of the error.
    """
    kind, what = error["type"], shown(error.get("input"))
    if kind in ("extra_forbidden", "unexpected_keyword_argument"):
        return str(_UNKNOWN).format(known=", ".join(_known(shape, error["loc"][:-1])))
    simple = _PATTERNS.get(error["ctx"]["pattern"]) if kind == "string_pattern_mismatch" else None
    simple = simple or words.get(kind) or _SIMPLE.get(kind)
    if simple:
        return str(simple).format(shown=what, **{str(k): _plain(v) for k, v in error.get("ctx", {}).items()})
    if kind.startswith(("is_", "value_error", "assertion")):
        return str(error["msg"]).removeprefix("Value error, ").removeprefix("Assertion failed, ")
    return str(error["msg"])


_UNKNOWN = gettext_lazy("is not a known key; known here: {known}")
_SIMPLE = {
    "missing": gettext_lazy("is missing; add it"),
    "int_type": gettext_lazy("is {shown}; write a whole number"),
    "int_from_float": gettext_lazy("is {shown}; write a whole number"),
    "bool_type": gettext_lazy("is {shown}; write true or false"),
    "string_type": gettext_lazy('is {shown}; write a text in quotes, "like this"'),
    "string_too_short": gettext_lazy("is empty; write at least {min_length} character"),
    "string_too_long": gettext_lazy("is longer than {max_length} characters; shorten it"),
    "string_pattern_mismatch": gettext_lazy("is {shown}; that does not have the form {pattern}"),
    "date_type": gettext_lazy("is {shown}; write a day without quotes: 2026-10-31"),
    "datetime_type": gettext_lazy("is {shown}; write a moment with its offset: 2026-10-10T22:10:00+02:00"),
    "timezone_aware": gettext_lazy("has no offset; write it with one: 2026-10-10T22:10:00+02:00"),
    "literal_error": gettext_lazy("is {shown}; write one of {expected}"),
    "greater_than": gettext_lazy("is {shown}; write more than {gt}"),
    "greater_than_equal": gettext_lazy("is {shown}; write {ge} or more"),
    "less_than": gettext_lazy("is {shown}; write less than {lt}"),
    "less_than_equal": gettext_lazy("is {shown}; write {le} at most"),
    "decimal_max_places": gettext_lazy("is {shown}; write {decimal_places} decimals at most"),
    "decimal_max_digits": gettext_lazy("is {shown}; write {max_digits} digits at most"),
    "decimal_whole_digits": gettext_lazy("is {shown}; write {whole_digits} digits at most before the point"),
    "tuple_type": gettext_lazy("is {shown}; write a list: [ … ]"),
    "list_type": gettext_lazy("is {shown}; write a list: [ … ]"),
    "dict_type": gettext_lazy("is {shown}; write a table: {{ … }}"),
    "model_type": gettext_lazy("is {shown}; write a table"),
    "dataclass_type": gettext_lazy("is {shown}; write a table"),
    "not_decimal": gettext_lazy("is not a decimal number; write 12.30"),
    "not_finite": gettext_lazy("is not a finite number; write 12.30"),
    "not_near": gettext_lazy("is in the year {year}; write one from 1970 to 2999"),
    "not_one_line": gettext_lazy("holds a line break or a tab; write one line"),
}


# What to write, for the forms that a text may have to take (vacrm/shapes.py and the tables of packs).
_PATTERNS = {
    r"^[0-9]{4}-(0[1-9]|1[0-2])$": gettext_lazy("is {shown}; write a month: 2026-10"),
    r"^\S+$": gettext_lazy("is {shown}; write it without spaces"),
    r"^\w[\w.:-]*$": gettext_lazy("is {shown}; write letters, digits, - and _, without spaces"),
    r"^[A-Z]{2}$": gettext_lazy("is {shown}; write a country in two capital letters: FR"),
    r"^[A-Z]{3}$": gettext_lazy("is {shown}; write a currency in three capital letters: EUR"),
    r"^[^@\s]+@[^@\s]+\.[^@\s]+$": gettext_lazy("is {shown}; write an e-mail address: name@example.org"),
}


def _plain(value: object) -> str:
    """What an error says of itself; the library joins what is allowed with an English “or”."""
    return str(value).replace("' or '", f"' {_('or')} '")


def shown(value: object) -> str:
    """What was written, short enough for one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        text = " ".join(value.split())
        return _("“%(text)s”") % {"text": f"{text[:40]}…" if len(text) > 40 else text}
    if isinstance(value, Mapping):
        return _("a table")
    if isinstance(value, (list, tuple)):
        return _("a list")
    return str(value)[:60]


def _known(shape: Any, loc: Iterable[int | str]) -> list[str]:
    """The known keys of the table at a place, found by walking the annotations."""
    for step in loc:
        shape = _inner(_fields(shape).get(str(step), (step, Any))[1] if isinstance(step, str) else shape)
    return sorted(name for name, _ in _fields(_inner(shape)).values())


def _fields(shape: Any) -> dict[str, tuple[str, Any]]:
    """Written name to (written name, annotation) of a table's keys."""
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        return {each.alias or name: (each.alias or name, each.annotation) for name, each in shape.model_fields.items()}
    if dataclasses.is_dataclass(shape):
        found = getattr(shape, "__pydantic_fields__", {})
        return {each.alias or name: (each.alias or name, each.annotation) for name, each in found.items()}
    return {}


def _inner(shape: Any) -> Any:
    """The table inside an annotation such as tuple[Table, ...] | None, or dict[str, Table]."""
    while not _fields(shape):
        if isinstance(shape, typing.TypeAliasType):
            shape = shape.__value__
            continue
        options = [each for each in get_args(shape) if each not in (type(None), ...)]
        if not options:
            return shape
        shape = options[0] if get_origin(shape) is Annotated else options[-1]
    return shape
