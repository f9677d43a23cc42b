"""Evidence is kept once a source, and the stage follows it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from clients import evidence, moving
from clients.models import Client
from sops.models import Business

pytestmark = pytest.mark.django_db

AT, ON = datetime(2026, 10, 15, 8, tzinfo=UTC), date(2026, 10, 15)


@pytest.fixture
def client() -> Client:
    return Client.objects.create(key="acme", name="Acme")


def test_what_happened_is_kept_and_the_stage_follows(client: Client) -> None:
    assert evidence.record(client, "call_booked", at=AT, on=ON, source="meeting:1")
    assert (client.stage, client.stage_since) == ("discovery", ON)
    change = client.stage_changes.get()
    assert (change.old, change.new, change.why) == ("lead", "discovery", "call booked")


def test_one_source_counts_once(client: Client) -> None:
    evidence.record(client, "quote_sent", at=AT, on=ON, source="quote:1")
    assert evidence.record(client, "quote_sent", at=AT, on=ON, source="quote:1") is None
    assert evidence.record(client, "quote_sent", at=AT, on=ON, source="quote:2")
    assert client.milestones.count() == 2
    assert client.stage_changes.count() == 1


def test_another_process_may_have_moved_the_client_meanwhile(client: Client) -> None:
    Client.objects.filter(pk=client.pk).update(stage="lost")
    evidence.record(client, "quote_seen", at=AT, on=ON)
    client.refresh_from_db()
    assert client.stage == "lost"


def test_evidence_can_be_withdrawn_and_the_stage_stays(client: Client) -> None:
    evidence.record(client, "quote_sent", at=AT, on=ON, source="quote:1")
    evidence.record(client, "signed", at=AT, on=ON, source="quote:1")
    evidence.record(client, "deposit_paid", at=AT, on=ON, source="invoice:1")
    assert evidence.withdraw(client, "deposit_paid", source="invoice:1")
    assert not evidence.withdraw(client, "deposit_paid", source="invoice:1")
    client.refresh_from_db()
    assert client.stage == "onboarding"


def test_what_is_no_evidence_is_a_mistake_of_the_program(client: Client) -> None:
    with pytest.raises(ValueError, match="handshake is no evidence"):
        evidence.record(client, "handshake", at=AT, on=ON)


def test_the_history_is_in_her_language_whoever_moved_the_client(client: Client) -> None:
    Business.objects.create(name="Studio Lune", language="fr")
    with translation.override("en"):  # as a page of the portal does, for a client who reads English
        evidence.record(client, "quote_seen", at=AT, on=ON, source="quote:1")
    assert client.stage_changes.get().why == "devis consulté"


def test_a_move_decided_on_a_page_that_was_overtaken_does_nothing(client: Client) -> None:
    stale = Client.objects.get(pk=client.pk)
    moving.move(client, "proposal", at=AT, on=ON)
    assert moving.move(stale, "proposal", at=AT, on=ON) is None
    assert client.stage_changes.count() == 1


def test_a_move_is_taken_back_once_however_often_it_is_clicked(client: Client) -> None:
    change = moving.move(client, "proposal", at=AT, on=ON)
    assert change
    assert moving.take_back(client, at=AT, of=change.pk)
    assert moving.take_back(client, at=AT, of=change.pk) is None
    assert client.stage == "lead"
