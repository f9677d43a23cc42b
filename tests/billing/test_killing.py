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

CLIENTS = 30  # two batches, three transactions: 20, 5, 5
ROUNDS = int(os.environ.get("VACRM_KILL_ROUNDS", "2"))
SEED = int(os.environ.get("VACRM_KILL_SEED", "20261122"))


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
    for least in (1, 20):  # before and after the first transaction is written out
        kill(workshop, command, tmp_path / "out", least + dice.randrange(10), dice.uniform(0, 0.05))
    partial = facts(workshop)
    check(partial, len(partial["numbers"]))

    found, mail = finished(workshop, tmp_path)

    check(found, CLIENTS)
    assert ({**found, "pdfs": None}, mail) == ({**undisturbed[0], "pdfs": None}, undisturbed[1])
    assert {path.stem: digest(path) for path in (tmp_path / "out").iterdir()} == found["pdfs"]
