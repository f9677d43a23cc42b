"""`start`: the user's own vacrm: tables up to date, a first login where there is none, then `serve`."""

from __future__ import annotations

from django.core.management import call_command

from vacrm.entering import make_first_login
from vacrm.management.commands import serve


class Command(serve.Command):
    help = "Bring the database up to date, make a first login if there is none, then serve."

    def prepare(self, address: str) -> None:
        call_command("migrate", verbosity=0)
        super().prepare(address)
        if password := make_first_login("admin"):
            self.stdout.write(f"First login: admin, password {password} (shown this once; change it after signing in)")
            self.stdout.write("For another one: .venv/bin/python manage.py createsuperuser")
