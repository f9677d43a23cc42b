"""`make_history`: a made-up business with years behind it, to try the program with as much as it will ever hold."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from seeds.history.building import build, count, refuse_filled
from seeds.history.casting import Shape
from vacrm import clock, upkeep
from vacrm.management.refusing import RefusingCommand
from vacrm.progress import track


class Command(RefusingCommand):
    help = "Make up a business with years behind it, in an empty data folder; the same seed gives the same years."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--years", type=int, default=10, choices=range(1, 31), metavar="1-30")
        parser.add_argument(
            "--clients", type=int, default=26, choices=range(1, 61), metavar="1-60", help="At one time."
        )
        parser.add_argument("--seed", type=int, default=1, help="Other dice (default: %(default)s).")
        parser.add_argument("--jobs", type=int, default=1, help="Processes that draw invoices (default: %(default)s).")

    def handle(self, *, years: int, clients: int, seed: int, jobs: int, **options: Any) -> None:
        refuse_filled()
        shape = Shape(years=years, at_once=clients, seed=seed)
        for _month in track(build(shape, at=clock.now(), jobs=jobs), "Building months", total=shape.months + 1):
            pass
        upkeep.survey()
        self.stdout.write(", ".join(f"{number:,} {name}" for name, number in count().items()))
