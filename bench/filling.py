"""Fill an empty database with a believable business: clients, agreements, requests, hours of one month.

The same arguments give the same rows. Every fourth request is urgent, committed, and worked outside and
inside opening hours; all requests are judged by the real rules.
"""

from __future__ import annotations

import io
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from PIL import Image, ImageDraw
from pydantic import TypeAdapter

from clients.models import Agreement, Client
from requests.models import Assessment, ClientRequest, Commitment, TimeEntry
from sops.models import Business, SopVersion
from sops.rules.document import parse_policy, policy_document
from sops.rules.judging import Assessment as Verdict
from sops.rules.judging import Facts, assess
from sops.rules.policy import Policy

ZONE = ZoneInfo("Europe/Paris")
FIRST = datetime(2026, 10, 1, tzinfo=ZONE).astimezone(UTC)
MINUTES = 31 * 24 * 60  # of the month
SOP = Path(__file__).parent.parent / "seeds" / "sops" / "fr-complete.toml"
TOGETHER = 4  # entries of one request
KINDS = ("hourly", "package", "hourly", "hourly", "package", "hourly", "hourly", "package", "hourly", "hourly")
NAMES = ("Atelier Bellune", "Brasero Conseil", "Comptoir Dulac", "Maison Évrard", "Ferme du Gué", "Studio Halden")
SUBJECTS = (
    ("Préparer le dossier de presse du salon", "documents"),
    ("Relancer les factures de septembre", "invoicing"),
    ("Réserver l’hôtel et le train de Lyon", "travel"),
    ("Mettre à jour la page des tarifs", "website-updates"),
)
NOTES = (
    "Tri, réponses et classement",
    "Relecture et mise en page, deux allers-retours avec l’imprimeur",
    "Appels et relances",
    "Recherche de trois prestataires, tableau comparatif et recommandation",
    "Compte rendu",
)

type Place = tuple[int, int]  # of a request: which client, which block of that client's hours

_FACTS: TypeAdapter[Facts] = TypeAdapter(Facts)
_VERDICT: TypeAdapter[Verdict] = TypeAdapter(Verdict)


