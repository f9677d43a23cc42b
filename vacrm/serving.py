"""Server and worker as one program: they start together and stop together, and none is left behind."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from types import FrameType
from typing import Any

from django.conf import settings
from waitress.server import create_server

log = logging.getLogger(__name__)

STOP_WITHIN = 15.0  # seconds the worker has to finish the task at hand
LARGEST_BODY = 256 * 1024 * 1024  # bytes of one request: twenty files of a form, and no film of a stranger's
# What a proxy of hers may say: how a visitor came, and from where. What is not named here, waitress takes away.
TRUSTED: dict[str, Any] = {
    "trusted_proxy": "*",
    "trusted_proxy_headers": {"x-forwarded-proto", "x-forwarded-for"},
}
LONGEST_PAUSE = 60.0  # seconds between two attempts to start a worker that keeps failing


class PortTaken(Exception):
    """Somebody else listens there."""


def claim_port(host: str, port: int, another: str) -> socket.socket:
    """Take the address before any work is done. Raises PortTaken with a sentence for the user.

    `another` is how she would ask for another port, which comes behind it.
    """
    door = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    if os.name == "posix":  # a restart right after a stop is welcome; elsewhere this flag would share the port
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
        door.listen(128)
    except (OSError, OverflowError) as error:
        door.close()
        why = getattr(error, "strerror", None) or str(error)
        way_out = f"stop what runs there, or choose another port: {another}{port + 1}"
        raise PortTaken(f"Port {port} of {host} cannot be used ({why}): {way_out}") from error
    return door


def serve(door: socket.socket) -> None:
    """Serve pages and run the worker until SIGINT or SIGTERM; then stop both, the worker within STOP_WITHIN."""
    from vacrm.wsgi import application

    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    proxy = TRUSTED if settings.BEHIND_PROXY else {}
    server = create_server(
        application, sockets=[door], threads=8, ident=None, max_request_body_size=LARGEST_BODY, **proxy
    )
    worker = Worker()
    try:
        server.run()  # returns on SystemExit, after the answers under way
    finally:
        server.close()
        worker.stop()


def _leave(signum: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


class Worker:
    """The worker's process, started again when it dies by itself."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._process = self._begin()
        self._watch = threading.Thread(target=self._keep_alive, daemon=True)
        self._watch.start()

    def stop(self) -> None:
        """Ask it to finish, wait, and insist."""
        self._stopping.set()
        self._watch.join(timeout=2)
        self._process.terminate()
        try:
            self._process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            log.warning("The worker did not finish within %.0f seconds and was ended.", STOP_WITHIN)
            self._process.kill()
        self._process.communicate()

    def _begin(self) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl-C reaches this program, which lets the worker finish. The pipe is
        # the leash: when this program is killed it closes, and the worker goes too.
        manage = settings.BASE_DIR / "manage.py"
        return subprocess.Popen(  # noqa: S603  our own command
            [sys.executable, str(manage), "work", "--leashed"], stdin=subprocess.PIPE, start_new_session=True
        )

    def _keep_alive(self) -> None:
        pause = 1.0
        while not self._stopping.wait(pause):
            if self._process.poll() is None:
                pause = 1.0
                continue
            log.warning("The worker ended with status %s; starting it again.", self._process.returncode)
            self._process.communicate()
            pause = min(pause * 2, LONGEST_PAUSE)
            self._process = self._begin()
