"""`serve`: the server and the worker, until Ctrl-C."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vacrm import checks, serving, upkeep
from vacrm.management.refusing import unanswered


class Command(BaseCommand):
    help = "Run the production-grade server and the background worker until Ctrl-C."
    another = "manage.py serve --port "  # and a port: how she would ask for another one

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="The address to listen on (default: %(default)s).")
        parser.add_argument("--port", type=int, default=8000, help="The port to listen on (default: %(default)s).")

    def execute(self, *args: Any, **options: Any) -> str | None:
        if why := unanswered():  # before the checks, which ask the database too
            raise CommandError(why)
        return super().execute(*args, **options)

    def handle(self, *, host: str, port: int, **options: Any) -> None:
        try:
            door = serving.claim_port(host, port, self.another)
        except serving.PortTaken as error:
            raise CommandError(str(error)) from error
        shown = f"[{host}]" if ":" in host else host
        with door:
            self.prepare(f"http://{shown}:{port}/")
            self.stdout.write("Ctrl-C stops server and worker.")
            self.stdout.flush()  # a service manager reads a pipe, and waits for the address
            serving.serve(door)
        self.stdout.write("Stopped.")

    def prepare(self, address: str) -> None:
        """Do what comes before serving, and say what the user needs to know."""
        if missing := checks.missing_migrations():
            raise CommandError(f"The database lacks {missing} migrations; run: python manage.py migrate")
        upkeep.survey()
        self.stdout.write(f"vacrm is at {address}")
