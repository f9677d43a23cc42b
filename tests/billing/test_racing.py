"""Eight processes at once: numbers without a gap, nothing billed twice, on either engine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.billing.crowd import ISSUE, NOW, check, facts, opened
from tests.workshop import Workshop

pytestmark = pytest.mark.engines

CLIENTS = 24


def test_eight_processes_close_one_month_once(workshop: Workshop, tmp_path: Path) -> None:
    opened(workshop, tmp_path, CLIENTS)
    alone = json.loads(workshop.manage(*ISSUE[:4], "--json", **NOW).stdout)
    racers = [workshop.begin(*ISSUE, "--send", *(("--jobs", "2") if rank < 2 else ()), **NOW) for rank in range(8)]
    said = [racer.communicate(timeout=120) for racer in racers]
    assert [racer.returncode for racer in racers] == [0] * 8
    # Of two that queue the same invoice, one says that the other was quicker.
    assert all(
        line.endswith("was queued already; see its delivery.") for _out, err in said for line in err.splitlines()
    )

    issued = [invoice for out, _err in said for invoice in json.loads(out)["invoices"]]
    found = facts(workshop)
    check(found, CLIENTS)
    assert sorted(invoice["number"] for invoice in issued) == found["numbers"]  # each was said by one of them
    assert sorted((invoice["client"], invoice["gross"]) for invoice in issued) == sorted(
        (invoice["client"], invoice["gross"]) for invoice in alone["invoices"]
    )
    assert found["deliveries"] == CLIENTS


def test_deposits_and_months_share_one_series(workshop: Workshop, tmp_path: Path) -> None:
    opened(workshop, tmp_path, 9)
    deposit = ("bill_deposit", "c02-mission", "--on", "2026-11-02", "--issue", "--json")
    racers = [workshop.begin(*(deposit if rank % 2 else ISSUE), **NOW) for rank in range(6)]
    said = [racer.communicate(timeout=120) for racer in racers]
    for racer, (_out, err) in zip(racers, said, strict=True):
        if racer.returncode:  # a deposit after the first, or after the mission was billed whole
            assert racer.returncode == 1
            assert "already invoiced" in err and len(err.splitlines()) == 1
    found = facts(workshop)
    deposits = [invoice for invoice in found["invoices"] if invoice[1] == "deposit"]
    assert len(deposits) <= 1
    check(found, 9 + len(deposits))
    (mission,) = [invoice for invoice in found["invoices"] if invoice[0] == "c02" and invoice[1] != "deposit"]
    assert ("deposit" in [line[0] for line in mission[4]]) == bool(deposits)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_processes_that_draw_issue_the_same(workshop: Workshop, tmp_path: Path, jobs: str) -> None:
    opened(workshop, tmp_path, CLIENTS)
    done = workshop.manage(*ISSUE, "--jobs", jobs, "--out", str(tmp_path / "out"), **NOW)
    assert (done.returncode, done.stderr) == (0, "")
    found = facts(workshop)
    check(found, CLIENTS)
    clients = [invoice["client"] for invoice in json.loads(done.stdout)["invoices"]]
    assert clients == sorted(clients)
    assert sorted(path.stem for path in (tmp_path / "out").iterdir()) == found["numbers"]
