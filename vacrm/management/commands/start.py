"""`start`: the user's own vacrm: tables up to date, then `serve`; the first visit leads through the first steps."""

from __future__ import annotations

from django.core.management import call_command

from vacrm import entering
from vacrm.management.commands import serve


class Command(serve.Command):
    help = "Bring the database up to date, then serve; without an account yet, the first page makes one."
    another = "make start PORT="

    def prepare(self, address: str) -> None:
        call_command("migrate", verbosity=0)
        super().prepare(address)
        if entering.is_empty():
            self.stdout.write("There is no account yet: open this address, and the first page makes yours.")
