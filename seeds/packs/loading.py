"""Load a pack: all or nothing; loading the same pack twice changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from billing.collecting import record_payment
from billing.models import BilledTime, Consent, EarlierDeposit, Expense, Invoice, Payment
from clients.models import Agreement, Client, Contact
from requests.assessing import commit, judge
from requests.models import ClientRequest, TimeEntry
from requests.timing import Span, between
from seeds.packs.checking import check
from seeds.packs.known import Known, gather
from seeds.packs.reading import Problems
from seeds.packs.tables import AddressTable, AgreementTable, BusinessTable, Pack, RequestTable, SopTable, TimeTable
from sops.models import Business, SopVersion
from sops.publishing import draft, publish
from sops.rules.document import policy_document
from sops.rules.identity import compact
from vacrm.progress import track


@dataclass(slots=True)
class Loaded:
    """How many rows of each table were created, changed, and found as they are."""

    created: Counter[str] = field(default_factory=Counter)
    updated: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)

    def count(self, table: str, created: bool, changed: bool) -> None:
        """Count one row."""
        where = self.created if created else self.updated if changed else self.unchanged
        where[table] += 1


@transaction.atomic
def load(pack: Pack, *, at: datetime) -> Loaded:
    """Write a pack into the database. Raises Problems, with nothing changed."""
    if found := check(pack):
        raise Problems(found)
    return _Loading(pack, gather(pack), at).run()


class _Loading:
    """One load, table by table in the order of their references."""

    def __init__(self, pack: Pack, known: Known, at: datetime) -> None:
        self.pack, self.known, self.at = pack, known, at
        self.loaded = Loaded()
        self.problems: list[str] = []

    def run(self) -> Loaded:
        if self.pack.business:
            self._business(self.pack.business)
        if self.pack.sop:
            self._sop(self.pack.sop)
        if self.problems:
            raise Problems(self.problems)
        for step in (self._clients, self._agreements, self._requests, self._time, self._money):
            step()
        if self.problems:
            raise Problems(self.problems)
        return self.loaded

    def _save(self, table: str, path: str, row: models.Model, values: Mapping[str, Any]) -> bool:
        """Write changed fields of a row; says whether anything changed."""
        created = row.pk is None
        changed = [name for name, value in values.items() if created or getattr(row, name) != value]
        for name in changed:
            setattr(row, name, values[name])
        if changed or created:
            try:
                row.full_clean(validate_unique=created)
                row.save()
            except ValidationError as error:
                self._refuse(path, error)
                return False
        self.loaded.count(table, created, bool(changed))
        return bool(changed)

    def _refuse(self, path: str, error: ValidationError) -> None:
        if hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                place = path if name == "__all__" else f"{path}.{name}"
                self.problems += [f"{place}: {message}" for each in errors for message in each.messages]
        else:
            self.problems += [f"{path}: {message}" for message in error.messages]

    def _business(self, table: BusinessTable) -> None:
        row = Business.objects.current() or Business()
        values = table.model_dump(exclude={"address"}, exclude_none=False)
        values = {name: "" if value is None else value for name, value in values.items()}
        for name in ("siren", "siret", "vat_number", "iban", "bic"):
            values[name] = compact(values[name])
        self._save("business", "business", row, {**values, "address": _address(table.address)})

    def _sop(self, table: SopTable) -> None:
        current = SopVersion.objects.published().first()
        policy = table.policy()
        same = current and (current.title, current.effective_on) == (table.title, table.effective_on)
        if current and same and current.document == policy_document(policy):
            self.loaded.count("sop", False, False)
            return
        try:
            publish(draft(policy, title=table.title, effective_on=table.effective_on), at=self.at)
        except ValidationError as error:
            self._refuse("sop", error)
            return
        self.loaded.count("sop", True, True)

    def _clients(self) -> None:
        rows = {row.key: row for row in Client.objects.filter(key__in=[each.key for each in self.pack.clients])}
        business = Business.objects.get()
        for index, table in enumerate(self.pack.clients):
            row = rows.get(table.key) or Client(key=table.key)
            values = {
                "name": table.name,
                "kind": table.kind,
                "siren": compact(table.siren or ""),
                "vat_number": compact(table.vat_number or ""),
                "country": table.country,
                "language": table.language or business.language,
                "currency": table.currency or business.currency,
                "email": table.email or "",
                "address": _address(table.address),
                "stage": table.stage,
                "source": table.source or "",
            }
            if row.pk and row.stage != table.stage:
                row.stage_since = None
            self._save("clients", f"clients[{index}]", row, values)
            if row.pk:
                contacts = [{"name": c.name, "email": c.email or "", "role": c.role or ""} for c in table.contacts]
                if list(row.contacts.values("name", "email", "role")) != contacts:
                    row.contacts.all().delete()
                    Contact.objects.bulk_create(Contact(client=row, **contact) for contact in contacts)

    def _agreements(self) -> None:
        rows = {row.key: row for row in Agreement.objects.filter(key__in=[each.key for each in self.pack.agreements])}
        clients = _by_key(Client, (each.client for each in self.pack.agreements))
        sop = SopVersion.objects.published().get()
        for index, table in enumerate(self.pack.agreements):
            client = clients.get(table.client)
            if client is None:
                continue
            row = rows.get(table.key) or Agreement(key=table.key, sop=sop)
            self._save("agreements", f"agreements[{index}]", row, {"client": client, **_agreement_values(table)})

    def _requests(self) -> None:
        keys = [each.key for each in self.pack.requests]
        rows = {row.key: row for row in ClientRequest.objects.filter(key__in=keys)}
        clients = _by_key(Client, (each.client for each in self.pack.requests))
        agreements = _by_key(Agreement, (self.known.agreement_of(each) or "" for each in self.pack.requests))
        for index, table in enumerate(track(self.pack.requests, "Judging requests")):
            row = rows.get(table.key) or ClientRequest(key=table.key)
            agreement = agreements.get(self.known.agreement_of(table) or "")
            if table.client not in clients or agreement is None:
                continue
            self._request(f"requests[{index}]", table, row, clients[table.client], agreement)

    def _request(
        self, path: str, table: RequestTable, row: ClientRequest, client: Client, agreement: Agreement
    ) -> None:
        values = {
            "client": client,
            "agreement": agreement,
            "service": table.service or "",
            "channel": table.channel or "",
            "subject": table.subject,
            "received_at": table.received_at,
            "wanted_by": table.wanted_by,
            "effort_minutes": table.effort_minutes,
            "tier": table.tier or "",
            "done_at": table.done_at,
        }
        promised = row.pk and table.committed_at and row.commitments.filter(at=table.committed_at).first()
        if promised and any(getattr(row, name) != values[name] for name in _FROZEN):
            latest = row.commitments.order_by("at").last()
            if latest == promised:
                changed = ", ".join(name for name in _FROZEN if getattr(row, name) != values[name])
                self.problems.append(
                    f"{path}.committed_at: the facts promised then are frozen, and {changed} changed; "
                    "write the later moment of a new commitment"
                )
                return
        self._save("requests", path, row, values)
        if row._state.adding:  # refused
            return
        try:
            if table.committed_at and not promised:
                commit(row, at=table.committed_at)
            else:
                judge(row, at=self.at)
        except ValidationError as error:
            self._refuse(path, error)

    def _time(self) -> None:
        requests = _by_key(ClientRequest, (each.request or "" for each in self.pack.time))
        clients = _by_key(Client, (each.client or "" for each in self.pack.time))
        agreements = _by_key(Agreement, (each.agreement or "" for each in self.pack.time))
        keyed = {row.key: row for row in TimeEntry.objects.filter(key__in=[e.key for e in self.pack.time if e.key])}
        fresh: list[tuple[TimeEntry, tuple[Hashable, ...]]] = []
        for index, table in enumerate(track(self.pack.time, "Loading hours")):
            values = self._time_values(table, requests, clients, agreements)
            if values is None:
                continue
            if table.key:
                row = keyed.get(table.key) or TimeEntry(key=table.key)
                if not self._billed(f"time[{index}]", row, values):
                    self._save("time", f"time[{index}]", row, values)
            else:
                fresh.append((TimeEntry(**values), _mark(values, _TIME)))
        known = TimeEntry.objects.filter(key__isnull=True, client__in={entry.client_id for entry, _ in fresh})
        self._add("time", TimeEntry, fresh, Counter(known.values_list(*_TIME)))

    def _billed(self, path: str, row: TimeEntry, values: Mapping[str, Any]) -> bool:
        """Refuse to change an entry that was billed."""
        billed = row.pk and BilledTime.objects.filter(time_entry=row).select_related("invoice").first()
        if not billed or (billed.invoice and not billed.invoice.is_issued):
            return False
        if all(getattr(row, name) == value for name, value in values.items()):
            return False
        by = f"by {billed.invoice}" if billed.invoice else "in a settled period"
        self.problems.append(f"{path}.key: “{row.key}” was billed {by} and never changes; credit the invoice first")
        return True

    def _time_values(
        self,
        table: TimeTable,
        requests: Mapping[str, ClientRequest],
        clients: Mapping[str, Client],
        agreements: Mapping[str, Agreement],
    ) -> dict[str, Any] | None:
        client_request = requests.get(table.request or "")
        if table.request and client_request is None:
            return None  # refused above
        span = (
            between(table.started_at, table.ended_at, on=self.known.local_day(table.started_at))
            if table.started_at and table.ended_at
            else Span(table.on, table.minutes)  # type: ignore[arg-type]
        )
        agreement = client_request.agreement if client_request else agreements.get(table.agreement or "")
        client = client_request.client if client_request else clients[table.client or ""]
        return {
            "client": client,
            "agreement": agreement,
            "client_request": client_request,
            "on": span.on,
            "started_at": span.started_at,
            "ended_at": span.ended_at,
            "minutes": span.minutes,
            "note": table.note,
            "billable": table.billable,
        }

    def _add(self, table: str, model: type[models.Model], rows: list[Any], known: Counter[Any]) -> None:
        """Create the rows that are not there yet, told apart by all their fields and their rank among equals."""
        missing = []
        for row, mark in rows:
            if known[mark]:
                known[mark] -= 1
                self.loaded.count(table, False, False)
            else:
                missing.append(row)
                self.loaded.count(table, True, True)
        model._default_manager.bulk_create(missing)

    def _money(self) -> None:
        self._expenses()
        agreements = _by_key(
            Agreement, [*(e.agreement for e in self.pack.deposits), *(e.agreement for e in self.pack.consents)]
        )
        issued = set(Invoice.objects.issued().values_list("number", flat=True))
        deposits = {row.number: row for row in EarlierDeposit.objects.all()}
        for index, deposit in enumerate(self.pack.deposits):
            if deposit.number in issued:  # this program's own; it deducts itself
                self.loaded.count("deposits", False, False)
                continue
            values = {**deposit.model_dump(exclude={"agreement", "number"}), "agreement": agreements[deposit.agreement]}
            row = deposits.get(deposit.number) or EarlierDeposit(number=deposit.number)
            self._save("deposits", f"deposits[{index}]", row, values)
        consents = []
        for consent in self.pack.consents:
            values = {"agreement": agreements[consent.agreement], "period": consent.period, "minutes": consent.minutes}
            consents.append((Consent(**values), _mark(values, _CONSENT)))
        self._add("consents", Consent, consents, Counter(Consent.objects.values_list(*_CONSENT)))
        self._payments()

    def _expenses(self) -> None:
        clients = _by_key(Client, (each.client for each in self.pack.expenses))
        keyed = {row.key: row for row in Expense.objects.filter(key__in=[e.key for e in self.pack.expenses if e.key])}
        fresh = []
        for index, table in enumerate(self.pack.expenses):
            values = {
                "client": clients[table.client],
                "on": table.on,
                "label": table.label,
                "net": table.net,
                "vat_rate": table.vat_rate,
                "billed_elsewhere": table.billed,
            }
            if table.key:
                self._save("expenses", f"expenses[{index}]", keyed.get(table.key) or Expense(key=table.key), values)
            else:
                fresh.append((Expense(**values), _mark(values, _EXPENSE)))
        self._add("expenses", Expense, fresh, Counter(Expense.objects.filter(key__isnull=True).values_list(*_EXPENSE)))

    def _payments(self) -> None:
        known = Counter(
            (invoice or deposit, on, amount, means)
            for invoice, deposit, on, amount, means in Payment.objects.values_list(
                "invoice__number", "earlier_deposit__number", "on", "amount", "means"
            )
        )
        for index, table in enumerate(self.pack.payments):
            mark = (table.invoice, table.on, table.amount, table.means)
            if known[mark]:
                known[mark] -= 1
                self.loaded.count("payments", False, False)
                continue
            try:
                record_payment(table.invoice, on=table.on, amount=table.amount, means=table.means)
            except ValidationError as error:
                self._refuse(f"payments[{index}]", error)
            self.loaded.count("payments", True, True)


_FROZEN = ("service", "channel", "subject", "received_at", "wanted_by", "effort_minutes", "tier", "agreement")
_TIME = ("client", "agreement", "client_request", "on", "started_at", "ended_at", "minutes", "note", "billable")
_EXPENSE = ("client", "on", "label", "net", "vat_rate", "billed_elsewhere")
_CONSENT = ("agreement", "period", "minutes")


def _mark(values: Mapping[str, Any], names: Iterable[str]) -> tuple[Hashable, ...]:
    """What tells a row apart: its fields, references by id."""
    return tuple(value.pk if isinstance(value := values[name], models.Model) else value for name in names)


def _by_key[M: models.Model](model: type[M], keys: Iterable[str]) -> dict[str, M]:
    found = model._default_manager.filter(key__in=set(keys))
    return {row.key: row for row in found}  # type: ignore[attr-defined]


def _address(table: AddressTable | None) -> dict[str, str]:
    return table.model_dump(exclude_none=True) if table else {}


def _agreement_values(table: AgreementTable) -> dict[str, Any]:
    values = table.model_dump(exclude={"key", "client", "billed", "deposit", "rates", "services"})
    values["rates"] = {code: str(rate) for code, rate in table.rates.items()}
    values["services"] = None if table.services is None else list(table.services)
    values["deposit"] = table.deposit and _deposit(table)
    values["billed_elsewhere"] = table.billed
    for name in ("periods_billed_through", "hours_billed_through"):
        values[name] = values[name] or ""
    if table.kind == "package" and table.overage_rate is None:
        values["overage_rate"] = table.rate
    return values


def _deposit(table: AgreementTable) -> dict[str, Any]:
    dumped: dict[str, Any] = table.model_dump(mode="json", include={"deposit"})["deposit"]
    return {name: value for name, value in dumped.items() if value is not None}
