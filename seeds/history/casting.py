"""Who the clients of a made-up business were, from when to when, and on what terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from vacrm.exact import Month, shift

KINDS = ("hourly", "package", "hourly", "package", "subscription", "hourly", "mission", "hourly", "package", "hourly")
CURRENCIES = {7: ("CH", "CHF"), 13: ("GB", "GBP"), 29: ("US", "USD"), 41: ("CH", "CHF")}  # of the others: EUR
COMING = ("lead", "lead", "discovery", "proposal", "proposal", "signed", "onboarding", "kickoff")  # on their way now
LOST = "lost"
IDLE = frozenset({*COMING, LOST})  # who never became clients, or not yet
TERM = 24  # months until terms are signed anew, at another price and by the SOP of that day
STAY = 104  # months that a client stays, one with another
FIRST_WORDS = (
    "Atelier", "Maison", "Cabinet", "Studio", "Comptoir", "Ferme", "Brasserie", "Éditions", "Librairie", "Agence",
    "Clinique", "Garage", "Galerie", "Moulin", "Verger",
)  # fmt: skip
LAST_WORDS = (
    "Aubrac", "Bellune", "Cornouaille", "Dulac", "Évrard", "Fontbrune", "Garonne", "Halden", "Isambert", "Jonquille",
    "Kerlann", "Lormont", "Mésange",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """How much of a business to make: years, clients at one time, and the dice."""

    years: int = 10
    at_once: int = 26
    seed: int = 1

    @property
    def months(self) -> int:
        """Whole months before the present one."""
        return self.years * 12

    @property
    def requests_a_year(self) -> int:
        """What they ask."""
        return self.at_once * 600 // 13

    @property
    def entries_a_year(self) -> int:
        """In how many pieces it is done."""
        return self.at_once * 2000 // 13

    @property
    def lost(self) -> int:
        """Who came in all the years and never signed: a little more than those who did."""
        return max(1, self.at_once * self.months // 52)


@dataclass(frozen=True, slots=True)
class Life:
    """A client from the first month to the last; without a last one, still there."""

    place: int
    key: str
    name: str
    kind: str
    country: str
    currency: str
    stage: str
    weight: int
    first: Month
    last: Month | None

    def serves(self, month: Month) -> bool:
        """Does the client give work in a month?"""
        return self.stage not in IDLE and self.first <= month and (self.last is None or month <= self.last)

    def terms(self, month: Month) -> int | None:
        """Which of the client's terms begin in a month, from 0; None when none do."""
        if not self.serves(month):
            return None
        count = _months_between(self.first, month)
        step = step_of(self.kind)
        return count // step if count % step == 0 else None


def step_of(kind: str) -> int:
    """After how many months the next terms begin; a mission takes two."""
    return 2 if kind == "mission" else TERM


def lives(shape: Shape, first: Month) -> list[Life]:
    """All clients, in the order in which they came."""
    dice = Random(shape.seed)  # noqa: S311  believable, not secret
    spans = [span for slot in range(shape.at_once) for span in _slot(shape, first, slot, dice)]
    spans.sort()
    now = shift(first, shape.months)
    found = [_life(place, begins, ends, now, dice) for place, (begins, ends) in enumerate(spans)]
    came = [(LOST, shift(first, index * (shape.months - 3) // shape.lost)) for index in range(shape.lost)]
    came += [(stage, now) for stage in COMING]
    return found + [_idle(len(found) + index, stage, month) for index, (stage, month) in enumerate(came)]


def _slot(shape: Shape, first: Month, slot: int, dice: Random) -> Iterator[tuple[Month, Month]]:
    """The clients of one place, one after the other; the last stays."""
    changes = round(shape.at_once * shape.months / STAY)
    cuts = sorted(dice.sample(range(3, shape.months - 1), changes // shape.at_once + (slot < changes % shape.at_once)))
    begins = dice.randrange(min(6, shape.months // 4)) if slot > 2 else 0
    for cut in cuts:
        yield shift(first, min(begins, cut)), shift(first, cut)
        begins = cut + dice.randrange(1, 3)
    yield shift(first, min(begins, shape.months)), ""


def _life(place: int, begins: Month, ends: Month, now: Month, dice: Random) -> Life:
    country, currency = CURRENCIES.get(place, ("FR", "EUR"))
    # Now and then one that is still there rests.
    stage = "ended" if ends else "paused" if place % 23 == 20 else "active"
    last = ends or (shift(now, -2) if stage == "paused" else None)
    kind = KINDS[place % len(KINDS)]
    return Life(
        place,
        f"c{place:03}",
        name_of(place),
        kind,
        country,
        currency,
        stage,
        dice.choice((1, 2, 2, 3, 5)),
        begins,
        last,
    )


def _idle(place: int, stage: str, month: Month) -> Life:
    kind = "mission" if stage == "signed" else "hourly"
    return Life(place, f"c{place:03}", name_of(place), kind, "FR", "EUR", stage, 1, month, None)


def name_of(place: int) -> str:
    """A name that no other client has: two cycles that only meet after 195, from where on they are counted."""
    again = f" {count + 1}" if (count := place // (len(FIRST_WORDS) * len(LAST_WORDS))) else ""
    return f"{FIRST_WORDS[place % len(FIRST_WORDS)]} {LAST_WORDS[place % len(LAST_WORDS)]}{again}"


def _months_between(first: Month, last: Month) -> int:
    return (int(last[:4]) - int(first[:4])) * 12 + int(last[5:]) - int(first[5:])
