"""Probes: where the time of a run goes, how many statements it takes, how long it holds the write lock."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pkgutil import resolve_name
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.db.backends.sqlite3.base import SQLiteCursorWrapper

# The stages of issuing, by the name under which the module that calls them knows them.
STAGES = {
    "read": ("billing.drafting.read", "billing.issuing.read"),
    "rules": ("billing.drafting.close",),
    "words": ("billing.preparing.snapshot", "billing.issuing.snapshot"),
    "draw": ("billing.preparing.draw", "billing.issuing.draw"),
    "store": ("billing.issuing.number", "billing.issuing.settle"),
}


class Probe:
    """What was seen while it was in place. Times in seconds; a stage's own time, without stages inside it."""

    def __init__(self) -> None:
        self.stages: defaultdict[str, float] = defaultdict(float)
        self.statements: Counter[str] = Counter()
        self.database = 0.0  # inside the database, all stages together
        self.locks: list[float] = []
        self._inner = [0.0]
        self._locked_at = 0.0

    @contextmanager
    def placed(self) -> Iterator[Probe]:
        """Watch this process until the end of the block."""
        with ExitStack() as stack:
            for stage, names in STAGES.items():
                for name in names:
                    stack.enter_context(_patched(name, partial(self._staged, stage)))
            stack.enter_context(connection.execute_wrapper(self._execute))
            stack.enter_context(_patched("django.db.connection._commit", self._committed))
            stack.enter_context(patch.object(SQLiteCursorWrapper, "fetchmany", self._fetched(), create=True))
            yield self

    def _staged(self, stage: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def staged(*args: Any, **kwargs: Any) -> Any:
            begun = time.perf_counter()
            self._inner.append(0.0)
            try:
                return call(*args, **kwargs)
            finally:
                taken = time.perf_counter() - begun
                self.stages[stage] += taken - self._inner.pop()
                self._inner[-1] += taken

        return staged

    def _execute(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            ended = time.perf_counter()
            self.statements[_name(sql)] += 1
            self.database += ended - begun
            if _takes_lock(sql):
                self._locked_at = ended

    def _committed(self, commit: Callable[[], Any]) -> Callable[[], Any]:
        def committed() -> Any:
            begun = time.perf_counter()
            try:
                return commit()
            finally:
                ended = time.perf_counter()
                self.statements["COMMIT"] += 1
                self.database += ended - begun
                if self._locked_at:
                    self.locks.append(ended - self._locked_at)
                    self._locked_at = 0.0

        return committed

    def _fetched(self) -> Callable[..., Any]:
        """SQLite finds its rows while they are fetched; PostgreSQL has sent them by then."""
        fetchmany = SQLiteCursorWrapper.fetchmany

        def fetched(cursor: Any, *args: Any) -> Any:
            begun = time.perf_counter()
            try:
                return fetchmany(cursor, *args)
            finally:
                self.database += time.perf_counter() - begun

        return fetched


def _patched(name: str, wrap: Callable[[Callable[..., Any]], Callable[..., Any]]) -> Any:
    path, _dot, attribute = name.rpartition(".")
    home = resolve_name(path)
    return patch.object(home, attribute, wrap(getattr(home, attribute)))


def _takes_lock(sql: str) -> bool:
    return sql.startswith("BEGIN IMMEDIATE") or "FOR UPDATE" in sql


def _name(sql: str) -> str:
    """A statement's verb and table."""
    words = sql.replace('"', " ").split()
    verb = words[0]
    marker = {"SELECT": "FROM", "DELETE": "FROM", "INSERT": "INTO", "UPDATE": "UPDATE"}.get(verb)
    return f"{verb} {words[words.index(marker) + 1]}" if marker in words else verb
