"""The pages of quotes: written with live sums, read, sent, followed by versions, answered, found."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing import proposing, quoting
from billing.contracting import wordings
from billing.finding import quotes as found_quotes
from billing.models import Quote
from clients import admitting
from clients.archiving import delete
from clients.models import Client as Customer
from requests.models import ClientRequest
from tests.billing.test_quoting import package, quote, setup
from tests.demonstration import NOW
from tests.test_house_pages import inline_parts
from vacrm.post.models import Delivery

EN, FR = {"accept-language": "en"}, {"accept-language": "fr"}
HTMX = {"hx-request": "true", **EN}
ON = NOW.date()


def at(name: str, made: Quote) -> str:
    return reverse(f"billing:{name}", args=[made.pk])


def text(answer: Any) -> str:
    return str(answer.content.decode().replace("\u00a0", " "))


def begin(customer: Customer) -> str:
    return f"{reverse('billing:quote-new')}?client={customer.pk}"


def nordlys() -> Customer:
    return Customer.objects.get(key="nordlys")


def typed(**more: str) -> dict[str, str]:
    line = {"kind": "mission", "service": "", "label": "Setting up", "quantity": "2", "rate": "150"}
    rows = {f"line-0-{name}": value for name, value in line.items()}
    head = {"title": "Working together", "intro": "", "valid_until": "2026-12-24", "language": "fr", "of": "percent"}
    return {**head, "starts_on": "", "off": "", "reason": "", "line-count": "1", **rows, **more}


def sent() -> Quote:
    return proposing.seal(quote(), at=NOW, on=ON)


def test_a_quote_is_written_without_javascript(owner: Client) -> None:
    answer = owner.post(begin(nordlys()), typed(), headers=EN, follow=True)
    made = Quote.objects.latest("pk")
    assert f"{made} is written." in text(answer)
    assert [(line.label, str(line.price)) for line in made.lines.all()] == [("Setting up", "300.00")]
    assert "€300.00" in text(answer)


def test_a_line_is_added_from_the_catalogue_and_nothing_typed_is_lost(owner: Client) -> None:
    service = quoting.current_sop().policy().services[0]
    asked = typed(**{"do": "add", "add-kind": "hourly", "add-service": service.code, "line-0-rate": "12,x"})
    page = text(owner.post(begin(nordlys()), asked, headers=EN))
    assert f'value="{service.name}"' in page and 'value="12,x"' in page and 'name="line-1-rate"' in page
    fragment = text(owner.post(begin(nordlys()), asked, headers=HTMX))
    assert fragment.startswith('<form id="quote-form"') and "<html" not in fragment
    gone = text(owner.post(begin(nordlys()), typed(do="remove 0"), headers=EN))
    assert "line-0-label" not in gone
    assert not Quote.objects.exists()


def test_what_is_wrong_is_said_at_its_field(owner: Client) -> None:
    answer = owner.post(begin(nordlys()), typed(**{"line-0-rate": "", "title": "", "off": "5"}), headers=EN)
    page = text(answer)
    assert answer.status_code == 422 and "Setting up" in page
    assert "This kind of line needs it." in page and "Write why: your client reads it on the quote." in page
    refused = owner.post(begin(nordlys()), typed(off="900", of="amount", reason="Too kind"), headers=EN)
    assert refused.status_code == 422 and "cannot be taken off" in text(refused)
    empty = owner.post(begin(nordlys()), typed(**{"line-count": "0"}), headers=EN)
    assert empty.status_code == 422 and "at least one line" in text(empty)


@pytest.mark.parametrize("odd", ["9" * 5000, "²", "٢", "-1"])
def test_odd_numbers_in_an_address_or_a_hidden_field_ask_for_nothing(owner: Client, odd: str) -> None:
    assert owner.get(reverse("billing:quote-new"), {"client": odd, "request": odd}).status_code == 200
    page = owner.post(begin(nordlys()), typed(**{"line-count": odd}), headers=EN)
    assert page.status_code == 422 and "at least one line" in text(page)
    assert owner.post(begin(nordlys()), typed(do=f"remove {odd}")).status_code == 200
    assert owner.get(reverse("billing:month-detail", args=["2026-10"]), {"open": odd}).status_code == 200


def test_the_sums_follow_what_is_typed(owner: Client) -> None:
    address = f"{reverse('billing:quote-read')}?client={nordlys().pk}"
    fragment = text(owner.post(address, typed(off="10", reason="First"), headers=HTMX))
    assert fragment.startswith('<section id="quote-read"') and "€270.00" in fragment
    assert "1 line is not complete" in text(owner.post(address, typed(**{"line-0-rate": "x"}), headers=HTMX))
    assert "cannot be taken off" in text(owner.post(address, typed(off="301", of="amount"), headers=HTMX))
    assert owner.post(address, typed()).status_code == 302
    assert owner.get(address).status_code == 405


def test_a_quote_begins_from_a_request(owner: Client) -> None:
    asked = ClientRequest.objects.exclude(subject="").filter(client__key="nordlys").first()
    assert asked is not None
    address = f"{reverse('billing:quote-new')}?request={asked.pk}"
    assert asked.subject in text(owner.get(address, headers=EN)).replace("&#x27;", "'")
    owner.post(address, typed(), headers=EN)
    assert Quote.objects.latest("pk").client_request == asked
    page = text(owner.get(reverse("requests:request-detail", args=[asked.pk]), headers=EN))
    assert f'href="{address}"'.replace("&", "&amp;") in page


@pytest.mark.parametrize("name", ["quote-detail", "quote-edit", "quote-contract", "quote-write", "quote-delete"])
def test_the_pages_of_a_draft_answer_in_both_languages(owner: Client, name: str) -> None:
    made = quote(package(), setup(is_optional=True))
    for headers in (EN, FR):
        answer = owner.get(at(name, made), headers=headers)
        assert answer.status_code == 200 and inline_parts(text(answer)) == []


@pytest.mark.parametrize("name", ["quote-detail", "quote-accept", "quote-cancel", "quote-decline", "client-quotes"])
def test_the_pages_of_a_sent_quote_answer_in_both_languages(owner: Client, name: str) -> None:
    made = sent()
    address = reverse("billing:client-quotes", args=[made.client_id]) if name == "client-quotes" else at(name, made)
    for headers in (EN, FR):
        answer = owner.get(address, headers=headers)
        assert answer.status_code == 200 and str(made) in text(answer)


def test_a_quote_is_sent_in_her_words_with_its_document(owner: Client) -> None:
    made = quote()
    page = text(owner.get(at("quote-write", made), headers=EN))
    assert made.client.email in page and "Devis" in page
    answer = owner.post(
        at("quote-write", made), {"subject": "Our offer", "body": "Here it is."}, headers=EN, follow=True
    )
    assert f"{made} is on its way" in text(answer)
    delivery = Delivery.objects.get(kind="quote")
    assert delivery.subject == "Our offer" and delivery.body.startswith("Here it is.")
    again = owner.post(at("quote-write", made), {"subject": "Twice", "body": "Once more."}, headers=EN, follow=True)
    assert "stays as it is" in text(again) and Delivery.objects.filter(kind="quote").count() == 1


def test_no_words_are_no_letter(owner: Client) -> None:
    made = quote()
    answer = owner.post(at("quote-write", made), {"subject": "", "body": ""}, headers=EN)
    assert answer.status_code == 422 and Quote.objects.get(pk=made.pk).is_draft


def test_the_document_is_served_as_it_was_sent(owner: Client) -> None:
    made = sent()
    answer = owner.get(at("quote-pdf", made))
    assert answer.content == bytes(made.document.content) and answer.headers["Content-Type"] == "application/pdf"
    assert owner.get(at("quote-pdf", quote())).content.startswith(b"%PDF")


def test_a_clause_is_edited_and_read_again_as_in_the_sop(owner: Client) -> None:
    made = quote()
    texts = {each.code: each.text for each in wordings(made)}
    answer = owner.post(at("quote-contract", made), {**texts, "boundaries": "No calls."}, headers=EN, follow=True)
    assert "your words" in text(answer)
    owner.post(at("quote-contract", made), {**texts, "boundaries": "No calls.", "restore": "boundaries"}, headers=EN)
    assert Quote.objects.get(pk=made.pk).clauses == {}


def test_versions_duplicates_and_answers_are_acts(owner: Client) -> None:
    made = sent()
    for name in ("quote-revise", "quote-duplicate", "quote-give", "quote-reopen", "quote-retry"):
        assert owner.get(at(name, made)).status_code == 405
    owner.post(at("quote-revise", made), headers=EN)
    second = Quote.objects.get(supersedes=made)
    assert "The next version is being written" in text(owner.get(at("quote-detail", made), headers=EN))
    owner.post(at("quote-give", second), headers=EN)
    assert "A later version counts" in text(owner.get(at("quote-detail", made), headers=EN))
    owner.post(at("quote-duplicate", made), headers=EN)
    assert Quote.objects.latest("pk").version == 1
    told = owner.post(at("quote-decline", second), {"why": "Too <b>dear</b>"}, headers=EN, follow=True)
    assert "Too &lt;b&gt;dear" in text(told) and at("quote-reopen", second) in text(told)
    owner.post(at("quote-reopen", second), headers=EN)
    assert Quote.objects.get(pk=second.pk).state == "sent"
    assert owner.post(at("quote-cancel", second), {"why": ""}, headers=EN).status_code == 422
    owner.post(at("quote-cancel", second), {"why": "Wrong client"}, headers=EN)
    assert Quote.objects.get(pk=second.pk).state == "cancelled"


def test_a_signature_on_paper_is_noted_with_the_options_chosen(owner: Client) -> None:
    made = proposing.seal(quote(package(), setup(is_optional=True)), at=NOW, on=ON)
    page = text(owner.get(at("quote-accept", made), headers=EN))
    assert "Setting up, €300.00" in page
    late = owner.post(at("quote-accept", made), {"on": "2026-11-30"}, headers=EN)
    assert late.status_code == 422 and "still to come" in text(late)
    told = text(owner.post(at("quote-accept", made), {"on": "2026-11-02", "chosen": ["2"]}, headers=EN, follow=True))
    assert f"{made} is signed" in told and "What signing made" in told
    lines = {line.label: line for line in made.lines.all()}
    assert all(line.agreement for line in lines.values())
    assert "€300.00" in text(owner.get(reverse("billing:quote-list"), headers=EN)), "the sum with the option"
    again = owner.post(at("quote-accept", made), {"on": "2026-11-02"}, headers=EN, follow=True)
    assert "nothing is left to answer" in text(again)


def test_a_signed_quote_is_called_off_and_its_deposit_may_be_credited(owner: Client) -> None:
    made = proposing.seal(quote(setup()), at=NOW, on=ON)
    owner.post(at("quote-accept", made), {"on": "2026-11-02"}, headers=EN)
    assert owner.post(at("quote-call-off", made), {"why": ""}, headers=EN).status_code == 422
    told = text(owner.post(at("quote-call-off", made), {"why": "They closed"}, headers=EN, follow=True))
    assert "is called off" in told and "Issue a credit note" in told


def test_a_draft_is_asked_for_before_it_is_thrown_away(owner: Client) -> None:
    made = quote()
    owner.get(at("quote-delete", made))
    assert Quote.objects.filter(pk=made.pk).exists()
    owner.post(at("quote-delete", made))
    assert not Quote.objects.filter(pk=made.pk).exists()


def test_the_list_filters_and_stays_cheap(owner: Client) -> None:
    made, draft = sent(), quote()
    page = text(owner.get(reverse("billing:quote-list"), headers=EN))
    assert str(made) in page and str(draft) in page and "1 quote waits for an answer." in page
    only = text(owner.get(reverse("billing:quote-list") + "?state=draft", headers=EN))
    assert f">{draft}<" in only and f">{made}<" not in only
    fragment = text(owner.get(reverse("billing:quote-list"), headers=HTMX))
    assert fragment.startswith('<div id="quotes"') and "<html" not in fragment
    assert owner.get(reverse("billing:quote-list") + "?state=nonsense").status_code == 422
    for each in range(8):
        quote(title=f"Offer {each}")
    with CaptureQueriesContext(connection) as captured:
        owner.get(reverse("billing:quote-list"))
    assert len(captured.captured_queries) <= 15
    with CaptureQueriesContext(connection) as captured:
        owner.get(at("quote-detail", made))
    assert len(captured.captured_queries) <= 15


def test_today_and_the_palette_know_quotes(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    made = sent()
    assert str(made) not in text(owner.get("/", headers=EN))
    monkeypatch.setenv("VACRM_NOW", (NOW + timedelta(days=4)).isoformat())
    assert "Sent 4 days ago, no answer yet." in text(owner.get("/", headers=EN))
    assert [hit.url for hit in found_quotes(made.ref)[1]] == [made.get_absolute_url()]


def test_the_clients_history_and_documents_name_the_quote(owner: Client) -> None:
    made = sent()
    assert str(made) in text(owner.get(reverse("clients:client-history", args=[made.client_id]), headers=EN))
    assert at("quote-pdf", made) in text(owner.get(reverse("clients:client-documents", args=[made.client_id])))


def test_strangers_are_sent_to_the_login(demonstration: None, db: None) -> None:
    made = sent()
    for name in ("quote-detail", "quote-pdf", "quote-edit", "quote-write", "quote-contract"):
        assert Client().get(at(name, made)).headers["Location"].startswith("/login/")


def test_a_client_with_a_draft_only_can_be_deleted(owner: Client) -> None:
    somebody = Customer.objects.create(key="new", name="Somebody new")
    made = quoting.begin(somebody, on=ON)
    made.title = "First offer"
    quoting.make(made, [package()], at=NOW, on=ON)
    delete(somebody)
    assert not Quote.objects.filter(title="First offer").exists()


def mailed(owner: Client, made: Quote) -> str:
    """The secret of the link that a quote was sent with."""
    owner.post(at("quote-write", made), {"subject": "Our offer", "body": "Here it is."}, headers=EN)
    found = re.search(r"/p/open/([\w-]{20,})/", Delivery.objects.get(kind="quote").body)
    assert found
    return found[1]


def test_the_link_of_the_mail_opens_this_quote_alone_and_keeps_that_it_was_seen(owner: Client) -> None:
    made, other = quote(), sent()
    browser = Client()
    page = text(browser.get(f"/p/open/{mailed(owner, made)}/", headers=EN, follow=True))
    assert f"Devis {made}" in page and "Contrat" in page and inline_parts(page) == []
    assert [each.what for each in made.events.all()] == ["made", "sent", "seen"]
    mine = reverse("billing:portal-quote-pdf", args=[made.client_id, made.pk])
    assert browser.get(mine).content == bytes(Quote.objects.get(pk=made.pk).document.content)
    foreign = reverse("billing:portal-quote", args=[other.client_id, other.pk])
    assert browser.get(foreign).status_code == 404
    assert browser.get(reverse("billing:portal-quotes", args=[made.client_id])).status_code == 404


def test_a_replaced_quote_says_so_when_it_is_opened(owner: Client) -> None:
    made = quote()
    secret = mailed(owner, made)
    second = quoting.revise(Quote.objects.get(pk=made.pk), at=NOW, on=ON)
    browser = Client()
    assert str(second) not in text(browser.get(f"/p/open/{secret}/", follow=True))
    proposing.seal(second, at=NOW, on=ON)
    assert str(second) in text(browser.get(reverse("billing:portal-quote", args=[made.client_id, made.pk])))


def test_her_own_look_is_not_kept_as_seen_and_a_draft_is_nobodys(owner: Client) -> None:
    made, draft = sent(), quote()
    assert owner.get(reverse("billing:portal-quote", args=[made.client_id, made.pk])).status_code == 200
    assert not made.events.filter(what="seen").exists()
    assert owner.get(reverse("billing:portal-quote", args=[draft.client_id, draft.pk])).status_code == 404
    assert str(made) in text(owner.get(reverse("billing:portal-quotes", args=[made.client_id])))


def test_a_message_that_left_forgets_its_link(owner: Client) -> None:
    secret = mailed(owner, quote())
    Delivery.objects.filter(kind="quote").update(sent_at=NOW, next_try_at=None, claimed_at=NOW)
    admitting.forget(NOW + timedelta(hours=2))
    assert secret not in Delivery.objects.get(kind="quote").body
