"""Review a month before it is issued: what each client will get and why, and what should be mended first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from billing.books import Office, open_office, read_of, whole_clients_in_order
from billing.composing import Proposal
from billing.drafting import proposal_of
from billing.explaining import Shown, shown_of
from billing.rules.adjustments import ALL
from billing.rules.book import Adjusted, Book, Noted
from billing.rules.draft import DraftLine
from billing.wording import sentence
from clients.models import Client
from vacrm.exact import ZERO, Month
from vacrm.kept import kept, recalled

# Warnings that tell and ask for nothing: they put no client among those to be mended.
TELLS = {"month_not_over", "late_time", "several_months", "client_not_billed"}


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning, whether it asks for something, what mends it (a model's label and an id), and her note on it."""

    code: str
    text: str
    key: str
    target: tuple[str, int] | None = None
    note: Noted | None = None

    @property
    def asks(self) -> bool:
        """Must it be mended or overruled before the invoice is issued from the page?"""
        return self.code not in TELLS and self.note is None


@dataclass(frozen=True)
class Bill:
    """A client's month."""

    client: Client
    proposal: Proposal | None = None
    warnings: tuple[Warned, ...] = ()
    refusal: str = ""

    @property
    def lines(self) -> tuple[DraftLine, ...]:
        """The lines, figures only."""
        return self.proposal.draft.lines if self.proposal else ()

    @property
    def shown(self) -> list[Shown]:
        """The lines with their words, in the active language."""
        return shown_of(self.proposal) if self.proposal else []

    @property
    def net(self) -> Decimal:
        """Before VAT."""
        return self.proposal.totals.net if self.proposal else ZERO

    @property
    def vat(self) -> Decimal:
        """The VAT of all rates."""
        return self.proposal.totals.vat if self.proposal else ZERO

    @property
    def gross(self) -> Decimal:
        """What the client pays."""
        return self.proposal.totals.gross if self.proposal else ZERO

    @cached_property
    def minutes(self) -> int:
        """The billed minutes behind it."""
        return sum(claim.minutes for claim in self.proposal.draft.claims) if self.proposal else 0

    @property
    def due_on(self) -> date | None:
        """The day it would be due."""
        return self.proposal.due_on if self.proposal else None

    @cached_property
    def in_short(self) -> str:
        """What it is made of, in the language it was reviewed in: “package, hours, 2 surcharges”."""
        kinds = [line.kind for line in self.lines]
        return ", ".join(_short(kind, kinds.count(kind)) for kind in dict.fromkeys(kinds))

    @cached_property
    def to_mend(self) -> list[Warned]:
        """The warnings that ask for something and are not overruled."""
        return [warned for warned in self.warnings if warned.asks]

    @cached_property
    def overruled(self) -> list[Warned]:
        """The warnings that she has set aside."""
        return [warned for warned in self.warnings if warned.note]

    @property
    def is_flagged(self) -> bool:
        """Is anything said before its lines?"""
        return bool(self.refusal or self.to_mend or self.overruled)

    @cached_property
    def later(self) -> list[Adjusted]:
        """What she left for next month."""
        return [each for each in self.proposal.book.adjustments if each.kind == "later"] if self.proposal else []

    @property
    def left_out(self) -> bool:
        """Is the whole client left for next month?"""
        return any(each.target == ALL for each in self.later)

    @property
    def counts(self) -> bool:
        """Is there an invoice to be, now or once something is mended?"""
        return bool(self.lines) and not self.refusal

    @property
    def can_be_issued(self) -> bool:
        """Is there an invoice to be, and nothing that asks for a look or a note first?"""
        return self.counts and not self.to_mend


@dataclass(slots=True)
class Sum:
    """What the invoices in one currency come to, by kind of line."""

    currency: str
    by_kind: dict[str, Decimal] = field(default_factory=dict)
    vat: Decimal = ZERO
    gross: Decimal = ZERO
    count: int = 0

    @property
    def named(self) -> list[tuple[str, Decimal]]:
        """The amounts by kind of line, named."""
        return [(_long(kind), amount) for kind, amount in self.by_kind.items()]

    def add(self, bill: Bill) -> None:
        """Take a bill in."""
        for line in bill.lines:
            self.by_kind[line.kind] = self.by_kind.get(line.kind, ZERO) + line.net
        self.vat += bill.vat
        self.gross += bill.gross
        self.count += 1


@dataclass(frozen=True, slots=True)
class Review:
    """A month: what to mend first, what is ready, what is left for the next, and who owes nothing."""

    month: Month
    on: date
    to_mend: tuple[Bill, ...] = ()
    ready: tuple[Bill, ...] = ()
    left: tuple[Bill, ...] = ()
    idle: tuple[Bill, ...] = ()

    @property
    def everybody(self) -> tuple[Bill, ...]:
        """All clients."""
        return (*self.to_mend, *self.ready, *self.left, *self.idle)

    @property
    def bills(self) -> list[Bill]:
        """The invoices to be, also those that wait for something."""
        return [bill for bill in (*self.to_mend, *self.ready) if bill.counts]

    def sums(self, keys: Collection[str] | None = None) -> list[Sum]:
        """The sums of some clients, or of all, by currency."""
        return add_up(bill for bill in self.bills if keys is None or bill.client.key in keys)


