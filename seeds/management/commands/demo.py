"""`demo`: the demonstration: a made-up business with its last month closed, then `serve`."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError
from rich.console import Console
from rich.table import Table

from billing.models import Invoice
from clients.models import Client
from seeds.livening import enliven
from vacrm import clock
from vacrm.entering import make_first_login
from vacrm.management.commands import serve

PACK = Path(__file__).resolve().parents[2] / "demo.toml"
USER = "demo"


class Command(serve.Command):
    help = "Show vacrm on demonstration data, in a data folder of its own: load it, close last month, serve."
    another = "make run PORT="

    def prepare(self, address: str) -> None:
        documents = settings.DATA_DIR / "invoices"
        call_command("migrate", verbosity=0)
        self._fill(documents)
        self._show(documents)
        super().prepare(address)
        self.stdout.write(f"Login: {USER}, password {self._password()}")

    def _fill(self, documents: Path) -> None:
        """Load the pack, close the month, bring in who is on the way; once: what was interrupted is completed."""
        filling, filled = settings.DATA_DIR / "filling", settings.DATA_DIR / "filled"
        if filled.exists():
            return
        if not filling.exists() and (User.objects.exists() or Client.objects.exists()):
            raise CommandError(f"{settings.DATA_DIR} holds somebody's data; the demonstration wants its own: make run")
        filling.touch()
        call_command("load_pack", str(PACK))
        month = f"{clock.today('UTC').replace(day=1) - timedelta(days=1):%Y-%m}"
        call_command("close_month", month, "--issue", "--send", "--out", str(documents), stdout=StringIO())
        enliven(at=clock.now())
        for invoice in Invoice.objects.issued().filter(kind="deposit"):
            (documents / f"{invoice.number}.pdf").write_bytes(bytes(invoice.document.content))
        filling.rename(filled)

    def _show(self, documents: Path) -> None:
        table = Table(title="Issued invoices")
        for name in ("Number", "Client", "Issued on", "Due on"):
            table.add_column(name)
        table.add_column("Total", justify="right")
        for invoice in Invoice.objects.issued().select_related("client").order_by("number"):
            total = f"{invoice.gross:,} {invoice.currency}"
            table.add_row(invoice.number, invoice.client.name, str(invoice.issued_on), str(invoice.due_on), total)
        Console().print(table)
        self.stdout.write(f"The PDFs are in {documents}")

    def _password(self) -> str:
        """The password of the demonstration's user, kept beside its data, which belong to nobody."""
        note = settings.DATA_DIR / "login"
        if password := make_first_login(USER):
            note.write_text(password, encoding="ascii")
        return note.read_text(encoding="ascii") if note.exists() else "as you set it"
