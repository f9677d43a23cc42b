"""Before there is anything but an account every page answers; then a client’s name is all that work needs."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from clients.models import Client as Customer
from requests.models import ClientRequest, TimeEntry
from tests.test_house_pages import inline_parts

APART = {"admin", "i18n"}  # the workshop has tests of its own
SHUT = ("/book/", "/p/")  # public doors: nobody books before she says so, and nobody comes in without a link


def plain_pages(resolver: URLResolver, prefix: str = "") -> list[str]:
    """Every address that needs no number."""
    found = []
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            found += plain_pages(entry, route)
        elif isinstance(entry, URLPattern) and "<" not in route and route.partition("/")[0] not in APART:
            found.append(f"/{route}")
    return sorted(set(found))


PAGES = plain_pages(get_resolver())


@pytest.fixture(autouse=True)
def on_a_monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACRM_NOW", "2026-11-02T09:00:00+01:00")


@pytest.fixture
def newcomer(db: None) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.create_superuser("nadia", password="x", first_name="Nadia"))
    return client


def test_the_list_of_pages_is_not_empty() -> None:
    assert {"/", "/clients/", "/requests/new/", "/time/"} <= set(PAGES)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_answers_before_there_is_anything(newcomer: Client, address: str) -> None:
    answer = newcomer.get(address, headers={"accept-language": "fr"})
    assert answer.status_code in (200, 302, 405) or _is_shut(answer.status_code, address), address
    if answer.status_code == 200 and "html" in answer.headers["Content-Type"]:
        assert inline_parts(answer.content.decode()) == []


@pytest.mark.parametrize("address", PAGES)
def test_every_page_answers_with_nothing_but_a_client(newcomer: Client, address: str) -> None:
    Customer.objects.create(key="bolt", name="Bolt Cycles")
    status = newcomer.get(address).status_code
    assert status in (200, 302, 405) or _is_shut(status, address), address


def _is_shut(status: int, address: str) -> bool:
    return status == 404 and address.startswith(SHUT)


def test_a_client_has_all_its_pages_by_name_alone(newcomer: Client) -> None:
    bolt = Customer.objects.create(key="bolt", name="Bolt Cycles")
    page = newcomer.get(bolt.get_absolute_url()).content.decode()
    tabs = set(re.findall(rf'href="(/clients/{bolt.pk}/[a-z/-]*)"', page))
    assert len(tabs) >= 5
    for tab in tabs:
        assert newcomer.get(tab).status_code == 200, tab


def test_a_request_an_hour_and_the_timer_need_a_client_and_nothing_else(newcomer: Client) -> None:
    bolt = Customer.objects.create(key="bolt", name="Bolt Cycles")
    answer = newcomer.post(reverse("requests:request-new"), {"client": bolt.pk, "subject": "Proofread"}, follow=True)
    asked = ClientRequest.objects.get()
    assert answer.redirect_chain[-1][0] == asked.get_absolute_url()
    assert "SOP" in answer.content.decode(), "it says what judging waits for"
    newcomer.post(reverse("requests:time-list"), {"q": "45m bolt proofreading"})
    assert TimeEntry.objects.get().minutes == 45
    newcomer.post(reverse("requests:timer-begin"), {"client": bolt.pk})
    assert TimeEntry.objects.filter(running=True).exists()
    for act in ("request-finish", "request-reopen", "request-decline", "request-commit", "request-propose"):
        answer = newcomer.post(reverse(f"requests:{act}", args=[asked.pk]), follow=True)
        assert answer.status_code == 200, act
    month = newcomer.get(reverse("billing:month-detail", args=["2026-11"])).content.decode()
    assert "say who signs your invoices" in month, "the month says what billing waits for"
    assert reverse("seeds:welcome") in month


def test_a_request_may_be_somebody_new_s(newcomer: Client) -> None:
    address = reverse("requests:request-new")
    form = newcomer.get(address).content.decode()
    assert 'name="newcomer"' in form
    answer = newcomer.post(address, {"newcomer": " Bolt  Cycles ", "subject": "Proofread"}, follow=True)
    assert "Bolt Cycles" in answer.content.decode()
    assert (Customer.objects.get().name, ClientRequest.objects.get().client) == ("Bolt Cycles", Customer.objects.get())
    newcomer.post(address, {"newcomer": "bolt cycles", "subject": "Another"})
    assert Customer.objects.count() == 1, "a name that is known is not added twice"
    assert ClientRequest.objects.count() == 2
    refused = newcomer.post(address, {"subject": "For nobody"})
    assert refused.status_code == 422
    assert "For whom?" in refused.content.decode()
    assert "For nobody" in refused.content.decode()
    wrong = newcomer.post(address, {"newcomer": "Corto", "subject": "x", "wanted_words": "soonish"})
    assert wrong.status_code == 422
    assert Customer.objects.count() == 1, "nobody is added by a form that was refused"
