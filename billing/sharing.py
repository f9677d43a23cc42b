"""Share the preparing of invoices out among processes, this one among them, and hand it on in order.

Each process reads, closes, composes and draws whole groups of clients with a connection of its own, and takes the next
group when it is done with one. This one stores what is prepared, and takes a group where it would have to wait.

Three things pass between them beside the ids, none behind a lock, which a process that is killed would keep: which
group is next (a pipe of tickets), where the numbers of each group begin (written once, by whoever counted the group
before it), and what was prepared (nameless files that are gone with the run, however it ends; a pipe would make the
writer wait for a reader who is busy elsewhere).
"""

from __future__ import annotations

import copyreg
import gc
import logging
import multiprocessing
import os
import pickle
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import date
from itertools import batched
from multiprocessing.sharedctypes import RawArray
from operator import attrgetter
from tempfile import TemporaryFile
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connections

from billing.books import Office
from billing.drafting import BATCH, proposals
from billing.preparing import Counter, Prepared, prepare
from billing.rules.draft import Claim, Draft, DraftLine, Settlement
from billing.rules.packages import Movement
from billing.rules.snapshot import AnnexGroup, AnnexRow, Line, Party, Snapshot, VatGroup
from vacrm.exact import Month

type Ids = tuple[int, ...]

log = logging.getLogger(__name__)

# Groups that each other process may have at work or laid down, so that it need not wait while one is stored.
AHEAD = 2
# Groups grow smaller towards the end, down to this: the last ones are stored while no other is prepared.
SMALLEST = 10
TICKET = 4  # bytes; each is read whole
MOMENT = 0.001  # seconds between two looks at what another process will write


def prepared(
    ids: Sequence[int], month: Month, on: date, office: Office, counter: Counter, jobs: int
) -> Iterator[list[Prepared]]:
    """What clients owe, in the order given and in groups of at most BATCH; numbered from `counter` on.

    With more than one job, that many processes prepare ahead; where the system cannot fork, or where no other process
    would see the rows (inside a transaction, in a database in memory), all is prepared here.
    Raises ValidationError as `propose` does.
    """
    if jobs > 1 and len(ids) > BATCH and _can_share():
        yield from _shared(list(_tapering(ids, jobs)), month, on, office, counter, jobs - 1)
        return
    for group in batched(ids, BATCH):
        yield prepare(proposals(group, month, on, office), counter)


