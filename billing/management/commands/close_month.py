"""`close_month`: what a month owes; with --issue numbered and frozen, with --send on its way."""

from __future__ import annotations

import argparse
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from rich.console import Console
from rich.table import Table

from billing.books import open_office
from billing.composing import Proposal, snapshot
from billing.drafting import propose
from billing.drawing import draw
from billing.issuing import check_day, issue_month
from billing.models import Invoice
from billing.reporting import report
from billing.rules.snapshot import Snapshot
from billing.sending import send, unsent
from billing.storing import Entry
from clients.models import Client
from vacrm import clock
from vacrm.exact import first_day
from vacrm.management.refusing import RefusingCommand, lines_of
from vacrm.progress import track

type Found = tuple[Proposal, Snapshot | None, str | None]


def month(text: str) -> str:
    """A month argument."""
    try:
        _check_year(first_day(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is not a month; write 2026-10") from error
    return text


def day(text: str) -> date:
    """A day argument."""
    try:
        return _check_year(date.fromisoformat(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is not a day; write 2026-11-01") from error


def _check_year(found: date) -> date:
    if not 1970 <= found.year <= 2999:  # as in a pack
        raise ValueError(found)
    return found


def jobs(text: str) -> int:
    """A number of processes."""
    if not text.isdigit() or not 1 <= int(text) <= 64:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number of processes; write 1 to 64")
    return int(text)


class Command(RefusingCommand):
    help = "Preview what a month owes; --issue numbers and freezes it, --send queues it for the clients."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("month", type=month, help="The month, as 2026-10.")
        parser.add_argument("--client", action="append", default=[], help="Only this client's key; may be repeated.")
        parser.add_argument("--on", type=day, help="The issue date (default: today in the SOP's time zone).")
        parser.add_argument("--issue", action="store_true", help="Number and freeze the invoices.")
        parser.add_argument("--send", action="store_true", help="Queue what is issued and was not sent yet.")
        parser.add_argument("--out", type=Path, help="Also write the PDFs into this folder.")
        parser.add_argument("--json", action="store_true", help="Print the document that docs/packs.md describes.")
        parser.add_argument("--jobs", type=jobs, default=1, help="Processes side by side (default: %(default)s).")

    def handle(self, *, month: str, client: list[str], on: date | None, **options: Any) -> None:
        if options["send"] and not options["issue"]:
            raise CommandError("--send goes with --issue: what is not issued cannot be sent.", returncode=2)
        at = clock.now()
        today = clock.today(open_office().policy.hours.timezone)
        on = on or today
        if options["issue"]:
            check_day(on, today)
            found = list(self._issue(month, on, at, client, options["jobs"], options["out"]))
        else:
            found = list(self._preview(month, on, client, options["out"]))
        unsendable = self._send(month, client, at) if options["send"] else []
        document = report(month, issued=options["issue"], found=found)
        if options["json"]:
            self.say(document)
        else:
            self._show(document)
        for line in unsendable:
            self.stderr.write(line)

    def _preview(self, month: str, on: date, keys: list[str], out: Path | None) -> Iterator[Found]:
        for proposal in track(propose(month, on=on, keys=keys), "Computing", Client.objects.count()):
            yield proposal, None, self._draft(proposal, out) if out and proposal.draft.lines else None

    def _draft(self, proposal: Proposal, out: Path) -> str:
        return self._write(out / f"draft-{proposal.month}-{proposal.client.key}.pdf", draw(snapshot(proposal)))

    def _issue(
        self, month: str, on: date, at: datetime, keys: list[str], jobs: int, out: Path | None
    ) -> Iterator[Found]:
        if out:
            self._open(out)
            self._rewrite(month, keys, out)
        for each in track(issue_month(month, on=on, at=at, keys=keys, jobs=jobs), "Issuing", Client.objects.count()):
            if isinstance(each, Entry):
                yield each.proposal, each.snapshot, self._write(out / _name(each), each.pdf) if out else None
            else:
                yield each, None, None

    def _open(self, out: Path) -> None:
        """Make the folder, and refuse one that cannot be written before any number is taken."""
        try:
            out.mkdir(parents=True, exist_ok=True)
            TemporaryFile(dir=out).close()
        except OSError as error:
            raise ValidationError({"out": f"{out} cannot be written: {error.strerror}"}) from error

    def _rewrite(self, month: str, keys: list[str], out: Path) -> None:
        """Write what an earlier run had issued for the month: a run after a crash leaves no hole in the folder."""
        issued = Invoice.objects.issued().filter(month=month, kind__in=["invoice", "balance"])
        if keys:
            issued = issued.filter(client__key__in=keys)
        for invoice in issued.select_related("document"):
            self._write(out / f"{_safe(invoice.number)}.pdf", bytes(invoice.document.content))

    def _write(self, path: Path, content: bytes) -> str:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as error:
            raise ValidationError({"out": f"{path} cannot be written: {error.strerror}"}) from error
        return str(path)

    def _send(self, month: str, keys: list[str], at: datetime) -> list[str]:
        """Queue what was not queued yet; the clients that cannot be written to, in words."""
        refused = []
        for invoice in unsent(month, keys):
            try:
                send(invoice, at=at)
            except ValidationError as error:
                refused += [f"{invoice.number}: {line}" for line in lines_of(error)]
        return refused

    def _show(self, document: dict[str, Any]) -> None:
        """The document as a table for a person."""
        title = f"{'Issued' if document['issued'] else 'Preview'}: {document['month']}"
        table = Table(title=title)
        for name in ("Number", "Client", "Kind", "Due on"):
            table.add_column(name)
        for name in ("Net", "VAT", "Gross"):
            table.add_column(name, justify="right")
        for each in document["invoices"]:
            amounts = (f"{each[name]} {each['currency']}" for name in ("net", "vat", "gross"))
            table.add_row(each["number"] or "–", each["client"], each["kind"], each["due_on"], *amounts)
        if document["invoices"]:
            Console(file=self.stdout, width=max(100, Console().width)).print(table)  # type: ignore[arg-type]
        else:
            self.stdout.write(f"{title}: nothing is due.")
        for warning in document["warnings"]:
            self.stdout.write(f"{warning['client']}: {warning['text']} [{warning['code']}]")


def _name(entry: Entry) -> str:
    return f"{_safe(entry.snapshot.number)}.pdf"


def _safe(number: str | None) -> str:
    return (number or "draft").replace("/", "-")
