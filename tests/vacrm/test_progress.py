"""The progress bar: silent where nobody watches, shown on a terminal once the work takes a second."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.workshop import ROOT
from vacrm.progress import track

PROGRAM = """
import time
from vacrm import progress
progress.PATIENCE = {patience}
for number in progress.track(range(4), "Closing"):
    time.sleep(0.1)
"""


def watched(patience: float) -> str:
    """What the program draws on a terminal of its own."""
    pty = pytest.importorskip("pty", reason="needs a terminal to open")
    outer, inner = pty.openpty()
    env = os.environ | {"TERM": "xterm", "COLUMNS": "80"}
    program = PROGRAM.format(patience=patience)
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=env, stderr=inner, check=True)
    os.close(inner)
    drawn = b""
    try:
        while chunk := os.read(outer, 65536):
            drawn += chunk
    except OSError:  # the other end is closed
        pass
    os.close(outer)
    return drawn.decode()


def test_every_item_passes_in_silence(capfd: pytest.CaptureFixture[str]) -> None:
    assert list(track(range(3), "Closing")) == [0, 1, 2]
    assert capfd.readouterr() == ("", "")


def test_a_terminal_sees_a_bar_after_a_while() -> None:
    assert "Closing" in watched(patience=0.15)


def test_short_work_draws_nothing() -> None:
    assert watched(patience=60) == ""
