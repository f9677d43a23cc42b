"""Check a pack as a whole: references, identity numbers, dates, and what the law refuses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal

from babel import Locale

from billing.rules.vat import Buyer, is_overseas
from clients.models import Agreement, Client
from requests.models import TimeEntry
from seeds.packs.known import Known, gather
from seeds.packs.tables import (
    AgreementTable,
    BusinessTable,
    ClientTable,
    ConsentTable,
    DepositTable,
    ExpenseTable,
    Pack,
    PaymentTable,
    RequestTable,
    TimeTable,
)
from sops.models import Business, SopVersion
from sops.rules import identity

type Lines = Iterator[str]

_LOCALE = Locale("en")
COUNTRIES = frozenset(code for code in map(str, _LOCALE.territories) if len(code) == 2 and code.isalpha()) - {
    "ZZ",
    "EU",
    "UN",
    "EZ",
}
CURRENCIES = frozenset(_LOCALE.currencies)


def check(pack: Pack) -> list[str]:
    """The problems of a pack, as lines of `path: what is wrong, what would be right`; none: it can be loaded."""
    known = gather(pack)
    found = [*_whole(pack), *_twice(pack)]
    found += _business(pack.business) if pack.business else []
    checks: tuple[tuple[str, Callable[..., Lines]], ...] = (
        ("clients", _client),
        ("agreements", _agreement),
        ("requests", _request),
        ("time", _time),
        ("expenses", _expense),
        ("deposits", _deposit),
        ("consents", _consent),
        ("payments", _payment),
    )
    for name, each in checks:
        for index, table in enumerate(getattr(pack, name)):
            found += [f"{name}[{index}].{line}" for line in each(table, known)]
    return found


def _whole(pack: Pack) -> Lines:
    if pack.business is None and Business.objects.current() is None:
        yield "business: is missing; add [business] with a name"
    if pack.sop is None and not SopVersion.objects.published().exists():
        yield "sop: is missing; add [sop] with a title and effective_on"


def _twice(pack: Pack) -> Lines:
    for name, field in (
        ("clients", "key"),
        ("agreements", "key"),
        ("requests", "key"),
        ("time", "key"),
        ("expenses", "key"),
        ("deposits", "number"),
    ):
        counts = Counter(value for table in getattr(pack, name) if (value := getattr(table, field)) is not None)
        for index, table in enumerate(getattr(pack, name)):
            value = getattr(table, field)
            if counts[value] > 1 and value is not None:
                yield f"{name}[{index}].{field}: “{value}” is there {counts[value]} times; write each once"


def _business(table: BusinessTable) -> Lines:
    yield from (f"business.{line}" for line in _place(None, table.currency))
    yield from (f"business.address.{line}" for line in _place(table.address.country if table.address else None, None))
    siren, siret = _compact(table.siren), _compact(table.siret)
    if siren and not identity.is_siren(siren):
        yield f"business.siren: {_wrong(table.siren, 'nine')}"
    if siret and not identity.is_siret(siret):
        yield f"business.siret: {_wrong(table.siret, 'fourteen')}"
    elif siret and siren and not siret.startswith(siren):
        yield f"business.siret: “{table.siret}” does not start with the SIREN {siren}; one of the two is wrong"
    if table.iban and not identity.is_iban(_compact(table.iban)):
        yield f"business.iban: “{table.iban}” has wrong check digits or length; copy it from the bank"
    if table.bic and not identity.is_bic(_compact(table.bic)):
        yield f"business.bic: “{table.bic}” is not a BIC; write 8 or 11 characters"
    country = table.address.country if table.address else None
    if (
        table.vat_number
        and (country or "FR") in identity.EU_COUNTRIES
        and not identity.is_vat_number(_compact(table.vat_number))
    ):
        yield f"business.vat_number: “{table.vat_number}” is not a VAT number; write it as FR40303265045"
    if not identity.is_number_pattern(table.number_pattern):
        yield (
            f"business.number_pattern: “{table.number_pattern}” makes no valid number; "
            "write {seq} once, and only letters, digits and + - _ /"
        )


def _wrong(number: str | None, length: str) -> str:
    return f"“{number}” has a wrong check digit or is not {length} digits; copy it from the register"


def _compact(text: str | None) -> str:
    return identity.compact(text or "")


def _place(country: str | None, currency: str | None) -> Lines:
    """Codes that no country or currency has: VAT depends on the one, amounts on the other."""
    if country is not None and country not in COUNTRIES:
        yield f"country: “{country}” is no country; write two letters such as FR, BE or GB"
    if currency is not None and currency not in CURRENCIES:
        yield f"currency: “{currency}” is no currency; write three letters such as EUR, GBP or CHF"


def _client(table: ClientTable, known: Known) -> Lines:
    yield from _place(table.country, table.currency)
    yield from (f"address.{line}" for line in _place(table.address.country if table.address else None, None))
    if table.siren and not identity.is_siren(_compact(table.siren)):
        yield f"siren: {_wrong(table.siren, 'nine')}"
    if (
        table.vat_number
        and table.country in identity.EU_COUNTRIES
        and not identity.is_vat_number(_compact(table.vat_number))
    ):
        yield f"vat_number: “{table.vat_number}” is not a VAT number; write country and number, as BE0123456749"


def _agreement(table: AgreementTable, known: Known) -> Lines:
    if table.client not in known.clients:
        yield f"client: {_unknown('client', table.client)}"
    if table.ends_on and table.ends_on < table.starts_on:
        yield f"ends_on: {table.ends_on} is before starts_on {table.starts_on}; write a later day"
    yield from _needed(table, known)
    yield from _moved(table)
    yield from _outside(table)
    offered = {each.code for each in known.policy.services} if known.policy else set()
    for code in [*(table.services or ()), *table.rates]:
        if code not in offered:
            place = "rates" if code in table.rates else "services"
            yield f"{place}: {_unknown('service', code)}"
    if table.carried_minutes and not table.hours_billed_through:
        yield "carried_minutes: needs hours_billed_through, the month they are carried out of; add it"
    if table.done_on and table.kind != "mission":
        yield f"done_on: is for missions, this is a {table.kind}; remove it"
    yield from _vat(table.vat_rate, known)
    if table.vat_rate is None and known.regime in ("cash", "debits") and _overseas(table.client, known):
        yield "vat_rate: is missing; overseas departments have rates of their own, write the one that applies"


def _moved(table: AgreementTable) -> Lines:
    """An agreement goes with the client who signed it."""
    owner = Agreement.objects.filter(key=table.key).values_list("client__key", flat=True).first()
    if owner and owner != table.client:
        yield f"client: “{table.key}” was signed by “{owner}”; write that client, or another key"


def _outside(table: AgreementTable) -> Lines:
    """Hours logged before that the agreement's dates would leave outside."""
    hours = TimeEntry.objects.filter(agreement__key=table.key)
    early = hours.filter(on__lt=table.starts_on).order_by("on").values_list("on", flat=True).first()
    if early:
        yield f"starts_on: {table.starts_on} leaves hours of {early} outside; write that day or an earlier one"
    late = (
        hours.filter(on__gt=table.ends_on).order_by("-on").values_list("on", flat=True).first()
        if table.ends_on
        else None
    )
    if late:
        yield f"ends_on: {table.ends_on} leaves hours of {late} outside; write that day or a later one"


