"""The line of time of a client: every room's events in their order, page by page, each of them once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse

from billing.collecting import record_payment
from billing.models import InvoiceDelivery
from clients.history import SHOWN, history
from clients.models import Client, Meeting, StageChange
from vacrm.post.models import Delivery

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
EN = {"accept-language": "en"}


def busy() -> Client:
    """Who got an invoice, with moves of one moment, at which a payment stands too, and others around it."""
    sent = InvoiceDelivery.objects.select_related("invoice__client").latest("pk")
    Delivery.objects.filter(pk=sent.delivery_id).update(sent_at=NOON, claimed_at=NOON, next_try_at=None)
    record_payment(str(sent.invoice.number), amount=sent.invoice.gross, on=NOON.date())
    client = sent.invoice.client
    StageChange.objects.bulk_create(
        StageChange(client=client, old="active", new="paused", at=NOON + timedelta(days=max(day, 0)), why=str(day))
        for day in range(-20, 40)
    )
    start = NOON + timedelta(days=3)
    told = {"starts_at": start, "ends_at": start + timedelta(minutes=30), "booked_at": NOON, "minutes_sent_at": NOON}
    Meeting.objects.create(client=client, kind="kickoff", state="held", outcome="fit", **told)
    return client


@pytest.mark.parametrize("most", [1, 7, 50])
def test_page_after_page_tells_every_event_once_and_in_order(owner: Browser, most: int) -> None:
    client = busy()
    whole = [(event.at, event.place, event.text, event.url) for event in history(client, 10_000)]
    found, before = [], ""
    while events := history(client, most, before):
        assert len(events) <= most
        found += [(event.at, event.place, event.text, event.url) for event in events]
        before = events[-1].mark
    assert found == whole
    assert [at for at, *_rest in whole] == sorted((at for at, *_rest in whole), reverse=True)
    assert len({place for _at, place, *_rest in whole}) == len(whole)


def test_each_room_tells_its_own(owner: Browser) -> None:
    busy()
    told = "\n".join(event.text for client in Client.objects.all() for event in history(client, 10_000))
    for words in ("Asked: ", "Done: ", "Promised at +", "Issued F-2026-", "Sent F-2026-", "Paid F-2026-", "Moved to"):
        assert words in told, words
    assert "Booked: kickoff, 8 Oct 2026, 12:00" in told.replace("\u00a0", " ")
    assert "Held: kickoff (we fit)" in told
    assert "You wrote after: kickoff" in told
    assert re.search(r"Paid F-2026-\d+, €\d", told)


def test_the_history_leads_to_what_is_earlier_and_back(owner: Browser) -> None:
    address = reverse("clients:client-history", args=[busy().pk])
    first = owner.get(address, headers=EN).content.decode()
    assert first.count("<li><time") == SHOWN
    assert "Latest events" not in first
    link = re.search(r'rel="next" href="(\?before=[^"]+)">Earlier events<', first)
    assert link
    second = owner.get(address + link[1], headers=EN).content.decode()
    assert f'href="{address}">Latest events<' in second
    assert "<li><time" in second
    for strange in ("x", "20261005T120000.000000-1", "20261005T120000.000000-1-99999999999999999999", "%00", "--"):
        assert owner.get(f"{address}?before={strange}", headers=EN).status_code == 200