def _tapering(ids: Sequence[int], jobs: int) -> Iterator[Ids]:
    done = 0
    while left := len(ids) - done:
        size = min(left, BATCH, max(SMALLEST, left // jobs))
        yield tuple(ids[done : done + size])
        done += size


def _can_share() -> bool:
    if "fork" not in multiprocessing.get_all_start_methods():
        return False
    return not any(
        each.in_atomic_block or "mode=memory" in str(each.settings_dict["NAME"]) for each in connections.all()
    )


def _travels(kind: type[Any]) -> None:
    """Let a frozen value travel as its class and its fields: half the time of what dataclasses do by themselves."""
    fields = attrgetter(*kind.__slots__)
    copyreg.pickle(kind, lambda value: (kind, fields(value)))


for _kind in (Draft, DraftLine, Claim, Settlement, Movement, Snapshot, Party, Line, VatGroup, AnnexRow, AnnexGroup):
    _travels(_kind)


class _Tickets:
    """The places of groups that nobody has begun, in a nameless file: each process reads on from where the last did."""

    def __init__(self, file: int, many: int) -> None:
        self._file = file
        os.pwrite(file, b"".join(place.to_bytes(TICKET) for place in range(many)), 0)

    def draw(self) -> int | None:
        """The next place; None when all are begun."""
        drawn = os.read(self._file, TICKET)
        return int.from_bytes(drawn) if drawn else None


class _Numbers:
    """Where the numbers of each group begin: known once the groups before it are counted."""

    def __init__(self, first: int, many: int) -> None:
        self._starts: Any = RawArray("q", [first] + [-1] * many)

    def begin(self, place: int, count: int, look: Callable[[], None] = lambda: None) -> int:
        """The first number of a group that takes so many; until it is known, `look` is called time and again."""
        while self._starts[place] < 0:
            look()
            time.sleep(MOMENT)
        self._starts[place + 1] = self._starts[place] + count
        return int(self._starts[place])


@dataclass(frozen=True, slots=True)
class _Run:
    """What all processes know from the start: the others are forked from the one that opened the office."""

    groups: Sequence[Ids]
    month: Month
    on: date
    office: Office
    counter: Counter
    tickets: _Tickets
    numbers: _Numbers

    def prepare(self, place: int, begin: Callable[[int, int], int]) -> list[Prepared]:
        """Prepare a group; `begin` gives its first number for its place and size. Raises ValidationError."""
        found = []
        try:
            found = proposals(self.groups[place], self.month, self.on, self.office)
        finally:  # those who wait for their numbers must not wait for ever
            first = begin(place, sum(bool(each.draft.lines) for each in found))
        return prepare(found, replace(self.counter, seq=first))


def _shared(
    groups: Sequence[Ids], month: Month, on: date, office: Office, counter: Counter, others: int
) -> Iterator[list[Prepared]]:
    """What this process and others prepare. Each reads fonts and catalogues itself: to wait for one is no faster."""
    connections.close_all()  # a connection must not be shared
    with ExitStack() as stack:
        if not gc.get_freeze_count():
            gc.freeze()  # what is inherited: to go through it again would copy it
            stack.callback(gc.unfreeze)
        files = [stack.enter_context(TemporaryFile(dir=settings.DATA_DIR)).fileno() for _ in range(AHEAD * others + 1)]
        tickets, numbers = _Tickets(files.pop(), len(groups)), _Numbers(counter.seq, len(groups))
        run = _Run(groups, month, on, office, counter, tickets, numbers)
        context = multiprocessing.get_context("fork")
        pool = ProcessPoolExecutor(others, context, _wake, (os.getpid(), run))
        stack.callback(pool.shutdown, cancel_futures=True)
        desk = _Desk(run, pool, files)
        for place in range(len(groups)):
            yield desk.group(place)


class _Laid(NamedTuple):
    """A group that another process laid down: on which shelf, in how many bytes."""

    shelf: int
    size: int


class _Desk:
    """Where this process collects what the others lay down, and prepares a group itself when it would have to wait."""

    def __init__(self, run: _Run, pool: ProcessPoolExecutor, shelves: Sequence[int]) -> None:
        self._run, self._pool = run, pool
        self._logo = bytes(run.office.business.logo or b"")
        self._most = 2 * len(shelves)  # groups at hand: where one is late, the others must not pile up
        self._next = run.counter.seq  # the number after those of all groups handed on
        self._broken = False
        self._laid: dict[int, list[Prepared] | ValidationError | _Laid] = {}
        self._busy: dict[Future[tuple[int, int | ValidationError] | None], int] = {}
        for shelf in shelves:
            self._begin(shelf)

    def group(self, place: int) -> list[Prepared]:
        """A group, prepared; asked for in order. Raises ValidationError where it is refused."""
        found = self._found(place)
        self._next += sum(each.snapshot is not None for each in found)
        return found

    def _found(self, place: int) -> list[Prepared]:
        try:
            while not self._broken and place not in self._laid:
                self._collect()
                if place not in self._laid and not self._prepare_one():
                    wait(self._busy, return_when=FIRST_COMPLETED)
        except BrokenProcessPool:  # one was killed, for want of memory or by somebody
            log.warning("A process that prepares invoices was killed; the rest is prepared without it.")
            self._broken = True
        match self._laid.pop(place, None):
            case None:
                return self._run.prepare(place, lambda _place, _count: self._next)
            case ValidationError() as refusal:
                raise refusal
            case _Laid(shelf) as laid:
                found = _taken(laid, self._logo)
                self._begin(shelf)
                return found
            case found:
                return found

    def _begin(self, shelf: int) -> None:
        """Let another process lay the next group on a shelf."""
        with suppress(BrokenProcessPool):  # those who wait for what it will never lay down are told
            self._busy[self._pool.submit(_prepare_next, shelf)] = shelf

    def _collect(self) -> None:
        """Note what the others are done with. Raises BrokenProcessPool when one of them was killed."""
        for future in [each for each in self._busy if each.done()]:
            shelf = self._busy.pop(future)
            if done := future.result():
                place, size = done
                self._laid[place] = size if isinstance(size, ValidationError) else _Laid(shelf, size)

    def _prepare_one(self) -> bool:
        """Prepare the next group here, unless all are begun or too many lie here."""
        drawn = self._run.tickets.draw() if len(self._laid) < self._most else None
        if drawn is None:
            return False
        try:
            self._laid[drawn] = self._run.prepare(
                drawn, lambda place, count: self._run.numbers.begin(place, count, self._collect)
            )
        except ValidationError as refusal:
            self._laid[drawn] = refusal
        return True


def _taken(laid: _Laid, logo: bytes) -> list[Prepared]:
    found: list[Prepared] = pickle.loads(os.pread(laid.shelf, laid.size, 0))  # noqa: S301  our own process wrote it
    return [_with_logo(each, logo) for each in found]


def _with_logo(ready: Prepared, logo: bytes) -> Prepared:
    """With the picture, which is the same on all invoices of a run and need not travel."""
    return replace(ready, snapshot=replace(ready.snapshot, logo=logo)) if ready.snapshot else ready


# --- in the other processes -------------------------------------------------------------------------

_run: _Run


def _wake(parent: int, run: _Run) -> None:
    """Remember the run, and let no process outlive the one it works for."""
    global _run
    _run = run
    threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: int) -> None:
    """End this process once its parent is gone: killed, it could not say so."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def _prepare_next(shelf: int) -> tuple[int, int | ValidationError] | None:
    """Prepare the next group, if there is one, and lay it on a shelf: its place, and its size in bytes or why not."""
    place = _run.tickets.draw()
    if place is None:
        return None
    try:
        done = _run.prepare(place, _run.numbers.begin)
    except ValidationError as refusal:
        return place, refusal
    data = pickle.dumps([_with_logo(each, b"") for each in done], pickle.HIGHEST_PROTOCOL)
    os.pwrite(shelf, data, 0)
    return place, len(data)
