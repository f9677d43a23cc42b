"""`python -m bench.pages`: look at every page with ten years behind it, hold it to its limits; exit 1: one missed."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.places import ROOT, Place

STATEMENTS, MEDIAN_MS, P95_MS, LIST_BYTES = 15, 30, 80, 120_000

type Page = dict[str, Any]


def main() -> int:
    """Build two histories, look at both, print, write."""
    options = _options()
    with _folder(options.keep) as folder:
        long, short = _history(folder / "long", options.years), _history(folder / "short", 1)
        base = {each["name"]: each for each in short.measure("pages", "--rounds", 1)["pages"]}
        pages = quietest(long.measure("pages", "--rounds", options.rounds)["pages"] for _ in range(options.passes))
    for each in pages:
        each["misses"] = misses(each, base.get(each["name"]))
    show(pages, base)
    _write(pages, options)
    return 1 if any(each["misses"] for each in pages) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description="What does each page cost?")
    parser.add_argument("--years", type=int, default=10, help="Years of the long history (default: %(default)s).")
    parser.add_argument("--rounds", type=int, default=20, help="How often each page is asked for.")
    parser.add_argument("--passes", type=int, default=3, help="Passes over all pages, of which the quietest counts.")
    parser.add_argument("--keep", type=Path, help="A folder that keeps the histories, to look again without building.")
    parser.add_argument("--output", type=Path, default=ROOT / "var" / "bench-pages.json", help="Where the figures go.")
    return parser.parse_args()


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="vacrm-bench-pages-") as folder:
        yield Path(folder)


def _history(folder: Path, years: int) -> Place:
    """A place with so many years behind it; one that was kept is only brought up to date."""
    place = Place(folder)
    if folder.exists():
        place.measure("migrate")
        return place
    place.made().measure("migrate")
    print(f"Building a history of {years} years …", file=sys.stderr)
    place.measure("history", "--years", years)
    return place


def quietest(passes: Iterable[list[Page]]) -> list[Page]:
    """Of each page, the pass in which it took least: what else the machine does meanwhile can only add to it."""
    return [min(same, key=lambda page: float(page["ms"])) for same in zip(*passes, strict=True)]


def misses(page: Page, base: Page | None) -> list[str]:
    """The limits that a page missed. `base`: the same page with one year behind it."""
    found = []
    if page["statements"] > STATEMENTS:
        found.append("statements")
    if base and page["statements"] > base["statements"]:
        found.append(f"grows from {base['statements']}")
    if page["ms"] > MEDIAN_MS:
        found.append("median")
    if page["p95_ms"] > P95_MS:
        found.append("p95")
    if page["is_html"] and page["size"] > LIST_BYTES:
        found.append("size")
    return found


def show(pages: list[Page], base: dict[str, Page]) -> None:
    """Print the table, and what was missed."""
    table = Table(
        "Page", "statements", "of one year", "median ms", "p95 ms", "wall ms", "whole ms", "kB", "", title="Every page"
    )
    for column in table.columns[1:8]:
        column.justify = "right"
    for each in pages:
        before = base.get(each["name"])
        table.add_row(
            each["name"],
            str(each["statements"]),
            str(before["statements"]) if before else "–",
            f"{each['ms']:.1f}",
            f"{each['p95_ms']:.1f}",
            f"{each['wall_ms']:.1f}",
            f"{each['whole_ms']:.1f}" if each["whole_ms"] is not None else "",
            f"{each['size'] / 1000:.0f}",
            ", ".join(each["misses"]),
        )
    Console(width=None if sys.stdout.isatty() else 140).print(table)
    limits = f"{STATEMENTS} statements, {MEDIAN_MS} ms median, {P95_MS} ms p95, {LIST_BYTES // 1000} kB of HTML"
    missed = [each["name"] for each in pages if each["misses"]]
    print(f"Limits: {limits}; none grows with the data. {len(pages) - len(missed)} of {len(pages)} keep them.")


def _write(pages: list[Page], options: argparse.Namespace) -> None:
    document = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "processors": os.cpu_count(),
            "load": os.getloadavg()[0],
            "system": platform.platform(),
            "python": platform.python_version(),
        },
        "years": options.years,
        "rounds": options.rounds,
        "passes": options.passes,
        "pages": pages,
    }
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(f"Figures: {options.output}")


if __name__ == "__main__":
    sys.exit(main())
