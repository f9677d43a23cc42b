"""A request from the portal: what the rules say is seen before it is sent; then it waits for her answer."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clients import door
from clients.models import Client as Customer
from requests.assessing import verdict_of
from requests.models import ClientRequest
from tests.demonstration import NOW
from tests.test_house_pages import inline_parts
from vacrm.post.models import Delivery

pytestmark = pytest.mark.usefixtures("demonstration", "db")
EN = {"accept-language": "en"}
BY = "ines@nordlys.example"
NASTY = "<script>alert(1)</script>"
SOON = "2026-11-02T18:00:00+01:00"
HTMX = {"hx-request": "true"}


@pytest.fixture
def customer() -> Customer:
    cache.clear()
    found = Customer.objects.get(key="nordlys")
    found.language = "en"
    found.save()
    return found


@pytest.fixture
def inside(customer: Customer) -> Client:
    _link, secret = door.invite(customer, to=BY, days=30, at=NOW)
    browser = Client()
    browser.get(f"/p/open/{secret}/")
    return browser


def new(customer: Customer) -> str:
    return reverse("requests:portal-request-new", args=[customer.pk])


def text(answer: Any) -> str:
    return str(answer.content.decode().replace("\u00a0", " "))


def kept() -> list[ClientRequest]:
    """What came by the portal in this test."""
    return list(ClientRequest.objects.filter(channel="portal", received_at=NOW))


@pytest.mark.parametrize(("language", "said"), [("en", "What do you need?"), ("fr", "De quoi avez-vous besoin ?")])
def test_the_form_offers_moments_with_their_price(inside: Client, customer: Customer, language: str, said: str) -> None:
    Customer.objects.filter(pk=customer.pk).update(language=language)
    with CaptureQueriesContext(connection) as asked:
        page = text(inside.get(new(customer)))
    assert said in page and inline_parts(page) == []
    assert f'value="{SOON}"' in page and "when-price warn" in page
    assert len(asked) <= 15


def test_the_rules_answer_while_it_is_written_and_nothing_is_kept(inside: Client, customer: Customer) -> None:
    part = text(inside.get(new(customer), {"when": SOON, "effort": "90"}, headers=HTMX))
    assert part.startswith('<aside id="request-says"') and "<html" not in part
    assert "if it is confirmed" in part and 'id="request-when"' in part and 'hx-swap-oob="true"' in part
    assert "%" in part and "Without surcharge from" in part
    assert kept() == []


def test_a_surcharge_is_seen_before_it_is_sent(owner: Client, inside: Client, customer: Customer) -> None:
    typed = {"subject": f"Replay mail {NASTY}", "words": NASTY, "effort": "90", "when": SOON}
    first = inside.post(new(customer), typed)
    assert first.status_code == 422 and "send it again to go on" in text(first)
    assert "Replay mail" in text(first) and "<script>alert" not in text(first)
    assert kept() == []
    found = text(first).split('name="seen" value="')[1].split('"')[0]
    page = inside.post(new(customer), {**typed, "seen": found}, follow=True)
    assert "Your request has arrived." in text(page) and "if it is confirmed" in text(page)
    (asked,) = kept()
    verdict = verdict_of(asked.assessments.get())
    assert verdict.urgent and verdict.percent and verdict.channel == "agreed"
    assert asked.agreement is not None and asked.effort_minutes == 90
    assert str(asked.pk) in text(owner.get("/requests/?show=confirm", headers=EN))
    hers = text(owner.get(asked.get_absolute_url(), headers=EN))
    assert "the client area" in hers and "<script>alert" not in hers
    mail = Delivery.objects.get(kind="request")
    assert mail.reply_to == BY and NASTY in mail.body


def test_without_a_date_it_is_sent_at_once_and_two_clicks_are_one(inside: Client, customer: Customer) -> None:
    file = SimpleUploadedFile("list.csv", b"a;b\n1;2\n")
    inside.post(new(customer), {"subject": "Tidy the list", "attached": file})
    inside.post(new(customer), {"subject": "Tidy the list"})
    (asked,) = kept()
    assert [each.name for each in asked.files.all()] == ["list.csv"]
    listed = text(inside.get(reverse("requests:portal-requests", args=[customer.pk])))
    assert "Tidy the list" in listed and "Being looked at" in listed
    assert Delivery.objects.filter(kind="request").count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param({"subject": ""}, "This field is required.", id="no subject"),
        pytest.param({"when": "2026-11-02T08:00:00+01:00"}, "That moment is over", id="past"),
        pytest.param({"when": "other"}, "Choose the day and the hour.", id="no day"),
        pytest.param({"when": "whenever"}, "Choose one of the moments", id="no moment"),
        pytest.param({"when": "other", "other": "2099-01-01T10:00"}, "check the year", id="far ahead"),
        pytest.param({"service": "magic"}, "Select a valid choice", id="no service of ours"),
        pytest.param({"words": "x" * 5001}, "at most 5000", id="too many words"),
    ],
)
def test_what_cannot_be_read_is_said_and_stays(
    inside: Client, customer: Customer, typed: dict[str, str], said: str
) -> None:
    answer = inside.post(new(customer), {"subject": "Kept subject", **typed})
    assert answer.status_code == 422 and said in text(answer)
    assert typed.get("subject", "Kept subject") in text(answer)
    assert kept() == []


@pytest.mark.parametrize(("name", "content"), [("run.exe", b"MZ"), ("photo.png", b"<svg onload=x>"), ("a.pdf", b"")])
def test_a_file_of_another_kind_is_refused_and_nothing_is_kept(
    inside: Client, customer: Customer, name: str, content: bytes
) -> None:
    answer = inside.post(new(customer), {"subject": "Look", "attached": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert kept() == []


def test_strangers_and_links_for_one_quote_ask_nothing(customer: Customer) -> None:
    _link, secret = door.invite(customer, "quote:1", to=BY, days=9, at=NOW)
    browser = Client()
    browser.get(f"/p/open/{secret}/")
    for each in (browser, Client()):
        assert each.get(new(customer)).status_code == 404
        assert each.post(new(customer), {"subject": "x"}).status_code == 404


def test_she_sees_the_form_and_sends_nothing(owner: Client, customer: Customer) -> None:
    page = text(owner.get(new(customer), headers=EN))
    assert "you look, and the button does nothing" in page
    assert owner.post(new(customer), {"subject": "x"}).status_code == 403


def test_requests_are_not_sent_without_end(inside: Client, customer: Customer) -> None:
    answers = [inside.post(new(customer), {"subject": f"Request {n}"}).status_code for n in range(21)]
    assert answers == [*[302] * 20, 422]


def test_the_foot_says_until_when_she_is_there(inside: Client, customer: Customer) -> None:
    assert "Available today until" in text(inside.get(f"/p/{customer.pk}/"))
