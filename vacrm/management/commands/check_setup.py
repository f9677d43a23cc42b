"""`check_setup`: is everything there that a month's work needs?"""

from __future__ import annotations

import sys
from typing import Any

from django.core.checks import ERROR, WARNING, CheckMessage, run_checks
from django.core.management.base import BaseCommand

from vacrm.checks import SETUP


class Command(BaseCommand):
    help = "Check the set-up: fonts, data folder, secret key, database, business and mail. Exit status 1 on errors."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        found = run_checks(tags=[SETUP], include_deployment_checks=True)
        found.sort(key=lambda message: (-message.level, str(message.id)))
        for message in found:
            self.stdout.write(self._told(message))
        errors = sum(message.level >= ERROR for message in found)
        if errors:
            self.stderr.write(self.style.ERROR(f"Not ready: {errors} to mend."))
            sys.exit(1)
        self.stdout.write(self.style.SUCCESS("Ready."))

    def _told(self, message: CheckMessage) -> str:
        word, style = "note", self.style.NOTICE
        if message.level >= ERROR:
            word, style = "error", self.style.ERROR
        elif message.level >= WARNING:
            word, style = "warning", self.style.WARNING
        hint = f"\n         {message.hint}" if message.hint else ""
        return f"{style(f'{word:8}')} {message.msg} ({message.id}){hint}"
