"""Load a pack: all or nothing; loading the same pack twice changes nothing."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from clients.models import Agreement, Client, Contact
from seeds.packs.checking import check
from seeds.packs.known import gather
from seeds.packs.money import load_money
from seeds.packs.reading import Problems
from seeds.packs.tables import AddressTable, AgreementTable, BusinessTable, Pack, SopTable
from seeds.packs.work import load_work
from seeds.packs.writing import Loaded, Writer, by_key
from sops.models import Business, SopVersion
from sops.publishing import draft, publish
from sops.rules.document import policy_document
from sops.rules.identity import compact


@transaction.atomic
def load(pack: Pack, *, at: datetime) -> Loaded:
    """Write a pack into the database, in the order of references. Raises Problems, with nothing changed."""
    if found := check(pack):
        raise Problems(found)
    writer = Writer(pack, gather(pack), at)
    basis = _Basis(writer)
    for step in (basis.who, basis.clients, basis.agreements, partial(load_work, writer), partial(load_money, writer)):
        step()
        if writer.problems:  # what refers to a refused row has nothing to refer to
            raise Problems(writer.problems)
    return writer.loaded


class _Basis:
    """The business and its SOP, clients and agreements."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer

    def who(self) -> None:
        """The business and its SOP."""
        if self.writer.pack.business:
            self._business(self.writer.pack.business)
        if self.writer.pack.sop:
            self._sop(self.writer.pack.sop)

    def _business(self, table: BusinessTable) -> None:
        row = Business.objects.current() or Business()
        values = table.model_dump(exclude={"address"}, exclude_none=False)
        values = {name: "" if value is None else value for name, value in values.items()}
        for name in ("siren", "siret", "vat_number", "iban", "bic"):
            values[name] = compact(values[name])
        self.writer.save("business", "business", row, {**values, "address": _address(table.address)})

    def _sop(self, table: SopTable) -> None:
        current = SopVersion.objects.published().first()
        policy = table.policy()
        same = current and (current.title, current.effective_on) == (table.title, table.effective_on)
        if current and same and current.document == policy_document(policy):
            self.writer.loaded.count("sop", False, False)
            return
        try:
            publish(draft(policy, title=table.title, effective_on=table.effective_on), at=self.writer.at)
        except ValidationError as error:
            self.writer.refuse("sop", error)
            return
        self.writer.loaded.count("sop", True, True)

    def clients(self) -> None:
        """The clients with their contacts."""
        rows = {row.key: row for row in Client.objects.filter(key__in=[each.key for each in self.writer.pack.clients])}
        business = Business.objects.get()
        for index, table in enumerate(self.writer.pack.clients):
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
            self.writer.save("clients", f"clients[{index}]", row, values)
            if row.pk:
                contacts = [{"name": c.name, "email": c.email or "", "role": c.role or ""} for c in table.contacts]
                if list(row.contacts.values("name", "email", "role")) != contacts:
                    row.contacts.all().delete()
                    Contact.objects.bulk_create(Contact(client=row, **contact) for contact in contacts)

    def agreements(self) -> None:
        """The terms they signed."""
        rows = {
            row.key: row for row in Agreement.objects.filter(key__in=[each.key for each in self.writer.pack.agreements])
        }
        clients = by_key(Client, (each.client for each in self.writer.pack.agreements))
        sop = SopVersion.objects.published().get()
        for index, table in enumerate(self.writer.pack.agreements):
            client = clients.get(table.client)
            if client is None:
                continue
            row = rows.get(table.key) or Agreement(key=table.key, sop=sop)
            self.writer.save("agreements", f"agreements[{index}]", row, {"client": client, **_agreement_values(table)})


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
