"""`load_pack`: read a pack into the database, all or nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError

from seeds.packs.loading import load
from seeds.packs.reading import Problems, read_pack
from seeds.sampling import check_absent
from vacrm import clock
from vacrm.management.refusing import RefusingCommand


class Command(RefusingCommand):
    help = "Load a pack (docs/packs.md): all or nothing; loading it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", help="A TOML file, or - for standard input.")
        parser.add_argument("--json", action="store_true", help="Print what was done as JSON.")

    def handle(self, *, path: str, **options: Any) -> None:
        try:
            check_absent()
            loaded = load(read_pack(path), at=clock.now())
        except ValidationError as error:
            self.refuse(error.messages)
        except Problems as problems:
            self.refuse(problems.lines)
        counts = {"created": loaded.created, "updated": loaded.updated, "unchanged": loaded.unchanged}
        if options["json"]:
            self.say({name: dict(count) for name, count in counts.items()})
            return
        for name, count in counts.items():
            if count:
                self.stdout.write(f"{name}: " + ", ".join(f"{number} {table}" for table, number in count.items()))
