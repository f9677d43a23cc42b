"""Read the books of clients: every fact that closing a month needs, in one pass per table."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import chain
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from billing import questions
from billing.leaves import (
    as_adjusted,
    as_billed,
    as_work,
    buyer_of,
    customer_of,
    end_after,
    open_since,
    promise_of,
)
from billing.ledgers import Row, deducted, ledgers
from billing.rules.book import (
    Adjusted,
    Agreed,
    Ask,
    Book,
    Deducted,
    Noted,
    Settled,
    Spent,
    Terms,
    Work,
)
from billing.rules.vat import Seller, category_of, is_reverse_charge, rate_of
from clients.models import Agreement, Client
from sops.models import PUBLISHED, Business, SopVersion
from sops.rules.policy import Policy
from vacrm.exact import ZERO, Month, last_day

LAST: Month = "9999-12"

type Ledgers = Mapping[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Office:
    """What all books of a run share: the business and its published SOP."""

    business: Business
    sop: SopVersion
    policy: Policy
    policies: dict[int, tuple[int, Policy]]  # by version id: number, policy

    @property
    def seller(self) -> Seller:
        """The business, as far as VAT reads it."""
        return Seller(self.business.vat_regime, self.business.country, self.business.vat_number)


def open_office() -> Office:
    """What a run begins with. Raises ValidationError when there is no business or no published SOP."""
    business, versions = Business.objects.current(), list(SopVersion.objects.frozen())
    sop = next((each for each in versions if each.state == PUBLISHED), None)
    if business is None or sop is None:
        raise ValidationError(
            {"business": _("No business or no published SOP yet: say who signs your invoices, and publish your rules.")}
        )
    policies = {each.pk: (each.number, each.policy()) for each in versions}
    return Office(business, sop, policies[sop.pk][1], policies)


def clients_in_order(keys: Collection[str] = ()) -> list[tuple[int, str]]:
    """Ids and names of clients in the order of their names, without case and accents."""
    return [(each.pk, each.name) for each in whole_clients_in_order(keys)]


def whole_clients_in_order(keys: Collection[str] = ()) -> list[Client]:
    """Clients, whole, in the order of their names."""
    rows = Client.objects.filter(key__in=keys) if keys else Client.objects.all()
    return sorted(rows, key=lambda each: (fold(each.name), each.key))


def fold(text: str) -> str:
    """A text without case and accents, to sort by."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def read(ids: Collection[int], month: Month, office: Office) -> dict[int, tuple[Client, Book]]:
    """Some clients with their books, by id, for closing a month."""
    return read_of(questions.clients(clients=ids), month, office)


def read_of(clients: Iterable[Client], month: Month, office: Office) -> dict[int, tuple[Client, Book]]:
    """Clients that are at hand with their books, by id."""
    return _Reader({each.pk: each for each in clients}, month, office).books()


