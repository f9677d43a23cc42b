"""The pipeline as a board, a list and a report; moves with their reasons; the process of one client."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from billing.models import Gate, Invoice, Quote, QuoteLine
from clients import evidence, onboarding
from clients.models import Agreement, Meeting
from clients.models import Client as Customer
from sops.models import SopVersion
from tests.billing.months import paris

ON = date(2026, 11, 2)
AT = paris("2026-11-02 09:00")


@pytest.fixture
def mirabel(owner: Client) -> Customer:
    """A client in the stage of the proposal, of whom nothing else is known."""
    return Customer.objects.get(key="mirabel")


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


PAGES = {"board": "/pipeline/", "list": "/pipeline/list/", "report": "/pipeline/report/"}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", PAGES)
def test_each_page_answers_in_both_languages(
    owner: Client, name: str, language: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(15):
        page = owner.get(PAGES[name], headers={"accept-language": language}).content.decode()
    assert f'<html lang="{language}"' in page
    assert page.count("<h1") == 1
    fragment = owner.get(PAGES[name], headers={"hx-request": "true"}).content.decode()
    assert "<html" not in fragment
    assert fragment.lstrip().startswith('<div id="pipeline')
    answer = Client().get(PAGES[name])
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/login/")


def test_a_card_says_the_next_step_and_who_has_the_ball(owner: Client, mirabel: Customer) -> None:
    evidence.record(mirabel, "quote_sent", at=AT, on=ON, source="quote:1")
    page = text(owner.get("/pipeline/"))
    assert "Client, until Wed 2 Dec</span>: the answer to the quote" in page
    evidence.record(mirabel, "quote_seen", at=AT, on=date(2026, 10, 31), source="quote:1")
    mirabel.milestones.filter(kind="quote_sent").update(on=date(2026, 10, 15))
    page = text(owner.get("/pipeline/"))
    assert "Today</span>: ask: the quote was seen 2 days ago" in page
    assert "1 next step today." in page


def test_a_card_names_all_that_is_agreed_and_leaves_out_what_is_done(owner: Client) -> None:
    first = Agreement.objects.get(key="veldkamp-office")
    rest = {"client": first.client, "sop": first.sop, "signed_on": ON, "starts_on": ON}
    Agreement.objects.create(key="extra", kind="mission", price=Decimal("320.00"), **rest)
    Agreement.objects.create(key="old", kind="mission", price=Decimal("90.00"), done_on=ON, **rest)
    page = text(owner.get("/pipeline/", headers={"accept-language": "en"}))
    assert '2 agreements, <span class="amount">€220.00 a month + €320.00</span>' in page


def test_a_meeting_stands_on_the_card_with_its_hour(owner: Client) -> None:
    lead = Customer.objects.get(key="terra-solis")
    evidence.record(lead, "call_booked", at=AT, on=ON, source="meeting:1")
    starts, ends = paris("2026-11-03 14:30"), paris("2026-11-03 15:00")
    Meeting.objects.create(client=lead, starts_at=starts, ends_at=ends, booked_at=AT)
    assert "Tomorrow</span>: call at 14:30" in text(owner.get("/pipeline/"))


def test_what_stands_still_is_said(owner: Client, mirabel: Customer) -> None:
    Customer.objects.filter(pk=mirabel.pk).update(stage="onboarding", stage_since=date(2026, 10, 1))
    page = text(owner.get("/pipeline/"))
    assert "for 32 days, stands still" in page
    assert "1 stands still." in page


def test_the_board_is_chosen_by_source_and_service(owner: Client) -> None:
    page = text(owner.get("/pipeline/?source=website"))
    assert "Terra Solis" in page
    assert "Mirabel" not in page
    page = text(owner.get("/pipeline/list/?source=linkedin"))
    assert ("Mirabel" in page, "Terra Solis" in page) == (True, False)
    assert "Nordlys" in text(owner.get("/pipeline/?service=newsletter"))
    assert "Terra Solis" not in text(owner.get("/pipeline/?service=newsletter"))
    assert "Terra Solis" in text(owner.get("/pipeline/?source=nowhere&service=' OR 1")), "what is unknown is not chosen"


def test_the_menu_of_a_card_leads_to_a_page_that_moves(owner: Client, mirabel: Customer) -> None:
    address = f"/clients/{mirabel.pk}/move/?next=/pipeline/"
    page = text(owner.get(address))
    assert '<option value="signed" selected>' in page
    assert mirabel.stage_changes.count() == 0
    fragment = text(owner.get(address, headers={"hx-request": "true"}))
    assert fragment.startswith('<form id="client-move"')
    answer = owner.post(f"/clients/{mirabel.pk}/move/", {"stage": "signed", "next": "/pipeline/#tile-7"})
    assert answer.headers["Location"] == "/pipeline/#tile-7"
    answer = owner.post(f"/clients/{mirabel.pk}/move/back/?next=/pipeline/")
    assert answer.headers["Location"] == "/pipeline/"
    mirabel.refresh_from_db()
    assert mirabel.stage == "proposal"


def test_a_loss_says_which_reason_and_another_one_in_words(owner: Client, mirabel: Customer) -> None:
    address = f"/clients/{mirabel.pk}/move/"
    answer = owner.post(address, {"stage": "lost", "why": "They have a cousin"})
    assert answer.status_code == 422
    assert "Choose the reason" in text(answer)
    assert "They have a cousin" in text(answer)
    assert owner.post(address, {"stage": "lost", "reason": "other"}).status_code == 422
    assert owner.post(address, {"stage": "lost", "reason": "weather"}).status_code == 422
    assert owner.post(address, {"stage": "lost", "reason": "price"}).status_code == 302
    assert mirabel.stage_changes.get().reason == "price"
    assert "Too expensive" in text(owner.get("/pipeline/report/"))
    assert "too expensive" in text(owner.get(f"/clients/{mirabel.pk}/history/"))


def test_the_report_counts_who_came_and_how_far(owner: Client) -> None:
    owner.post("/clients/new/", {"name": "Quai 17", "stage": "lead", "language": "fr", "kind": "company", **BARE})
    fresh = Customer.objects.get(name="Quai 17")
    assert fresh.stage_since == ON
    page = text(owner.get("/pipeline/report/"))
    assert "1 client came in 2026." in page
    owner.post(f"/clients/{fresh.pk}/move/", {"stage": "active"})
    assert "1 became active." in text(owner.get("/pipeline/report/"))
    owner.post(f"/clients/{fresh.pk}/move/back/")
    assert "became active" not in text(owner.get("/pipeline/report/")).replace("Became active", "")
    assert owner.get("/pipeline/report/?year=1999").status_code == 200
    assert "clients:pipeline-report" not in text(owner.get("/reports/"))
    assert 'href="/pipeline/report/"' in text(owner.get("/reports/"))


BARE = {"country": "FR", "currency": "EUR"}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_process_tells_the_way_with_its_dates(
    owner: Client, mirabel: Customer, language: str, django_assert_max_num_queries: Any
) -> None:
    evidence.record(mirabel, "quote_sent", at=AT, on=ON, source="quote:1", note="D-7")
    evidence.record(mirabel, "signed", at=paris("2026-11-02 10:00"), on=ON, source="quote:1")
    owner.post(f"/clients/{mirabel.pk}/move/", {"stage": "lead", "why": "signed by mistake"})
    address = f"/clients/{mirabel.pk}/process/"
    with django_assert_max_num_queries(15):
        page = text(owner.get(address, headers={"accept-language": language}))
    said = {"en": ["Quote sent: D-7", "Quote signed"], "fr": ["Devis envoyé : D-7", "Devis signé"]}[language]
    assert [each in page for each in said] == [True, True]
    assert "signed by mistake" in page
    assert page.count('aria-current="step"') == 1
    fragment = text(owner.get(address, headers={"hx-request": "true"}))
    assert fragment.startswith('<section id="client-process"')


def test_names_are_shown_as_they_are_written(owner: Client, mirabel: Customer) -> None:
    Customer.objects.filter(pk=mirabel.pk).update(name="<b>Mira & Co</b>", source='"><i>')
    for address in ("/pipeline/", "/pipeline/list/", "/pipeline/report/", f"/clients/{mirabel.pk}/process/"):
        page = owner.get(address).content.decode()
        assert "<b>Mira" not in page
        assert '"><i>' not in page
    page = owner.get(f"/clients/{mirabel.pk}/move/").content.decode()
    assert "&lt;b&gt;Mira &amp; Co" in page
    assert "&amp;amp;" not in page, "the heading is the title once more, and escaped once"


def test_what_rooms_above_know_stands_on_the_card(owner: Client, mirabel: Customer) -> None:
    sop = SopVersion.objects.published().get()
    quote = Quote.objects.create(
        ref="Q2026-0001",
        client=mirabel,
        sop=sop,
        title="Help",
        language="fr",
        currency="EUR",
        state="sent",
        sent_at=AT,
        made_at=AT,
        valid_until=date(2026, 11, 20),
    )
    priced = {"quote": quote, "label": "x", "unit": "month", "service": "event"}
    QuoteLine.objects.create(**priced, position=1, kind="package", price=Decimal("720.00"), included_minutes=900)
    QuoteLine.objects.create(**priced, position=2, kind="mission", price=Decimal("300.00"))
    QuoteLine.objects.create(
        **priced, position=3, kind="mission", price=Decimal("99.00"), is_optional=True, is_chosen=False
    )
    evidence.record(mirabel, "quote_sent", at=AT, on=ON, source="quote:1")
    for address in ("/pipeline/", "/pipeline/list/", "/pipeline/?service=event"):
        page = text(owner.get(address))
        assert "€300.00 + €720.00 a month" in page
        assert "until Fri 20 Nov" in page
    Quote.objects.update(state="declined", answered_at=AT, answer="Too early")
    assert "the quote was declined" in text(owner.get("/pipeline/"))
    assert "Quote Q2026-0001 declined: Too early" in text(owner.get(f"/clients/{mirabel.pk}/process/"))


def test_an_unpaid_deposit_blocks_and_late_it_is_asked_for(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Customer.objects.get(key="pixel-pin")
    Customer.objects.filter(pk=client.pk).update(stage="signed", stage_since=ON)
    invoice = Invoice.objects.issued().filter(client=client).first()
    assert invoice
    assert invoice.due_on
    Gate.objects.create(invoice=invoice, holds="start", shut_at=AT)
    page = text(owner.get("/pipeline/"))
    assert "Client</span>: the deposit" in page
    assert f'href="/invoices/{invoice.pk}/"' in page
    assert "1 is blocked." in page
    monkeypatch.setenv("VACRM_NOW", f"{invoice.due_on + timedelta(days=1)}T09:00:00+01:00")
    assert "Today</span>: ask for the deposit" in text(owner.get("/pipeline/"))


def test_a_checklist_shows_how_far_it_is_and_whose_turn(
    owner: Client, mirabel: Customer, django_assert_max_num_queries: Any
) -> None:
    Customer.objects.filter(pk=mirabel.pk).update(stage="onboarding", stage_since=ON)
    begun = onboarding.begin(mirabel, at=AT, on=ON)
    sop = SopVersion.objects.published().get()
    Quote.objects.create(
        ref="Q2026-0001", client=mirabel, sop=sop, title="x", language="fr", currency="EUR", made_at=AT, valid_until=ON
    )
    first = begun.items.all()[0]
    page = text(owner.get("/pipeline/"))
    assert f"0/{begun.items.count()}" in page
    assert first.label in page
    onboarding.tick(first, by=first.by, at=AT, on=ON)
    assert f"1/{begun.items.count()}" in text(owner.get("/pipeline/"))
    with django_assert_max_num_queries(15):
        assert f"Checklist, done: {first.label}" in text(owner.get(f"/clients/{mirabel.pk}/process/"))
