"""Keep what was worked out, in memory, for as long as nothing at all in the database has changed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any

from django.db import connection

MOST = 4  # of one thread; the oldest goes first


class _Shelf(threading.local):
    """What one thread keeps, and the state of the database that it was made from."""

    def __init__(self) -> None:
        self.stamp: object = None
        self.found: dict[Hashable, Any] = {}


_shelf = _Shelf()


def kept[T](key: Hashable, work: Callable[[], T]) -> T:
    """What `work` gives, or gave before the database last changed. Nothing is kept inside a transaction.

    The stamp is read before the work is done: a change meanwhile makes the next call work again.
    """
    stamp = _stamp()
    if stamp is None:
        return work()
    if _shelf.stamp != stamp:
        _shelf.stamp, _shelf.found = stamp, {}
    if key in _shelf.found:
        found: T = _shelf.found[key]
        return found
    made = work()
    while len(_shelf.found) >= MOST:
        del _shelf.found[next(iter(_shelf.found))]
    _shelf.found[key] = made
    return made


def recalled(key: Hashable) -> Any:
    """What is kept by a key and still so; None where nothing is."""
    stamp = _stamp()
    return _shelf.found.get(key) if stamp is not None and stamp == _shelf.stamp else None


def _stamp() -> object:
    """What is another whenever anything was written since; None where it cannot be told."""
    if connection.in_atomic_block:
        return None  # what is seen in here may never come to be
    connection.ensure_connection()
    raw: Any = connection.connection
    if connection.vendor == "sqlite":
        # SQLite counts the changes of other connections, and those of this one.
        return raw, raw.execute("PRAGMA data_version").fetchone()[0], raw.total_changes
    if connection.vendor == "postgresql":
        # Which transactions this connection sees. The log would not do: a commit is in it before it can be seen.
        return raw, raw.execute("SELECT pg_current_snapshot()::text").fetchone()[0]
    return None
