"""Every page of clients, requests and time: both languages, page and fragment, strangers, and its statements."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clients.models import Client as Customer
from requests.models import ClientRequest, TimeEntry

INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|<[a-z][^>]*\sstyle=|<[a-z][^>]*\son[a-z]+=|javascript:")
MOST_STATEMENTS = 15


def customer() -> int:
    return Customer.objects.get(key="nordlys").pk


def asked() -> int:
    return ClientRequest.objects.open().order_by("pk").values_list("pk", flat=True)[0]


def entry() -> int:
    return TimeEntry.objects.filter(billed__isnull=True).values_list("pk", flat=True)[0]


# Where each page is, and the element that its fragment is; none: the page has no fragment.
PAGES: dict[str, tuple[Callable[[], str], str]] = {
    "clients": (lambda: "/clients/", "client-table"),
    "clients chosen": (lambda: "/clients/?q=or&stage=active&money=unbilled&sort=-stage_since", "client-table"),
    "clients late": (lambda: "/clients/?money=overdue&stage=all", "client-table"),
    "client new": (lambda: "/clients/new/", "client-form"),
    "client": (lambda: f"/clients/{customer()}/", "client-detail"),
    "client edit": (lambda: f"/clients/{customer()}/edit/", "client-form"),
    "client requests": (lambda: f"/clients/{customer()}/requests/", "client-requests"),
    "client time": (lambda: f"/clients/{customer()}/time/", "client-time"),
    "client billing": (lambda: f"/clients/{customer()}/billing/", "client-billing"),
    "client so far": (lambda: f"/clients/{customer()}/billing/so-far/", "client-so-far"),
    "client history": (lambda: f"/clients/{customer()}/history/", "client-history"),
    "requests": (lambda: "/requests/", "inbox"),
    "requests late": (lambda: "/requests/?show=late&q=a", "inbox"),
    "requests done": (lambda: "/requests/?show=done&page=2", "inbox"),
    "request": (lambda: f"/requests/{asked()}/?show=open", "inbox"),
    "request new": (lambda: f"/requests/new/?client={customer()}", "request-form"),
    "request edit": (lambda: f"/requests/{asked()}/edit/", "request-form"),
    "time": (lambda: "/time/", "time-week"),
    "time of a day": (lambda: "/time/?day=2026-10-15&q=1h30+nordlys", "time-week"),
    "time edit": (lambda: f"/time/entries/{entry()}/", "time-form"),
    "time delete": (lambda: f"/time/entries/{entry()}/delete/", ""),
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_page_answers_in_both_languages_with_few_statements(owner: Client, name: str, language: str) -> None:
    address = PAGES[name][0]()
    with CaptureQueriesContext(connection) as asked_of_it:
        answer = owner.get(address, headers={"accept-language": language})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in page
    assert page.count("<h1") == 1
    assert not INLINE.search(page)
    assert len(page) < 120_000
    assert len(asked_of_it) <= MOST_STATEMENTS


@pytest.mark.parametrize("name", [name for name, (_where, part) in PAGES.items() if part])
def test_htmx_gets_the_fragment_and_back_gets_the_page(owner: Client, name: str) -> None:
    where, part = PAGES[name]
    fragment = owner.get(where(), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert f'id="{part}"' in fragment
    restored = owner.get(where(), headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in restored.content.decode()
    assert "HX-Request" in restored.headers["Vary"]


@pytest.mark.parametrize("name", PAGES)
def test_strangers_are_sent_to_the_door(demonstration: None, db: None, name: str) -> None:
    answer = Client().get(PAGES[name][0]())
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/login/")


ACTIONS = ("commit", "propose", "decline", "finish", "reopen", "timer/start")


@pytest.mark.parametrize("action", ACTIONS)
def test_actions_refuse_to_be_looked_at(owner: Client, action: str) -> None:
    assert owner.get(f"/requests/{asked()}/{action}/").status_code == 405


@pytest.mark.parametrize("address", ["/time/entries/", "/time/timer/start/", "/time/timer/stop/"])
def test_actions_of_time_refuse_to_be_looked_at(owner: Client, address: str) -> None:
    assert owner.get(address).status_code == 405


def test_looking_at_a_move_moves_nobody(owner: Client) -> None:
    before = Customer.objects.get(pk=customer()).stage
    assert owner.get(f"/clients/{customer()}/move/").status_code == 200
    assert Customer.objects.get(pk=customer()).stage == before


@pytest.mark.parametrize(
    "address", ["/requests/?show=nonsense&page=x&q=%00", "/clients/?stage=x&sort=x", "/time/?day=2026-99-99"]
)
def test_a_strange_choice_shows_the_usual_one(owner: Client, address: str) -> None:
    assert owner.get(address).status_code == 200
