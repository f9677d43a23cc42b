"""The demonstration shows life on the way from the first call to the kickoff, and bills the same as its pack."""

from __future__ import annotations

from datetime import datetime

import pytest

from billing.models import Gate, Invoice, Quote
from billing.proving import verify
from clients import pipeline
from clients.models import Booking, Client, Meeting
from seeds.livening import enliven
from tests.demonstration import NOW, demonstration
from vacrm.post.models import Delivery

__all__ = ["demonstration"]


@pytest.fixture
def lively(demonstration: None, db: None) -> None:
    enliven(at=NOW)


def test_each_stage_has_somebody_with_a_past(lively: None) -> None:
    shown = set(pipeline.LABELS) - {"paused", "ended"}
    assert {*Client.objects.values_list("stage", flat=True)} == shown
    for client in Client.objects.all():
        assert client.stage_changes.last().new == client.stage  # type: ignore[union-attr]
        assert client.stage_since is not None
        assert client.stage_since <= NOW.date()


def test_a_call_a_kickoff_quotes_and_a_deposit_are_there(lively: None) -> None:
    ahead = Meeting.objects.filter(starts_at__gt=NOW, state="booked")
    assert {*ahead.values_list("kind", flat=True)} >= {"discovery", "kickoff"}
    assert Quote.objects.waiting(NOW.date()).filter(lines__is_optional=True).exists()
    (gate,) = Gate.objects.shut()
    assert (gate.invoice.client.key, gate.invoice.kind) == ("ombrine", "deposit")
    running = Client.objects.get(key="sarment").onboarding
    assert running.items.filter(done_at=None).exists()
    assert running.items.filter(done_at__isnull=False).exists()
    assert Booking.objects.get().is_open
    assert list(verify()) == []


def test_the_month_is_billed_as_before_and_no_mail_leaves(demonstration: None, db: None) -> None:
    before = list(Invoice.objects.issued().order_by("pk").values_list("number", "client__key", "gross"))
    open_before = Delivery.objects.queued().count()
    enliven(at=NOW)
    after = list(
        Invoice.objects.issued().exclude(kind="deposit").order_by("pk").values_list("number", "client__key", "gross")
    )
    assert after == before
    assert Delivery.objects.queued().count() == open_before


def test_a_second_time_adds_nothing_and_another_day_works_too(lively: None) -> None:
    found = Quote.objects.count(), Meeting.objects.count()
    enliven(at=datetime.fromisoformat("2026-11-09T09:00:00+01:00"))
    assert (Quote.objects.count(), Meeting.objects.count()) == found
