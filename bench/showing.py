"""Print the figures of a bench as tables."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from bench.targets import Round, Target, middle, ratio

TIMES = {
    "close": "closing, all of it",
    "jobs": "closing with --jobs 2",
    "large_jobs": "closing, large run, with --jobs 2",
    "large": "closing, large run",
    "canvas": "bare canvas, the same pages",
    "pair": "bare canvas, two processes",
    "canvas_borrowed": "bare canvas, no fonts embedded",
    "weasyprint": "WeasyPrint, the same pages",
    "preview": "preview",
}


def show(rounds: list[Round], targets: list[Target]) -> None:
    """Print all tables: medians of the rounds."""
    console = Console()
    for table in (_times(rounds), _split(rounds), _memory(rounds), _verdict(targets)):
        for column in table.columns[1:3]:
            column.justify = "right"
        console.print(table)
    gain = ratio(rounds, ("canvas", "s"), ("pair", "s"))
    console.print(f"Two processes that only draw, and share nothing, gained {gain:.2f} × on this machine meanwhile.")


def _times(rounds: list[Round]) -> Table:
    table = Table("Run", "ms an invoice", "processor ms", title="Time")
    for name, label in TIMES.items():
        if name in rounds[0]:
            table.add_row(label, _figure(middle(rounds, name, "ms")), _figure(middle(rounds, name, "cpu_ms")))
        else:
            table.add_row(label, "not installed", "")
    return table


def _split(rounds: list[Round]) -> Table:
    table = Table("Part", "ms an invoice", title="Where closing spends it")
    for part in ("compute", "database", "pdf"):
        table.add_row(part, _figure(middle(rounds, "probe", f"{part}_ms")))
    for stage in rounds[0]["probe"]["stages_ms"]:
        table.add_row(f"  stage: {stage}", _figure(middle(rounds, "probe", "stages_ms", stage)))
    return table


def _memory(rounds: list[Round]) -> Table:
    table = Table("Run", "peak MB", title="Memory")
    for name in ("close", "large"):
        table.add_row(TIMES[name], _figure(middle(rounds, name, "peak_mb")))
    return table


def _verdict(targets: list[Target]) -> Table:
    table = Table("Target", "found", "limit", "", title="Targets")
    table.columns[3].justify = "left"
    for row in _rows(targets):
        table.add_row(*row)
    return table


def _rows(targets: list[Target]) -> Iterator[tuple[str, str, str, str]]:
    for target in targets:
        limit = f"{'≥' if target.at_least else '≤'} {target.limit:g} {target.unit}"
        yield target.name, f"{_figure(target.found)} {target.unit}", limit, "PASS" if target.met else "FAIL"


def _figure(value: float) -> str:
    return f"{value:.2f}" if value < 100 else f"{value:.0f}"
