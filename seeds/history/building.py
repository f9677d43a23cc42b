"""Build a made-up business with years behind it, month by month, up to the present moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from billing.models import Invoice
from clients.models import Agreement, Client
from requests.models import ClientRequest, TimeEntry
from seeds.history import founding, invoicing
from seeds.history.casting import Life, Shape, lives
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
    years = Years(shape, at, jobs, Random(f"{shape.seed}"), cast, founding.welcome(cast))  # noqa: S311
    for index in range(shape.months + 1):
        month = shift(first, index)
        _month(years, index, month)
        yield month
    invoicing.collect(at, years.dice)


def _month(years: Years, index: int, month: Month) -> None:
    if index % REVISED == 0:
        founding.publish_next(index // REVISED, month)
    begun = _sign(years, month)
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
        "requests": ClientRequest.objects.count(),
        "time entries": TimeEntry.objects.count(),
        "invoices": Invoice.objects.issued().count(),
    }
