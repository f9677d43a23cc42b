"""A running vacrm: its server, its port, its worker."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.error import URLError

from tests.workshop import Workshop

PROXY = {"Host": "crm.example", "X-Forwarded-Proto": "https"}
PATIENCE = 40.0  # seconds, on a busy machine


def browser() -> str | None:
    """The path of a browser that can be driven, if there is one."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited {PATIENCE:.0f} s for {what}"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def answers(port: int, path: str = "/admin/login/", **headers: str) -> bool:
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, ConnectionError, TimeoutError):
        return False


def children(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in listed.stdout.split()]


def is_alive(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(state.stdout.strip()) and not state.stdout.strip().startswith("Z")


@contextmanager
def serving(workshop: Workshop, command: str = "serve", **env: str) -> Iterator[tuple[subprocess.Popen[str], int, int]]:
    """A server that answers: its process, its port, and its worker's process id."""
    port = free_port()
    server = workshop.begin(command, "--port", str(port), **env)
    try:
        until(
            lambda: answers(port, "/static/admin/css/base.css", **PROXY) or server.poll() is not None,
            "the first answer",
        )
        assert server.poll() is None, server.communicate()
        until(lambda: len(children(server.pid)) == 1, "the worker")
        yield server, port, children(server.pid)[0]
    finally:
        if server.poll() is None:
            server.kill()
        server.communicate()
