"""Where she is logged in: devices in words, when she was last seen there, and an end to it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.test_house_pages import inline_parts
from vacrm import visits

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/129.0.0.0 Safari/537.36 Edg/129.0.0.0"
)
LIST, END = "session-list", "session-end"


@pytest.fixture
def account(db: None, monkeypatch: pytest.MonkeyPatch) -> User:
    monkeypatch.setenv("VACRM_NOW", "2026-11-02T09:00:00+00:00")
    return User.objects.create_superuser("owner", password="x")


def logged_in(agent: str = FIREFOX, name: str = "owner") -> Client:
    client = Client(headers={"user-agent": agent})
    client.post(reverse("login"), {"username": name, "password": "x"})
    client.get("/find/")
    return client


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        (IPHONE, "Safari on iPhone"),
        (EDGE, "Edge on Windows"),
        ("curl/8", "Unknown device"),
        ("", "Unknown device"),
    ],
)
def test_a_device_is_told_in_words(agent: str, words: str) -> None:
    assert visits.device(agent) == words


@pytest.mark.parametrize("door", ["login", "admin:login"])
def test_she_is_noted_by_whichever_door_she_comes(account: User, door: str) -> None:
    here = logged_in()
    there = Client(headers={"user-agent": IPHONE})
    there.post(reverse(door), {"username": "owner", "password": "x"})
    assert "Safari on iPhone" in here.get(reverse(LIST)).content.decode()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_says_where(account: User, language: str) -> None:
    here = logged_in()
    logged_in(IPHONE)
    page = here.get(reverse(LIST), headers={"accept-language": language}).content.decode()
    assert ("Firefox on Linux" if language == "en" else "Firefox sur Linux") in page
    assert ("Last seen 2 Nov 2026, 09:00" if language == "en" else "Vue pour la dernière fois") in page.replace(
        "\u00a0", " "
    )
    assert inline_parts(page) == []
    keys = Session.objects.values_list("session_key", flat=True)
    assert not [key for key in keys if key in page], "a key would open the door"


def test_another_place_is_logged_out_and_this_one_stays(account: User) -> None:
    here, there, third = logged_in(), logged_in(IPHONE), logged_in(EDGE)
    mark = visits.mark_of(there.session.session_key or "")
    answer = here.post(reverse(END), {"mark": mark}, follow=True)
    assert "Logged out in one place." in answer.content.decode()
    assert there.get("/find/").status_code == 302
    assert third.get("/find/").status_code == 200
    again = here.post(reverse(END), {"mark": mark}, follow=True)
    assert "was logged out already" in again.content.decode()


def test_all_others_are_logged_out_at_once(account: User) -> None:
    here, others = logged_in(), [logged_in(IPHONE), logged_in(EDGE)]
    assert "2 places" in here.post(reverse(END), follow=True).content.decode()
    assert [other.get("/find/").status_code for other in others] == [302, 302]
    assert here.get("/find/").status_code == 200


def test_this_place_is_not_ended_by_its_mark(account: User) -> None:
    here = logged_in()
    here.post(reverse(END), {"mark": visits.mark_of(here.session.session_key or "")})
    assert here.get("/find/").status_code == 200


def test_nobody_ends_the_sessions_of_somebody_else(account: User) -> None:
    User.objects.create_superuser("other", password="x")
    other = logged_in(IPHONE, "other")
    here = logged_in()
    here.post(reverse(END), {"mark": visits.mark_of(other.session.session_key or "")})
    here.post(reverse(END))
    assert other.get("/find/").status_code == 200
    assert "iPhone" not in here.get(reverse(LIST)).content.decode()


def test_a_session_is_not_ended_by_a_link(account: User) -> None:
    assert logged_in().get(reverse(END)).status_code == 405


def test_being_seen_is_noted_every_ten_minutes_and_not_with_each_page(
    account: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = logged_in()

    def writes() -> int:
        with CaptureQueriesContext(connection) as asked:
            here.get("/find/")
        return len([query for query in asked.captured_queries if query["sql"].startswith("UPDATE")])

    assert writes() == 0
    monkeypatch.setenv("VACRM_NOW", "2026-11-02T09:09:00+00:00")
    assert writes() == 0
    monkeypatch.setenv("VACRM_NOW", "2026-11-02T09:10:00+00:00")
    assert writes() == 1


def test_the_page_asks_no_more_the_more_sessions_there_are(account: User) -> None:
    here = logged_in()

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            here.get(reverse(LIST))
        return len(asked)

    before = questions()
    for _ in range(5):
        logged_in(EDGE)
    assert questions() == before


def test_another_password_ends_the_other_sessions(account: User) -> None:
    here, there = logged_in(), logged_in(IPHONE)
    new = "a long enough sentence"
    here.post(reverse("password"), {"old_password": "x", "new_password1": new, "new_password2": new})
    assert there.get("/find/").status_code == 302
    assert "nowhere else" in here.get(reverse(LIST)).content.decode()
