"""A progress bar for a person who waits: on a terminal, and only once the work has taken a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sized

PATIENCE = 1.0  # seconds of silence


def track[T](items: Iterable[T], label: str, total: int | None = None) -> Iterator[T]:
    """Hand the items on, drawing a bar on the standard error after a second. Silent where nobody watches."""
    if not sys.stderr.isatty():
        yield from items
        return
    if total is None and isinstance(items, Sized):
        total = len(items)
    yield from _drawn(items, label, total)


def _drawn[T](items: Iterable[T], label: str, total: int | None) -> Iterator[T]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task(label, total=total)
    begun, shown = time.monotonic(), False
    try:
        for item in items:
            if not shown and time.monotonic() - begun > PATIENCE:
                bar.start()
                shown = True
            yield item
            bar.advance(task)
    finally:
        if shown:
            bar.stop()