def add_up(bills: Iterable[Bill]) -> list[Sum]:
    """What bills come to, by currency."""
    found: dict[str, Sum] = {}
    for bill in bills:
        currency = bill.client.currency
        found.setdefault(currency, Sum(currency)).add(bill)
    return list(found.values())


def review(month: Month, *, on: date, keys: Collection[str] = ()) -> Review:
    """What each client owes for a month, or some by their keys, if issued on a day. Writes nothing.

    A client whose month cannot be closed is among those to mend, with the reason; the others are not held up.
    Raises ValidationError where there is no business or no published SOP yet.
    """
    office = open_office()
    books = read_of(whole_clients_in_order(keys), month, office)
    bills = [bill_of(client, book, office, month, on) for client, book in books.values()]
    groups: dict[str, list[Bill]] = defaultdict(list)
    for bill in bills:
        groups[_group(bill)].append(bill)
    return Review(month, on, *(tuple(groups[name]) for name in ("to_mend", "ready", "left", "idle")))


def reviewed(month: Month, *, on: date) -> Review:
    """The review as `review` gives it, kept in memory for as long as nothing changes."""
    return kept(_place(month, on), lambda: review(month, on=on))


def _place(month: Month, on: date) -> tuple[object, ...]:
    return "review", month, on, get_language()


def _group(bill: Bill) -> str:
    if bill.refusal or bill.to_mend:
        return "to_mend"
    if bill.lines:
        return "ready"
    return "left" if bill.later else "idle"


def bill_for(client: Client, month: Month, *, on: date) -> Bill:
    """One client's month. Raises ValidationError as `review` does."""
    office = open_office()
    return bill_of(client, read_of([client], month, office)[client.pk][1], office, month, on)


def billed(client: Client, month: Month, *, on: date) -> Bill:
    """The bill as `bill_for` gives it, or as a review still kept has it; kept for as long as nothing changes."""
    whole: Review | None = recalled(_place(month, on))
    same = (each for each in whole.everybody if each.client.pk == client.pk) if whole else ()
    return next(iter(same), None) or kept(
        ("bill", client.pk, month, on, get_language()), lambda: bill_for(client, month, on=on)
    )


def bill_of(client: Client, book: Book, office: Office, month: Month, on: date) -> Bill:
    """The bill of one book."""
    try:
        proposal = proposal_of(client, book, office, month, on)
    except ValidationError as error:
        return Bill(client, refusal=" ".join(capfirst(each) for each in error.messages))
    return Bill(client, proposal, tuple(_warned(proposal)))


def _warned(proposal: Proposal) -> Iterable[Warned]:
    notes = {each.warning: each for each in proposal.book.notes}
    for notice in proposal.notices:
        text = sentence(notice, proposal.client.currency)
        yield Warned(notice.code, text, notice.key, notice.target, notes.get(notice.key))


def check_looked_at(keys: Collection[str], month: Month, *, on: date) -> None:
    """Raise ValidationError naming the clients with warnings that are neither mended nor overruled."""
    found = review(month, on=on, keys=keys)
    if names := [bill.client.name for bill in found.to_mend if bill.counts]:
        text = _("Nothing was issued: mend what is said of %(clients)s, or overrule it with a note.")
        raise ValidationError(text % {"clients": ", ".join(names)})


def _short(kind: str, count: int) -> str:
    if kind == "surcharge":
        return ngettext("%(n)d surcharge", "%(n)d surcharges", count) % {"n": count}
    return str(_SHORT.get(kind, kind))


_SHORT = {
    "package": gettext_lazy("package"),
    "subscription": gettext_lazy("subscription"),
    "overage": gettext_lazy("hours beyond the package"),
    "time": gettext_lazy("hours"),
    "trial": gettext_lazy("free trial"),
    "mission": gettext_lazy("mission"),
    "deposit": gettext_lazy("minus the deposit"),
    "expense": gettext_lazy("expenses"),
    "extra": gettext_lazy("a line of yours"),
    "discount": gettext_lazy("discount"),
}


def _long(kind: str) -> str:
    return {
        "package": _("Packages"),
        "subscription": _("Subscriptions"),
        "overage": _("Beyond packages"),
        "time": _("Hours"),
        "trial": _("Free trials"),
        "mission": _("Missions"),
        "deposit": _("Deposits deducted"),
        "expense": _("Expenses"),
        "surcharge": _("Surcharges"),
        "extra": _("Lines of yours"),
        "discount": _("Discounts"),
    }.get(kind, kind)
