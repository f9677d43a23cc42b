"""Where the closing of a month stands, for its pages: rows of what is issued, the worker's progress, the year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.tasks import TaskResultStatus
from django.tasks.exceptions import TaskResultDoesNotExist

from billing.models import Invoice
from billing.reviewing import Sum
from billing.rules.status import status
from billing.sending import letter
from billing.standing import facts_of, with_paid
from billing.tasks import issue_picked
from billing.wording import language
from clients.models import Client
from vacrm.desk.today import today
from vacrm.exact import Month, first_day
from vacrm.paper.figures import day
from vacrm.post import states
from vacrm.post.admin import STATE_NAMES
from vacrm.post.models import Delivery
from vacrm.post.writing import Written
from vacrm.prepared import Prepared, words

MOVING = {states.QUEUED, states.CLAIMED}


@dataclass(frozen=True, slots=True)
class Row:
    """An issued invoice, and where its e-mail is."""

    invoice: Invoice
    status: str
    delivery: Delivery | None
    mail: str  # one of the post's states, or empty

    @property
    def mail_name(self) -> str:
        return str(STATE_NAMES[self.mail]) if self.mail else ""

    @property
    def moving(self) -> bool:
        return self.mail in MOVING

    @property
    def can_send(self) -> bool:
        return self.delivery is None and self.invoice.kind in ("invoice", "balance") and self.status != "credited"

    @property
    def can_leave(self) -> bool:
        """Is there anybody to send it to?"""
        return self.can_send and bool(self.invoice.client.email)

    @property
    def failed(self) -> bool:
        return self.mail in (states.FAILED, states.PARTLY_REFUSED, states.RETRYING, states.INTERRUPTED)


def row_of(invoice: Invoice, at: datetime) -> Row:
    """An invoice read by `with_paid`, as a row."""
    delivery = latest(invoice)
    return Row(invoice, status(facts_of(invoice), today()), delivery, delivery.state(at) if delivery else "")


def latest(invoice: Invoice) -> Delivery | None:
    """The last message that carried an invoice."""
    found = chain(invoice)
    return found[-1] if found else None


def chain(invoice: Invoice) -> list[Delivery]:
    """The messages that carried an invoice, in order: what was sent again hangs on the one before."""
    found = [invoice.delivery.delivery] if hasattr(invoice, "delivery") else []
    while found and hasattr(found[-1], "resent_as"):
        found.append(found[-1].resent_as)
    return found


def issued_rows(month: Month, *, at: datetime) -> list[Row]:
    """What was issued for a month, in the order of the numbers."""
    return [row_of(invoice, at) for invoice in _of_month(month=month)]


def with_mail(found: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """Invoices as `row_of` reads them: with what was paid, and the messages that carried them."""
    return with_paid(found).select_related("client", "credited_by", "delivery__delivery__resent_as__resent_as")


def _issued() -> QuerySet[Invoice]:
    return with_mail(Invoice.objects.issued().filter(month=words("month"))).order_by("issued_on", "id")


_of_month = Prepared(_issued)


def issued_sums(rows: list[Row]) -> list[Sum]:
    """What the issued invoices come to, credit notes taken off, by currency."""
    found: dict[str, Sum] = {}
    for row in rows:
        found.setdefault(row.invoice.currency, Sum(row.invoice.currency)).gross += row.invoice.gross
    return list(found.values())


def next_letter(rows: list[Row]) -> Written | None:
    """The text that goes with the first of those not sent yet."""
    first = next((row.invoice for row in rows if row.can_leave), None)
    return letter(first) if first else None


@dataclass(frozen=True, slots=True)
class Tick:
    """A month of the year's strip."""

    month: Month
    name: str
    issued: int
    current: bool


def strip(month: Month) -> dict[str, Any]:
    """The months of the year, with how many invoices each has, and the years beside it."""
    year = int(month[:4])
    counts = dict(_by_month(first=f"{year}-01", last=f"{year}-12"))
    months = [f"{year}-{number:02}" for number in range(1, 13)]
    ticks = [Tick(each, day(first_day(each), language(), "LLL"), counts.get(each, 0), each == month) for each in months]
    return {"year": year, "before": f"{max(year - 1, 1900)}-12", "after": f"{min(year + 1, 2099)}-01", "months": ticks}


def _counted() -> QuerySet[Any, Any]:
    rows = Invoice.objects.issued().filter(month__range=(words("first"), words("last"))).order_by()
    return rows.values_list("month").annotate(n=Count("pk"))


_by_month = Prepared(_counted)


@dataclass(frozen=True, slots=True)
class Progress:
    """What the worker was asked to issue, and how far it is."""

    task: str
    rows: list[tuple[Client, Invoice | None]]
    over: bool
    begun: bool
    refused: list[str]

    @property
    def done(self) -> int:
        return sum(invoice is not None for _client, invoice in self.rows)

    @property
    def share(self) -> int:
        return len(self.rows) or 1


def is_running(task: str) -> bool:
    """Does a task still issue, or wait for its turn?"""
    try:
        return not issue_picked.get_result(task).is_finished
    except (TaskResultDoesNotExist, ValidationError):
        return False


def progress(month: Month, task: str) -> Progress | None:
    """How far a task has come, read from what is issued; None for an unknown task or another month's."""
    try:
        result = issue_picked.get_result(task)
    except (TaskResultDoesNotExist, ValidationError):
        return None
    if result.args[0] != month:
        return None
    keys = set(result.args[2])
    clients = Client.objects.filter(key__in=keys).order_by("name")
    issued = Invoice.objects.standing().of_months().filter(month=month, client__key__in=keys).defer("frozen")
    found = {invoice.client_id: invoice for invoice in issued.order_by("issued_on", "id")}
    refused: list[str] = []
    if result.status == TaskResultStatus.SUCCESSFUL:
        refused = list(result.return_value)
    elif result.status == TaskResultStatus.FAILED:
        refused = [error.traceback.strip().rpartition("\n")[2] for error in result.errors[:1]]
    return Progress(
        task=task,
        rows=[(client, found.get(client.pk)) for client in clients],
        over=result.is_finished,
        begun=result.status != TaskResultStatus.READY,
        refused=refused,
    )