def _needed(table: AgreementTable, known: Known) -> Lines:
    """What each kind cannot be billed without."""
    if table.kind == "hourly" and table.rate is None and not table.rates:
        yield "rate: is missing; an hourly agreement needs the price of an hour"
    if table.kind in ("package", "subscription", "mission") and table.price is None:
        yield f"price: is missing; a {table.kind} needs one"
    if table.kind != "package":
        return
    if table.included_minutes is None:
        yield "included_minutes: is missing; write how many minutes a month the package holds"
    if table.rate is None and known.policy and known.policy.surcharges.on_packages == "money":
        yield "rate: is missing; surcharges on packages are money, and the rate is their base"
    if table.overage_rate is None and table.rate is None:
        yield "overage_rate: is missing; write the price of an hour beyond the package"


def _vat(rate: Decimal | None, known: Known) -> Lines:
    if rate and known.regime == "franchise":
        yield f"vat_rate: is {rate}; under the franchise no VAT is charged (art. 293 B du CGI); leave it out"


def _overseas(key: str, known: Known) -> bool:
    client = known.clients.get(key)
    if isinstance(client, Client):
        return is_overseas(Buyer(client.kind, client.country, "", str(client.address.get("postcode", ""))))
    if client is None:
        return False
    return is_overseas(Buyer(client.kind, client.country, "", (client.address and client.address.postcode) or ""))


def _unknown(what: str, key: str) -> str:
    return f"there is no {what} “{key}”; write the key of one that the pack or the program knows"


def _request(table: RequestTable, known: Known) -> Lines:
    if table.client not in known.clients:
        yield f"client: {_unknown('client', table.client)}"
        return
    yield from _request_agreement(table, known)
    if table.service and table.service not in known.services:
        yield f"service: {_unknown('service', table.service)}"
    if table.wanted_by and table.wanted_by <= table.received_at:
        yield "wanted_by: is at or before received_at; write a later moment"
    for field in ("committed_at", "done_at"):
        moment = getattr(table, field)
        if moment and moment < table.received_at:
            yield f"{field}: is before received_at; write a later moment"


