"""Random packs, valid by construction: a few clients, all kinds of agreements, work at odd hours."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, timedelta
from decimal import Decimal

import tomli_w
from hypothesis import strategies as st

from tests.oracle.agreements import AMOUNTS, KINDS, Kinds, agreements
from tests.oracle.happenings import happenings, requests
from tests.oracle.minutes import last_day, month_of, next_month
from tests.oracle.sops import DAYS_OF_INTEREST, Pack, mostly, some, sops

CLIENTS = [
    {"name": "Élan SARL", "kind": "company", "country": "FR", "siren": "123456782"},
    {"name": "acme", "kind": "company", "country": "FR", "siren": "900000027"},
    {"name": "Zoé Martin", "kind": "person", "country": "FR"},
    {"name": "Donau GmbH", "kind": "company", "country": "DE", "vat_number": "DE136695976"},
    {"name": "Bruck GmbH", "kind": "company", "country": "DE"},
    {"name": "Thames Ltd", "kind": "company", "country": "GB", "currency": "GBP"},
    {"name": "Ann Lee", "kind": "person", "country": "US"},
]


def as_toml(pack: Pack) -> str:
    """The pack in its written form."""
    return tomli_w.dumps(pack)


def as_read(text: str) -> Pack:
    """A pack as the program reads it: decimals, moments with an offset."""
    return tomllib.loads(text, parse_float=Decimal)


@st.composite
def cases(draw: st.DrawFn, kinds: Kinds = KINDS) -> tuple[str, str, date]:
    """A pack in TOML, the month to close, the issue date."""
    around = draw(st.sampled_from(DAYS_OF_INTEREST))
    month = month_of(around)
    pack = draw(packs(around, kinds))
    ahead = draw(st.sampled_from([0, 0, 1])) if around.day > 20 else 0
    month = next_month(month) if ahead else month
    return as_toml(pack), month, last_day(month) + timedelta(days=draw(st.sampled_from([1, 1, 1, 0, 14, -3])))


@st.composite
def questions(draw: st.DrawFn) -> str:
    """A pack in TOML for `assess`: a SOP, a request, perhaps an agreement."""
    around = draw(st.sampled_from(DAYS_OF_INTEREST))
    sop = draw(sops(around))
    request = draw(requests(around, zone=sop["hours"]["timezone"], seconds=True))
    pack: Pack = {"format": 1, "sop": sop, "request": request}
    if draw(st.booleans()):
        pack["agreement"] = {"kind": "hourly", "rate": Decimal("45.00"), "starts_on": date(2026, 1, 1)}
        pack["agreement"] |= draw(some(services=[["newsletter"], ["newsletter", "travel"]]))
    return as_toml(pack)


@st.composite
def packs(draw: st.DrawFn, around: date, kinds: Kinds = KINDS) -> Pack:
    """A business, its SOP, one to three clients and all that happened."""
    sop = draw(sops(around))
    regime = draw(st.sampled_from(["franchise", "cash", "debits"]))
    business = {
        "name": "Nadia Ferrand",
        "legal_form": "EI",
        "siren": "900000019",
        "vat_regime": regime,
        "address": {"street": "12 rue des Tilleuls", "postcode": "35000", "city": "Rennes", "country": "FR"},
        "email": "nadia@business.example",
        "iban": "FR1420041010050500013M02606",
        "currency": "EUR",
        "number_pattern": "F{year}-{seq:04}",
    }
    if regime != "franchise":
        business["vat_number"] = "FR25900000019"
    pack: Pack = {"format": 1, "business": business, "sop": sop, "clients": [], "agreements": [], "requests": []}
    pack |= {"time": [], "expenses": [], "deposits": [], "consents": []}
    for index in draw(st.lists(st.integers(0, len(CLIENTS) - 1), min_size=1, max_size=3, unique=True)):
        draw(_client(pack, index, around, kinds))
    _tidy(pack)
    return pack


@st.composite
def _client(draw: st.DrawFn, pack: Pack, index: int, around: date, kinds: Kinds) -> None:
    key = f"client-{index}"
    place = {"street": "4 quai des Docks", "postcode": "44000", "city": "Nantes", "country": CLIENTS[index]["country"]}
    client: Pack = {"key": key, "language": "en", "email": f"{key}@client.example", **CLIENTS[index]}
    client["stage"] = draw(st.sampled_from(["active"] * 6 + ["paused", "ended", "lost"]))
    if draw(mostly()):
        client["address"] = place
    pack["clients"].append(client)
    for rank in range(draw(st.sampled_from([1, 1, 2]))):
        franchise = pack["business"]["vat_regime"] == "franchise"
        agreement = draw(agreements(f"{key}-{rank}", client, around, franchise, kinds))
        pack["agreements"].append(agreement)
        draw(happenings(pack, agreement, around))
    for _ in range(draw(st.integers(0, 1))):
        expense: Pack = {"client": key, "on": around + timedelta(days=draw(st.integers(-20, 20))), "label": "Licence"}
        pack["expenses"].append(expense | {"net": draw(AMOUNTS)} | draw(some(billed=[True])))


def _tidy(pack: Pack) -> None:
    """Drop what packs.md refuses or leaves open: overlaps, time outside the agreement's dates."""
    agreements = {row["key"]: row for row in pack["agreements"]}
    owner = {row["key"]: row["agreement"] for row in pack["requests"]}
    busy: list[tuple[datetime, datetime]] = []
    kept = []
    for row in pack["time"]:
        agreement = agreements[row.get("agreement") or owner[row["request"]]]
        start, end = row.get("started_at"), row.get("ended_at")
        day = row.get("on") or start.date()
        free = start is None or all(end <= first or last <= start for first, last in busy)
        if agreement["starts_on"] <= day <= agreement.get("ends_on", date.max) and free:
            kept.append(row)
            busy += [(start, end)] if start else []
    pack["time"] = kept
    for request in pack["requests"]:  # named only where the client has a choice
        day, agreement = request["received_at"].date(), agreements[request["agreement"]]
        running = agreement["starts_on"] <= day <= agreement.get("ends_on", date.max)
        if running and sum(row["client"] == request["client"] for row in pack["agreements"]) == 1:
            del request["agreement"]
