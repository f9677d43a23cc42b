"""Rows of the database as the leaves of a book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from billing.ledgers import Row
from billing.rules.book import Adjusted, Billed, Customer, Promise, Settled, Terms, Work
from billing.rules.packages import open_months
from billing.rules.vat import Buyer
from clients import pipeline
from clients.models import Client
from vacrm.exact import Month, last_day, month_of, shift

ENTRY = ("id", "agreement_id", "client_request_id", "on", "minutes", "started_at", "ended_at", "note")
BILLED = ("billed__period", "billed__minutes", "billed__weighted")


def as_work(row: list[Any], terms: Mapping[int, Terms]) -> Work:
    """An open entry; one from before the opening balance was billed elsewhere."""
    work = _work(row)
    agreement = terms.get(work.terms_id or 0)
    through = agreement.hours_billed_through if agreement else ""
    month = month_of(work.on)
    if month > through:
        return work
    return replace(work, billed=Billed(month, work.minutes, Decimal(work.minutes)))


def as_billed(row: list[Any], terms: Mapping[int, Terms]) -> Work:
    """An entry as it was billed."""
    return replace(_work(row[: len(ENTRY)]), billed=Billed(*row[len(ENTRY) :]))


def _work(row: list[Any]) -> Work:
    id_, terms, ask, on, minutes, started_at, ended_at, note = row
    return Work(id_, terms, ask, on, minutes, started_at, ended_at, note)


def open_since(terms: Mapping[int, Terms], settled: Iterable[Settled], month: Month) -> dict[int, Month]:
    """From when on billed entries of packages still count in an open period; without those that have none."""
    closed: dict[int, list[Settled]] = defaultdict(list)
    for each in settled:
        closed[each.terms_id].append(each)
    found = {}
    for package in (each for each in terms.values() if each.kind == "package"):
        periods = tuple(closed[package.id])
        through = max([month, *(each.period for each in periods)])
        if still_open := open_months(package, periods, shift(through, 1)):
            found[package.id] = still_open[0]
    return found


def end_after(month: Month) -> date:
    """The last day of the month after: a package billed in advance may begin then."""
    return last_day(shift(month, 1))


def promise_of(facts: dict[str, Any], at: datetime, verdict: dict[str, Any]) -> Promise:
    """What a stored assessment lets be charged, from a moment on."""
    wanted = facts.get("wanted_by")
    return Promise(
        at=at,
        wanted_by=datetime.fromisoformat(wanted) if wanted else None,
        tier=Decimal(verdict["tier_percent"]),
        band=Decimal(verdict["band_percent"]),
        percent=Decimal(verdict["percent"]),
        off_hours=verdict["off_hours"],
        urgent=verdict["urgent"],
        missing_minutes=verdict["missing_minutes"],
        reasons=tuple(verdict["reasons"]),
    )


def lots_of(stored: list[tuple[Month, str]]) -> tuple[tuple[Month, Decimal], ...]:
    """Minutes by month of origin, as stored."""
    return tuple((origin, Decimal(minutes)) for origin, minutes in stored)


def buyer_of(client: Client) -> Buyer:
    """A client, as far as VAT reads it."""
    return Buyer(client.kind, client.country, client.vat_number, str(client.address.get("postcode", "")))


def customer_of(client: Client) -> Customer:
    """A client, as far as billing decides by it."""
    resting = client.stage in pipeline.RESTING
    return Customer(
        id=client.pk,
        key=client.key,
        name=client.name,
        currency=client.currency,
        resting_since=(client.stage_since or date.min) if resting else None,
        has_address=bool(client.address.get("street") or client.address.get("city")),
        is_company=client.kind == "company",
    )


def as_adjusted(row: Row, rate: Decimal, category: str) -> Adjusted:
    """A change made by hand; a line of her own bears the VAT of the client."""
    return Adjusted(
        id=row.id,
        kind=row.text("kind"),
        target=row.text("target"),
        label=row.text("label"),
        reason=row.text("reason"),
        quantity=row.exact("quantity", 4) if row.has("quantity") else None,
        unit=row.text("unit"),
        amount=row.money("amount") if row.has("amount") else None,
        percent=row.exact("percent", 2) if row.has("percent") else None,
        vat_rate=rate,
        category=category,
    )
