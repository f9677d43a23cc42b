"""Review a month before it is issued: what each client will get and why, and what should be mended first."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.books import Office, clients_in_order, open_office, read
from billing.composing import Proposal
from billing.drafting import proposal_of
from billing.rules.book import Book
from billing.rules.draft import DraftLine
from billing.storing import plain
from billing.wording import sentence
from clients.models import Client
from vacrm.exact import ZERO, Month

# Warnings that tell and ask for nothing: they put no client among those to be mended.
TELLS = {"month_not_over", "late_time", "several_months", "client_not_billed"}


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning, whether it asks for something, and what mends it: a model's label and an id."""

    code: str
    text: str
    target: tuple[str, int] | None = None

    @property
    def asks(self) -> bool:
        return self.code not in TELLS


@dataclass(frozen=True, slots=True)
class Shown:
    """A line with its words, in the active language."""

    kind: str
    label: str
    detail: str
    paragraph: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    net: Decimal


@dataclass(frozen=True, slots=True)
class Bill:
    """A client's month."""

    client: Client
    lines: tuple[Shown, ...] = ()
    warnings: tuple[Warned, ...] = ()
    net: Decimal = ZERO
    vat: Decimal = ZERO
    gross: Decimal = ZERO
    minutes: int = 0
    due_on: date | None = None
    refusal: str = ""

    @property
    def in_short(self) -> str:
        """What it is made of: “package, hours, 2 surcharges”."""
        kinds = [line.kind for line in self.lines]
        return ", ".join(_short(kind, kinds.count(kind)) for kind in dict.fromkeys(kinds))

    @property
    def to_mend(self) -> list[Warned]:
        return [warned for warned in self.warnings if warned.asks]

    @property
    def can_be_issued(self) -> bool:
        return bool(self.lines) and not self.refusal


@dataclass(slots=True)
class Sum:
    """What the invoices in one currency come to, by kind of line."""

    currency: str
    by_kind: dict[str, Decimal] = field(default_factory=dict)
    vat: Decimal = ZERO
    gross: Decimal = ZERO
    count: int = 0

    def add(self, bill: Bill) -> None:
        for line in bill.lines:
            name = _long(line.kind)
            self.by_kind[name] = self.by_kind.get(name, ZERO) + line.net
        self.vat += bill.vat
        self.gross += bill.gross
        self.count += 1


@dataclass(frozen=True, slots=True)
class Review:
    """A month: what to mend first, what is ready, and who owes nothing."""

    month: Month
    on: date
    to_mend: tuple[Bill, ...] = ()
    ready: tuple[Bill, ...] = ()
    idle: tuple[Bill, ...] = ()

    @property
    def bills(self) -> list[Bill]:
        """Those that can be issued."""
        return [bill for bill in (*self.to_mend, *self.ready) if bill.can_be_issued]

    def keys(self) -> list[str]:
        return [bill.client.key for bill in self.bills]

    def sums(self, keys: Collection[str] | None = None) -> list[Sum]:
        """The sums of some clients, or of all, by currency."""
        found: dict[str, Sum] = {}
        for bill in self.bills:
            if keys is None or bill.client.key in keys:
                currency = bill.client.currency
                found.setdefault(currency, Sum(currency)).add(bill)
        return list(found.values())


def review(month: Month, *, on: date) -> Review:
    """What each client owes for a month, if issued on a day. Writes nothing.

    A client whose month cannot be closed is among those to mend, with the reason; the others are not held up.
    Raises ValidationError where there is no business or no published SOP yet.
    """
    office = open_office(month)
    ids = [id_ for id_, _name in clients_in_order()]
    books = read(ids, month, office)
    bills = [_bill(*books[id_], office, month, on) for id_ in ids if id_ in books]
    return Review(
        month,
        on,
        to_mend=tuple(bill for bill in bills if bill.refusal or bill.to_mend),
        ready=tuple(bill for bill in bills if bill.lines and not bill.to_mend),
        idle=tuple(bill for bill in bills if not (bill.lines or bill.refusal or bill.to_mend)),
    )


def proposal_for(key: str, month: Month, *, on: date) -> Proposal:
    """One client's proposal. Raises Client.DoesNotExist for an unknown key; ValidationError as `review` does."""
    office, client = open_office(month), Client.objects.get(key=key)
    return proposal_of(*read([client.pk], month, office)[client.pk], office, month, on)


def _bill(client: Client, book: Book, office: Office, month: Month, on: date) -> Bill:
    try:
        proposal = proposal_of(client, book, office, month, on)
    except ValidationError as error:
        return Bill(client, refusal=" ".join(error.messages))
    totals = proposal.totals
    return Bill(
        client,
        lines=tuple(_shown(proposal, line) for line in proposal.draft.lines),
        warnings=tuple(_warned(proposal)),
        net=totals.net,
        vat=totals.vat,
        gross=totals.gross,
        minutes=sum(claim.minutes for claim in proposal.draft.claims),
        due_on=proposal.due_on,
    )


def _shown(proposal: Proposal, line: DraftLine) -> Shown:
    said = proposal.words(line)
    price = plain(line.unit_price)
    return Shown(line.kind, said.label, said.detail, said.paragraph, line.quantity, line.unit, price, line.net)


def _warned(proposal: Proposal) -> Iterable[Warned]:
    for notice in proposal.notices:
        yield Warned(notice.code, sentence(notice, proposal.client.currency), notice.target)


def _short(kind: str, count: int) -> str:
    if kind == "surcharge":
        return ngettext("%(n)d surcharge", "%(n)d surcharges", count) % {"n": count}
    return {
        "package": _("package"),
        "subscription": _("subscription"),
        "overage": _("hours beyond the package"),
        "time": _("hours"),
        "trial": _("free trial"),
        "mission": _("mission"),
        "deposit": _("minus the deposit"),
        "expense": _("expenses"),
        "extra": _("a line of yours"),
        "discount": _("discount"),
    }.get(kind, kind)


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
