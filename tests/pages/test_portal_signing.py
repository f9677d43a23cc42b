"""Signing on a phone, page by page: what is shown, a code from a real mail, the signature, and calm refusals."""

from __future__ import annotations

import base64
import io
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from billing import accepting, proposing, quoting
from billing.models import Quote, Series, Signature
from clients import door
from clients.models import Client as Customer
from clients.models import PortalLink
from tests.billing.test_quoting import package, quote, setup
from tests.demonstration import NOW
from tests.test_house_pages import inline_parts
from vacrm.post.models import Delivery

pytestmark = pytest.mark.usefixtures("demonstration", "db")
ON = NOW.date()
TO = "ines@acme.example"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACRM_NOW", NOW.isoformat())


@pytest.fixture
def sent() -> Quote:
    """With an option at its third place; to a client who reads English."""
    made = quote(package(timing="arrears"), setup(), setup(label="A shop", is_optional=True), language="en")
    Customer.objects.filter(pk=made.client_id).update(language="en")
    return proposing.seal(made, at=NOW, on=ON)


@pytest.fixture
def link(sent: Quote) -> tuple[PortalLink, str]:
    return door.invite(sent.client, f"quote:{sent.pk}", to=TO, days=60, at=NOW)


@pytest.fixture
def inside(link: tuple[PortalLink, str]) -> Client:
    browser = Client()
    assert browser.get(f"/p/open/{link[1]}/").status_code == 302
    return browser


def at(name: str, made: Quote) -> str:
    return reverse(f"billing:portal-quote{name}", args=[made.client_id, made.pk])


def text(answer: Any) -> str:
    return str(answer.content.decode().replace("\u00a0", " "))


def typed(made: Quote, code: str = "", /, **more: Any) -> dict[str, Any]:
    values = {"name": "Inès Acme", "capacity": "Manager", "consent": "on", "code": code, "option": ["3"]}
    return {**values, "document": made.document.sha256, "drawn": "", **more}


def code_for(inside: Client, made: Quote, **more: Any) -> str:
    answer = inside.post(at("-sign-code", made), typed(made, **more))
    assert answer.status_code == 200
    found = re.search(r"^(\d{6})$", Delivery.objects.latest("pk").body, re.MULTILINE)
    assert found
    return found[1]


