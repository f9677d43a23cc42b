"""Find invoices by words, status, client, year and amount; add up what was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    When,
)
from django.db.models.functions import Cast

from billing.models import Invoice, InvoiceDelivery
from billing.models.invoices import INVOICE_KINDS
from billing.rules.status import Facts
from billing.standing import in_status, summed
from vacrm.exact import ZERO
from vacrm.money import MoneyField

# Number, kind, client, month, day of issue, day due, currency; net, VAT, gross and paid in cents; sent? credited?
type Bare = tuple[str | None, str, str, str, str | None, str | None, str, int, int, int, int, int, int]

# Drafts stand on top of the newest; numbers decide between invoices of one day.
SORTS: dict[str, tuple[Any, ...]] = {
    "-issued": (F("issued_on").desc(nulls_first=True), "-id"),
    "issued": (F("issued_on").asc(nulls_last=True), "id"),
    "-due": (F("due_on").desc(nulls_last=True), "-id"),
    "due": (F("due_on").asc(nulls_last=True), "id"),
    "client": ("client__name", "-id"),
    "-client": ("-client__name", "-id"),
    "gross": ("gross", "-id"),
    "-gross": ("-gross", "-id"),
}
_OWED = Q(number__isnull=False, credited_by__isnull=True) & ~Q(kind="credit")
_KINDS = dict(INVOICE_KINDS)
_LEFT = ExpressionWrapper(F("gross") - F("paid"), output_field=MoneyField())
_SENT = ExpressionWrapper(Q(delivery__delivery__sent_at__isnull=False), output_field=BooleanField())
_CREDITED = ExpressionWrapper(Q(credited_by__isnull=False), output_field=BooleanField())


@dataclass(frozen=True, slots=True)
class Listed:
    """An invoice as lists say it."""

    pk: int
    number: str | None
    kind: str
    client: str
    month: str
    issued_on: date | None
    due_on: date | None
    currency: str
    net: Decimal
    vat: Decimal
    gross: Decimal
    paid: Decimal
    sent: bool
    credited: bool

    @property
    def kind_name(self) -> str:
        """What it is, in a word."""
        return str(_KINDS[self.kind])

    @property
    def facts(self) -> Facts:
        """What its status is read from."""
        is_credit = self.kind == "credit"
        return Facts(self.number is not None, self.gross, self.paid, self.due_on, self.sent, is_credit, self.credited)


_SAID = ("pk", "number", "kind", "client__name", "month", "issued_on", "due_on", "currency", "net", "vat", "gross")


def find(asked: Mapping[str, Any], *, on: date) -> QuerySet[Any]:
    """The invoices asked for, with `paid`, sorted; what is not asked for does not narrow."""
    found = summed(Invoice.objects.all())
    if words := asked.get("q"):
        found = found.filter(Q(number__icontains=words) | Q(client__name__icontains=words) | Q(month=words))
    if key := asked.get("client"):
        found = found.filter(client__key=key)
    if year := asked.get("year"):
        found = found.filter(Q(issued_on__year=int(year)) | Q(issued_on__isnull=True, month__startswith=f"{year}-"))
    if asked.get("least") is not None:
        found = found.filter(gross__gte=asked["least"])
    if asked.get("most") is not None:
        found = found.filter(gross__lte=asked["most"])
    if status := asked.get("status"):
        found = in_status(found, status, on)
    return found.order_by(*SORTS[asked.get("sort") or "-issued"])


def add_up(found: QuerySet[Any]) -> list[dict[str, Any]]:
    """What was found, by currency: invoiced (credit notes taken off), received, still to be paid, and in drafts."""
    rows = found.order_by("currency").values("currency")
    issued = Q(number__isnull=False)
    rows = rows.annotate(
        count=Count("pk"),
        invoiced=Sum("gross", filter=issued),
        received=Sum("paid", filter=issued),
        left=Sum(_LEFT, filter=_OWED & Q(paid__lt=F("gross")), output_field=MoneyField()),
        drafted=Sum("gross", filter=~issued),
    )
    return [
        {**row, **{name: _exact(row[name]) for name in ("invoiced", "received", "left", "drafted")}} for row in rows
    ]


def _exact(amount: Decimal | None) -> Decimal:
    return ZERO if amount is None else amount


def years() -> list[int]:
    """From the year of the latest invoice back to that of the first."""
    span = Invoice.objects.aggregate(first=Min("issued_on"), last=Max("issued_on"))  # drafts have no day
    return list(range(span["last"].year, span["first"].year - 1, -1)) if span["first"] else []


def read(ids: Sequence[int]) -> list[Listed]:
    """Invoices in the order of their ids given.

    The order is found on bare rows before: to sort whole ones, each with its client and its delivery, takes ten
    times as long.
    """
    found = summed(Invoice.objects.filter(pk__in=ids)).order_by().annotate(was_sent=_SENT, was_credited=_CREDITED)
    rows = {row[0]: Listed(*row) for row in found.values_list(*_SAID, "paid", "was_sent", "was_credited")}
    return [rows[id_] for id_ in ids]


def bare(found: QuerySet[Any], on: date) -> Iterator[Bare]:
    """Of invoices that have `paid`, what a table of them says, as the columns hold it: amounts in cents, days as texts.

    To make a Decimal or a date of each takes longer than to read them, where there are thousands. Whether one was
    sent is only looked up where the status depends on it: before it is late on that day.
    """
    days = {f"{name}_text": Cast(name, CharField()) for name in ("issued_on", "due_on")}
    cents = {f"{name}_cents": Cast(name, BigIntegerField()) for name in ("net", "vat", "gross", "paid")}
    sent = Exists(InvoiceDelivery.objects.filter(invoice=OuterRef("pk"), delivery__sent_at__isnull=False))
    timely = Q(due_on__isnull=True) | Q(due_on__gte=on)
    facts = {
        "was_sent": Case(When(timely, then=Cast(sent, IntegerField())), default=0),
        "was_credited": Cast(_CREDITED, IntegerField()),
    }
    rows = found.annotate(**days, **cents, **facts)
    said = ("number", "kind", "client__name", "month", *days, "currency", *cents, *facts)
    read: Iterator[Bare] = rows.values_list(*said).iterator(chunk_size=250)
    return read