def _request_agreement(table: RequestTable, known: Known) -> Lines:
    if table.agreement is None:
        day = known.local_day(table.received_at)
        found = known.running(table.client, day)
        if len(found) != 1:
            which = f"{len(found)} ran ({', '.join(found)})" if found else "none ran"
            yield f"agreement: is missing, and {which} for “{table.client}” on {day}; write the agreement's key"
    else:
        yield from _agreement_of(table.agreement, table.client, known)


def _agreement_of(key: str, client: str, known: Known) -> Lines:
    agreement = known.agreements.get(key)
    if agreement is None:
        yield f"agreement: {_unknown('agreement', key)}"
    elif agreement.client != client and agreement.client in known.clients:  # an unknown one is said where it stands
        yield f"agreement: “{key}” is of “{agreement.client}”, not of “{client}”; write one of this client's"


def _time(table: TimeTable, known: Known) -> Lines:
    timed, plain = (table.started_at, table.ended_at), (table.on, table.minutes)
    if any(timed) and any(plain):
        yield "started_at: stands beside on or minutes; write started_at and ended_at, or on and minutes"
    elif any(timed) and not all(timed):
        yield f"{'ended_at' if table.started_at else 'started_at'}: is missing; write started_at and ended_at"
    elif not any(timed) and not all(plain):
        yield f"{'minutes' if table.on else 'on'}: is missing; write started_at and ended_at, or on and minutes"
    for field, moment in (("started_at", table.started_at), ("ended_at", table.ended_at)):
        if moment and (moment.second or moment.microsecond):
            yield f"{field}: has seconds; write whole minutes"
    if table.started_at and table.ended_at and table.ended_at <= table.started_at:
        yield "ended_at: is not after started_at; write a later moment"
    yield from _whose(table, known)


def _whose(table: TimeTable, known: Known) -> Lines:
    client, agreement = table.client, table.agreement
    if table.request is None and client is None:
        yield "request: is missing; write request, or client and agreement"
        return
    if table.request is not None:
        if table.request not in known.requests:
            yield f"request: {_unknown('request', table.request)}"
            return
        owner, own = known.requests[table.request]
        if client not in (None, owner):
            yield f"client: is “{client}”, but the request is of “{owner}”; remove it"
        if agreement not in (None, own):
            yield f"agreement: is “{agreement}”, but the request has “{own}”; remove it"
        client, agreement = owner, own
    elif client not in known.clients:
        yield f"client: {_unknown('client', client or '')}"
        return
    elif agreement is not None:
        yield from _agreement_of(agreement, client or "", known)
    yield from _within(table, agreement, known)


def _within(table: TimeTable, agreement: str | None, known: Known) -> Lines:
    found, day = known.agreements.get(agreement or ""), known.day_of(table)
    if found and day and not found.covers(day):
        dates = f"{found.starts_on} to {found.ends_on or 'open'}"
        field = "started_at" if table.started_at else "on"
        yield f"{field}: {day} is outside the agreement “{agreement}” ({dates}); write a day within it"


def _expense(table: ExpenseTable, known: Known) -> Lines:
    if table.client not in known.clients:
        yield f"client: {_unknown('client', table.client)}"
    yield from _vat(table.vat_rate, known)
    if table.vat_rate is None and known.regime in ("cash", "debits") and _overseas(table.client, known):
        yield "vat_rate: is missing; overseas departments have rates of their own, write the one that applies"


def _of_kind(key: str, kind: str, what: str, known: Known) -> Lines:
    agreement = known.agreements.get(key)
    if agreement is None:
        yield f"agreement: {_unknown('agreement', key)}"
    elif agreement.kind != kind:
        yield f"agreement: “{key}” is a {agreement.kind}; {what} goes with a {kind}"


def _deposit(table: DepositTable, known: Known) -> Lines:
    yield from _of_kind(table.agreement, "mission", "a deposit", known)
    yield from _vat(table.vat_rate, known)


def _consent(table: ConsentTable, known: Known) -> Lines:
    yield from _of_kind(table.agreement, "package", "a consent", known)


def _payment(table: PaymentTable, known: Known) -> Lines:
    number = table.invoice
    if number not in known.invoices:
        yield f"invoice: there is no invoice “{number}”; write the number of one that was issued"
    if not table.amount:
        yield "amount: is 0.00; write what was received, or less than zero for what was given back"
