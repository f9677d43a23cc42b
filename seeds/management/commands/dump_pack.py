"""`dump_pack`: write the business as a pack, the inverse of `load_pack`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from seeds.packs.dumping import dump
from seeds.packs.losses import losses
from vacrm.management.refusing import RefusingCommand


class Command(RefusingCommand):
    help = "Write the whole business, or one client's part, as a pack on the standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--client", default="", help="Only this client's key.")

    def handle(self, *, client: str, **options: Any) -> None:
        self.stdout.write(dump(client), ending="")
        for line in losses(client):
            self.stderr.write(line)
