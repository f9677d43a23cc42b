"""Draw invoices: here, or in processes of their own that touch no database."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import batched
from types import TracebackType
from typing import Self

import django
from django.apps import apps
from django.db import connections

from billing.drawing import draw
from billing.rules.snapshot import Snapshot
from billing.storing import Entry
from vacrm.paper.cutting import prepare


class Plotter:
    """Draws entries; with more than one job, ahead and side by side."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._pool: ProcessPoolExecutor | None = None
        self._drawing: dict[int, tuple[Future[list[bytes]], int]] = {}  # by entry: its part, its place in it
        if jobs > 1:
            # Forked, the processes have fonts and settings at hand; a connection must not be shared.
            method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
            if not any(connection.in_atomic_block for connection in connections.all()):
                connections.close_all()
            self._pool = ProcessPoolExecutor(
                jobs, multiprocessing.get_context(method), initializer=_wake, initargs=(os.getpid(),)
            )
            self._pool.submit(os.getpid).result()  # starts them all, before a connection is opened again
            for _each in range(jobs):
                self._pool.submit(prepare)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def begin(self, entries: Sequence[Entry]) -> None:
        """Begin to draw entries, where there are processes for it: a part for each, because handing over costs."""
        if self._pool and entries:
            for part in batched(entries, -(-len(entries) // self._jobs)):
                drawing = self._pool.submit(_draw_all, [entry.snapshot for entry in part])
                self._drawing |= {id(entry): (drawing, place) for place, entry in enumerate(part)}

    def finish(self, entries: Sequence[Entry]) -> None:
        """Wait for, or draw, the PDFs of entries."""
        for entry in entries:
            drawing, place = self._drawing.pop(id(entry), (None, 0))
            entry.pdf = drawing.result()[place] if drawing else draw(entry.snapshot)

    def draw(self, entry: Entry) -> None:
        """Draw an entry now."""
        entry.pdf = draw(entry.snapshot)


def _draw_all(snapshots: list[Snapshot]) -> list[bytes]:
    return [draw(snapshot) for snapshot in snapshots]


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
