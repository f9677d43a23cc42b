"""Read the books of clients: every fact that closing a month needs, in one pass per table."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from billing.leaves import (
    ADJUSTED,
    BILLED,
    ENTRY,
    as_adjusted,
    as_billed,
    as_work,
    buyer_of,
    customer_of,
    end_after,
    grouped,
    lots_of,
    open_since,
    promise_of,
)
from billing.models import (
    Adjustment,
    BilledMission,
    BilledOverage,
    BilledPeriod,
    BilledTime,
    Consent,
    EarlierDeposit,
    Expense,
    Invoice,
    SettledPeriod,
)
from billing.rules.book import (
    Adjusted,
    Agreed,
    Ask,
    Book,
    Deducted,
    Promise,
    Settled,
    Spent,
    Terms,
    Work,
)
from billing.rules.vat import Seller, category_of, is_reverse_charge, rate_of
from clients.models import Agreement, Client
from requests.models import Assessment, ClientRequest, Commitment, TimeEntry
from sops.models import Business, SopVersion
from sops.rules.policy import Policy
from vacrm.exact import Month, last_day

# A claim of a draft binds nothing: the draft is replaced by the next run.
_ISSUED = Q(invoice__isnull=True) | Q(invoice__number__isnull=False)


@dataclass(frozen=True, slots=True)
class Office:
    """What all books of a run share: the business and its published SOP."""

    business: Business
    sop: SopVersion
    policy: Policy
    policies: dict[int, tuple[int, Policy]]  # by version id: number, policy
    overlaps: frozenset[int]

    @property
    def seller(self) -> Seller:
        """The business, as far as VAT reads it."""
        return Seller(self.business.vat_regime, self.business.country, self.business.vat_number)


def open_office(month: Month) -> Office:
    """What a run begins with. Raises ValidationError when there is no business or no published SOP."""
    business, sop = Business.objects.current(), SopVersion.objects.published().first()
    if business is None or sop is None:
        raise ValidationError(
            {"business": _("No business or no published SOP yet; load a pack or set them up in the admin.")}
        )
    policies = {each.pk: (each.number, each.policy()) for each in SopVersion.objects.frozen()}
    return Office(business, sop, sop.policy(), policies, _overlaps(last_day(month)))


def _overlaps(until: date) -> frozenset[int]:
    """Ids of entries that overlap another, found in one sweep over time."""
    rows = (
        TimeEntry.objects.filter(started_at__isnull=False, ended_at__isnull=False, on__lte=until)
        .order_by("started_at", "id")
        .values_list("id", "started_at", "ended_at")
    )
    found: set[int] = set()
    last_id, last_end = 0, datetime.min.replace(tzinfo=UTC)
    for id_, start, end in rows.iterator(chunk_size=5000):
        if start is None or end is None:  # the query has none
            continue
        if start < last_end:
            found |= {last_id, id_}
        if end > last_end:
            last_id, last_end = id_, end
    return frozenset(found)


def clients_in_order(keys: Collection[str] = ()) -> list[tuple[int, str]]:
    """Ids and names of clients in the order of their names, without case and accents."""
    rows = Client.objects.filter(key__in=keys) if keys else Client.objects.all()
    found = sorted(rows.values_list("id", "name", "key"), key=lambda row: (fold(row[1]), row[2]))
    return [(id_, name) for id_, name, _key in found]


def fold(text: str) -> str:
    """A text without case and accents, to sort by."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def read(ids: Collection[int], month: Month, office: Office) -> dict[int, tuple[Client, Book]]:
    """Some clients with their books, by id, for closing a month."""
    return _Reader(list(ids), month, office).books()


