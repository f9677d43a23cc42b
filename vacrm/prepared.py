"""Questions to the database that are always the same but for some values: put into SQL once, and asked often.

To put a question into SQL takes several times as long as SQLite takes to answer it, and a page asks a dozen.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    DateTimeField,
    Field,
    IntegerField,
    JSONField,
    QuerySet,
    Value,
)
from django.db.models.sql.compiler import SQLCompiler


class Given(Value):
    """A value that is only given when the question is asked, by its name; of the kind of a field."""

    def __init__(self, name: str, output_field: Field[Any, Any]) -> None:
        super().__init__(name, output_field)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[_Gap]]:  # type: ignore[override]
        """A gap in place of the value."""
        return "%s", (_Gap(self.value, self.output_field),)


def day(name: str) -> Any:
    """A day that is given later."""
    return Given(name, DateField())


def moment(name: str) -> Any:
    """A moment that is given later."""
    return Given(name, DateTimeField())


def words(name: str) -> Any:
    """A text that is given later: a month, a currency."""
    return Given(name, CharField())


def number(name: str) -> Any:
    """A whole number that is given later, or the key of a record."""
    return Given(name, IntegerField())


class _Keys(Given):
    """The keys of records, as rows: however many there are, it is one value, and `in` finds them by their index."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[_Gap]]:  # type: ignore[override]
        """A gap that holds all of them as JSON."""
        read = "SELECT value FROM json_each(%s)"
        if connection.vendor == "postgresql":
            read = "SELECT value::bigint FROM jsonb_array_elements_text(%s) AS value"
        return f"({read})", (_Gap(self.value, JSONField()),)


def keys(name: str) -> Any:
    """The keys of records that are given later, in a list: for `in`."""
    return _Keys(name, BigIntegerField())


@dataclass(frozen=True, slots=True, eq=False)
class _Gap:
    """Where a value goes, among those that are always the same."""

    name: str
    field: Field[Any, Any]

    def filled(self, given: dict[str, Any], connection: Any) -> Any:
        value = given[self.name]
        return self.field.get_db_prep_value(list(value) if type(self.field) is JSONField else value, connection)


class Prepared[T]:
    """A question: `ask` makes the queryset, with `Given` in the places of what changes from time to time.

    Called with those values it gives the rows: records, or what `values_list` gives. A queryset that depends on
    anything else (a language, a setting, whether something is asked at all) is no question to prepare.
    """

    def __init__(self, ask: Callable[[], QuerySet[Any, T]]) -> None:
        self._ask = ask
        self._ready: _Ready[T] | None = None

    def __call__(self, **given: Any) -> list[T]:
        """The rows. Raises KeyError when a value is not given."""
        ready = self._ready = self._ready or _ready(self._ask())
        compiler = copy(ready.compiler)  # it knows the columns and how they are read
        compiler.connection = connections[ready.question.db]  # that of this thread
        params = tuple(each.filled(given, compiler.connection) if type(each) is _Gap else each for each in ready.params)
        compiler.as_sql = lambda *_args, **_options: (ready.sql, params)  # type: ignore[method-assign]
        asked = ready.question.all()
        asked.query.get_compiler = lambda *_args, **_options: compiler  # type: ignore[method-assign]
        return list(asked)

    def first(self, **given: Any) -> T | None:
        """The first of the rows; None when there is none. The question itself says that it wants only one."""
        return next(iter(self(**given)), None)


@dataclass(frozen=True, slots=True)
class _Ready[T]:
    """A question in SQL."""

    question: QuerySet[Any, T]
    compiler: SQLCompiler
    sql: str
    params: tuple[Any, ...]


def _ready[T](question: QuerySet[Any, T]) -> _Ready[T]:
    compiler = question.query.get_compiler(question.db)
    sql, params = compiler.as_sql()
    return _Ready(question, compiler, sql, tuple(params))
