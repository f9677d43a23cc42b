"""Read the small tables behind a month in one statement: settled, billed, agreed, deducted, spent, changed by hand.

Each row comes as a text of JSON with exact figures in it, so that tables of different columns fit into one answer.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, JSONObject

from billing.models import (
    Adjustment,
    BilledAdjustment,
    BilledDeposit,
    BilledExpense,
    BilledOverage,
    BilledPeriod,
    Consent,
    EarlierDeposit,
    Expense,
    InvoiceLine,
    OverruledWarning,
    SettledPeriod,
)
from vacrm.exact import Month
from vacrm.prepared import Prepared, day, keys, words

# A claim of a draft binds nothing: the draft is replaced by the next run.
ISSUED = Q(invoice__isnull=True) | Q(invoice__number__isnull=False)


@dataclass(frozen=True, slots=True)
class Row:
    """A row: of which agreement or client, its id, and its values by name."""

    owner: int
    id: int
    values: dict[str, Any]

    def text(self, name: str) -> str:
        """A text; nothing is empty."""
        return self.values[name] or ""

    def day(self, name: str) -> date:
        """A day."""
        return date.fromisoformat(self.values[name])

    def moment(self, name: str) -> datetime:
        """A moment; SQLite keeps it in UTC without saying so."""
        found = datetime.fromisoformat(self.values[name])
        return found if found.tzinfo else found.replace(tzinfo=UTC)

    def money(self, name: str) -> Decimal:
        """An amount, kept in cents."""
        return Decimal(self.values[name]).scaleb(-2)

    def exact(self, name: str, places: int) -> Decimal:
        """A number with so many decimals."""
        return Decimal(self.values[name]).quantize(Decimal(1).scaleb(-places))

    def has(self, name: str) -> bool:
        """Is there a value at all?"""
        return self.values[name] is not None

    def lots(self, name: str) -> tuple[tuple[Month, Decimal], ...]:
        """Minutes by month of origin."""
        stored = self.values[name]
        return _read(stored) if isinstance(stored, str) else _lots(stored)  # SQLite gives the text of it


def _lots(stored: Iterable[tuple[Month, str]]) -> tuple[tuple[Month, Decimal], ...]:
    return tuple((origin, Decimal(minutes)) for origin, minutes in stored)


@lru_cache(maxsize=4096)  # what is settled stays as it is, and is read with every month after it
def _read(text: str) -> tuple[tuple[Month, Decimal], ...]:
    return _lots(json.loads(text))


def ledgers(clients: Collection[int], agreements: Collection[int], month: Month, end: date) -> dict[str, list[Row]]:
    """The rows of some clients and of their agreements for closing a month, by ledger, in order of their ids."""
    found: dict[str, list[Row]] = defaultdict(list)
    for name, owner, id_, values in _rows(clients=clients, agreements=agreements, month=month, end=end):
        found[name].append(Row(owner, id_, values))
    for rows in found.values():
        rows.sort(key=lambda row: row.id)
    return found


def _asked() -> QuerySet[Any]:
    first, *others = (*_of_agreements(), *_of_clients())
    return first.union(*others, all=True)


_rows = Prepared(_asked)


def _of_agreements() -> Iterator[QuerySet[Any]]:
    def mine(model: Any) -> Any:
        return model.objects.filter(agreement__in=keys("agreements"))

    minutes = _text("minutes")
    yield _part("periods", mine(BilledPeriod).filter(ISSUED), "agreement_id", period="period", net="net")
    yield _part("overages", mine(BilledOverage).filter(ISSUED), "agreement_id", period="period", minutes=minutes)
    settled = {"period": "period", "overage": _text("overage"), "left": "left", "carried": "carried"}
    yield _part("settled", mine(SettledPeriod), "agreement_id", **settled)
    yield _part("consents", mine(Consent), "agreement_id", period="period", minutes="minutes")
    deposit = {"number": "number", "on": "issued_on"}
    yield _part("elsewhere", mine(EarlierDeposit), "agreement_id", **deposit, net="net", rate=_text("vat_rate"))
    # Of one agreement each: the claim is gone once the deposit is credited.
    own = mine(BilledDeposit).filter(invoice__number__isnull=False, invoice__lines__agreement=F("agreement"))
    issued = {"number": "invoice__number", "on": "invoice__issued_on"}
    lines = {"net": "invoice__lines__net", "rate": _text("invoice__lines__vat_rate")}
    yield _part("deposits", own, "agreement_id", **issued, **lines, category="invoice__lines__category")


def deducted(agreements: Collection[int]) -> dict[tuple[int, Decimal], Decimal]:
    """What standing invoices have deducted of deposits, by agreement and VAT rate."""
    taken = InvoiceLine.objects.filter(kind="deposit", net__lt=0, agreement__in=agreements)
    standing = taken.filter(invoice__number__isnull=False, invoice__credited_by__isnull=True).exclude(
        invoice__kind="credit"
    )
    sums = standing.order_by().values_list("agreement", "vat_rate").annotate(total=Sum("net"))
    return {(agreement, rate): -total for agreement, rate, total in sums}


def _of_clients() -> Iterator[QuerySet[Any]]:
    theirs, month = {"client__in": keys("clients")}, words("month")
    billed = BilledExpense.objects.filter(expense=OuterRef("pk"), invoice__number__isnull=False)
    spent = Expense.objects.filter(**theirs, on__lte=day("end"), billed_elsewhere=False).exclude(Exists(billed))
    yield _part("expenses", spent, "client_id", on="on", label="label", net="net", rate=_text("vat_rate"))
    issued = BilledAdjustment.objects.filter(adjustment=OuterRef("pk"), invoice__number__isnull=False)
    # What is left for later is left in its own month only; the rest waits until an invoice bears it.
    now = Q(month=month) | Q(month__lt=month) & ~Q(kind="later")
    adjusted = Adjustment.objects.filter(now, **theirs).exclude(Exists(issued))
    notes = OverruledWarning.objects.filter(**theirs, month=month)
    yield _part("notes", notes, "client_id", warning="warning", note="note", by="by", at="at")
    same = {name: name for name in ("kind", "target", "label", "reason", "unit", "amount")}
    yield _part("adjustments", adjusted, "client_id", **same, quantity=_text("quantity"), percent=_text("percent"))


def _text(field: str) -> Cast:
    return Cast(field, CharField())


def _part(ledger: str, rows: Any, owner: str, **fields: Any) -> QuerySet[Any]:
    named = {"_ledger": Value(ledger, CharField()), "_owner": F(owner), "_id": F("pk"), "_values": JSONObject(**fields)}
    found: QuerySet[Any] = rows.order_by().annotate(**named).values_list(*named)
    return found
