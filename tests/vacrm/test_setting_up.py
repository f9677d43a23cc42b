"""Setting up: what a user reads who has no fitting Python."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.workshop import ROOT

TOOLS = ("sh", "cat", "cksum", "rm", "tail", "printf")


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder with the set-up script and a PATH of nothing but the plainest tools."""
    for name in TOOLS:
        if found := shutil.which(name):
            (tmp_path / "bin").mkdir(exist_ok=True)
            (tmp_path / "bin" / name).symlink_to(found)
    shutil.copy(ROOT / "vacrm/setup.sh", tmp_path)
    (tmp_path / "requirements.txt").touch()
    return tmp_path


def program(bare: Path, name: str, text: str) -> None:
    path = bare / "bin" / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def set_up(bare: Path) -> subprocess.CompletedProcess[str]:
    path = {"PATH": str(bare / "bin")}
    command = ["sh", "setup.sh", "requirements.txt"]
    return subprocess.run(command, cwd=bare, env=path, capture_output=True, text=True, check=False)


def test_no_python_is_one_sentence(bare: Path) -> None:
    done = set_up(bare)
    assert done.returncode == 1
    assert done.stderr == "vacrm: Python 3.12 or newer is needed, and none is on the PATH; install it, or install uv.\n"


def test_a_python_too_old_is_one_sentence(bare: Path) -> None:
    program(bare, "python3", 'case "$1" in -V) echo "Python 3.9.2";; *) exit 1;; esac')
    done = set_up(bare)
    assert done.returncode == 1
    assert done.stderr == (
        "vacrm: Python 3.12 or newer is needed, and python3 is Python 3.9.2; install it, or install uv.\n"
    )


def test_a_python_without_venv_is_one_sentence(bare: Path) -> None:
    program(bare, "python3", 'case "$1" in -c) exit 0;; *) exit 1;; esac')
    done = set_up(bare)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "cannot make an environment" in done.stderr


def test_uv_alone_is_enough(bare: Path) -> None:
    program(bare, "uv", 'if [ "$1" = venv ]; then mkdir -p .venv/bin; : >.venv/bin/python; else echo "uv $*" >>log; fi')
    (bare / "bin" / "mkdir").symlink_to(shutil.which("mkdir") or "")
    done = set_up(bare)
    assert done.returncode == 0, done.stderr
    assert "--require-hashes -r requirements.txt" in (bare / "log").read_text()
