"""`make_history`: a made-up business with years behind it, to try the program with as much as it will ever hold."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from typing import Any

from billing.management.commands.close_month import jobs
from seeds.history.building import build, count, refuse_filled
from seeds.history.casting import Shape
from vacrm import clock, upkeep
from vacrm.management.refusing import RefusingCommand
from vacrm.progress import track


def _up_to(most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdecimal() or not 1 <= (number := int(text[:4])) <= most:
            raise ArgumentTypeError(f"“{text}” is not a whole number from 1 to {most}")
        return number

    return read


def _seed(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}” is not a whole number; write any, such as 2") from error


class Command(RefusingCommand):
    help = "Make up a business with years behind it, in an empty data folder; the same seed gives the same years."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--years", type=_up_to(30), default=10, help="1 to 30 (default: %(default)s).")
        clients = "At one time, 1 to 60 (default: %(default)s)."
        parser.add_argument("--clients", type=_up_to(60), default=26, help=clients)
        parser.add_argument("--seed", type=_seed, default=1, help="Other dice (default: %(default)s).")
        parser.add_argument("--jobs", type=jobs, default=1, help="Processes that draw invoices (default: %(default)s).")

    def handle(self, *, years: int, clients: int, seed: int, **options: Any) -> None:
        refuse_filled()
        shape = Shape(years=years, at_once=clients, seed=seed)
        for _month in track(
            build(shape, at=clock.now(), jobs=options["jobs"]), "Building months", total=shape.months + 1
        ):
            pass
        upkeep.survey()
        self.stdout.write(", ".join(f"{number:,} {name}" for name, number in count().items()))
