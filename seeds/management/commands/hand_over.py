"""`hand_over`: write the hand-over of a client, PDF and zip."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clients.models import Client
from seeds.handing.bundling import bundle, draw, file_stem
from vacrm.desk.today import today
from vacrm.management.refusing import RefusingCommand


class Command(RefusingCommand):
    help = "Write what somebody needs who takes a client's work on: a PDF, and a zip with the files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("client", help="The client's key.")
        parser.add_argument("--out", type=Path, default=Path(), help="A folder (default: this one).")
        parser.add_argument("--language", choices=dict(settings.LANGUAGES), default="", help="Default: the client's.")
        parser.add_argument("--amounts", action="store_true", help="With prices, and the client as a pack.")

    def handle(self, *, client: str, out: Path, language: str, amounts: bool, **options: Any) -> None:
        found = Client.objects.filter(key=client).first()
        if found is None:
            said = _("there is no client “%(key)s”; write the key of one that the program knows")
            raise ValidationError({"client": said % {"key": client}})
        language = language or found.language
        out.mkdir(parents=True, exist_ok=True)
        stem, on = file_stem(found, language), today()
        for end, make in (("pdf", draw), ("zip", bundle)):
            path = out / f"{stem}.{end}"
            path.write_bytes(make(found, on=on, language=language, amounts=amounts))
            self.stdout.write(str(path))
