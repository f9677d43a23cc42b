"""The portal: who comes in and who does not, what stands there, and her own look at it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing.models import Invoice
from clients import admitting, door
from clients.models import Client as Customer
from clients.models import PortalDevice, PortalKnock, PortalLink
from requests.models import ClientRequest
from tests.demonstration import NOW
from tests.test_house_pages import inline_parts
from vacrm.post.models import Delivery

pytestmark = pytest.mark.usefixtures("demonstration", "db")


@pytest.fixture
def customer() -> Customer:
    """A client with an issued invoice."""
    found = Invoice.objects.issued().select_related("client").order_by("pk").first()
    assert found
    return found.client


@pytest.fixture
def invited(customer: Customer) -> tuple[PortalLink, str]:
    return door.invite(customer, to="ines@acme.example", days=60, at=NOW)


@pytest.fixture
def inside(invited: tuple[PortalLink, str]) -> Client:
    browser = Client()
    assert browser.get(f"/p/open/{invited[1]}/").status_code == 302
    return browser


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setenv("VACRM_NOW", moment.isoformat())


def code_mailed() -> str:
    found = re.search(r"^(\d{6})$", Delivery.objects.latest("pk").body, re.MULTILINE)
    assert found
    return found[1]


def is_closed(answer: Any) -> bool:
    return answer.status_code == 404 and b"This link opens nothing" in answer.content


PAGES = ["portal-home", "portal-documents", "portal-rules"]
EVERY = [*(f"clients:{name}" for name in PAGES), "requests:portal-requests"]
EVERY += ["billing:portal-invoices", "billing:portal-package"]


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_answers_in_the_clients_language_and_tells_nobody(
    inside: Client, customer: Customer, name: str, language: str
) -> None:
    Customer.objects.filter(pk=customer.pk).update(language=language)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = inside.get(reverse(name, args=[customer.pk]), headers={"accept-language": "en"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in page
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert inline_parts(page) == []
    assert len(asked) <= 15
    assert "vacrm</title>" not in page, "her name, not ours"


def test_a_link_opens_at_once_in_the_first_browser_and_is_noted(
    invited: tuple[PortalLink, str], customer: Customer
) -> None:
    browser = Client()
    answer = browser.get(f"/p/open/{invited[1]}/")
    assert answer.headers["Location"] == f"/p/{customer.pk}/"
    cookie = answer.cookies[f"portal-{customer.pk}"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/p/")
    assert cookie.value not in repr(list(PortalDevice.objects.values()))
    invited[0].refresh_from_db()
    assert invited[0].opened_at == NOW
    assert browser.get(f"/p/{customer.pk}/").status_code == 200


def test_another_browser_comes_in_with_the_code_from_the_mail(
    inside: Client, invited: tuple[PortalLink, str], customer: Customer
) -> None:
    other, secret = Client(), invited[1]
    page = other.get(f"/p/open/{secret}/")
    assert page.status_code == 200
    assert "ines@acme.example" not in page.content.decode(), "the link may be in wrong hands"
    assert is_closed(other.get(f"/p/{customer.pk}/", headers={"accept-language": "en"}))
    assert other.post(f"/p/open/{secret}/code/").status_code == 200
    assert Delivery.objects.latest("pk").to == ["ines@acme.example"]
    code = code_mailed()
    wrong = other.post(f"/p/open/{secret}/enter/", {"code": f"{(int(code) + 1) % 10**6:06}"})
    assert wrong.status_code == 422
    assert other.post(f"/p/open/{secret}/enter/", {"code": code}).headers["Location"] == f"/p/{customer.pk}/"
    assert other.get(f"/p/{customer.pk}/").status_code == 200
    replayed = Client().post(f"/p/open/{secret}/enter/", {"code": code})
    assert replayed.status_code == 422


def test_codes_are_not_sent_without_end(
    inside: Client, invited: tuple[PortalLink, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = []
    for minute in range(door.CODES + 1):
        at(monkeypatch, NOW + timedelta(minutes=minute))
        answers.append(Client().post(f"/p/open/{invited[1]}/code/").status_code)
    assert answers == [*[200] * door.CODES, 422]


def test_after_thirty_days_of_silence_the_browser_proves_itself_anew(
    inside: Client, invited: tuple[PortalLink, str], customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, NOW + timedelta(days=29))
    assert inside.get(f"/p/{customer.pk}/").status_code == 200
    at(monkeypatch, NOW + timedelta(days=59, hours=1))
    assert inside.get(f"/p/{customer.pk}/").status_code == 404
    assert inside.get(f"/p/open/{invited[1]}/").status_code == 200, "it asks for a code"


@pytest.mark.parametrize("secret", ["x", "x" * 32, "%00", "é" * 20, "a" * 3000])
def test_a_guess_opens_nothing(secret: str) -> None:
    for answer in (Client().get(f"/p/open/{secret}/"), Client().post(f"/p/open/{secret}/enter/", {"code": "1"})):
        assert is_closed(answer)


def test_a_number_that_no_database_holds_opens_nothing() -> None:
    browser = Client()
    browser.cookies[f"portal-{10**30}"] = "a made-up secret"
    assert is_closed(browser.get(f"/p/{10**30}/"))


def test_what_is_refused_at_the_doors_is_logged_and_no_secret_is(
    inside: Client, invited: tuple[PortalLink, str], customer: Customer, caplog: pytest.LogCaptureFixture
) -> None:
    guess, secret, other = "g" * 32, invited[1], Client()
    for address in (f"/p/open/{guess}/", f"/book/m/{guess}/", f"/book/kickoff/{guess}/", f"/calendar/{guess}.ics"):
        assert other.get(address).status_code == 404
    other.post(f"/p/open/{secret}/enter/", {"code": "123456"})
    other.get(f"/p/{customer.pk}/")
    door.revoke(invited[0], at=NOW)
    inside.get(f"/p/open/{secret}/")
    said = [each.getMessage() for each in caplog.records if each.name == "vacrm.door"]
    assert [each.split()[1] for each in said] == [
        "clients:portal-open",
        "clients:booked-detail",
        "clients:kickoff-choose",
        "clients:feed-detail",
        "clients:portal-enter",
        "clients:portal-home",
        "clients:portal-open",
    ]
    assert all("127.0.0.1" in each for each in said)
    assert not any(each in caplog.text for each in (guess, secret, "123456"))


def test_a_link_that_ran_out_or_was_revoked_opens_nothing(
    inside: Client, invited: tuple[PortalLink, str], customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, link = f"/p/{customer.pk}/", f"/p/open/{invited[1]}/"
    at(monkeypatch, NOW + timedelta(days=20))
    inside.get(home)
    at(monkeypatch, NOW + timedelta(days=45))
    inside.get(home)
    at(monkeypatch, NOW + timedelta(days=60))
    assert is_closed(inside.get(home, headers={"accept-language": "en"}))
    assert is_closed(inside.get(link, headers={"accept-language": "en"}))
    at(monkeypatch, NOW)
    assert inside.get(home).status_code == 200
    door.revoke(invited[0], at=NOW)
    assert is_closed(inside.get(home, headers={"accept-language": "en"}))
    assert is_closed(inside.get(link, headers={"accept-language": "en"}))
    assert customer.name not in inside.get(home).content.decode()


def test_another_clients_pages_and_documents_stay_closed(inside: Client, customer: Customer) -> None:
    other = Customer.objects.exclude(pk=customer.pk).filter(requests__isnull=False).first()
    assert other
    mine = Invoice.objects.issued().filter(client=customer).first()
    theirs = Invoice.objects.issued().exclude(client=customer).first()
    asked = ClientRequest.objects.filter(client=other).first()
    assert mine
    assert theirs
    assert asked
    assert inside.get(f"/p/{customer.pk}/invoices/{mine.pk}/pdf/").status_code == 200
    closed = [f"/p/{other.pk}/", f"/p/{customer.pk}/invoices/{theirs.pk}/pdf/", f"/p/{other.pk}/invoices/"]
    closed += [f"/p/{customer.pk}/requests/{asked.pk}/", f"/p/{customer.pk}/files/999/", "/p/999999/"]
    closed += [f"/p/{customer.pk}/rules/999/pdf/", f"/p/{customer.pk}/rules/proposals/999/"]
    for address in closed:
        assert inside.get(address).status_code == 404, address
    draft = Invoice.objects.drafts().filter(client=customer).first()
    if draft:
        assert inside.get(f"/p/{customer.pk}/invoices/{draft.pk}/pdf/").status_code == 404


def test_a_link_for_one_thing_opens_no_more(customer: Customer) -> None:
    _link, secret = door.invite(customer, "quote:1", to="ines@acme.example", days=9, at=NOW)
    browser = Client()
    browser.get(f"/p/open/{secret}/")
    assert browser.get(f"/p/{customer.pk}/invoices/").status_code == 404


def test_after_many_wrong_tries_the_door_stays_shut_for_a_while(
    invited: tuple[PortalLink, str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    browser = Client()
    for _try in range(20):
        assert browser.get("/p/open/guess/").status_code == 404
    assert browser.get("/p/open/guess/").status_code == 429
    assert browser.get(f"/p/open/{invited[1]}/").status_code == 429, "a right guess says nothing either"
    assert browser.get(f"/p/open/{invited[1]}/", REMOTE_ADDR="192.0.2.9").status_code == 302
    assert "no such link" in caplog.text
    assert invited[1] not in caplog.text
    at(monkeypatch, NOW + timedelta(minutes=11))
    assert browser.get("/p/open/guess/").status_code == 404
    at(monkeypatch, NOW + timedelta(days=3))
    browser.get("/p/open/guess/")
    assert PortalKnock.objects.count() == 1, "what is old is forgotten"


@pytest.mark.parametrize("way", ["code", "enter"])
def test_acts_at_the_door_are_posted(invited: tuple[PortalLink, str], way: str) -> None:
    assert Client().get(f"/p/open/{invited[1]}/{way}/").status_code == 405


def test_she_sees_what_the_client_sees_and_opens_nothing(
    owner: Client, invited: tuple[PortalLink, str], customer: Customer
) -> None:
    Customer.objects.filter(pk=customer.pk).update(language="fr")
    assert owner.get(f"/p/open/{invited[1]}/").headers["Location"] == f"/p/{customer.pk}/"
    page = owner.get(f"/p/{customer.pk}/").content.decode()
    assert '<html lang="fr"' in page
    assert "You look, nothing is opened or changed." in page, "the bar speaks her own language"
    invited[0].refresh_from_db()
    assert invited[0].opened_at is None
    assert not PortalDevice.objects.exists()
    assert owner.post(f"/p/{customer.pk}/rules/proposals/1/").status_code == 403


def test_she_invites_revokes_and_takes_that_back(owner: Client, customer: Customer) -> None:
    page = f"/clients/{customer.pk}/"
    assert f'hx-get="{page}portal/"' in owner.get(page).content.decode()
    assert "Nobody is invited" in owner.get(f"{page}portal/").content.decode()
    part = owner.get(f"{page}portal/", headers={"hx-request": "true"}).content.decode()
    assert part.startswith('<section id="client-portal"')
    answer = owner.post(f"{page}portal-links/", {"to": "ines@acme.example"}, follow=True)
    assert "invited 2 Nov 2026, not opened yet" in answer.content.decode().replace("\u00a0", " ")
    mail = Delivery.objects.latest("pk")
    assert (mail.to, mail.language) == (["ines@acme.example"], customer.language)
    secret = re.search(r"http://testserver(/p/open/\S+/)", mail.body)
    assert secret
    assert Client().get(secret[1]).status_code == 302
    link = PortalLink.objects.get()
    owner.post(f"/portal-links/{link.pk}/revoke/")
    assert Client().get(secret[1]).status_code == 404
    owner.post(f"/portal-links/{link.pk}/restore/")
    assert Client().get(secret[1]).status_code == 200, "a code is asked for"


def test_a_link_for_one_thing_says_so_in_words(owner: Client, customer: Customer) -> None:
    for scope in ("quote:12", "kickoff"):
        door.invite(customer, scope, to=f"{scope[:4]}@acme.example", days=30, at=NOW)
    page = owner.get(f"/clients/{customer.pk}/portal/").content.decode()
    assert "for one quote" in page
    assert "for the kickoff" in page
    assert "quote:12" not in page


@pytest.mark.parametrize("to", ["", "nobody", "a@b.example\r\nBcc: c@d.example", "x" * 300 + "@a.example"])
def test_an_address_that_is_none_invites_nobody(owner: Client, customer: Customer, to: str) -> None:
    answer = owner.post(f"/clients/{customer.pk}/portal-links/", {"to": to}, follow=True)
    assert "is no e-mail address" in answer.content.decode()
    assert not PortalLink.objects.exists()


def test_strangers_invite_nobody(customer: Customer) -> None:
    answer = Client().post(f"/clients/{customer.pk}/portal-links/", {"to": "ines@acme.example"})
    assert answer.headers["Location"].startswith("/login/")


def test_a_sent_message_forgets_its_secret(inside: Client, invited: tuple[PortalLink, str], owner: Client) -> None:
    owner.post(f"/clients/{invited[0].client_id}/portal-links/", {"to": "jo@acme.example"})
    Client().post(f"/p/open/{invited[1]}/code/")
    admitting.forget(at=NOW + timedelta(hours=2))
    assert code_mailed(), "what did not leave yet keeps it"
    Delivery.objects.filter(kind=admitting.KIND).update(sent_at=NOW, next_try_at=None, claimed_at=NOW)
    admitting.forget(at=NOW + timedelta(hours=2))
    bodies = " ".join(Delivery.objects.filter(kind=admitting.KIND).values_list("body", flat=True))
    assert not re.search(r"^\d{6}$|/p/open/\w", bodies, re.MULTILINE)


def test_her_logo_and_colour_are_served_apart() -> None:
    from sops.models import Business

    Business.objects.update(logo=b"\x89PNG made up", accent="#7a1f5c")
    sheet = Client().get("/p/colour.css")
    assert sheet.headers["Content-Type"].startswith("text/css")
    assert "--accent:light-dark(#7a1f5c," in sheet.content.decode()
    logo = Client().get("/p/logo/")
    assert (logo.headers["Content-Type"], logo.headers["X-Content-Type-Options"]) == ("image/png", "nosniff")
    Business.objects.update(logo=b"")
    assert Client().get("/p/logo/").status_code == 404


def test_forms_of_the_portal_pass_the_check_of_forgery(inside: Client, invited: tuple[PortalLink, str]) -> None:
    """A page without any referrer would make browsers send the form with the origin “null”, which is refused."""
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(f"/p/open/{invited[1]}/")
    assert page.headers["Referrer-Policy"] == "same-origin"
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())
    assert token
    sent = {"csrfmiddlewaretoken": token[1]}
    answer = browser.post(f"/p/open/{invited[1]}/code/", sent, headers={"origin": "http://testserver"})
    assert answer.status_code == 200
