"""Killed at any moment and begun again: as if nothing had happened."""

from __future__ import annotations

import os
import random
import time
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from tests.billing.crowd import ISSUE, NOW, check, digest, facts, opened
from tests.workshop import Template, Workshop

pytestmark = pytest.mark.engines

CLIENTS = 30  # alone two transactions, 20 and 10; by two processes three, 15, 10 and 5
ROUNDS = int(os.environ.get("VACRM_KILL_ROUNDS", "2"))
SEED = int(os.environ.get("VACRM_KILL_SEED", "20261122"))

# A month closed by three processes, of which the two helpers are killed once so many groups were handed on.
STRICKEN = """
import multiprocessing, os, signal, threading, time
from datetime import UTC, date, datetime
from billing.issuing import issue_month
def strike():
    while not (helpers := multiprocessing.active_children()):
        time.sleep(0.001)
    for each in helpers:
        os.kill(each.pid, signal.SIGKILL)
found = issue_month("2026-10", on=date(2026, 11, 2), at=datetime(2026, 11, 2, 9, tzinfo=UTC), jobs=3)
numbers = [next(found).invoice.number for _each in range({first})]
threading.Thread(target=strike, daemon=True).start()
print(*numbers, *(each.invoice.number for each in found))
"""


def closing(folder: Path) -> tuple[str, ...]:
    return (*ISSUE, "--send", "--out", str(folder / "out"))


type State = tuple[dict[str, Any], list[str]]  # the facts, and the subjects of the mails that left


def finished(workshop: Workshop, folder: Path) -> State:
    """Close the month and let the mail leave."""
    done = workshop.manage(*closing(folder), **NOW)
    assert (done.returncode, done.stderr) == (0, "")
    done = workshop.manage("send_mail", **NOW)
    assert done.returncode == 0, done.stderr
    return facts(workshop), mailed(workshop)


def mailed(workshop: Workshop) -> list[str]:
    """The subjects of all mails that left."""
    files = (workshop.data / "mail").glob("*.eml")
    return sorted(str(message_from_bytes(path.read_bytes())["Subject"]) for path in files)


@pytest.fixture(scope="module")
def undisturbed(empty_vacrm: Template, tmp_path_factory: pytest.TempPathFactory) -> State:
    folder = tmp_path_factory.mktemp("undisturbed")
    workshop = empty_vacrm.copied(folder / "data")
    opened(workshop, folder, CLIENTS)
    state = finished(workshop, folder)
    workshop.drop()
    return state


def kill(workshop: Workshop, command: tuple[str, ...], out: Path, written: int, pause: float) -> None:
    """Kill a command once so many PDFs are written, and a moment later; what it began must end by itself."""
    process = workshop.begin(*command, **NOW)
    while process.poll() is None and (not out.exists() or len(list(out.iterdir())) < written):
        time.sleep(0.002)
    time.sleep(pause)
    process.kill()
    process.communicate(timeout=30)  # hangs while anybody still holds its output


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_a_closing_that_is_killed_is_completed_by_the_next(
    workshop: Workshop, tmp_path: Path, undisturbed: State, turn: int
) -> None:
    opened(workshop, tmp_path, CLIENTS)
    dice = random.Random(SEED + turn)  # noqa: S311  chance, not secrets
    command = closing(tmp_path) if turn % 2 else (*closing(tmp_path), "--jobs", "2")
    for least in (1, 20):  # the first transaction is written out, and a later one
        kill(workshop, command, tmp_path / "out", least + dice.randrange(10), dice.uniform(0, 0.05))
    partial = facts(workshop)
    check(partial, len(partial["numbers"]))

    found, mail = finished(workshop, tmp_path)

    check(found, CLIENTS)
    assert ({**found, "pdfs": None}, mail) == ({**undisturbed[0], "pdfs": None}, undisturbed[1])
    assert {path.stem: digest(path) for path in (tmp_path / "out").iterdir()} == found["pdfs"]


@pytest.mark.parametrize("first", [0, 1])
def test_a_helper_that_is_killed_is_done_without(workshop: Workshop, tmp_path: Path, first: int) -> None:
    opened(workshop, tmp_path, CLIENTS)
    done = workshop.manage("shell", "-v0", "-c", STRICKEN.format(first=first), **NOW)
    assert done.returncode == 0, done.stderr
    assert "was killed; the rest is prepared without it" in done.stderr or first  # it may have been done
    found = facts(workshop)
    check(found, CLIENTS)
    assert done.stdout.split() == found["numbers"]