class _Reader:
    """One pass per table over the facts of a group of clients."""

    def __init__(self, clients: dict[int, Client], month: Month, office: Office) -> None:
        self.clients, self.ids, self.month, self.office = clients, list(clients), month, office
        self.end = last_day(month)

    def books(self) -> dict[int, tuple[Client, Book]]:
        clients = self.clients
        terms = self._terms(clients)
        owner = {each.id: client for client, rows in terms.items() for each in rows}
        rows = ledgers(self.ids, list(owner), self.month, self.end)
        settled, periods, overages = _settled(rows, owner), _periods(rows, owner), _overages(rows, owner)
        work, orphans = self._work({each.id: each for group in terms.values() for each in group}, settled)
        asks = self._asks({w.ask_id for group in work.values() for w in group if w.ask_id is not None})
        consents, deposits = _consents(rows, owner), self._deposits(rows, owner, terms)
        expenses, adjustments = self._expenses(rows, clients), self._adjustments(rows, clients, terms)
        notes, overlaps = _notes(rows), _overlaps(work, self.end)
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
                    overlaps=overlaps & {w.id for w in work[id_]},
                    orphans=tuple(orphans[id_]),
                    business_currency=self.office.business.currency,
                    missing_mentions=_missing_mentions(self.office, client),
                    adjustments=tuple(adjustments[id_]),
                    notes=tuple(notes[id_]),
                ),
            )
            for id_, client in clients.items()
        }

    def _terms(self, clients: Mapping[int, Client]) -> dict[int, list[Terms]]:
        found: dict[int, list[Terms]] = defaultdict(list)
        for row in questions.agreements(clients=self.ids, until=end_after(self.month)):
            terms = self._one(row, clients[row.client_id])
            found[row.client_id].append(
                replace(terms, mission_billed=row.was_billed or row.billed_elsewhere, title=row.title or "")
            )
        return found

    def _one(self, row: Agreement, client: Client) -> Terms:
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
        )

    def _work(
        self, terms: Mapping[int, Terms], settled: Mapping[int, list[Settled]]
    ) -> tuple[dict[int, list[Work]], dict[int, list[Work]]]:
        """Open entries with all of their requests, agreements' months and periods; and those without an agreement."""
        mine = {"clients": self.ids, "until": self.end}
        rows = [(id_, as_work(row, terms)) for id_, *row in questions.not_billed(**mine)]
        fresh = [work for _, work in rows if not work.billed]
        since = open_since(terms, chain.from_iterable(settled.values()), self.month)
        rows += [(id_, as_billed(row, terms)) for id_, *row in _earlier(mine, fresh, since)]
        asked = {work.ask_id for work in fresh if work.ask_id}
        found, orphans = defaultdict(list), defaultdict(list)
        for id_, work in rows:
            if work.terms_id is None:
                orphans[id_].append(work)
            elif (
                not work.billed or work.ask_id in asked or work.ask_id is None or terms[work.terms_id].kind == "package"
            ):
                found[id_].append(work)
        return found, orphans

    def _asks(self, ids: Collection[int]) -> dict[int, Ask]:
        """Requests with their commitments; those without one, with the latest assessment."""
        found: dict[int, Ask] = {}
        for id_, *row in questions.requests(requests=ids) if ids else ():
            ask = found.get(id_) or Ask(id_, *row[:5])
            at, facts, verdict, *assessed = row[5:]
            if at is not None:
                ask = replace(ask, commitments=(*ask.commitments, promise_of(facts, at, verdict)))
            elif assessed[0] is not None:
                ask = replace(ask, verdict=promise_of(assessed[0], ask.received_at, assessed[1]))
            found[id_] = ask
        return found

    def _deposits(
        self, rows: Ledgers, owner: Mapping[int, int], terms: Mapping[int, list[Terms]]
    ) -> dict[int, list[Deducted]]:
        """Deposit invoices not credited: those from elsewhere, and those from here per rate."""
        found: dict[int, list[Deducted]] = defaultdict(list)
        missions = {each.id: each for group in terms.values() for each in group if each.kind == "mission"}
        for row in sorted(rows["elsewhere"], key=lambda row: row.text("on")):
            if mission := missions.get(row.owner):
                rate = row.exact("rate", 2) if row.has("rate") else mission.vat_rate
                category = mission.category if not rate else "S"
                deposit = Deducted(row.owner, row.text("number"), row.day("on"), row.money("net"), rate, category)
                found[owner[row.owner]].append(deposit)
        for row in sorted(rows["deposits"], key=lambda row: row.text("on")):
            amounts = row.money("net"), row.exact("rate", 2), row.text("category")
            found[owner[row.owner]].append(Deducted(row.owner, row.text("number"), row.day("on"), *amounts))
        others = {row.owner for row in rows["deposits"]} - missions.keys()
        return _left(found, deducted(others)) if others else found

    def _expenses(self, rows: Ledgers, clients: Mapping[int, Client]) -> dict[int, list[Spent]]:
        found: dict[int, list[Spent]] = defaultdict(list)
        for row in sorted(rows["expenses"], key=lambda row: row.text("on")):
            buyer = buyer_of(clients[row.owner])
            rate = rate_of(self.office.seller, buyer, row.exact("rate", 2) if row.has("rate") else None)
            category = category_of(self.office.seller, buyer, rate)
            found[row.owner].append(Spent(row.id, row.day("on"), row.text("label"), row.money("net"), rate, category))
        return found

    def _adjustments(
        self, rows: Ledgers, clients: Mapping[int, Client], terms: Mapping[int, list[Terms]]
    ) -> dict[int, list[Adjusted]]:
        found: dict[int, list[Adjusted]] = defaultdict(list)
        for row in rows["adjustments"]:
            vat = self._vat_of(clients[row.owner], terms.get(row.owner, []))
            found[row.owner].append(as_adjusted(row, *vat))
        return found

    def _vat_of(self, client: Client, terms: list[Terms]) -> tuple[Decimal, str]:
        """The VAT of a line that no agreement names: that of the latest agreement, else by regime and place."""
        if terms:
            return terms[-1].vat_rate, terms[-1].category
        buyer = buyer_of(client)
        rate = rate_of(self.office.seller, buyer)
        return rate, category_of(self.office.seller, buyer, rate)


