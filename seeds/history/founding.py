"""The business of a made-up history, its procedures version by version, and its clients with what they signed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from clients.models import Agreement, Client, Contact
from seeds.history.casting import TERM, Life, step_of
from seeds.history.ways import Way
from sops.models import Business, SopVersion
from sops.publishing import draft, publish
from sops.rules.document import parse_policy
from vacrm.exact import Month, cents, first_day, last_day, month_of, shift

STARTER = Path(__file__).resolve().parents[1] / "sops" / "fr-complete.toml"
TOWNS = (("44000", "Nantes"), ("33000", "Bordeaux"), ("69002", "Lyon"), ("59800", "Lille"), ("35000", "Rennes"))
ABROAD = {"CH": ("1003", "Lausanne"), "GB": ("BS1 4DJ", "Bristol"), "US": ("97205", "Portland")}
DEARER = Decimal("1.03")  # each time terms are signed anew


def found_business() -> None:
    """Write down who the assistant is."""
    Business.objects.create(
        name="Élise Morvan",
        siren="900000019",
        siret="90000001900019",
        activity="BNC",
        vat_regime="debits",
        vat_number="FR25900000019",
        address={"street": "3 quai des Salines", "postcode": "44600", "city": "Saint-Nazaire", "country": "FR"},
        email="elise@morvan.example",
        phone="+33 6 39 98 55 01",
        iban="FR7630006000011234567890189",
        bic="AGRIFRPP",
        tagline="Assistante virtuelle",
    )


def publish_next(number: int, month: Month) -> SopVersion:
    """Publish the SOP of a month: the starter, with services dearer and one tier higher at each version."""
    document = tomllib.loads(STARTER.read_text(encoding="utf-8"), parse_float=Decimal)["sop"]
    title = document.pop("title")
    del document["effective_on"]
    for service in document["services"]:
        service["rate"] = cents(service["rate"] * DEARER**number)
    document["urgency"]["tiers"]["standard"] = 30 + min(number, 3) * 5
    begins = first_day(month)
    version = draft(parse_policy(document), title=title, effective_on=begins)
    return publish(version, at=moment(begins))


def welcome(all_lives: list[Life], ways: Mapping[str, Way]) -> dict[str, Client]:
    """Write down the clients with a contact each; `ways` say, by key, how each came to where it stands."""
    rows = Client.objects.bulk_create(_client(life, ways[life.key]) for life in all_lives)
    found = {row.key: row for row in rows}
    Contact.objects.bulk_create(
        Contact(client=found[life.key], name=f"Contact {life.name}", email=found[life.key].email, role="Direction")
        for life in all_lives
    )
    return found


def _client(life: Life, way: Way) -> Client:
    postcode, city = ABROAD.get(life.country) or TOWNS[life.place % len(TOWNS)]
    return Client(
        key=life.key,
        name=life.name,
        siren=_siren(life.place) if life.country == "FR" else "",
        country=life.country,
        language="en" if life.country in ("GB", "US") else "fr",
        currency=life.currency,
        email=f"compta@client-{life.place:03}.example",
        address={"street": f"{life.place % 90 + 1} rue du Port", "postcode": postcode, "city": city},
        stage=life.stage,
        stage_since=way[life.stage],
        source=("recommandation", "réseau", "site")[life.place % 3],
    )


def _siren(place: int) -> str:
    """Nine digits whose last one checks the others (Luhn), as in every SIREN."""
    digits = [int(digit) for digit in f"9{place:07}"]
    doubled = [digit * 2 if index % 2 else digit for index, digit in enumerate(digits)]
    return "".join(map(str, digits)) + str(-sum(digit // 10 + digit % 10 for digit in doubled) % 10)


def sign(life: Life, nth: int, month: Month, client: Client, sop: SopVersion) -> Agreement:
    """Make the terms that a client signs for the months to come; not saved yet."""
    begins = first_day(month)
    row = Agreement(
        key=f"{life.key}-{nth + 1}",
        client=client,
        kind=life.kind,
        sop=sop,
        signed_on=begins - timedelta(days=3),
        starts_on=begins,
        ends_on=_ends_on(life, month),
    )
    for name, value in _terms(life, month, DEARER ** (nth // (TERM // step_of(life.kind)))).items():
        setattr(row, name, value)
    return row


def sign_now(life: Life, client: Client, way: Way, sop: SopVersion, today: date) -> Agreement:
    """Make the terms of who signed lately and begins next week; not saved yet."""
    row = sign(life, 0, month_of(today), client, sop)
    row.signed_on, row.starts_on = way["signed"], today + timedelta(days=7)
    row.ends_on = row.done_on = None
    return row


def _terms(life: Life, month: Month, dearer: Decimal) -> dict[str, Any]:
    if life.kind == "hourly":
        return {"rate": cents((34 + life.place % 9) * dearer)}
    if life.kind == "subscription":
        return {"price": cents((180 + life.place % 7 * 40) * dearer), "timing": "arrears"}
    if life.kind == "mission":
        delivered = last_day(shift(month, 1)) - timedelta(days=8)
        return {"price": cents((420 + life.place % 11 * 90) * dearer), "done_on": delivered}
    hours = (8, 10, 12, 16, 20)[life.place % 5]
    return {
        "price": cents(hours * 38 * dearer),
        "included_minutes": hours * 60,
        "overage_rate": cents(42 * dearer),
        "carry_over_months": life.place % 3,
        "timing": "advance" if life.place % 4 else "arrears",
    }


def _ends_on(life: Life, month: Month) -> date | None:
    """The last day of terms that begin in a month: the day before the next are signed, or the client's last."""
    through = last_day(shift(month, step_of(life.kind) - 1))
    return min(through, last_day(life.last)) if life.last else through


def moment(day: date, hour: int = 9) -> datetime:
    """A moment of a day."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
