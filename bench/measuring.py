"""One measurement in a fresh process: `python -m bench.measuring close --jobs 2` prints its figures as JSON."""

from __future__ import annotations

import argparse
import io
import json
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import django

MONTH = "2026-10"  # that closes
ON, AT = date(2026, 11, 1), datetime(2026, 11, 1, 9, tzinfo=UTC)


class Clock:
    """Seconds of a block: on the wall, of the processor, and of it by this process without those it waited for."""

    wall = cpu = own = 0.0

    @contextmanager
    def running(self) -> Iterator[Clock]:
        """Time a block."""
        wall, before = time.perf_counter(), os.times()
        yield self
        after = [later - earlier for later, earlier in zip(os.times(), before, strict=True)]
        self.wall, self.cpu, self.own = time.perf_counter() - wall, sum(after[:4]), sum(after[:2])


def migrate(options: argparse.Namespace) -> dict[str, Any]:
    """Make the tables."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return {}


def fill(options: argparse.Namespace) -> dict[str, Any]:
    """Fill the tables."""
    from bench.filling import fill

    fill(options.clients, options.entries)
    return {}


def close(options: argparse.Namespace) -> dict[str, Any]:
    """Issue the month, alone or in processes side by side; the yardsticks afterwards, on what was issued."""
    from billing.issuing import issue_month
    from billing.storing import Entry

    clock, issued = Clock(), 0
    with clock.running():
        for each in issue_month(MONTH, on=ON, at=AT, jobs=options.jobs):
            issued += isinstance(each, Entry)
    return _figures(clock, issued) | {"peak_mb": _peak()}


def probe(options: argparse.Namespace) -> dict[str, Any]:
    """Issue the month with probes in place."""
    from bench.probes import Probe

    with Probe().placed() as seen:
        figures = close(options)
    issued = figures["invoices"]
    each = 1000 / issued
    return {
        "invoices": issued,
        "ms": figures["ms"],
        "pdf_ms": seen.stages["draw"] * each,
        "database_ms": seen.database * each,
        "compute_ms": figures["ms"] - (seen.stages["draw"] + seen.database) * each,
        "stages_ms": {stage: taken * each for stage, taken in seen.stages.items()},
        "statements": seen.statements.total() / issued,
        "statements_by_table": dict(seen.statements.most_common()),
        "lock_ms": max(seen.locks) * 1000,
        "locks": len(seen.locks),
    }


def yardsticks(options: argparse.Namespace) -> dict[str, Any]:
    """Draw the pages of the invoices that a run issued, as plainly as can be, and with WeasyPrint."""
    from bench import canvas, weasy
    from bench.recording import recorded
    from billing.models import Invoice
    from billing.storing import snapshot_of

    pages = [recorded(snapshot_of(invoice)) for invoice in Invoice.objects.issued().order_by("number")]
    borrowed = partial(canvas.draw, fonts=canvas.BORROWED)
    found = {"canvas": _drawn(canvas.draw, pages), "canvas_borrowed": _drawn(borrowed, pages)}
    found["pair"] = _drawn_by_two(pages)
    if weasy.available():
        found["weasyprint"] = _drawn(weasy.draw, pages[: options.few])
    return found


def _drawn(draw: Any, documents: list[Any]) -> dict[str, Any]:
    draw(documents[0])  # fonts and pictures are read once
    clock = Clock()
    with clock.running():
        size = sum(len(draw(document)) for document in documents)
    return _figures(clock, len(documents)) | {"kb": size / 1000 / len(documents)}


def _drawn_by_two(documents: list[Any]) -> dict[str, Any]:
    """The canvas pages again, half of them in each of two processes: what a second process can gain on this machine."""
    clock, method = Clock(), multiprocessing.get_context("fork")
    with clock.running():
        pair = [method.Process(target=_draw_all, args=(documents[start::2],)) for start in (0, 1)]
        for each in pair:
            each.start()
        for each in pair:
            each.join()
    return _figures(clock, len(documents))


def _draw_all(documents: list[Any]) -> None:
    from bench import canvas

    for document in documents:
        canvas.draw(document)


def preview(options: argparse.Namespace) -> dict[str, Any]:
    """Preview the month: what each client would owe, with all words and warnings."""
    from billing.drafting import propose
    from billing.reporting import report

    clock = Clock()
    with clock.running():
        found = report(MONTH, issued=False, found=((each, None, None) for each in propose(MONTH, on=ON)))
    return _figures(clock, len(found["invoices"]))


def history(options: argparse.Namespace) -> dict[str, Any]:
    """Make up years."""
    from django.core.management import call_command

    from bench.looking import NOW

    os.environ["VACRM_NOW"] = NOW
    call_command("make_history", years=options.years, stdout=io.StringIO())
    return {}


def pages(options: argparse.Namespace) -> dict[str, Any]:
    """Look at every page."""
    from bench.looking import look

    return {"pages": look(options.rounds)}


def _figures(clock: Clock, count: int) -> dict[str, Any]:
    each = 1000 / count
    times = {"ms": clock.wall * each, "cpu_ms": clock.cpu * each, "own_cpu_ms": clock.own * each}
    return {"invoices": count, "s": clock.wall} | times


def _peak() -> float:
    """The most memory this process ever held, in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


MEASURES = {each.__name__: each for each in (migrate, fill, close, probe, yardsticks, preview, history, pages)}


def main() -> None:
    """Measure one thing."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=MEASURES)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--entries", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--few", type=int, default=10)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vacrm.settings")
    django.setup()
    print(json.dumps(MEASURES[options.what](options)))


if __name__ == "__main__":
    main()
