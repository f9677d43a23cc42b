"""`python -m bench`: measure closing a month, print tables, write the figures as JSON. Exit 1: a target was missed."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from bench.places import ROOT, Place
from bench.showing import show
from bench.targets import Round, Target, judge

TURNS = 3  # of the small run, alone and in two processes, in each round


def main() -> int:
    """Measure, print, write."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="vacrm-bench-") as folder:
        name = f"vacrm_bench_{os.getpid()}"
        url = options.database_url and options.database_url.rpartition("/")[0] + f"/{name}"
        rounds = _measured(Place(Path(folder) / name, url), options)
    targets = judge(rounds, options.scale)
    show(rounds, targets)
    _write(rounds, targets, options)
    return 0 if all(target.met for target in targets) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="How fast does a month close?")
    parser.add_argument("--clients", type=int, default=200, help="Clients of the small run (default: %(default)s).")
    parser.add_argument("--entries", type=int, default=20, help="Time entries of each (default: %(default)s).")
    parser.add_argument("--scale", type=int, default=10, help="Times more in the large run (default: %(default)s).")
    parser.add_argument("--rounds", type=int, default=5, help="Rounds, of which the median counts.")
    parser.add_argument(
        "--database-url",
        default=os.environ.get("DATABASE_URL", ""),
        help="A PostgreSQL server, as postgresql://user:password@host/name; the bench makes databases of its own.",
    )
    parser.add_argument("--output", type=Path, default=ROOT / "var" / "bench.json", help="Where the figures go.")
    return parser.parse_args()


def _measured(place: Place, options: argparse.Namespace) -> list[Round]:
    """The rounds, each with every figure once."""
    small, large = place.beside("small"), place.beside("large")
    try:
        place.made().measure("migrate")
        for name, times in (("small", 1), ("large", options.scale)):
            filled = place.copied(name)
            filled.measure("fill", "--clients", options.clients * times, "--entries", options.entries)
        steps = track(range(options.rounds), "Measuring", console=Console(stderr=True), transient=True)
        return [_round(small, large) for _ in steps]
    finally:
        for each in (place, small, large):
            each.drop()


def _round(small: Place, large: Place) -> Round:
    found = {"preview": small.measure("preview")}
    with _copy(small) as copy:
        found["probe"] = copy.measure("probe")
    found |= _small(small)
    with _copy(small) as copy:
        copy.measure("close")
        found |= copy.measure("yardsticks")
    with _copy(large) as copy:
        found["large"] = copy.measure("close")
    with _copy(large) as copy:
        found["large_jobs"] = copy.measure("close", "--jobs", 2)
    return found


def _small(small: Place) -> Round:
    """The two runs that take seconds, by turns, and of each the middle one.

    A processor lent by the second is quick or slow for as long as such a run; a single look would compare two moments.
    """
    seen: dict[str, list[dict[str, Any]]] = {"close": [], "jobs": []}
    for _turn in range(TURNS):
        for name, jobs in (("close", 1), ("jobs", 2)):
            with _copy(small) as copy:
                seen[name].append(copy.measure("close", "--jobs", jobs))
    return {name: sorted(runs, key=lambda run: float(run["s"]))[TURNS // 2] for name, runs in seen.items()}


@contextmanager
def _copy(place: Place) -> Iterator[Place]:
    """A copy of a place for one run."""
    copy = place.copied("copy")
    try:
        yield copy
    finally:
        copy.drop()


def _write(rounds: list[Round], targets: list[Target], options: argparse.Namespace) -> None:
    document: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "processors": os.cpu_count(),
            "load": os.getloadavg()[0],
            "system": platform.platform(),
            "python": platform.python_version(),
        },
        "database": "postgresql" if options.database_url else "sqlite",
        "clients": options.clients,
        "entries": options.entries,
        "scale": options.scale,
        "targets": [target.row() for target in targets],
        "rounds": rounds,
    }
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(f"Figures: {options.output}")


if __name__ == "__main__":
    sys.exit(main())
