"""The booking page as strangers see it, and the page of a meeting for who booked it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clients import door
from clients.models import Booking, Client, Meeting
from tests.demonstration import NOW
from tests.test_house_pages import inline_parts
from vacrm.post.models import Delivery

LIST, TAKE = "clients:slot-list", "clients:slot-take"
TYPED = {"name": "Ines Roux", "email": "ines@roux.example", "need": "Invoices pile up.", "source": "a friend"}


@pytest.fixture(autouse=True)
def _nobody_knocked_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def visitor(demonstration: None, db: None) -> Browser:
    Booking.objects.create(is_open=True, greeting="Let us talk.", buffer_minutes=15)
    return Browser()


def keys(visitor: Browser, **query: str) -> list[str]:
    return re.findall(r"\?at=([^&]+)&amp;", visitor.get(reverse(LIST), query).content.decode().replace("%3A", ":"))


def booked(visitor: Browser, **typed: str) -> str:
    """Book the first moment; the address of the meeting's page."""
    answer = visitor.post(reverse(TAKE), {**TYPED, "at": keys(visitor)[0], "zone": "Europe/London", **typed})
    assert answer.status_code == 302, answer.context["form"].errors
    return str(answer.headers["Location"])


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_stranger_sees_the_free_moments_in_their_language(visitor: Browser, language: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        answer = visitor.get(reverse(LIST), headers={"accept-language": language})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in page
    assert inline_parts(page) == []
    assert "Let us talk." in page
    assert {"en": " November</h2>", "fr": " novembre</h2>"}[language] in page
    assert len(asked) <= 15
    assert len(answer.content) < 120_000


def test_moments_are_shown_on_the_visitors_clock(visitor: Browser) -> None:
    paris = visitor.get(reverse(LIST), {"zone": "Europe/Paris"}).content.decode()
    tokyo = visitor.get(reverse(LIST), {"zone": "Asia/Tokyo"}).content.decode()
    assert ">9:00</a>" in paris
    assert ">17:00</a>" in tokyo
    assert '<option value="Asia/Tokyo" selected>' in tokyo
    assert visitor.get(reverse(LIST), {"zone": "Nowhere/None"}).status_code == 200


def test_a_stranger_books_without_javascript_and_gets_a_page_of_their_own(visitor: Browser) -> None:
    place = booked(visitor)
    answer = visitor.get(place)
    page = answer.content.decode()
    assert "It is booked" in page
    assert "London time" in page
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert Client.objects.get(email="ines@roux.example").stage == "discovery"
    assert Delivery.objects.filter(kind="meeting").count() == 2
    file = visitor.get(f"{place}meeting.ics")
    assert file.headers["Content-Type"].startswith("text/calendar")
    assert file.content.startswith(b"BEGIN:VCALENDAR\r\n")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("email", "ines@roux", "valid email"),
        ("email", "ines@gmial.com", "did you mean ines@gmail.com"),
        ("name", "", "required"),
        ("need", "", "required"),
        ("website", "http://spam.example", "leave this field empty"),
    ],
)
def test_a_slip_is_said_and_nothing_typed_is_lost(visitor: Browser, field: str, value: str, said: str) -> None:
    typed = {**TYPED, "at": keys(visitor)[0], "zone": "Europe/Paris", field: value}
    answer = visitor.post(reverse(TAKE), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "a friend" in page
    assert not Meeting.objects.exists()


def test_the_second_visitor_is_offered_the_next_moments_and_keeps_their_words(visitor: Browser) -> None:
    key = keys(visitor)[0]
    booked(visitor)
    typed = {**TYPED, "email": "paul@example.org", "need": "<b>Help</b>", "at": key, "zone": "Europe/Paris"}
    answer = visitor.post(reverse(TAKE), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "just been taken" in page
    assert "&lt;b&gt;Help&lt;/b&gt;" in page
    assert "paul@example.org" in page
    others = re.findall(r'type="radio" name="at"[^>]*value="([^"]+)"', page)
    assert others
    assert key not in others
    assert visitor.post(reverse(TAKE), {**typed, "at": others[0]}).status_code == 302


def test_a_closed_page_is_calm(visitor: Browser) -> None:
    Booking.objects.update(is_open=False)
    for name in (LIST, TAKE):
        answer = visitor.get(reverse(name))
        assert answer.status_code == 404
        assert "Please write instead" in answer.content.decode()


@pytest.mark.parametrize("at", ["", "yesterday", "2026-13-01T99:00Z"])
def test_a_moment_that_is_none_leads_back_to_the_choice(visitor: Browser, at: str) -> None:
    assert visitor.get(reverse(TAKE), {"at": at}).headers["Location"] == reverse(LIST)


def test_who_knocks_too_often_is_asked_to_wait(visitor: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clients.views.slots.BOOKINGS", 2)
    typed = {**TYPED, "zone": "Europe/Paris"}
    answers = [visitor.post(reverse(TAKE), {**typed, "at": keys(visitor)[0]}).status_code for _knock in range(3)]
    assert answers == [302, 302, 429]
    assert Meeting.objects.count() == 2


# ── The page of a meeting ────────────────────────────────────────────────────────────────────────


def test_who_booked_moves_and_cancels_by_the_link(visitor: Browser) -> None:
    place = booked(visitor)
    page = visitor.get(f"{place}move/").content.decode()
    key = re.findall(r'name="at" value="([^"]+)"', page)[4]
    answer = visitor.post(f"{place}move/", {"at": key}, follow=True)
    assert "It is moved" in answer.content.decode()
    assert f"{Meeting.objects.get().starts_at:%Y-%m-%dT%H:%MZ}" == key
    assert "Cancel this meeting?" in visitor.get(f"{place}cancel/").content.decode()
    assert Meeting.objects.get().state == "booked", "asking cancels nothing"
    answer = visitor.post(f"{place}cancel/", {"why": "ill"}, follow=True)
    assert "This meeting is cancelled" in answer.content.decode()
    assert Meeting.objects.get().why == "ill"
    assert visitor.get(f"{place}move/").status_code == 302


def test_a_moment_taken_meanwhile_is_said_and_the_meeting_stays(visitor: Browser) -> None:
    place = booked(visitor)
    before = Meeting.objects.get().starts_at
    answer = visitor.post(f"{place}move/", {"at": "2026-11-08T03:00Z"})
    assert answer.status_code == 422
    assert "just been taken" in answer.content.decode()
    assert Meeting.objects.get().starts_at == before


@pytest.mark.parametrize(
    "name", ["booked-detail", "booked-move", "booked-cancel", "booked-file", "kickoff-choose", "feed-detail"]
)
def test_a_guessed_link_opens_one_calm_page(visitor: Browser, name: str) -> None:
    answer = visitor.get(reverse(f"clients:{name}", args=["x" * 32]))
    assert answer.status_code == 404
    assert "This link opens nothing" in answer.content.decode()


def test_a_client_chooses_the_kickoff_by_the_link_once(visitor: Browser) -> None:
    client = Client.objects.exclude(email="").filter(stage="kickoff").first() or Client.objects.exclude(email="")[0]
    link, secret = door.invite(client, "kickoff", to=client.email, days=30, at=NOW)
    place = reverse("clients:kickoff-choose", args=[secret])
    key = re.findall(r'name="at" value="([^"]+)"', visitor.get(place).content.decode())[0]
    answer = visitor.post(place, {"at": key, "zone": "Europe/Paris"})
    assert answer.status_code == 302
    assert Meeting.objects.get(kind="kickoff").client == client
    assert visitor.get(place).status_code == 404, "used up"
    link.refresh_from_db()
    assert link.opened_at


def test_a_link_for_something_else_chooses_no_kickoff(visitor: Browser) -> None:
    _link, secret = door.invite(Client.objects.all()[0], "portal", to="x@y.example", days=30, at=NOW)
    assert visitor.get(reverse("clients:kickoff-choose", args=[secret])).status_code == 404