def _earlier(mine: Mapping[str, Any], fresh: list[Work], since: Mapping[int, Month]) -> list[tuple[Any, ...]]:
    """Billed entries that still matter: of the same requests, of months without one, of periods still open.

    `since`: the first open period of packages, by agreement.
    """
    if not fresh and not since:
        return []
    asked = {work.ask_id for work in fresh if work.ask_id}
    first = min((work.on for work in fresh if work.ask_id is None), default=date.max).replace(day=1)
    period = min(since.values(), default=LAST)
    rows = questions.billed(**mine, requests=asked, first=first, packages=since, period=period)
    return sorted(rows, key=lambda row: row[1])


def _overlaps(work: Mapping[int, list[Work]], until: date) -> frozenset[int]:
    """Ids of open entries that overlap another, of whichever client: one sweep from the first of them to the last."""
    fresh = [each for rows in work.values() for each in rows if not each.billed]
    spans = [(each.started_at, each.ended_at) for each in fresh if each.started_at and each.ended_at]
    if not spans:
        return frozenset()
    first, last = min(start for start, _end in spans), max(end for _start, end in spans)
    found: set[int] = set()
    last_id, last_end = 0, datetime.min.replace(tzinfo=UTC)
    for id_, start, end, on in questions.timed(first=first, last=last):
        if on > until:
            continue
        if start < last_end:
            found |= {last_id, id_}
        if end > last_end:
            last_id, last_end = id_, end
    return frozenset(found)


def _left(found: dict[int, list[Deducted]], used: dict[tuple[int, Decimal], Decimal]) -> dict[int, list[Deducted]]:
    """Deposits less what invoices have deducted of them already."""
    return defaultdict(
        list,
        {
            client: [replace(each, net=each.net - used.get((each.terms_id, each.vat_rate), ZERO)) for each in rows]
            for client, rows in found.items()
        },
    )


def _settled(rows: Ledgers, owner: Mapping[int, int]) -> dict[int, list[Settled]]:
    found: dict[int, list[Settled]] = defaultdict(list)
    for row in _by_period(rows["settled"]):
        lots = row.lots("left"), row.lots("carried")
        found[owner[row.owner]].append(Settled(row.owner, row.text("period"), row.exact("overage", 8), *lots))
    return found


def _periods(rows: Ledgers, owner: Mapping[int, int]) -> dict[int, list[tuple[int, Month, Decimal]]]:
    found: dict[int, list[tuple[int, Month, Decimal]]] = defaultdict(list)
    for row in _by_period(rows["periods"]):
        found[owner[row.owner]].append((row.owner, row.text("period"), row.money("net")))
    return found


def _overages(rows: Ledgers, owner: Mapping[int, int]) -> dict[int, list[tuple[int, Month, Decimal]]]:
    found: dict[int, list[tuple[int, Month, Decimal]]] = defaultdict(list)
    for row in _by_period(rows["overages"]):
        found[owner[row.owner]].append((row.owner, row.text("period"), row.exact("minutes", 8)))
    return found


def _consents(rows: Ledgers, owner: Mapping[int, int]) -> dict[int, list[Agreed]]:
    found: dict[int, list[Agreed]] = defaultdict(list)
    for row in rows["consents"]:
        found[owner[row.owner]].append(Agreed(row.owner, row.text("period"), row.values["minutes"]))
    return found


def _notes(rows: Ledgers) -> dict[int, list[Noted]]:
    found: dict[int, list[Noted]] = defaultdict(list)
    for row in rows["notes"]:
        found[row.owner].append(Noted(row.text("warning"), row.text("note"), row.text("by"), row.moment("at")))
    return found


def _by_period(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row.text("period"))  # the ids are in order, and the sort keeps it


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