@transaction.atomic
def fill(clients: int, entries: int) -> None:
    """Fill the database: so many clients, each with so many time entries in the month."""
    sop = _sop()
    rows = Client.objects.bulk_create(_client(place) for place in range(clients))
    agreements = Agreement.objects.bulk_create(_agreement(row, place, sop) for place, row in enumerate(rows))
    blocks = [block for block in range(-(-entries // TOGETHER)) if block % 5 < len(SUBJECTS)]
    asked = [(place, block) for place in range(clients) for block in blocks]
    facts = _facts(asked)
    requests = ClientRequest.objects.bulk_create(
        _request(agreements[place], f"r{place}-{block}", facts[place, block]) for place, block in asked
    )
    by_place = dict(zip(asked, requests, strict=True))
    _judge(by_place, facts, sop)
    TimeEntry.objects.bulk_create(
        entry for place, row in enumerate(agreements) for entry in _entries(row, place, entries, by_place, facts)
    )


def _sop() -> SopVersion:
    Business.objects.create(
        name="Nadia Delorme",
        siren="732829320",
        siret="73282932000074",
        vat_regime="debits",
        vat_number="FR44732829320",
        address={"street": "12 rue des Tilleuls", "postcode": "44000", "city": "Nantes", "country": "FR"},
        email="nadia@delorme.example",
        phone="+33 2 40 00 00 00",
        iban="FR7630006000011234567890189",
        bic="AGRIFRPP",
        tagline="Assistante virtuelle",
        logo=_logo(),
    )
    document = tomllib.loads(SOP.read_text(encoding="utf-8"), parse_float=Decimal)["sop"]
    title, effective_on = document.pop("title"), document.pop("effective_on")
    return SopVersion.objects.create(
        number=1,
        title=title,
        effective_on=effective_on,
        state="published",
        document=policy_document(parse_policy(document)),
        published_at=FIRST - timedelta(days=90),
    )


def _logo() -> bytes:
    image = Image.new("RGB", (480, 140), "white")
    pen = ImageDraw.Draw(image)
    for step in range(24):
        pen.ellipse((step * 18, 20 + step % 5 * 9, step * 18 + 60, 100), fill=(20, 97 + step * 5, 79 + step * 3))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _client(place: int) -> Client:
    return Client(
        key=f"c{place:05}",
        name=f"{NAMES[place % len(NAMES)]} {place:04}",
        siren="552100554",
        language="en" if place % 10 in (2, 5, 8) else "fr",
        email=f"compta@client-{place:04}.example",
        address={"street": f"{place % 90 + 1} avenue du Port", "postcode": "33000", "city": "Bordeaux"},
        stage="active",
        stage_since=date(2026, 9, 1),
    )


def _agreement(client: Client, place: int, sop: SopVersion) -> Agreement:
    terms: dict[str, Any] = {"rate": Decimal("42.00"), "rates": {"website-updates": "48.00"}}
    kind = KINDS[place % len(KINDS)]
    if kind == "package":
        terms = {
            "price": Decimal("480.00"),
            "included_minutes": 720,
            "overage_rate": Decimal("45.00"),
            "carry_over_months": 1,
            "timing": "advance" if place % 2 else "arrears",
        }
    return Agreement(
        key=f"a{place:05}", client=client, kind=kind, sop=sop, signed_on=date(2026, 9, 15),
        starts_on=date(2026, 10, 1), **terms,
    )  # fmt: skip


def is_urgent(place: int, block: int) -> bool:
    """Every fourth request, a different one for each client."""
    return (place + block) % 4 == 0


def _facts(asked: list[Place]) -> dict[Place, Facts]:
    """What is known of each request. Urgent ones share out the month, so that no hours overlap."""
    urgent = [each for each in asked if is_urgent(*each)]
    share = MINUTES // (len(urgent) + 1)
    starts = {each: FIRST + timedelta(minutes=place * share) for place, each in enumerate(urgent)}
    return {each: _fact(each[1], starts.get(each), min(share, 190)) for each in asked}


def _fact(block: int, start: datetime | None, minutes: int) -> Facts:
    subject, service = SUBJECTS[block % len(SUBJECTS)]
    if start is None:
        return Facts(FIRST, channel="email", subject=subject, service=service, effort_minutes=180)
    wanted, received = start + timedelta(minutes=minutes), start - timedelta(hours=2)
    return Facts(received, wanted, "email", f"URGENT {subject}", service, minutes // TOGETHER * TOGETHER)


def _request(agreement: Agreement, key: str, facts: Facts) -> ClientRequest:
    return ClientRequest(
        key=key,
        client_id=agreement.client_id,
        agreement=agreement,
        service=facts.service or "",
        channel=facts.channel or "",
        subject=facts.subject,
        received_at=facts.received_at,
        wanted_by=facts.wanted_by,
        effort_minutes=facts.effort_minutes,
    )


def _judge(requests: dict[Place, ClientRequest], facts: dict[Place, Facts], sop: SopVersion) -> None:
    policy, known = sop.policy(), dict[Facts, dict[str, Any]]()
    rows = Assessment.objects.bulk_create(
        Assessment(
            client_request=row,
            sop=sop,
            at=row.received_at,
            facts=_FACTS.dump_python(facts[each], mode="json"),
            verdict=_verdict(facts[each], policy, known),
        )
        for each, row in requests.items()
    )
    Commitment.objects.bulk_create(
        Commitment(client_request=row.client_request, assessment=row, at=row.at + timedelta(minutes=20))
        for each, row in zip(requests, rows, strict=True)
        if is_urgent(*each)
    )


def _verdict(facts: Facts, policy: Policy, known: dict[Facts, dict[str, Any]]) -> dict[str, Any]:
    """The verdict as stored; most requests differ in nothing that it depends on."""
    if facts not in known:
        known[facts] = _VERDICT.dump_python(assess(facts, policy), mode="json")
    return known[facts]


def _entries(
    agreement: Agreement,
    place: int,
    count: int,
    requests: dict[Place, ClientRequest],
    facts: dict[Place, Facts],
) -> Iterator[TimeEntry]:
    for number in range(count):
        block, step = divmod(number, TOGETHER)
        entry = TimeEntry(
            client_id=agreement.client_id,
            agreement=agreement,
            client_request=requests.get((place, block)),
            note=NOTES[(place + number) % len(NOTES)],
        )
        known = facts.get((place, block))
        if known and known.wanted_by and known.effort_minutes:
            entry.minutes = known.effort_minutes // TOGETHER
            entry.started_at = known.received_at + timedelta(hours=2, minutes=step * entry.minutes)
            entry.ended_at = entry.started_at + timedelta(minutes=entry.minutes)
            entry.on = entry.started_at.astimezone(ZONE).date()
        else:
            entry.on, entry.minutes = date(2026, 10, 1 + (place + number) % 28), 20 + (place * 7 + number * 11) % 75
        yield entry