class _Reader:
    """One pass per table over the facts of a group of clients."""

    def __init__(self, ids: list[int], month: Month, office: Office) -> None:
        self.ids, self.month, self.office = ids, month, office
        self.end = last_day(month)

    def books(self) -> dict[int, tuple[Client, Book]]:
        clients = {each.pk: each for each in Client.objects.filter(pk__in=self.ids)}
        terms = self._terms(clients)
        owner = {each.id: client for client, rows in terms.items() for each in rows}
        work, orphans = self._work({each.id: each for rows in terms.values() for each in rows})
        asks = self._asks({w.ask_id for rows in work.values() for w in rows if w.ask_id is not None})
        settled = self._settled(owner)
        periods = grouped(BilledPeriod.objects.filter(agreement__in=owner).filter(_ISSUED), owner, "net")
        overages = grouped(BilledOverage.objects.filter(agreement__in=owner).filter(_ISSUED), owner, "minutes")
        consents, deposits = self._consents(owner), self._deposits(owner, terms)
        expenses, adjustments = self._expenses(clients), self._adjustments(clients, terms)
        return {
            id_: (
                client,
                Book(
                    customer=customer_of(client),
                    terms=tuple(terms[id_]),
                    asks=tuple(asks[w] for w in dict.fromkeys(w.ask_id for w in work[id_]) if w in asks),
                    work=tuple(work[id_]),
                    expenses=tuple(expenses[id_]),
                    deposits=tuple(deposits[id_]),
                    consents=tuple(consents[id_]),
                    settled=tuple(settled[id_]),
                    overages=tuple(overages[id_]),
                    periods=tuple(periods[id_]),
                    overlaps=self.office.overlaps & {w.id for w in work[id_]},
                    orphans=tuple(orphans[id_]),
                    business_currency=self.office.business.currency,
                    missing_mentions=_missing_mentions(self.office, client),
                    adjustments=tuple(adjustments[id_]),
                ),
            )
            for id_, client in clients.items()
        }

    def _terms(self, clients: Mapping[int, Client]) -> dict[int, list[Terms]]:
        found: dict[int, list[Terms]] = defaultdict(list)
        rows = Agreement.objects.filter(client__in=self.ids, starts_on__lte=end_after(self.month)).order_by(
            "starts_on", "id"
        )
        billed = self._billed_missions([row.pk for row in rows if row.kind == "mission"])
        for row in rows:
            found[row.client_id].append(self._one(row, clients[row.client_id], row.pk in billed))
        return found

    def _billed_missions(self, ids: list[int]) -> set[int]:
        rows = BilledMission.objects.filter(agreement__in=ids, invoice__number__isnull=False)
        return set(rows.values_list("agreement_id", flat=True)) if ids else set()

    def _one(self, row: Agreement, client: Client, mission_billed: bool) -> Terms:
        number, policy = self.office.policies[row.sop_id]
        buyer = buyer_of(client)
        rate = rate_of(self.office.seller, buyer, row.vat_rate)
        return Terms(
            id=row.pk,
            key=row.key,
            kind=row.kind,
            policy=policy,
            sop=number,
            signed_on=row.signed_on,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            services=None if row.services is None else tuple(row.services),
            rate=row.rate,
            rates={code: Decimal(amount) for code, amount in row.rates.items()},
            price=row.price,
            included_minutes=row.included_minutes or 0,
            overage_rate=row.overage_rate,
            overage=row.overage,
            carry_over_months=row.carry_over_months,
            carry_over_cap_minutes=row.carry_over_cap_minutes,
            carry_over_order=row.carry_over_order,
            timing=row.timing,
            prorate=row.prorate,
            vat_rate=rate,
            category=category_of(self.office.seller, buyer, rate),
            done_on=row.done_on,
            periods_billed_through=row.periods_billed_through,
            hours_billed_through=row.hours_billed_through,
            carried_minutes=row.carried_minutes,
            mission_billed=mission_billed or row.billed_elsewhere,
        )

    def _work(self, terms: Mapping[int, Terms]) -> tuple[dict[int, list[Work]], dict[int, list[Work]]]:
        """Open entries with all of their requests, agreements' months and periods; and those without an agreement."""
        billed = Q(billed__isnull=False) & (Q(billed__invoice__isnull=True) | Q(billed__invoice__number__isnull=False))
        base = TimeEntry.objects.filter(client__in=self.ids, on__lte=self.end, billable=True, minutes__isnull=False)
        still_open = base.exclude(Exists(BilledTime.objects.filter(_ISSUED, time_entry=OuterRef("pk"))))
        found, orphans = defaultdict(list), defaultdict(list)
        rows = [(id_, as_work(row, terms)) for id_, *row in still_open.order_by("id").values_list("client_id", *ENTRY)]
        fresh = [work for _, work in rows if not work.billed]
        earlier = Q(client_request__in={work.ask_id for work in fresh if work.ask_id})
        if days := [work.on for work in fresh if work.ask_id is None]:
            earlier |= Q(client_request__isnull=True, on__gte=min(days).replace(day=1))
        earlier |= Q(agreement__kind="package", billed__period__gte=min(open_since(terms), default=self.month))
        past = base.filter(billed).filter(earlier).order_by("id").values_list("client_id", *ENTRY, *BILLED)
        rows += [(id_, as_billed(row, terms)) for id_, *row in past]
        asked = {work.ask_id for work in fresh if work.ask_id}
        for id_, work in rows:
            if work.terms_id is None:
                orphans[id_].append(work)
            elif (
                not work.billed or work.ask_id in asked or work.ask_id is None or terms[work.terms_id].kind == "package"
            ):
                found[id_].append(work)
        return found, orphans

    def _asks(self, ids: Collection[int]) -> dict[int, Ask]:
        promises = self._promises(ids)
        verdicts = {row[0]: promise_of(row[2], row[1], row[3]) for row in self._verdicts(set(ids) - promises.keys())}
        rows = ClientRequest.objects.filter(pk__in=ids).values_list(
            "id", "key", "agreement_id", "subject", "service", "received_at"
        )
        return {
            row[0]: Ask(*row, commitments=tuple(promises.get(row[0], ())), verdict=verdicts.get(row[0])) for row in rows
        }

    def _promises(self, ids: Collection[int]) -> dict[int, list[Promise]]:
        found: dict[int, list[Promise]] = defaultdict(list)
        rows = (
            Commitment.objects.filter(client_request__in=ids)
            .order_by("at")
            .values_list("client_request_id", "at", "assessment__facts", "assessment__verdict")
        )
        for id_, at, facts, verdict in rows:
            found[id_].append(promise_of(facts, at, verdict))
        return found

    def _verdicts(self, ids: Collection[int | None]) -> Iterable[tuple[int, datetime, dict[str, Any], dict[str, Any]]]:
        """The latest assessment of each uncommitted request."""
        rows = Assessment.objects.filter(client_request__in=ids).order_by("at", "id")
        return rows.values_list("client_request_id", "client_request__received_at", "facts", "verdict")

    def _settled(self, owner: Mapping[int, int]) -> dict[int, list[Settled]]:
        found: dict[int, list[Settled]] = defaultdict(list)
        rows = SettledPeriod.objects.filter(agreement__in=owner).order_by("period", "id")
        for agreement, period, overage, left, carried in rows.values_list(
            "agreement_id", "period", "overage", "left", "carried"
        ):
            found[owner[agreement]].append(Settled(agreement, period, overage, lots_of(left), lots_of(carried)))
        return found

    def _consents(self, owner: Mapping[int, int]) -> dict[int, list[Agreed]]:
        found: dict[int, list[Agreed]] = defaultdict(list)
        rows = Consent.objects.filter(agreement__in=owner).order_by("id")
        for row in rows.values_list("agreement_id", "period", "minutes"):
            found[owner[row[0]]].append(Agreed(*row))
        return found

    def _deposits(self, owner: Mapping[int, int], terms: Mapping[int, list[Terms]]) -> dict[int, list[Deducted]]:
        """Deposit invoices not credited, from here per rate, and those from elsewhere."""
        found: dict[int, list[Deducted]] = defaultdict(list)
        missions = {each.id: each for rows in terms.values() for each in rows if each.kind == "mission"}
        if not missions:
            return found
        earlier = EarlierDeposit.objects.filter(agreement__in=missions).order_by("issued_on", "id")
        for agreement, number, on, net, rate in earlier.values_list(
            "agreement_id", "number", "issued_on", "net", "vat_rate"
        ):
            rate = missions[agreement].vat_rate if rate is None else rate
            category = missions[agreement].category if not rate else "S"
            found[owner[agreement]].append(Deducted(agreement, number, on, net, rate, category))
        own = Invoice.objects.standing().filter(kind="deposit", agreement__in=missions).order_by("issued_on", "id")
        rows = own.values_list(
            "agreement_id", "number", "issued_on", "lines__net", "lines__vat_rate", "lines__category"
        )
        for agreement_id, own_number, issued_on, own_net, own_rate, own_category in rows:
            deducted = Deducted(agreement_id, own_number or "", issued_on or self.end, own_net, own_rate, own_category)
            found[owner[agreement_id]].append(deducted)
        return found

    def _expenses(self, clients: Mapping[int, Client]) -> dict[int, list[Spent]]:
        found: dict[int, list[Spent]] = defaultdict(list)
        billed = Q(billed__isnull=False) & Q(billed__invoice__number__isnull=False)
        rows = Expense.objects.filter(client__in=self.ids, on__lte=self.end, billed_elsewhere=False).exclude(billed)
        for id_, client, on, label, net, written in rows.order_by("on", "id").values_list(
            "id", "client_id", "on", "label", "net", "vat_rate"
        ):
            buyer = buyer_of(clients[client])
            rate = rate_of(self.office.seller, buyer, written)
            found[client].append(Spent(id_, on, label, net, rate, category_of(self.office.seller, buyer, rate)))
        return found

    def _adjustments(
        self, clients: Mapping[int, Client], terms: Mapping[int, list[Terms]]
    ) -> dict[int, list[Adjusted]]:
        """What she changed: left for later in this month only, the rest until an invoice bears it."""
        found: dict[int, list[Adjusted]] = defaultdict(list)
        mine = Q(month=self.month) | Q(month__lt=self.month) & ~Q(kind="later")
        rows: Any = Adjustment.objects.waiting().filter(mine, client__in=self.ids).order_by("id")
        for client, *row in rows.values_list("client_id", *ADJUSTED):
            found[client].append(as_adjusted(row, *self._vat_of(clients[client], terms.get(client, []))))
        return found

    def _vat_of(self, client: Client, terms: list[Terms]) -> tuple[Decimal, str]:
        """The VAT of a line that no agreement names: that of the latest agreement, else by regime and place."""
        if terms:
            return terms[-1].vat_rate, terms[-1].category
        buyer = buyer_of(client)
        rate = rate_of(self.office.seller, buyer)
        return rate, category_of(self.office.seller, buyer, rate)


def _missing_mentions(office: Office, client: Client) -> tuple[str, ...]:
    """What the law wants on the invoice and the business lacks (CGI ann. II art. 242 nonies A I)."""
    business, missing = office.business, []
    if not (business.address.get("street") or business.address.get("city")):
        missing.append("address")
    if business.country == "FR" and not (business.siren or business.siret):
        missing.append("siren")
    liable = business.vat_regime in ("cash", "debits") or is_reverse_charge(office.seller, buyer_of(client))
    if liable and not business.vat_number:
        missing.append("vat_number")
    return tuple(missing)
