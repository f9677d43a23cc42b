"""What a pack may refer to: its own tables, and what the database already knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from billing.models import EarlierDeposit, Invoice
from clients.models import Agreement, Client
from requests.models import ClientRequest
from seeds.packs.tables import AgreementTable, ClientTable, Pack, RequestTable, TimeTable
from sops.models import Business, SopVersion
from sops.rules.policy import Policy


@dataclass(frozen=True, slots=True)
class KnownAgreement:
    """What cross-checks read of an agreement."""

    client: str
    kind: str
    starts_on: date
    ends_on: date | None
    vat_rate: Decimal | None

    def covers(self, day: date) -> bool:
        """Is a day within its dates?"""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(slots=True)
class Known:
    """Keys and what hangs on them; the pack's own win over the database's."""

    policy: Policy | None
    regime: str
    country: str
    clients: dict[str, ClientTable | Client] = field(default_factory=dict)
    agreements: dict[str, KnownAgreement] = field(default_factory=dict)
    requests: dict[str, tuple[str, str | None]] = field(default_factory=dict)  # client, agreement
    invoices: set[str] = field(default_factory=set)

    @property
    def zone(self) -> str:
        """The SOP's time zone."""
        return self.policy.hours.timezone if self.policy else "UTC"

    @property
    def services(self) -> set[str]:
        """Codes offered or excluded by name."""
        policy = self.policy or Policy()
        return {each.code for each in policy.services} | {each.code for each in policy.excluded}

    def local_day(self, moment: datetime) -> date:
        """The civil day of a moment in the SOP's time zone."""
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def day_of(self, table: TimeTable) -> date | None:
        """The day of a time entry: the local day of its start."""
        return self.local_day(table.started_at) if table.started_at else table.on

    def agreement_of(self, table: RequestTable) -> str | None:
        """The key of a request's agreement: written, or the only one running at reception."""
        found = self.running(table.client, self.local_day(table.received_at))
        return table.agreement or (found[0] if len(found) == 1 else None)

    def running(self, client: str, day: date) -> list[str]:
        """The keys of a client's agreements in force on a day."""
        return [key for key, each in self.agreements.items() if each.client == client and each.covers(day)]


def gather(pack: Pack) -> Known:
    """What the pack's references may point to."""
    business, sop = Business.objects.current(), SopVersion.objects.published().first()
    policy = pack.sop.policy() if pack.sop else sop.policy() if sop else None
    regime = pack.business.vat_regime if pack.business else business.vat_regime if business else "franchise"
    known = Known(policy, regime, _country(pack, business))
    known.clients = {each.key: each for each in Client.objects.all()} | {each.key: each for each in pack.clients}
    for row in Agreement.objects.select_related("client"):
        known.agreements[row.key] = KnownAgreement(row.client.key, row.kind, row.starts_on, row.ends_on, row.vat_rate)
    for table in pack.agreements:
        known.agreements[table.key] = _of_table(table)
    for request in ClientRequest.objects.select_related("client", "agreement"):
        known.requests[request.key] = (request.client.key, request.agreement.key if request.agreement else None)
    known.requests |= {each.key: (each.client, known.agreement_of(each)) for each in pack.requests}
    known.invoices = {
        *(number for number in Invoice.objects.issued().values_list("number", flat=True) if number),
        *EarlierDeposit.objects.values_list("number", flat=True),
        *(each.number for each in pack.deposits),
    }
    return known


def _country(pack: Pack, business: Business | None) -> str:
    if pack.business and pack.business.address and pack.business.address.country:
        return pack.business.address.country
    return business.country if business else "FR"


def _of_table(table: AgreementTable) -> KnownAgreement:
    return KnownAgreement(table.client, table.kind, table.starts_on, table.ends_on, table.vat_rate)
