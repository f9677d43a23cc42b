"""No message leaves twice by itself: two workers at once, and a worker killed at the worst moment."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from vacrm.environment import database
from vacrm.post import states

pytestmark = pytest.mark.engines

HERE = Path(__file__).parent
type Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(postmaster: Any, tmp_path: Path, request: pytest.FixtureRequest) -> Start:
    """Start processes on one database, with the postmaster as their server."""
    in_files = connection.vendor == "sqlite"  # the suite's own SQLite lives in memory, where no other process sees it
    if in_files:
        facts = database("NO_SUCH_VARIABLE", tmp_path / "outbox.sqlite3")
    else:
        request.getfixturevalue("transactional_db")
        facts = {name: value for name, value in connection.settings_dict.items() if name != "TEST"}
    paths = os.pathsep.join([str(HERE), str(HERE.parent.parent)])
    surroundings = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "PYTHONPATH": paths,
        "DJANGO_SETTINGS_MODULE": "outbox_settings",
        "OUTBOX_DATABASE": json.dumps(facts),
        "OUTBOX_PORT": str(postmaster.port),
    }

    def process(*words: object, module: str = str(HERE / "outbox_driver.py")) -> subprocess.Popen[str]:
        command = [sys.executable, *module.split(), *map(str, words)]
        return subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, text=True)

    if in_files:
        finish(process("migrate", "-v0", module="-m django"))
    return process


def finish(process: subprocess.Popen[str]) -> Any:
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return json.loads(said.removeprefix("ready\n")) if said else None


def test_two_workers_at_once_send_each_message_once(start: Start, postmaster: Any, tmp_path: Path) -> None:
    numbers = finish(start("queue", 15))
    postmaster.stalls = 0.02  # so that both have work to do
    workers = [start("send", tmp_path / "go", *numbers), start("send", tmp_path / "go", *numbers)]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    (tmp_path / "go").touch()
    first, second = (finish(worker) for worker in workers)
    assert sorted(str(message["Subject"]) for message in postmaster.messages()) == [f"F2026-{n:04}" for n in range(15)]
    assert [sorted(map(str, pair)) for pair in zip(first, second, strict=True)] == [["None", "accepted"]] * 15
    assert "accepted" in first
    assert "accepted" in second


def test_a_worker_killed_between_claim_and_outcome_leaves_it_interrupted(
    start: Start, postmaster: Any, tmp_path: Path
) -> None:
    (number,) = finish(start("queue", 1))
    (tmp_path / "go").touch()
    postmaster.stalls = 2
    victim = start("send", tmp_path / "go", number)
    assert postmaster.got_body.wait(timeout=30)
    victim.send_signal(signal.SIGKILL)
    victim.communicate(timeout=10)
    postmaster.stalls = 0
    assert finish(start("send", tmp_path / "go", number)) == [None]
    assert finish(start("catch_up")) == 0
    assert len(postmaster.envelopes) == 1
    assert finish(start("state", number)) == [[states.CLAIMED, states.INTERRUPTED]]


def test_a_worker_killed_again_and_again_sends_nothing_twice(start: Start, postmaster: Any, tmp_path: Path) -> None:
    numbers = finish(start("queue", 12))
    (tmp_path / "go").touch()
    postmaster.stalls = 0.05
    for enough in (2, 5, 8):
        victim = start("send", tmp_path / "go", *numbers)
        wait_until(lambda enough=enough: len(postmaster.envelopes) >= enough)
        victim.send_signal(signal.SIGKILL)
        victim.communicate(timeout=10)
    finish(start("send", tmp_path / "go", *numbers))
    arrived = [str(message["Subject"]) for message in postmaster.messages()]
    assert len(arrived) == len(set(arrived))
    ends = [stale for _, stale in finish(start("state", *numbers))]
    assert ends.count(states.SENT) + ends.count(states.INTERRUPTED) == 12
    assert ends.count(states.INTERRUPTED) <= 3
    assert len(arrived) >= ends.count(states.SENT)


def wait_until(true: Callable[[], bool]) -> None:
    for _ in range(6000):
        if true():
            return
        time.sleep(0.005)
    raise AssertionError("waited in vain")
