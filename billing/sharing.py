"""Share the preparing of invoices out among processes, and hand back what they prepared in order.

Each process reads, closes, composes and draws whole groups of clients with a connection of its own; it writes
nothing to the database. Two things pass between the processes beside the ids: where the numbers of each group
begin, which is known once the groups before it are counted, and what was prepared, through nameless files that
are gone with the run, however it ends. (A pipe would make the writer wait for a reader who is busy elsewhere.)
"""

from __future__ import annotations

import copyreg
import multiprocessing
import os
import pickle
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from itertools import batched, count, cycle, islice
from multiprocessing.context import BaseContext
from tempfile import TemporaryFile
from typing import Any

from django.conf import settings
from django.db import connections

from billing.books import Office
from billing.drafting import BATCH, proposals
from billing.preparing import Counter, Prepared, prepare
from billing.rules.draft import Claim, Draft, DraftLine, Settlement
from billing.rules.packages import Movement
from billing.rules.snapshot import AnnexGroup, AnnexRow, Line, Party, Snapshot, VatGroup
from vacrm.exact import Month

type Ids = tuple[int, ...]

# Groups begun ahead, for each process: one at work, one waiting, so that none is idle while another is stored.
AHEAD = 2
# Groups grow smaller towards the end, down to this: the last ones are stored while no other is prepared.
SMALLEST = 20
# The one that stores comes first, where the processors are fewer than the processes: all others wait for it at the end.
YIELDING = 5


def prepared(
    ids: Sequence[int], month: Month, on: date, office: Office, counter: Counter, jobs: int
) -> Iterator[list[Prepared]]:
    """What clients owe, in the order given and in groups of at most BATCH; numbered from `counter` on.

    With more than one job, processes prepare ahead; where the system cannot fork, or where no other process would
    see the rows (inside a transaction, in a database in memory), all is prepared here.
    Raises ValidationError as `propose` does.
    """
    if jobs > 1 and len(ids) > SMALLEST and _can_share():
        yield from _shared(list(_tapering(ids, jobs)), _Run(month, on, office, counter), jobs)
        return
    for group in batched(ids, BATCH):
        yield prepare(proposals(group, month, on, office), counter)


def _tapering(ids: Sequence[int], jobs: int) -> Iterator[Ids]:
    done = 0
    while left := len(ids) - done:
        size = min(left, BATCH, max(SMALLEST, left // (2 * jobs)))
        yield tuple(ids[done : done + size])
        done += size


def _can_share() -> bool:
    if "fork" not in multiprocessing.get_all_start_methods():
        return False
    return not any(
        each.in_atomic_block or "mode=memory" in str(each.settings_dict["NAME"]) for each in connections.all()
    )


def _by_fields(value: Any) -> tuple[type, tuple[Any, ...]]:
    """How a frozen value travels: its class and its fields. Half the time of what dataclasses do by themselves."""
    return type(value), tuple(getattr(value, name) for name in value.__slots__)


for _kind in (Draft, DraftLine, Claim, Settlement, Movement, Snapshot, Party, Line, VatGroup, AnnexRow, AnnexGroup):
    copyreg.pickle(_kind, _by_fields)


@dataclass(frozen=True, slots=True)
class _Run:
    """What all processes know from the start: they are forked from the one that opened the office."""

    month: Month
    on: date
    office: Office
    counter: Counter


class _Numbers:
    """Where the numbers of each group begin; a process waits until the groups before its own are counted."""

    def __init__(self, context: BaseContext, groups: int, first: int) -> None:
        self._known = context.Condition()
        self._starts: Any = context.Array("q", [first] + [-1] * groups, lock=False)

    def begin(self, group: int, many: int) -> int:
        """The first number of a group that takes so many."""
        with self._known:
            self._known.wait_for(lambda: self._starts[group] >= 0)
            self._starts[group + 1] = self._starts[group] + many
            self._known.notify_all()
            return int(self._starts[group])


def _shared(groups: Sequence[Ids], run: _Run, jobs: int) -> Iterator[list[Prepared]]:
    """What the processes prepare. Each reads fonts and catalogues for itself: to wait for one that did is no faster."""
    connections.close_all()  # a connection must not be shared
    context = multiprocessing.get_context("fork")
    numbers = _Numbers(context, len(groups), run.counter.seq)
    with ExitStack() as stack:
        shelves = [stack.enter_context(TemporaryFile(dir=settings.DATA_DIR)).fileno() for _each in range(AHEAD * jobs)]
        pool = ProcessPoolExecutor(jobs, context, _wake, (os.getpid(), run, numbers))
        stack.callback(pool.shutdown, cancel_futures=True)
        waiting = zip(count(), groups, cycle(shelves))
        begun = deque(_begin(pool, *each) for each in islice(waiting, len(shelves)))
        while begun:
            found = _taken(*begun.popleft(), run)
            begun.extend(_begin(pool, *each) for each in islice(waiting, 1))
            yield found


def _begin(pool: ProcessPoolExecutor, place: int, ids: Ids, shelf: int) -> tuple[Future[int], int]:
    return pool.submit(_prepare, place, ids, shelf), shelf


def _taken(size: Future[int], shelf: int, run: _Run) -> list[Prepared]:
    logo = bytes(run.office.business.logo or b"")
    found: list[Prepared] = pickle.loads(os.pread(shelf, size.result(), 0))  # noqa: S301  our own process wrote it
    return [_with_logo(each, logo) for each in found]


def _with_logo(ready: Prepared, logo: bytes) -> Prepared:
    """With the picture, which is the same on all invoices of a run and need not travel."""
    return replace(ready, snapshot=replace(ready.snapshot, logo=logo)) if ready.snapshot else ready


# --- in the processes -------------------------------------------------------------------------------

_given: tuple[_Run, _Numbers]


def _wake(parent: int, run: _Run, numbers: _Numbers) -> None:
    """Remember the run, stand back for the one that stores, and let no process outlive the one it works for."""
    global _given
    _given = run, numbers
    os.nice(YIELDING)
    threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: int) -> None:
    """End this process once its parent is gone: killed, it could not say so."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def _prepare(place: int, ids: Ids, shelf: int) -> int:
    """Prepare a group and lay it on a shelf; the size of what lies there, in bytes."""
    run, numbers = _given
    found = []
    try:
        found = proposals(ids, run.month, run.on, run.office)
    finally:  # those who wait for their numbers must not wait for ever
        first = numbers.begin(place, sum(bool(each.draft.lines) for each in found))
    done = prepare(found, replace(run.counter, seq=first))
    data = pickle.dumps([_with_logo(each, b"") for each in done])
    os.pwrite(shelf, data, 0)
    return len(data)
