"""The pages say what work waits for, and let her begin without the money, with a note."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client as Browser
from django.urls import reverse

from billing.collecting import record_payment
from billing.depositing import bill_deposit
from billing.models import Gate, Invoice
from clients.models import Agreement, Client
from requests.models import ClientRequest
from sops.models import SopVersion

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 8, tzinfo=UTC)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def invoice(demonstration: None) -> Invoice:
    client = Client.objects.filter(stage="active").order_by("pk")[0]
    sop = SopVersion.objects.published().get()
    Agreement.objects.create(
        key="site", client=client, kind="mission", sop=sop, signed_on=date(2026, 11, 1), starts_on=date(2026, 11, 1),
        price="900.00", deposit={"percent": "50", "gates": "start"},
    )  # fmt: skip
    return bill_deposit("site", on=date(2026, 11, 2), at=AT)[0]


@pytest.fixture
def gate(invoice: Invoice) -> Gate:
    return Gate.objects.get(invoice=invoice)


def test_the_pages_of_the_client_say_what_work_waits_for(owner: Browser, gate: Gate) -> None:
    client = gate.invoice.client
    for address in (client.get_absolute_url(), reverse("clients:onboarding", args=[client.pk])):
        page = owner.get(address).content.decode()
        assert "Your rules let the start of work wait for it." in page
        assert reverse("billing:gate-overrule", args=[gate.pk]) in page


def test_a_request_says_it_beside_its_confirmation(owner: Browser, gate: Gate) -> None:
    asked = ClientRequest.objects.create(client=gate.invoice.client, subject="A page", received_at=AT, channel="email")
    page = owner.get(asked.get_absolute_url()).content.decode()
    assert "Your rules let the start of work wait for it." in page
    ClientRequest.objects.update(done_at=AT)
    page = owner.get(asked.get_absolute_url()).content.decode()
    assert "Your rules let the start of work wait for it." not in page


def test_the_timer_starts_and_warns(owner: Browser, gate: Gate) -> None:
    answer = owner.post(reverse("requests:timer-begin"), {"client": gate.invoice.client_id}, follow=True)
    page = answer.content.decode()
    assert "The timer runs for" in page
    assert "Your rules let the start of work wait for it." in page


def test_she_does_not_wait_and_says_why(owner: Browser, gate: Gate) -> None:
    address = reverse("billing:gate-overrule", args=[gate.pk])
    assert b"<html" in owner.get(address).content
    fragment = owner.get(address, headers=HTMX).content.decode()
    assert "<html" not in fragment
    assert 'id="gate-overrule"' in fragment
    page = owner.post(address, {"note": "An old client."}, follow=True).content.decode()
    assert "It waits no more. Your note is kept." in page
    assert "Your rules let the start of work wait for it." not in page
    gate.refresh_from_db()
    assert (gate.note, gate.overruled_by) == ("An old client.", "nadia") or gate.overruled_by
    owner.post(reverse("billing:gate-wait", args=[gate.pk]))
    gate.refresh_from_db()
    assert gate.overruled_at is None


def test_without_a_note_nothing_is_opened(owner: Browser, gate: Gate) -> None:
    answer = owner.post(reverse("billing:gate-overrule", args=[gate.pk]), {"note": " "})
    assert answer.status_code == 422
    gate.refresh_from_db()
    assert gate.overruled_at is None


def test_a_payment_says_what_it_opens(owner: Browser, gate: Gate) -> None:
    address = reverse("billing:payment-list", args=[gate.invoice_id])
    typed = {"on": "2026-11-02", "amount": "450.00", "means": "transfer"}
    page = owner.post(address, typed, follow=True).content.decode()
    assert "The payment is recorded. Nothing holds the work for" in page


def test_the_deposit_of_a_lost_client_proposes_its_credit_note_for_a_while(owner: Browser, invoice: Invoice) -> None:
    record_payment(str(invoice.number), on=date(2026, 11, 2), amount=Decimal("450.00"), at=AT)
    said, where = "The client is lost, and it still stands", reverse("billing:invoice-credit", args=[invoice.pk])
    assert said not in owner.get("/").content.decode()
    Client.objects.filter(pk=invoice.client_id).update(stage="lost", stage_since=date(2026, 11, 1))
    page = owner.get("/").content.decode()
    assert said in page
    assert where in page
    Client.objects.filter(pk=invoice.client_id).update(stage_since=date(2026, 9, 1))
    assert said not in owner.get("/").content.decode(), "perhaps it is hers to keep"


def test_strangers_are_sent_to_the_door_and_acts_refuse_reading(client: Browser, owner: Browser, gate: Gate) -> None:
    for name in ("gate-overrule", "gate-wait"):
        address = reverse(f"billing:{name}", args=[gate.pk])
        assert Browser().get(address).status_code in (302, 405)
    assert owner.get(reverse("billing:gate-wait", args=[gate.pk])).status_code == 405


def test_it_is_said_in_french_too(owner: Browser, gate: Gate) -> None:
    owner.cookies["django_language"] = "fr"
    page = owner.get(reverse("billing:gate-overrule", args=[gate.pk])).content.decode()
    assert "Pourquoi ne pas attendre" in page
