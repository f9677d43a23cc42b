"""The pages of a signature noted by hand: what it asks, what it makes, and a signed quote called off."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing import proposing
from billing.models import Invoice, Quote
from clients.models import Agreement
from tests.billing.test_quoting import package, quote, setup
from tests.demonstration import NOW
from vacrm.post.models import Delivery

pytestmark = pytest.mark.django_db
EN, FR = {"accept-language": "en"}, {"accept-language": "fr"}
ON = NOW.date()


@pytest.fixture
def sent(owner: Client) -> Quote:
    """With an option at its third place."""
    return proposing.seal(quote(setup(), package(timing="arrears"), setup(is_optional=True)), at=NOW, on=ON)


def at(name: str, made: Quote) -> str:
    return reverse(f"billing:{name}", args=[made.pk])


def text(answer: Any) -> str:
    return str(answer.content.decode().replace("\u00a0", " "))


def sign(owner: Client, made: Quote, **more: Any) -> Any:
    typed = {"on": ON.isoformat(), "chosen": ["3"], **more}
    return owner.post(at("quote-accept", made), typed, headers=EN, follow=True)


def test_the_form_says_what_follows(owner: Client, sent: Quote) -> None:
    page = text(owner.get(at("quote-accept", sent), headers=EN))
    assert "the deposit that your SOP asks is issued and sent" in page
    assert at("quote-accept", sent) in text(owner.get(at("quote-detail", sent)))


def test_a_signature_noted_makes_the_agreements_and_mails_the_deposit(owner: Client, sent: Quote) -> None:
    before = Delivery.objects.count()
    page = text(sign(owner, sent))
    assert "is signed; its agreements are in force." in page
    assert "is on its way." in page
    assert "What signing made" in page
    assert "Your rules let the start of work wait for it." in page
    sent.refresh_from_db()
    invoice = Invoice.objects.get(kind="deposit", client=sent.client)
    assert str(invoice.net) == "300.00"  # half of two missions of 300
    assert Delivery.objects.count() == before + 1
    again = sign(owner, sent)
    assert "nothing is left to answer" in text(again)
    assert Agreement.objects.filter(quote_line__quote=sent).count() == 3


@pytest.mark.parametrize(
    "typed",
    [
        {"on": (ON + timedelta(days=1)).isoformat()},
        {"on": ""},
        {"chosen": ["1"]},
        {"chosen": ["x"]},
    ],
)
def test_a_mistake_is_told_and_nothing_is_signed(owner: Client, sent: Quote, typed: dict[str, Any]) -> None:
    answer = sign(owner, sent, **typed)
    assert answer.status_code == 422
    assert not Agreement.objects.filter(quote_line__quote=sent).exists()


def test_a_quote_that_ran_out_counts_if_it_was_signed_in_time(
    owner: Client, sent: Quote, monkeypatch: pytest.MonkeyPatch
) -> None:
    Quote.objects.filter(pk=sent.pk).update(valid_until=ON)
    monkeypatch.setenv("VACRM_NOW", f"{ON + timedelta(days=1)}T09:00:00+01:00")
    assert "it counts if it was signed by then" in text(owner.get(at("quote-accept", sent), headers=EN))
    assert sign(owner, sent, on=(ON + timedelta(days=1)).isoformat()).status_code == 422
    assert sign(owner, sent, on=(ON - timedelta(days=1)).isoformat()).status_code == 422, "before it was sent"
    assert "its agreements are in force" in text(sign(owner, sent, on=ON.isoformat()))


def test_called_off_it_proposes_the_credit_note_here_and_on_today(owner: Client, sent: Quote) -> None:
    sign(owner, sent)
    assert owner.post(at("quote-call-off", sent), {"why": ""}).status_code == 422
    page = text(owner.post(at("quote-call-off", sent), {"why": "The shop closes."}, headers=EN, follow=True))
    invoice = Invoice.objects.get(kind="deposit", client=sent.client)
    credit = reverse("billing:invoice-credit", args=[invoice.pk])
    assert f"{invoice.number} still stands." in page
    assert credit in page
    assert credit in text(owner.get("/", headers=EN))
    owner.post(credit, {"on": ON.isoformat()})
    assert credit not in text(owner.get(at("quote-detail", sent)))
    owner.post(at("quote-reopen", sent))
    sent.refresh_from_db()
    assert sent.state == "cancelled"


def test_the_invoice_says_who_did_not_wait_and_why(owner: Client, sent: Quote) -> None:
    sign(owner, sent)
    invoice = Invoice.objects.get(kind="deposit", client=sent.client)
    assert "Your rules let the start of work wait" in text(owner.get(invoice.get_absolute_url(), headers=EN))
    owner.post(reverse("billing:gate-overrule", args=[invoice.gate.pk]), {"note": "An old client."})
    assert "An old client." in text(owner.get(invoice.get_absolute_url(), headers=EN))
    history = reverse("clients:client-history", args=[sent.client_id])
    assert "An old client." in text(owner.get(history, headers=EN))


@pytest.mark.parametrize("name", ["quote-accept", "quote-call-off"])
def test_strangers_are_sent_to_the_door_and_both_languages_are_spoken(owner: Client, sent: Quote, name: str) -> None:
    if name == "quote-call-off":
        assert owner.get(at(name, sent)).status_code == 302  # not signed yet
        sign(owner, sent)
    assert "/login/" in Client().get(at(name, sent)).url  # type: ignore[attr-defined]
    assert 'lang="fr"' in text(owner.get(at(name, sent), headers=FR))


def test_the_pages_stay_cheap(owner: Client, sent: Quote) -> None:
    sign(owner, sent)
    for address in (at("quote-detail", sent), at("quote-call-off", sent)):
        with CaptureQueriesContext(
            connection,
        ) as cost:
            owner.get(address)
        assert len(cost) <= 15, [address, *(each["sql"].split("FROM")[-1][:70] for each in cost)]
