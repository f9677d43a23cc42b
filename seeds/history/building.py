"""Build a made-up business with years behind it, month by month, up to the present moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from billing.models import Invoice, Quote
from clients.models import Agreement, Client, Meeting
from requests.models import ClientRequest, TimeEntry
from seeds.history import arriving, founding, invoicing, offering
from seeds.history.casting import COMING, LOST, Life, Shape, lives
from seeds.history.ways import Way, way_of
from seeds.history.working import ZONE, Served, work_through
from sops.models import Business, SopVersion
from vacrm.exact import Month, first_day, last_day, month_of, shift

REVISED = 30  # months between two versions of the procedures


@dataclass(slots=True)
class Years:
    """What is known while the months go by."""

    shape: Shape
    until: datetime
    jobs: int
    dice: Random
    lives: list[Life]
    clients: dict[str, Client]
    ways: dict[str, Way]
    offers: Random  # dice of their own: what is offered changes nothing of what is asked and done
    current: dict[str, Agreement] = field(default_factory=dict)  # by client


def refuse_filled() -> None:
    """Raise ValidationError where somebody's data are: made-up years never mix with real ones."""
    if Client.objects.exists() or Business.objects.exists() or SopVersion.objects.exists():
        raise ValidationError(_("There are clients or a business here; a history wants an empty data folder."))


def build(shape: Shape, *, at: datetime, jobs: int = 1) -> Iterator[Month]:
    """Build the years before a moment and the month it lies in, handing over each month once it is written.

    Each month is written in several transactions, as issuing wants it: what is interrupted stays half
    built. Raises ValidationError where there are clients already.
    """
    refuse_filled()
    now = month_of(at.astimezone(ZONE).date())
    first = shift(now, -shape.months)
    founding.found_business()
    cast = lives(shape, first)
    ways = {life.key: way_of(life, at.astimezone(ZONE).date()) for life in cast}
    dice, offers = Random(f"{shape.seed}"), Random(f"{shape.seed} offers")  # noqa: S311
    years = Years(shape, at, jobs, dice, cast, founding.welcome(cast, ways), ways, offers)
    for index in range(shape.months + 1):
        month = shift(first, index)
        _month(years, index, month)
        yield month
    invoicing.collect(at, years.dice)
    _welcome_those_to_come(years)
    _tell_the_ways(years)


def _month(years: Years, index: int, month: Month) -> None:
    if index % REVISED == 0:
        founding.publish_next(index // REVISED, month)
    begun = _sign(years, month)
    offering.offer_terms(begun, years.ways, years.offers)
    _lose(years, month)
    served = [
        Served(years.current[life.key], life.weight)
        for life in years.lives
        if life.serves(month) and life.key in years.current
    ]
    shape = years.shape
    work_through(
        month,
        served,
        asks=_part(shape.requests_a_year, years, index),
        takes=_part(shape.entries_a_year, years, index),
        until=years.until,
        dice=years.dice,
    )
    _bill(years, month, begun)


def _part(a_year: int, years: Years, index: int) -> int:
    """The share of one month, so that twelve add up to a year; of the present month, the share of its days."""
    share = a_year * (index + 1) // 12 - a_year * index // 12
    today = years.until.astimezone(ZONE).date()
    return share if index < years.shape.months else share * today.day // last_day(month_of(today)).day


def _sign(years: Years, month: Month) -> list[Agreement]:
    """Sign what begins in a month."""
    sop = SopVersion.objects.published().get()
    begun = [
        founding.sign(life, nth, month, years.clients[life.key], sop)
        for life in years.lives
        if (nth := life.terms(month)) is not None
    ]
    for row in Agreement.objects.bulk_create(begun):
        years.current[row.client.key] = row
    return begun


def _lose(years: Years, month: Month) -> None:
    """Send quotes to those who came in a month and did not become clients."""
    sop = SopVersion.objects.published().get()
    for life in years.lives:
        way = years.ways[life.key]
        if life.stage == LOST and life.first == month and "proposal" in way:
            offering.offer_in_vain(years.clients[life.key], way, sop, years.offers)


def _welcome_those_to_come(years: Years) -> None:
    """Those who are on their way today: quotes that wait, agreements that begin next week, a deposit not paid yet."""
    sop, today = SopVersion.objects.published().get(), years.until.astimezone(ZONE).date()
    here = [(life, years.clients[life.key], years.ways[life.key]) for life in years.lives if life.stage in COMING]
    asked = [(client, way) for life, client, way in here if life.stage in ("discovery", "proposal")]
    offering.offer_now(asked, sop, years.offers)
    signed = [founding.sign_now(life, client, way, sop, today) for life, client, way in here if "signed" in way]
    rows = Agreement.objects.bulk_create(signed)
    offering.offer_terms(rows, years.ways, years.offers, missions=1)
    invoicing.send_all([invoicing.ask_deposit(row, today) for row in rows if row.kind == "mission"], years.offers)


@transaction.atomic
def _tell_the_ways(years: Years) -> None:
    """How all came in, told at the end: what was signed and paid is known by then."""
    arriving.tell(years.lives, years.clients, years.ways, at=years.until, dice=years.offers)
    arriving.note_deposits()


def _bill(years: Years, month: Month, begun: list[Agreement]) -> None:
    """Deposits, expenses and the close of a month, as far as the present day allows."""
    today = years.until.astimezone(ZONE).date()
    if today <= first_day(month) + timedelta(days=1):
        return
    issued = invoicing.ask_deposits(begun, years.dice)
    invoicing.spend(month, list(years.current.values()), years.dice)
    if (on := closing_day(month)) <= today:
        issued += invoicing.close_month(month, on, _keys(years, month), years.dice, years.jobs)
    invoicing.send_all([invoice for invoice in issued if invoice.number], years.dice)


def closing_day(month: Month) -> date:
    """The first day of the month after."""
    return first_day(shift(month, 1))


def _keys(years: Years, month: Month) -> list[str]:
    """Who may still owe something: those served in the month or shortly before."""
    served = {life.key for life in years.lives if any(life.serves(shift(month, -back)) for back in range(4))}
    return sorted(served & years.current.keys())


def count() -> dict[str, int]:
    """How much there is."""
    return {
        "clients": Client.objects.count(),
        "quotes": Quote.objects.count(),
        "meetings": Meeting.objects.count(),
        "requests": ClientRequest.objects.count(),
        "time entries": TimeEntry.objects.count(),
        "invoices": Invoice.objects.issued().count(),
    }
