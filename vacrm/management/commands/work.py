"""`work`: the background worker: queued tasks, and what is due by the clock."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection
from django.tasks import DEFAULT_TASK_BACKEND_ALIAS
from django.utils.crypto import get_random_string
from django.utils.module_loading import import_string
from django_tasks_db.management.commands.db_worker import Worker

from vacrm import clock

log = logging.getLogger("vacrm.work")

EVERY = 60.0  # seconds between two looks at what is due


class Command(BaseCommand):
    help = "Run the background worker: sends queued mail and whatever else is due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--leashed", action="store_true", help="Stop when the standard input closes.")
        parser.add_argument("--once", action="store_true", help="Do what is due and queued now, then stop.")

    def handle(self, *, leashed: bool, once: bool, **options: Any) -> None:
        logging.getLogger("django_tasks_db").setLevel(logging.ERROR)  # a stop on request is no news
        if leashed:
            threading.Thread(target=_follow_leash, daemon=True).start()
        if once:
            do_what_is_due()
        else:
            threading.Thread(target=_look_again, daemon=True).start()
        worker = Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=1,
            batch=once,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )
        worker.configure_signals()
        worker.run()


def do_what_is_due() -> None:
    """Call every periodic act once; one that fails is logged and does not keep the others from running."""
    for dotted in settings.PERIODIC:
        try:
            import_string(dotted)(clock.now())
        except Exception:
            log.exception("%s failed; it is tried again in a minute.", dotted)


def _look_again() -> None:
    pause = threading.Event()
    while True:
        close_old_connections()
        do_what_is_due()
        connection.close()
        pause.wait(EVERY)


def _follow_leash() -> None:
    """Wait for the end of the standard input: the program that holds its other end is gone."""
    while os.read(sys.stdin.fileno(), 1024):  # unbuffered: a buffer's lock would be held when the worker leaves
        pass
    os.kill(os.getpid(), signal.SIGTERM)
