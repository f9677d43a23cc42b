"""A month's review is kept for a moment, and never shows what is no longer so."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import translation

from billing.adjusting import discount
from billing.reviewing import Review, billed, review, reviewed
from clients.models import Agreement, Client
from requests.models import TimeEntry
from sops.models import Business, SopVersion
from sops.publishing import publish, revise
from tests.billing.months import load, minutes, pack

pytestmark = pytest.mark.django_db(transaction=True)
ON, AT = date(2026, 11, 1), datetime(2026, 11, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def october() -> None:
    load(pack(time=[minutes("2026-10-06", 60)]))


def said(found: Review) -> list[tuple[str, str, list[str], object]]:
    """What a review shows: of each client the sum, the words of its lines, and the day it is due."""
    return [
        (bill.client.name, str(bill.gross), [line.label for line in bill.shown], bill.due_on)
        for bill in found.everybody
    ]


def elsewhere(act: Callable[[], object]) -> None:
    """Do something in a thread of its own, on a connection of its own, as another process would."""

    def alone() -> None:
        act()
        connection._close()  # close() leaves a database in memory open

    with ThreadPoolExecutor(1) as pool:
        pool.submit(alone).result()


def log_another_hour() -> None:
    TimeEntry.objects.update(minutes=120)


def take_something_off() -> None:
    discount(Client.objects.get(), "2026-10", reason="r", amount=Decimal("5.00"), on=ON, at=AT)


def publish_another_sop() -> None:
    """Where an hour counts as eight, so that it shows."""
    draft = revise(SopVersion.objects.published().get(), at=AT)
    draft.document["time"] = {**draft.document.get("time", {}), "round_minutes": 480}
    draft.save()
    Agreement.objects.update(sop=publish(draft, at=AT))


def rename_the_client() -> None:
    Client.objects.update(name="Bolt")


def charge_vat() -> None:
    Business.objects.update(vat_regime="debits", vat_number="FR90900000019")


CHANGES = [log_another_hour, take_something_off, publish_another_sop, rename_the_client, charge_vat]


@pytest.mark.parametrize("where", ["here", "elsewhere"])
@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen_at_once(change: Callable[[], None], where: str) -> None:
    before = said(reviewed("2026-10", on=ON))
    change() if where == "here" else elsewhere(change)
    after = said(reviewed("2026-10", on=ON))
    assert after != before
    assert after == said(review("2026-10", on=ON))


def test_another_day_or_month_is_another_review() -> None:
    first = reviewed("2026-10", on=ON).bills[0]
    assert first.due_on == date(2026, 11, 16)
    assert reviewed("2026-10", on=date(2026, 11, 2)).bills[0].due_on == date(2026, 11, 17)
    assert reviewed("2026-10", on=date(2026, 10, 30)).bills[0].warnings != first.warnings
    assert reviewed("2026-09", on=ON).bills == []


def test_another_language_is_another_review() -> None:
    early = date(2026, 10, 30)
    texts = []
    for language in ("en", "fr", "en"):
        with translation.override(language):
            (warned,) = reviewed("2026-10", on=early).bills[0].warnings
            texts.append(warned.text)
    assert "is not over" in texts[0]
    assert "pas terminé" in texts[1]
    assert texts[2] == texts[0]


def test_a_review_looked_at_is_the_same_the_second_time() -> None:
    found = reviewed("2026-10", on=ON)
    first = said(found), [(each.named, each.gross) for each in found.sums()]
    again = reviewed("2026-10", on=ON)
    if connection.vendor == "sqlite":
        assert again is found
    assert (said(again), [(each.named, each.gross) for each in again.sums()]) == first


def test_a_bill_is_that_of_the_review_at_hand_and_the_same_without_it() -> None:
    (alone,) = [billed(each.client, "2026-10", on=ON) for each in review("2026-10", on=ON).bills[:1]]
    whole = reviewed("2026-10", on=ON)
    found = billed(alone.client, "2026-10", on=ON)
    assert (found.shown, found.gross, found.warnings) == (alone.shown, alone.gross, alone.warnings)
    if connection.vendor == "sqlite":
        assert found is whole.bills[0]
    rename_the_client()
    assert billed(alone.client, "2026-10", on=ON) is not found
