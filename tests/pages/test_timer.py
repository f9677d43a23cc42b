"""The one timer on its pages: begun, stopped, and asked what was real where it was left running."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from clients.models import Client as Customer
from requests.models import ClientRequest, TimeEntry

PARIS = ZoneInfo("Europe/Paris")
ASK = "/time/timer/"


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    def turn(moment: str) -> None:
        monkeypatch.setenv("VACRM_NOW", moment)

    turn("2026-11-26T14:00:00+01:00")
    return turn


def customer(key: str = "brisvent") -> Customer:
    return Customer.objects.get(key=key)


def begin(owner: Client, key: str = "brisvent") -> TimeEntry:
    owner.post("/time/timer/start/", {"client": customer(key).pk})
    return TimeEntry.objects.get(running=True)


def text(answer: Any) -> str:
    return answer.content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize("how", ["/time/timer/stop/", "/time/timer/start/"])
def test_a_forgotten_timer_never_books_22_hours(owner: Client, at: Any, how: str) -> None:
    entry = begin(owner)
    at("2026-11-27T12:00:00+01:00")
    answer = owner.post(how, {"client": customer("nordlys").pk})
    assert answer.headers["Location"].startswith(ASK)
    entry.refresh_from_db()
    assert (entry.running, entry.minutes) == (True, None)
    assert TimeEntry.objects.filter(running=True).count() == 1
    page = text(owner.get(answer.headers["Location"]))
    assert "22 h on the clock" in page
    assert "at 18:00, the end of your opening hours: 4 h" in page
    assert "just now" not in page


def test_what_was_real_is_booked_and_the_other_timer_begins(owner: Client, at: Any) -> None:
    entry = begin(owner)
    at("2026-11-27T12:00:00+01:00")
    ask = owner.post("/time/timer/start/", {"client": customer("nordlys").pk}).headers["Location"]
    answer = owner.post(ask, {"end": "2026-11-26T17:00:00+00:00", "note": "Product sheets", "do": "book"}, follow=True)
    entry.refresh_from_db()
    assert (entry.minutes, entry.note, str(entry.on)) == (240, "Product sheets", "2026-11-26")
    assert TimeEntry.objects.get(running=True).client == customer("nordlys")
    assert "4 h booked for Atelier Brisvent" in text(answer)


def test_another_moment_is_said(owner: Client, at: Any) -> None:
    entry = begin(owner)
    at("2026-11-27T12:00:00+01:00")
    page = text(owner.post(ASK, {"end": "other", "ended_at": "2026-11-26T15:30", "do": "book"}, follow=True))
    entry.refresh_from_db()
    assert (entry.minutes, entry.ended_at) == (90, datetime(2026, 11, 26, 15, 30, tzinfo=PARIS))
    owner.post(re.findall(r'action="(/time/entries/restore/[^"]+)"', page)[-1])
    assert TimeEntry.objects.get(running=True).pk == entry.pk, "booked by mistake, it asks again"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("2026-11-26T13:00", "The timer began later than that"),
        ("2026-11-27T13:00", "still to come"),
        ("2026-11-27T11:00", "Nobody works that long"),
        ("", "Write when you really stopped."),
        ("soon", "Enter a valid date/time."),
    ],
)
def test_an_end_that_cannot_be_is_refused_and_nothing_typed_is_lost(
    owner: Client, at: Any, said: str, why: str
) -> None:
    begin(owner)
    at("2026-11-27T12:00:00+01:00")
    answer = owner.post(ASK, {"end": "other", "ended_at": said, "note": "Kept words", "do": "book"})
    assert answer.status_code == 422
    assert why in text(answer)
    assert "Kept words" in text(answer)
    assert TimeEntry.objects.filter(running=True).exists()


def test_her_last_act_of_the_day_is_offered(owner: Client, at: Any) -> None:
    begin(owner)
    asked = ClientRequest.objects.open().order_by("-received_at")[0]
    at("2026-11-26T15:10:00+01:00")
    owner.post(f"/requests/{asked.pk}/finish/")
    at("2026-11-26T21:00:00+01:00")
    page = text(owner.get(ASK))
    assert "at 15:10, the last thing you did here: 1 h 10" in page
    assert "just now, at 21:00: 7 h" in page


def test_a_forgotten_timer_may_run_on_or_be_thrown_away(owner: Client, at: Any) -> None:
    entry = begin(owner)
    at("2026-11-27T12:00:00+01:00")
    owner.post(ASK, {"do": "keep"})
    assert TimeEntry.objects.get(running=True) == entry
    page = text(owner.post(ASK, {"do": "discard"}, follow=True))
    assert not TimeEntry.objects.filter(pk=entry.pk).exists()
    owner.post(re.findall(r'action="(/time/entries/restore/[^"]+)"', page)[-1])
    assert TimeEntry.objects.get(running=True).pk == entry.pk, "thrown away by mistake, it runs again"


def test_today_leads_to_the_question(owner: Client, at: Any) -> None:
    begin(owner)
    assert "A timer is still running" not in text(owner.get("/"))
    at("2026-11-26T19:30:00+01:00")
    page = text(owner.get("/"))
    assert "A timer is still running" in page
    assert f'href="{ASK}"' in page


def test_stopping_from_the_bar_stays_on_the_page(owner: Client, at: Any) -> None:
    begin(owner)
    at("2026-11-26T14:45:00+01:00")
    page = text(owner.get("/clients/"))
    assert page.count('action="/time/timer/stop/"') == 2, "in the bar and in the dock of narrow screens"
    answer = owner.post("/time/timer/stop/", {"next": "/clients/"})
    assert answer.headers["Location"] == "/clients/"
    assert "45 min booked for Atelier Brisvent" in text(owner.get("/clients/"))
    assert owner.post("/time/timer/stop/", {"next": "https://elsewhere.example/"}).headers["Location"] == "/time/"


def test_a_timer_over_the_night_the_clock_turns_counts_real_hours(owner: Client, at: Any) -> None:
    at("2026-10-25T01:00:00+02:00")
    entry = begin(owner)
    at("2026-10-25T04:00:00+01:00")
    owner.post("/time/timer/stop/")
    entry.refresh_from_db()
    assert entry.minutes == 240


def test_the_question_is_asked_in_french_and_in_part(owner: Client, at: Any) -> None:
    begin(owner)
    at("2026-11-27T12:00:00+01:00")
    page = text(owner.get(ASK, headers={"accept-language": "fr"}))
    assert "Qu’en était-il vraiment ?" in page
    assert "à 18:00, la fin de vos horaires : 4 h" in page
    part = text(owner.get(ASK, headers={"HX-Request": "true"}))
    assert part.lstrip().startswith('<form id="timer-ask"')


def test_without_a_timer_there_is_no_question(owner: Client, at: Any) -> None:
    assert owner.get(ASK).headers["Location"] == "/time/"
    assert Client().get(ASK).headers["Location"].startswith("/login/")


def test_a_timer_stopped_by_mistake_runs_again_unless_another_does(owner: Client, at: Any) -> None:
    entry = begin(owner)
    at("2026-11-26T14:45:00+01:00")
    page = text(owner.post("/time/timer/stop/", follow=True))
    back = re.findall(r'action="(/time/entries/restore/[^"]+)"', page)[-1]
    owner.post(back)
    assert TimeEntry.objects.get(running=True) == entry
    owner.post("/time/timer/stop/")
    begin(owner, "nordlys")
    assert "cannot be taken back any more" in text(owner.post(back, follow=True))
    assert TimeEntry.objects.get(running=True).client == customer("nordlys")
