"""Today: what needs her, ranked, each with its reason; and what can be found from any page."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing.collecting import record_payment, still_due
from billing.models import Invoice, RevenueGoal
from billing.revenue import aimed_and_earned
from clients.models import Client as Customer
from requests import assessing, timing
from requests.models import ClientRequest
from tests.test_house_pages import inline_parts
from vacrm.today import Need, sections

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 2, 9, tzinfo=PARIS)


def asked(subject: str, **facts: object) -> ClientRequest:
    """An urgent request of this morning, judged."""
    bolt = Customer.objects.filter(agreements__kind="hourly").first()
    assert bolt is not None
    found = {"received_at": NOW, "wanted_by": NOW + timedelta(hours=5), "effort_minutes": 60, **facts}
    made = ClientRequest.objects.create(
        key=subject.lower(), client=bolt, agreement=bolt.agreements.get(kind="hourly"), subject=subject, **found
    )
    assessing.judge(made, at=NOW)
    return made


def text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_needs_are_ranked_and_stand_by_kind() -> None:
    def need(section: str, kind: int, urgency: float) -> Need:
        return Need(section, (kind, urgency), "", f"{section} {urgency}", "/", "", "")

    found = sections([need("money", 3, 1), need("answer", 0, 9), need("money", 3, 0), need("answer", 0, 2)])
    assert [(each.title, [each.title for each in each.needs]) for each in found] == [
        ("answer", ["answer 2", "answer 9"]),
        ("money", ["money 0", "money 1"]),
    ]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_urgent_request_comes_first_with_its_reason_and_its_price(owner: Client, language: str) -> None:
    client_request = asked("Replay email")
    page = owner.get("/", headers={"accept-language": language}).content.decode()
    first = page[page.index('class="ask"') : page.index("</article>")]
    assert "Replay email" in first
    assert client_request.get_absolute_url() in first
    assert ("5 h left" if language == "en" else "encore 5 h") in text(first).replace("\u00a0", " ")
    assert "§" in first
    assert "%" in first
    assert page.count("btn-primary") == 1
    assert inline_parts(page) == []


def test_a_request_that_was_answered_waits_no_more(owner: Client) -> None:
    client_request = asked("Replay email")
    assessing.commit(client_request, at=NOW)
    page = owner.get("/").content.decode()
    assert "Replay email" in page, "it is still to be done"
    assert "Replay email" not in page[page.index('class="ask"') : page.index("</article>")]
    assessing.decline(asked("Another"), at=NOW)
    assert "Another" not in owner.get("/").content.decode()


def test_an_overdue_invoice_is_shown_until_it_is_paid(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    invoice = Invoice.objects.standing().filter(due_on__isnull=False).first()
    assert invoice is not None
    assert invoice.due_on is not None
    monkeypatch.setenv("VACRM_NOW", f"{invoice.due_on + timedelta(days=2)}T10:00:00+01:00")
    assert re.search(rf"{invoice.number}.*2 days late", text(owner.get("/").content.decode()))
    record_payment(invoice.number or "", on=invoice.due_on, amount=still_due(invoice))
    assert str(invoice.number) not in owner.get("/").content.decode()


def test_a_month_left_open_is_shown_and_a_closed_one_is_not(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "is not closed" not in owner.get("/").content.decode()
    bolt = Customer.objects.filter(agreements__kind="hourly").first()
    assert bolt is not None
    timing.log(bolt, timing.Span(date(2026, 11, 3), 90), agreement=bolt.agreements.get(kind="hourly"))
    monkeypatch.setenv("VACRM_NOW", "2026-12-01T09:00:00+01:00")
    page = text(owner.get("/").content.decode()).replace("\u00a0", " ")
    assert "November 2026 is not closed" in page


def test_a_timer_of_yesterday_asks_what_was_real(owner: Client) -> None:
    customer = Customer.objects.first()
    assert customer is not None
    timing.start_timer(customer, at=NOW - timedelta(hours=20), on=date(2026, 11, 1))
    page = owner.get("/").content.decode()
    assert "A timer is still running" in page
    assert 'data-seconds="72000"' in page
    assert "20:00:00" in page


def test_the_running_timer_is_on_every_page(owner: Client) -> None:
    customer = Customer.objects.first()
    assert customer is not None
    assert "data-seconds" not in owner.get(reverse("find")).content.decode()
    timing.start_timer(customer, at=NOW, on=NOW.date())
    page = owner.get(reverse("find")).content.decode()
    assert page.count("data-seconds") == 2, "in the side bar, and above the bar of narrow screens"
    assert "A timer is still running" not in owner.get("/").content.decode(), "it runs since this morning"


def test_the_month_so_far_agrees_with_the_review(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from billing.drafting import propose

    monkeypatch.setenv("VACRM_NOW", "2026-11-26T09:00:00+01:00")
    nets: dict[str, Decimal] = {}
    for each in propose("2026-11", on=date(2026, 11, 26)):
        if each.draft.lines:
            nets[each.client.currency] = nets.get(each.client.currency, Decimal(0)) + each.totals.net
    assert nets, "there is nothing to compare"
    part = owner.get(reverse("billing:unbilled"), headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part
    for amount in nets.values():
        assert f"{amount:,}" in part


def test_the_year_counts_what_stands(owner: Client) -> None:
    RevenueGoal.objects.create(monthly=Decimal("2500.00"))
    goal, currency, chart = aimed_and_earned(date(2026, 11, 2))
    assert (goal.monthly, goal.yearly, currency) == (Decimal("2500.00"), None, "EUR")
    assert chart is not None
    euros = Invoice.objects.standing().filter(currency=chart["currency"])
    assert chart["total"] == sum(invoice.net for invoice in euros)
    assert len(chart["columns"]) == 12
    assert aimed_and_earned(date(2020, 1, 1))[2] is None


@pytest.mark.parametrize("words", ["atelier", "brisvent"])
def test_a_client_is_found_by_words(owner: Client, words: str) -> None:
    part = owner.get(reverse("find"), {"q": words}, headers={"hx-request": "true"}).content.decode()
    assert "Atelier Brisvent" in part
    assert part.lstrip().startswith('<div id="found"')


def test_an_invoice_and_a_request_are_found_by_number(owner: Client) -> None:
    invoice = Invoice.objects.issued().first()
    client_request = ClientRequest.objects.first()
    assert invoice is not None
    assert client_request is not None
    assert invoice.get_absolute_url() in owner.get(reverse("find"), {"q": invoice.number}).content.decode()
    found = owner.get(reverse("find"), {"q": f"#{client_request.pk}"}).content.decode()
    assert client_request.get_absolute_url() in found


def test_what_is_not_there_is_said_and_nothing_typed_is_trusted(owner: Client) -> None:
    page = owner.get(reverse("find"), {"q": "<b>zzz"}).content.decode()
    assert "Nothing answers" in page
    assert "<b>zzz" not in page


def test_today_asks_few_questions_however_much_there_is(owner: Client) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked_:
            assert owner.get("/").status_code == 200
        return len(asked_)

    owner.get("/")
    before = questions()
    for number in range(12):
        asked(f"Urgent {number}")
    assert questions() == before
    assert before <= 15
