"""Draw invoices: here, or in processes of their own that touch no database."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from types import TracebackType
from typing import Self

import django
from django.apps import apps
from django.db import connections

from billing.drawing import draw
from billing.storing import Entry


class Plotter:
    """Draws entries; with more than one job, ahead and side by side."""

    def __init__(self, jobs: int) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._drawing: dict[int, Future[bytes]] = {}
        if jobs > 1:
            # Forked, the processes have fonts and settings at hand; a connection must not be shared.
            method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
            if not any(connection.in_atomic_block for connection in connections.all()):
                connections.close_all()
            self._pool = ProcessPoolExecutor(
                jobs, multiprocessing.get_context(method), initializer=_wake, initargs=(os.getpid(),)
            )
            self._pool.submit(os.getpid).result()  # starts them all, before a connection is opened again

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def begin(self, entry: Entry) -> None:
        """Begin to draw an entry, where there is a process for it."""
        if self._pool:
            self._drawing[id(entry)] = self._pool.submit(draw, entry.snapshot)

    def finish(self, entries: Sequence[Entry]) -> None:
        """Wait for, or draw, the PDFs of entries."""
        for entry in entries:
            found = self._drawing.pop(id(entry), None)
            entry.pdf = found.result() if found else draw(entry.snapshot)

    def draw(self, entry: Entry) -> None:
        """Draw an entry now."""
        entry.pdf = draw(entry.snapshot)


def _wake(parent: int) -> None:
    """Set Django up in a process that was not forked, and let no process outlive the one it draws for."""
    threading.Thread(target=_follow, args=(parent,), daemon=True).start()
    if not apps.ready:
        django.setup()


def _follow(parent: int) -> None:
    """End this process once its parent is gone: killed, it could not say so."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
