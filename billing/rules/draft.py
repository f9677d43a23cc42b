"""A draft: the lines of an invoice to be, with what it claims and what it warns of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Self

from billing.rules.packages import Lots, Movement
from vacrm.exact import ZERO, Month, cents, hours

ONE = Decimal("1.0000")


class Refusal(ValueError):
    """Something that must be mended before a month can be closed: where, and what is wrong."""

    def __init__(self, where: str, code: str, **figures: object) -> None:
        super().__init__(f"{where}: {code}")
        self.where, self.code, self.figures = where, code, figures


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line: figures only; its words are added in the client's language."""

    kind: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    net: Decimal
    vat_rate: Decimal
    category: str
    terms_id: int | None = None
    ask_id: int | None = None
    period: Month = ""
    percent: Decimal | None = None
    rule: str = ""  # of a surcharge: urgency, off_hours, urgency+off_hours, minimum_charge
    minutes: Decimal = Decimal(0)  # billed minutes behind it, weighted where they weigh
    expense_id: int | None = None
    number: str = ""  # of the deposit invoice deducted
    first: date | None = None  # days covered, of a part month
    last: date | None = None
    label: str = ""  # her own words, instead of those made from the figures
    reason: str = ""  # of a discount, in her words
    by_hand: int | None = None  # the adjustment that made or renamed it


@dataclass(frozen=True, slots=True)
class Notice:
    """A warning with a stable code; the sentence is made from the figures."""

    code: str
    figures: tuple[tuple[str, object], ...] = ()
    target: tuple[str, int] | None = None  # what mends it: a model's label and an id

    @property
    def key(self) -> str:
        """What it is known by from one run to the next; other figures make another warning."""
        label, id_ = self.target or ("", 0)
        return f"{self.code}:{label}:{id_}:{sha256(repr(self.figures).encode()).hexdigest()[:12]}"


@dataclass(frozen=True, slots=True)
class Claim:
    """A time entry that the draft bills, or counts in a period."""

    work_id: int
    period: Month
    minutes: int
    weighted: Decimal


@dataclass(frozen=True, slots=True)
class Settlement:
    """A package's period that is closed with the draft."""

    terms_id: int
    period: Month
    overage: Decimal
    carried: Lots
    left: Lots
    movements: tuple[Movement, ...]


@dataclass(frozen=True, slots=True)
class VatSum:
    """The nets of one rate and category, and the VAT on their sum."""

    rate: Decimal
    category: str
    base: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """Net, VAT and gross; refuses to exist unless they add up."""

    groups: tuple[VatSum, ...]
    net: Decimal
    vat: Decimal
    gross: Decimal

    def __post_init__(self) -> None:
        if self.net + self.vat != self.gross or self.net != sum((g.base for g in self.groups), ZERO):
            raise ValueError(f"{self.net} + {self.vat} is not {self.gross}")

    @classmethod
    def of(cls, lines: Iterable[DraftLine]) -> Self:
        """Add up lines: VAT once per rate on the sum of the nets, half up (EN 16931, BR-CO-17)."""
        bases: dict[tuple[Decimal, str], Decimal] = {}
        for line in lines:
            key = (line.vat_rate, line.category)
            bases[key] = bases.get(key, ZERO) + line.net
        groups = tuple(
            VatSum(rate, category, base, cents(base * rate / 100))
            for (rate, category), base in sorted(bases.items(), reverse=True)
        )
        net = sum((group.base for group in groups), ZERO)
        vat = sum((group.amount for group in groups), ZERO)
        return cls(groups, net, vat, net + vat)


@dataclass(frozen=True, slots=True)
class Draft:
    """What closing a month would invoice to one client. No lines: no invoice, perhaps settlements."""

    lines: tuple[DraftLine, ...] = ()
    notices: tuple[Notice, ...] = ()
    claims: tuple[Claim, ...] = ()
    periods: tuple[tuple[int, Month, Decimal], ...] = ()
    overages: tuple[tuple[int, Month, Decimal], ...] = ()
    missions: tuple[int, ...] = ()
    expenses: tuple[int, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    adjustments: tuple[int, ...] = ()  # those that stand on the invoice

    def add(self, *lines: DraftLine) -> Draft:
        """The draft with further lines."""
        if not lines:
            return self
        return replace(self, lines=(*self.lines, *lines))

    def warn(self, *notices: Notice) -> Draft:
        """The draft with further warnings, each said once."""
        if not notices:
            return self
        return replace(self, notices=(*self.notices, *(n for n in notices if n not in self.notices)))

    @property
    def kind(self) -> str:
        """A balance when it only settles missions with deposits, else an invoice."""
        kinds = {line.kind for line in self.lines} - {"discount"}
        return "balance" if "deposit" in kinds and kinds <= {"mission", "deposit"} else "invoice"

    @property
    def totals(self) -> Totals:
        """Net, VAT and gross of the lines."""
        return Totals.of(self.lines)


def by_the_hour(kind: str, minutes: Decimal | int, price: Decimal, **more: object) -> DraftLine:
    """A line of hours: quantity in hours to four decimals, net to the cent."""
    quantity = hours(minutes)
    return DraftLine(
        kind=kind,
        quantity=quantity,
        unit="hour",
        unit_price=price,
        net=cents(quantity * price),
        minutes=Decimal(minutes),
        **more,  # type: ignore[arg-type]
    )
