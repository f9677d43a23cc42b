"""`bill_deposit`: the deposit invoice that the SOP asks for a mission."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from billing.books import open_office
from billing.depositing import bill_deposit, propose_deposit
from billing.issuing import check_day
from billing.management.commands.close_month import day
from billing.reporting import report
from billing.storing import snapshot_of
from vacrm import clock
from vacrm.exact import month_of
from vacrm.management.refusing import RefusingCommand


class Command(RefusingCommand):
    help = "Preview the deposit invoice of a mission; --issue numbers and freezes it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("agreement", help="The agreement's key.")
        parser.add_argument("--on", type=day, help="The issue date (default: today in the SOP's time zone).")
        parser.add_argument("--issue", action="store_true", help="Number and freeze the invoice.")
        parser.add_argument("--json", action="store_true", help="Print the document that docs/packs.md describes.")

    def handle(self, *, agreement: str, on: date | None, issue: bool, **options: Any) -> None:
        now = clock.now()
        today = clock.today(open_office().policy.hours.timezone)
        on = on or today
        if issue:
            check_day(on, today)
            invoice, proposal = bill_deposit(agreement, on=on, at=now)
            said = snapshot_of(invoice)
        else:
            proposal, said = propose_deposit(agreement, on=on), None
        document = report(month_of(on), issued=issue, found=[(proposal, said, None)])
        if options["json"]:
            self.say(document)
            return
        found = document["invoices"][0]
        state = found["number"] or "preview"
        self.stdout.write(f"{state}: {found['client']}, {found['gross']} {found['currency']}, due {found['due_on']}")
        for warning in document["warnings"]:
            self.stdout.write(f"{warning['client']}: {warning['text']} [{warning['code']}]")
