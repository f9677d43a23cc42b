"""What the demonstration shows besides its pack: how its clients came, and others who are on their way today."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.db import transaction

from billing.models import Quote
from billing.replying import note_seen
from clients import starting
from clients.models import Agreement, Client, Contact
from seeds.history import arriving, founding, invoicing, offering
from seeds.history.casting import LOST, Life
from seeds.history.founding import moment
from seeds.history.ways import ON_THE_WAY, Way, to_active, way_of, workday
from sops.models import Business, SopVersion
from vacrm.exact import month_of, shift

# Who comes besides those of the pack: key, name in French and in English, contact, stage, source.
NEWCOMERS = (
    ("lumen", ("Jardins Lumen", "Lumen Gardens"), "Clara Lumen", "discovery", "website"),
    ("ombrine", ("Atelier Ombrine", "Ombrine Studio"), "Paul Ombrine", "signed", "referral"),
    ("sarment", ("Librairie Sarment", "Sarment Books"), "Maud Sarment", "onboarding", "linkedin"),
    ("aubier", ("Menuiserie Aubier", "Aubier Joinery"), "Jean Aubier", "proposal", "referral"),
    ("montfaucon", ("Garage Montfaucon", "Montfaucon Motors"), "Rémi Faucon", LOST, "malt"),
    ("halage", ("Café du Halage", "Towpath Café"), "Nora Halage", LOST, "website"),
)


@transaction.atomic
def enliven(*, at: datetime) -> None:
    """Give the clients of the demonstration a past and bring in some more, once. Nothing of it is billed by the month.

    One deposit is issued, which is not paid. No mail leaves: what was sent is written down as sent.
    """
    if Quote.objects.exists():
        return
    sop, dice = SopVersion.objects.published().get(), Random("demonstration")  # noqa: S311
    today = at.astimezone(ZoneInfo(sop.policy().hours.timezone)).date()
    known = list(Client.objects.order_by("pk"))
    lives = [_life(place, row, today) for place, row in enumerate((*known, *_newcomers()))]
    clients = {row.key: row for row in Client.objects.order_by("pk")}
    signed = _signed()
    ways = {life.key: _way(life, signed.get(life.key), today) for life in lives}
    for row in clients.values():
        row.stage_since = ways[row.key][row.stage]
    Client.objects.bulk_update(clients.values(), ["stage_since"])
    _offer(lives, clients, ways, signed, sop, today, dice)
    arriving.tell(lives, clients, ways, at=at, dice=dice)
    for life in lives:
        if life.stage == "signed":  # the deposit holds the work, not the onboarding
            starting.start(clients[life.key], at=moment(ways[life.key]["signed"], 17))


def _newcomers() -> list[Client]:
    business = Business.objects.get()
    in_english = business.language == "en"
    here = {"language": business.language, "currency": business.currency, "country": business.country}
    rows = Client.objects.bulk_create(
        Client(key=key, name=names[in_english], email=f"contact@{key}.example", stage=stage, source=source, **here)
        for key, names, _contact, stage, source in NEWCOMERS
    )
    Contact.objects.bulk_create(
        Contact(client=row, name=contact, email=row.email)
        for row, (_key, _names, contact, _stage, _source) in zip(rows, NEWCOMERS, strict=True)
    )
    return rows


def _life(place: int, row: Client, today: date) -> Life:
    """A client as the history sees one; who was lost came two months ago."""
    kind = "mission" if row.stage == "signed" else "hourly"
    first = shift(month_of(today), -2)
    return Life(place, row.key, row.name, kind, row.country, row.currency, row.stage, 1, first, None)


def _signed() -> dict[str, Agreement]:
    """By client, the terms they signed last, with which they began here."""
    rows = Agreement.objects.filter(signed_on__isnull=False).exclude(kind="trial").select_related("client", "sop")
    return {row.client.key: row for row in rows.order_by("starts_on")}


def _way(life: Life, terms: Agreement | None, today: date) -> Way:
    if terms is None or terms.signed_on is None:
        return way_of(life, today)
    way = to_active(terms.signed_on, terms.starts_on, days=24)
    if life.stage == "active":
        return way
    ago = ON_THE_WAY[life.stage]
    return {stage: workday(today - timedelta(days=ago[stage])) if stage == life.stage else way[stage] for stage in ago}


def _offer(
    lives: list[Life],
    clients: dict[str, Client],
    ways: dict[str, Way],
    signed: dict[str, Agreement],
    sop: SopVersion,
    today: date,
    dice: Random,
) -> None:
    """The quotes of all of them, and the one deposit."""
    now = [
        founding.sign_now(life, clients[life.key], ways[life.key], sop, today)
        for life in lives
        if life.stage in ("signed", "onboarding")
    ]
    rows = Agreement.objects.bulk_create(now)
    offering.offer_terms([*signed.values(), *rows], ways, dice, missions=1)
    for life in lives:
        client, way = clients[life.key], ways[life.key]
        if life.stage == LOST and "proposal" in way:
            offering.offer_in_vain(client, way, sop, dice)
        elif life.stage == "proposal":
            proposed = Agreement.objects.filter(client=client).first()
            line = offering.line_of(proposed, dice) if proposed else offering.plain_line(client, dice)
            seen = way["proposal"] + timedelta(days=1)
            quote = offering.offer(client, sop, line, on=way["proposal"], dice=dice, options=2)
            note_seen(quote, at=moment(seen), on=seen)
    invoicing.send_all([invoicing.ask_deposit(row, today) for row in rows if row.kind == "mission"], dice)