def drawing(kind: str = "PNG", size: tuple[int, int] = (600, 200), *, noisy: bool = False) -> str:
    out, picture = io.BytesIO(), Image.new("RGBA" if kind == "PNG" else "RGB", size)
    picture.paste((16, 32, 27, 255) if kind == "PNG" else "black", (20, 20, 200, 40))
    if noisy:
        picture.frombytes(bytes(range(256)) * (size[0] * size[1] // 64))
    picture.save(out, kind, **({"compress_level": 0} if noisy else {}))
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def test_the_page_shows_what_is_signed_what_it_costs_and_what_it_is_worth(inside: Client, sent: Quote) -> None:
    inside.get(at("-sign", sent))  # the first opening is kept as seen
    with CaptureQueriesContext(
        connection,
    ) as cost:
        answer = inside.get(f"{at('-sign', sent)}?option=3&option=1&option=x")
    page = text(answer)
    assert answer.status_code == 200
    assert len(cost) <= 15, [each["sql"].split("FROM")[-1][:60] for each in cost]
    assert "A shop" in page and "€600.00" in page and "€300.00" in page, "half of two missions is the deposit"
    assert sent.document.sha256 in page and "simple electronic signature" in page
    assert 'type="checkbox" name="consent"' in page and "checked" not in page
    assert "Send me the code" in page and "…@acme.example" in page
    assert inline_parts(page) == []
    assert "A shop" not in text(inside.get(at("-sign", sent)))
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert sent.events.filter(what="seen").count() == 1


@pytest.mark.parametrize("language", ["en", "fr"])
def test_it_is_signed_with_the_code_from_the_mail(inside: Client, sent: Quote, language: str) -> None:
    Customer.objects.filter(pk=sent.client_id).update(language=language)
    code = code_for(inside, sent)
    assert str(sent) in Delivery.objects.latest("pk").body, "the mail says what the code does"
    answer = inside.post(at("-sign", sent), typed(sent, code, drawn=drawing()), follow=True)
    page = text(answer)
    assert f'lang="{language}"' in page
    assert answer.redirect_chain == [(at("-signed", sent), 302)]
    made = Signature.objects.get(quote=sent)
    assert made.name == "Inès Acme" and made.chosen == [3] and bytes(made.drawn).startswith(b"\x89PNG")
    assert made.sha256 in page
    deposit = Delivery.objects.get(kind="invoice", subject__contains=str(sent.client.invoices.latest("pk")))
    assert deposit
    signed = inside.get(at("-signed-pdf", sent))
    assert signed.content == bytes(made.content) and signed.headers["Content-Type"] == "application/pdf"
    proof = inside.get(at("-proof", sent))
    assert proof.content.decode() == made.proof and "attachment" in proof.headers["Content-Disposition"]
    assert inline_parts(page) == []


def test_asking_for_a_code_loses_nothing_typed(inside: Client, sent: Quote) -> None:
    drawn = drawing()
    page = text(inside.post(at("-sign-code", sent), typed(sent, drawn=drawn, name='<b>"Inès"')))
    assert "A code of six digits is on its way" in page
    assert 'value="&lt;b&gt;&quot;Inès&quot;"' in page and 'value="Manager"' in page and drawn in page
    assert re.search(r'name="consent"[^>]*checked', page)
    assert "A shop" in page and 'name="option" value="3"' in page
    assert "Send me the code" not in page
    again = text(inside.get(at("-sign", sent)))
    assert f"Sign {sent}" in again and "Send another code" in again, "the code waits to be typed"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "This field is required."),
        ({"name": "12"}, "Write your first and last name."),
        ({"consent": ""}, "Tick that you agree"),
        ({"code": ""}, "This field is required."),
        ({"document": "0" * 64}, "The document is not the one that this page showed."),
        ({"drawn": drawing("JPEG")}, "This is no drawing of ours"),
        ({"drawn": "data:image/png;base64,PHNjcmlwdD4="}, "This is no drawing of ours"),
        ({"drawn": drawing(size=(3000, 10))}, "This is no drawing of ours"),
        ({"drawn": "data:image/png;base64," + "A" * 2_000_000}, "The drawing is too large"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_lost_or_signed(
    inside: Client, sent: Quote, wrong: dict[str, str], said: str
) -> None:
    code = code_for(inside, sent)
    answer = inside.post(at("-sign", sent), typed(sent, code, **wrong))
    page = text(answer)
    assert answer.status_code == 422
    assert said in page.replace("&#x27;", "’")
    assert 'value="Manager"' in page and 'name="option" value="3"' in page
    assert len(page) < 120_000
    assert not Signature.objects.exists()
    fixed = inside.post(at("-sign", sent), typed(sent, code))
    assert fixed.status_code == 302, "the code was not used up"


def test_a_form_of_three_megabytes_is_turned_away(inside: Client, sent: Quote) -> None:
    code = code_for(inside, sent)
    answer = inside.post(at("-sign", sent), typed(sent, code, drawn="A" * 3_000_000))
    assert answer.status_code == 400
    assert not Signature.objects.exists()


def test_wrong_codes_are_counted_and_logged(inside: Client, sent: Quote, caplog: pytest.LogCaptureFixture) -> None:
    code = code_for(inside, sent)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    pages = [text(inside.post(at("-sign", sent), typed(sent, wrong, drawn=drawing()))) for _try in range(5)]
    assert "You have 4 tries left." in pages[0] and "You have one try left." in pages[3]
    assert "This code is not valid any more." in pages[4] and "Send me the code" in pages[4]
    assert 'value="Inès Acme"' in pages[4] and drawing() in pages[4]
    assert "Wrong code for quote" in caplog.text and wrong not in caplog.text
    assert inside.post(at("-sign", sent), typed(sent, code)).status_code == 422
    assert not Signature.objects.exists()


def test_codes_are_not_sent_without_end(inside: Client, sent: Quote, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = []
    for minute in range(door.CODES + 1):
        monkeypatch.setenv("VACRM_NOW", (NOW + timedelta(minutes=minute)).isoformat())
        answers.append(inside.post(at("-sign-code", sent), typed(sent)))
    assert [each.status_code for each in answers] == [*[200] * door.CODES, 422]
    assert "Please wait an hour" in text(answers[-1]) and 'value="Inès Acme"' in text(answers[-1])


def test_a_second_click_and_a_second_tab_show_the_signature(inside: Client, sent: Quote) -> None:
    code = code_for(inside, sent)
    first = inside.post(at("-sign", sent), typed(sent, code))
    again = inside.post(at("-sign", sent), typed(sent, code, name="Somebody else"))
    for answer in (first, again, inside.get(at("-sign", sent)), inside.post(at("-sign-code", sent), typed(sent))):
        assert (answer.status_code, answer.headers["Location"]) == (302, at("-signed", sent))
    assert Signature.objects.get().name == "Inès Acme"


def test_a_quote_replaced_meanwhile_is_not_signed(
    inside: Client, sent: Quote, caplog: pytest.LogCaptureFixture
) -> None:
    code = code_for(inside, sent)
    later = proposing.seal(quoting.revise(sent, at=NOW, on=ON), at=NOW, on=ON)
    answer = inside.post(at("-sign", sent), typed(sent, code), follow=True)
    assert answer.redirect_chain == [(at("", sent), 302)]
    page = text(answer)
    assert "Nothing was signed." in page and str(later) in page
    assert "Nothing to sign" in caplog.text
    assert not Signature.objects.exists()


def test_her_own_trouble_is_told_to_her_once_and_not_to_the_client(inside: Client, sent: Quote) -> None:
    code = code_for(inside, sent)
    Series.objects.update(last_issued_on=ON + timedelta(days=2))  # an invoice of a later day: no deposit can be issued
    pages = [text(inside.post(at("-sign", sent), typed(sent, code))) for _click in range(2)]
    assert all("Something on our side keeps this from being signed." in page for page in pages)
    assert not any((ON + timedelta(days=2)).isoformat() in page for page in pages)
    told = Delivery.objects.get(kind="signature")
    assert (str(sent) in told.subject, told.cc) == (True, [])
    assert not Signature.objects.filter(who="client").exists()


def test_another_clients_quote_and_a_revoked_link_open_nothing(
    inside: Client, sent: Quote, link: tuple[PortalLink, str]
) -> None:
    others = Customer.objects.exclude(pk=sent.client_id).first()
    assert others
    for name in ("-sign", "-signed", "-signed-pdf", "-proof"):
        assert inside.get(reverse(f"billing:portal-quote{name}", args=[others.pk, sent.pk])).status_code == 404
        assert Client().get(at(name, sent)).status_code == 404
    assert inside.get(at("-signed", sent)).status_code == 404, "not signed yet"
    code = code_for(inside, sent)
    door.revoke(link[0], at=NOW)
    assert inside.post(at("-sign", sent), typed(sent, code)).status_code == 404
    assert not Signature.objects.exists()


def test_codes_are_posted_and_she_only_looks(inside: Client, owner: Client, sent: Quote) -> None:
    assert inside.get(at("-sign-code", sent)).status_code == 405
    page = text(owner.get(at("-sign", sent)))
    assert "You only look." in page and "<form" not in page.partition("<main")[2]
    assert owner.post(at("-sign", sent), typed(sent)).status_code == 403


def test_a_consumer_reads_of_the_right_to_withdraw_and_may_ask_to_begin(inside: Client, sent: Quote) -> None:
    Customer.objects.filter(pk=sent.client_id).update(kind="person")
    page = text(inside.get(at("-sign", sent)))
    assert "You may withdraw from this contract until 16 November 2026" in page
    assert 'name="early"' in page
    assert "it begins once that day is over, on 17 November 2026" in page
    code = code_for(inside, sent)
    inside.post(at("-sign", sent), typed(sent, code, early="on"))
    assert "I ask that work begins before the 14 days end" in Signature.objects.get().proof


@pytest.mark.parametrize(("early", "month"), [({}, "€336.00"), ({"early": "on"}, "€696.00")])
def test_a_consumer_sees_what_is_billed_from_when_work_begins(owner: Client, early: dict[str, str], month: str) -> None:
    made = quote(package(), language="en")
    Customer.objects.filter(pk=made.client_id).update(language="en", kind="person")
    made = proposing.seal(made, at=NOW, on=ON)
    _link, secret = door.invite(made.client, f"quote:{made.pk}", to=TO, days=60, at=NOW)
    browser = Client()
    browser.get(f"/p/open/{secret}/")
    asked = typed(made, option=[], **early)
    assert month in text(browser.post(at("-sign-code", made), asked))
    page = text(browser.post(at("-sign", made), {**asked, "code": code_for(browser, made, **early)}, follow=True))
    assert month in page and "The agreement begins on" in page
    assert month in text(browser.get(at("", made))), "the quote says afterwards what was billed"


def test_she_finds_the_signature_and_its_files_on_the_quote(inside: Client, owner: Client, sent: Quote) -> None:
    code = code_for(inside, sent)
    inside.post(at("-sign", sent), typed(sent, code))
    files = [reverse(f"billing:{name}", args=[sent.pk]) for name in ("quote-signed-pdf", "quote-proof")]
    page = text(owner.get(reverse("billing:quote-detail", args=[sent.pk]), headers={"accept-language": "en"}))
    assert "Inès Acme" in page and "€600.00" in page, "with the option that was signed"
    accepting.cancel(sent, why="The shop closes.", on=ON, at=NOW)
    assert files[0] in text(owner.get(reverse("billing:quote-detail", args=[sent.pk]))), "kept where it is called off"
    for address in files:
        assert address in page
        assert owner.get(address).status_code == 200
        assert "/login/" in Client().get(address).headers["Location"]
    assert at("-signed-pdf", sent) in text(inside.get(at("", sent)))


def test_sending_is_her_signature(owner: Client) -> None:
    made = quote()
    owner.post(reverse("billing:quote-give", args=[made.pk]))
    hers = Signature.objects.get(quote=made)
    assert (hers.who, hers.document_sha256) == ("assistant", made.document.sha256)
    assert hers.name in (owner.get("/").wsgi_request.user.get_full_name(), "Solène Varenne EI")  # type: ignore[union-attr]
    assert len(json.loads(hers.proof)["browser"]["session"]) == 64


def test_the_form_passes_the_check_of_forgery(link: tuple[PortalLink, str], sent: Quote) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.get(f"/p/open/{link[1]}/")
    page = text(browser.get(at("-sign", sent)))
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    asked = typed(sent, csrfmiddlewaretoken=token[1])
    answer = browser.post(at("-sign-code", sent), asked, headers={"origin": "http://testserver"})
    assert answer.status_code == 200
