"""The bench runs, on a business of three clients."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.targets import Target, judge, middle, ratio

ROOT = Path(__file__).resolve().parent.parent.parent


def test_a_bench_of_three_clients_measures_everything(tmp_path: Path) -> None:
    output = tmp_path / "bench.json"
    words = ("--clients", "3", "--scale", "2", "--rounds", "1", "--database-url", "", "--output", str(output))

    done = subprocess.run(
        [sys.executable, "-m", "bench", *words], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )

    assert output.exists(), done.stderr
    found = json.loads(output.read_text())
    (only,) = found["rounds"]
    assert only["close"]["invoices"] == only["jobs"]["invoices"] == only["canvas"]["invoices"] == 3
    assert only["large"]["invoices"] == only["large_jobs"]["invoices"] == 6
    assert only["probe"]["statements"] > 0
    assert only["probe"]["lock_ms"] > 0
    assert set(only["probe"]["stages_ms"]) == {"read", "rules", "words", "draw", "store"}
    assert done.returncode == (0 if all(target["met"] for target in found["targets"]) else 1)
    for target in found["targets"]:
        assert target["name"] in done.stdout


@pytest.mark.parametrize(
    ("found", "at_least", "met"), [(1.9, False, True), (2.1, False, False), (1.7, True, True), (1.69, True, False)]
)
def test_a_target_is_met_on_the_right_side_of_its_limit(found: float, at_least: bool, met: bool) -> None:
    limit = 1.7 if at_least else 2.0
    assert Target("speed", found, limit, at_least=at_least).met is met


def test_ratios_are_taken_within_a_round() -> None:
    slow_and_fast = [{"close": {"ms": 20}, "canvas": {"ms": 40}}, {"close": {"ms": 5}, "canvas": {"ms": 10}}]
    assert ratio(slow_and_fast, ("close", "ms"), ("canvas", "ms")) == 0.5
    assert middle(slow_and_fast, "close", "ms") == 12.5


def test_the_longest_lock_of_all_rounds_counts() -> None:
    run = {"ms": 5, "s": 1, "peak_mb": 80}
    same = dict.fromkeys(("close", "large", "jobs", "large_jobs", "canvas", "preview"), run)
    rounds = [same | {"probe": {"statements": 3, "lock_ms": ms}} for ms in (20, 300, 25)]
    (lock,) = (target for target in judge(rounds, 10) if target.unit == "ms")
    assert (lock.found, lock.met) == (300, False)
