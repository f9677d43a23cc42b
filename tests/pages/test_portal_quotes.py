"""A quote in the portal: options with their sums, questions, a refusal; and what she sees and does about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing import proposing, quoting
from billing.models import Quote
from clients import door
from tests.billing.test_quoting import package, quote, setup
from tests.demonstration import NOW
from tests.test_house_pages import inline_parts
from vacrm.post.models import Delivery

pytestmark = pytest.mark.usefixtures("demonstration", "db")
EN, FR = {"accept-language": "en"}, {"accept-language": "fr"}
ON = NOW.date()
BY = "ines@nordlys.example"
NASTY = "<script>alert(1)</script> & <b>bold</b>"


@pytest.fixture
def sent() -> Quote:
    """With an option at its third place."""
    cache.clear()
    return proposing.seal(quote(setup(), package(timing="arrears"), setup(is_optional=True)), at=NOW, on=ON)


@pytest.fixture
def inside(sent: Quote) -> Client:
    """Somebody who came by the link of this quote alone."""
    return came(sent)


def came(made: Quote, *, language: str = "en") -> Client:
    made.client.language = language
    made.client.save()
    _link, secret = door.invite(made.client, f"quote:{made.pk}", to=BY, days=30, at=NOW)
    browser = Client()
    browser.get(f"/p/open/{secret}/")
    return browser


def at(name: str, made: Quote) -> str:
    return reverse(f"billing:portal-quote{name}", args=[made.client_id, made.pk])


def text(answer: Any) -> str:
    return str(answer.content.decode().replace("\u00a0", " "))


def test_the_options_move_the_sums_and_go_along_to_be_signed(inside: Client, sent: Quote) -> None:
    page = text(inside.get(at("", sent)))
    assert "€300.00" in page and 'name="option" value="3"' in page and inline_parts(page) == []
    assert ">€150.00<" in page, "the deposit: half of the mission"
    assert f'form="q-options" formaction="{at("-sign", sent)}"' in page, "ticked and signed without a script too"
    ticked = text(inside.get(f"{at('', sent)}?option=3&option=1&option=x"))
    assert 'value="3" checked' in ticked and "€600.00" in ticked
    part = text(inside.get(f"{at('', sent)}?option=3", headers={"hx-request": "true"}))
    assert part.startswith('<div id="quote-offer"') and "<html" not in part and "€600.00" in part


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_and_its_forms_speak_the_clients_language(sent: Quote, language: str) -> None:
    inside = came(sent, language=language)
    said = {"en": ("Our rules in short", "Send the question"), "fr": ("Nos règles en bref", "Envoyer la question")}
    inside.get(at("", sent))  # the first opening is kept
    with CaptureQueriesContext(connection) as asked:
        page = text(inside.get(at("", sent)))
    assert said[language][0] in page and "§4" in page
    assert len(asked) <= 15
    assert said[language][1] in text(inside.get(at("-ask", sent)))
    assert inline_parts(text(inside.get(at("-decline", sent)))) == []


def test_a_question_reaches_her_today_and_on_the_page_of_the_quote(owner: Client, inside: Client, sent: Quote) -> None:
    page = inside.post(at("-ask", sent), {"words": NASTY}, follow=True)
    assert f"The answer comes by mail to {BY}." in text(page)
    assert "<script>alert" not in text(page) and "&lt;script&gt;" in text(page)
    assert f"asks about quote {sent}" in text(owner.get("/", headers=EN))
    hers = text(owner.get(sent.get_absolute_url(), headers=EN))
    assert 'id="quote-said"' in hers and "<script>alert" not in hers and BY in hers
    empty = owner.post(reverse("billing:quote-answer", args=[sent.pk]), {"words": " "}, headers=EN)
    assert empty.status_code == 422 and "Write a few words." in text(empty)
    owner.post(reverse("billing:quote-answer", args=[sent.pk]), {"words": "On Monday."}, headers=EN)
    assert "asks about quote" not in text(owner.get("/", headers=EN))
    assert Delivery.objects.latest("pk").to == [f"Nordlys Coaching <{BY}>"]
    assert "On Monday." in text(inside.get(at("", sent)))


def test_a_question_is_set_aside_and_brought_back(owner: Client, inside: Client, sent: Quote) -> None:
    inside.post(at("-ask", sent), {"words": "When?"})
    page = owner.post(reverse("billing:quote-set-aside", args=[sent.pk]), headers=EN, follow=True)
    assert reverse("billing:quote-bring-back", args=[sent.pk]) in text(page)
    assert "asks about quote" not in text(owner.get("/", headers=EN))
    owner.post(reverse("billing:quote-bring-back", args=[sent.pk]))
    assert "asks about quote" in text(owner.get("/", headers=EN))


def test_a_quote_is_declined_with_a_reason_and_a_second_click_changes_nothing(
    owner: Client, inside: Client, sent: Quote
) -> None:
    refused = inside.post(at("-decline", sent), {"words": "kept words"})
    assert refused.status_code == 422 and "Choose a reason" in text(refused) and "kept words" in text(refused)
    for _click in range(2):
        page = inside.post(at("-decline", sent), {"reason": "price", "words": NASTY}, follow=True)
    assert "You declined this quote on" in text(page)
    sent.refresh_from_db()
    assert sent.state == "declined" and sent.answer.endswith(NASTY)
    assert sent.events.filter(what="refused").count() == 1
    today = text(owner.get("/", headers=EN))
    assert f"declined quote {sent}" in today and "<script>alert" not in today


def test_what_expired_says_so_and_offers_to_ask_anew(inside: Client, sent: Quote) -> None:
    Quote.objects.filter(pk=sent.pk).update(valid_until=ON - timedelta(days=1))
    page = text(inside.get(at("", sent)))
    assert "This quote was valid until" in page and "Ask for a new one" in page
    assert at("-decline", sent) not in page and 'name="option"' not in page
    assert "Could you make me a new offer?" in text(inside.get(at("-ask", sent)))
    inside.post(at("-decline", sent), {"reason": "price"})
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_a_replaced_quote_leads_to_the_later_version_where_a_link_opens_it(inside: Client, sent: Quote) -> None:
    later = proposing.seal(quoting.revise(sent, at=NOW, on=ON), at=NOW, on=ON, by_hand=True)
    page = text(inside.get(at("", sent)))
    assert f"A later version, {later}, replaced this quote" in page and at("", later) not in page
    came(later)
    page = text(inside.get(at("", sent)))
    assert f"See {later}" in page and at("", later) in page
    assert inside.get(at("", later)).status_code == 200
    inside.post(at("-decline", sent), {"reason": "price"})
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_another_clients_quote_a_draft_and_a_stranger_stay_outside(inside: Client, sent: Quote) -> None:
    draft = quote()
    for name in ("", "-ask", "-decline"):
        assert inside.get(at(name, draft)).status_code == 404
        assert inside.get(reverse(f"billing:portal-quote{name}", args=[sent.client_id + 1, sent.pk])).status_code == 404
        assert Client().post(at(name, sent), {"words": "x", "reason": "price"}).status_code in (404, 405)
    assert not sent.events.filter(what__in=["asked", "refused"]).exists()


def test_words_are_not_sent_without_end(inside: Client, sent: Quote) -> None:
    answers = [inside.post(at("-ask", sent), {"words": f"Question {n}"}).status_code for n in range(21)]
    assert answers == [*[302] * 20, 422]
    kept = text(inside.post(at("-ask", sent), {"words": "One more"}))
    assert "please write a mail" in kept and "One more" in kept


def test_she_sees_it_all_and_the_buttons_do_nothing(owner: Client, sent: Quote) -> None:
    sent.client.language = "en"
    sent.client.save()
    home = text(owner.get(reverse("clients:portal-home", args=[sent.client_id]), headers=EN))
    assert "A quote waits for your word." in home and at("", sent) in home
    page = text(owner.get(at("", sent), headers=EN))
    assert "Only the client can sign, ask or decline" in page and at("-ask", sent) in page
    assert "you look, and the button does nothing" in text(owner.get(at("-ask", sent), headers=EN))
    assert owner.post(at("-decline", sent), {"reason": "price"}).status_code == 403
    assert not sent.events.filter(what__in=["seen", "asked", "refused"]).exists()


@pytest.mark.parametrize("name", ["quote-answer", "quote-set-aside", "quote-bring-back"])
def test_acts_on_her_side_are_posted_by_her(owner: Client, sent: Quote, name: str) -> None:
    address = reverse(f"billing:{name}", args=[sent.pk])
    assert owner.get(address).status_code == 405
    assert Client().post(address).headers["Location"].startswith("/login/")
