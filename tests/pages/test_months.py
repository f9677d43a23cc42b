"""Close a month on its page: read, tick, issue, send; safe to leave, and safe to do twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from billing.models import Invoice
from billing.tasks import issue_picked
from clients.models import Agreement
from clients.models import Client as Customer
from sops.models import Business
from vacrm.post.models import Delivery

EN, FR = {"accept-language": "en"}, {"accept-language": "fr"}
HTMX = {"HX-Request": "true", **EN}
NOVEMBER = reverse("billing:month-detail", args=["2026-11"])
OCTOBER = reverse("billing:month-detail", args=["2026-10"])
ISSUE = reverse("billing:month-issue", args=["2026-11"])


def text(answer: Any) -> str:
    return answer.content.decode().replace("\u00a0", " ")


def test_the_title_is_the_sum_and_the_lines_say_why(owner: Client) -> None:
    page = text(owner.get(NOVEMBER, headers=EN))
    assert "<title>November 2026 comes to €740.00 · vacrm</title>" in page
    assert "2 invoices for 1 h of work." in page
    assert "Off-hours surcharge of 100%" in page
    assert "§4.3" in page
    assert Invoice.objects.drafts().count() == 0, "looking writes nothing"


def test_the_month_speaks_french(owner: Client) -> None:
    page = text(owner.get(NOVEMBER, headers=FR))
    assert "Novembre 2026 s’élève à 740,00 €" in page
    assert "À corriger d’abord" in page
    assert "Émettre 2 factures" in page


def test_what_is_to_be_mended_leads_to_what_mends_it(owner: Client) -> None:
    page = text(owner.get(NOVEMBER, headers=EN))
    unsigned = Agreement.objects.get(key="mirabel-pack")
    assert "is not signed, so nothing of it is billed" in page
    assert reverse("admin:clients_agreement_change", args=[unsigned.pk]) in page
    assert 'value="mirabel"' not in page, "who has nothing to be issued cannot be ticked"


def test_htmx_gets_the_fragment_and_a_restored_page_the_whole(owner: Client) -> None:
    part = owner.get(NOVEMBER, headers=HTMX)
    assert "<html" not in text(part)
    assert text(part).lstrip().startswith('<div id="month">')
    assert "<html" in text(owner.get(NOVEMBER, headers={**HTMX, "HX-History-Restore-Request": "true"}))


def test_the_receipt_follows_the_ticks(owner: Client) -> None:
    url = reverse("billing:month-receipt", args=["2026-11"])
    part = text(owner.get(url, {"client": "nordlys", "on": "2026-11-02"}, headers=HTMX))
    assert "Issue 1 invoice" in part
    assert "€520.00" in part
    assert "No client is ticked." in text(owner.get(url, {"on": "2026-11-02"}, headers=HTMX))


def test_only_the_ticked_are_issued_and_a_second_press_issues_nothing(owner: Client) -> None:
    before = Invoice.objects.issued().count()
    ticked = {"client": ["nordlys"], "on": "2026-11-02"}
    page = text(owner.post(ISSUE, ticked, headers=EN, follow=True))
    assert "1 invoice is issued: F-2026-047." in page
    assert "November 2026 comes to €220.00" in page
    assert "There was nothing left to issue." in text(owner.post(ISSUE, ticked, headers=EN, follow=True))
    assert Invoice.objects.issued().count() == before + 1


def test_nobody_ticked_issues_nobody(owner: Client) -> None:
    before = Invoice.objects.count()
    page = text(owner.post(ISSUE, {"on": "2026-11-02"}, headers=EN, follow=True))
    assert "No client is ticked, so nothing was issued." in page
    assert Invoice.objects.count() == before


def test_an_issue_date_to_come_is_refused_at_its_field(owner: Client) -> None:
    before = Invoice.objects.count()
    answer = owner.post(ISSUE, {"client": ["nordlys"], "on": "2026-11-03"}, headers=EN)
    assert answer.status_code == 422
    assert "not dated in the future" in text(answer)
    assert 'value="2026-11-03"' in text(answer), "what was typed is still there"
    assert Invoice.objects.count() == before


def test_an_issue_date_before_the_last_is_refused_with_the_day(owner: Client) -> None:
    page = text(owner.post(ISSUE, {"client": ["nordlys"], "on": "2026-10-31"}, headers=EN, follow=True))
    assert "is before the last issue date, 2026-11-02" in page


def work() -> None:
    """Do the one task that waits, as the worker does but on the test's own connection, which a worker would close."""
    row = DBTaskResult.objects.ready().get(task_path__endswith="issue_picked")
    row.claim("tests")
    row.set_successful(issue_picked.call(*row.args_kwargs["args"]))


def test_many_are_handed_to_the_worker_and_the_page_may_be_left(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("billing.views.months.AT_ONCE", 1)
    ticked = {"client": ["nordlys", "veldkamp"], "on": "2026-11-02"}
    answer = owner.post(ISSUE, ticked, headers=EN)
    progress = answer.headers["Location"]
    page = text(owner.get(progress, headers=EN))
    assert "0 of 2 issued." in page
    assert 'hx-trigger="every 1s"' in page
    work()
    page = text(owner.get(progress, headers=HTMX))
    assert "2 of 2 issued." in page
    assert "hx-trigger" not in page, "once over, it asks no more"
    assert "F-2026-047" in page
    assert owner.get(progress.replace("2026-11", "2026-10")).status_code == 404


def test_what_is_issued_is_sent_once_and_its_state_is_followed(owner: Client) -> None:
    queued = Delivery.objects.count()
    page = text(owner.get(OCTOBER, headers=EN))
    assert 'October 2026: <span class="amount num">€2,112.38</span>' in page
    assert "Next, send them" in page
    url = reverse("billing:month-send", args=["2026-10"])
    page = text(owner.post(url, headers=EN, follow=True))
    assert "has no e-mail address; add one." in page
    sent = Delivery.objects.count()
    assert sent > queued
    owner.post(url, headers=EN)
    assert Delivery.objects.count() == sent
    part = text(owner.get(reverse("billing:month-issued", args=["2026-10"]), headers=HTMX))
    assert 'hx-trigger="every 2s"' in part
    assert "queued" in part


def test_a_client_to_be_mended_does_not_hide_how_to_send_what_is_issued(owner: Client) -> None:
    owner.post(ISSUE, {"client": ["nordlys", "veldkamp"], "on": "2026-11-02"}, headers=EN)
    page = text(owner.get(NOVEMBER, headers=EN))
    assert "2 invoices are issued and wait to be sent. For 1 client, look at a detail first." in page
    assert "Fix first" in page
    assert f'action="{reverse("billing:month-send", args=["2026-11"])}"' in page
    assert "No client is ticked" not in page
    owner.post(reverse("billing:month-send", args=["2026-11"]), headers=EN)
    page = text(owner.get(NOVEMBER, headers=EN))
    assert "What was ready is on its way" in page
    assert "The month is closed" not in page
    assert "All that was worked is billed" not in page


def test_a_failed_mail_shows_the_words_of_the_server_and_is_tried_again(owner: Client) -> None:
    invoice = Invoice.objects.exclude(delivery=None).select_related("delivery__delivery")[0]
    delivery = invoice.delivery.delivery
    Delivery.objects.filter(pk=delivery.pk).update(
        next_try_at=None, claimed_at=delivery.queued_at, failed_at=delivery.queued_at, server_words="550 no such user"
    )
    page = text(owner.get(OCTOBER, headers=EN))
    assert "<q>550 no such user</q>" in page
    again = reverse("billing:invoice-retry", args=[invoice.pk])
    assert again in page
    answer = owner.post(again, {"next": "month"}, headers=EN)
    assert answer.headers["Location"] == OCTOBER
    delivery.refresh_from_db()
    assert delivery.failed_at is None


def test_the_preview_is_a_draft_and_writes_nothing(owner: Client) -> None:
    before = Invoice.objects.count()
    answer = owner.get(reverse("billing:month-preview", args=["2026-11", "nordlys"]))
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert Invoice.objects.count() == before
    assert owner.get(reverse("billing:month-preview", args=["2026-11", "nobody"])).status_code == 404


def test_a_month_without_anything_says_so(owner: Client) -> None:
    page = text(owner.get(reverse("billing:month-detail", args=["2031-01"]), headers=EN))
    assert "January 2031" in page
    assert owner.get("/month/2026-13/").status_code == 404
    assert [owner.get(f"/month/{month}/").status_code for month in ("1900-01", "2099-12")] == [200, 200]


def test_without_a_business_the_month_says_what_is_missing(owner: Client) -> None:
    Business.objects.all().delete()
    page = text(owner.get(NOVEMBER, headers=EN))
    assert "No business or no published SOP yet" in page


@pytest.mark.parametrize("name", ["month-issue", "month-send", "month-draft"])
def test_acts_refuse_to_be_read(owner: Client, name: str) -> None:
    assert owner.get(reverse(f"billing:{name}", args=["2026-11"])).status_code == 405


@pytest.mark.parametrize("name", ["month-detail", "month-issued", "month-issue", "month-send"])
def test_strangers_are_sent_to_the_door(demonstration: None, db: None, name: str) -> None:
    answer = Client().get(reverse(f"billing:{name}", args=["2026-11"]))
    assert answer.status_code == 302
    assert "login" in answer.headers["Location"]


def test_statements_do_not_grow_with_the_clients(owner: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(30):
        Customer.objects.create(key=f"more-{number}", name=f"More {number}")
    with django_assert_max_num_queries(30):
        owner.get(NOVEMBER)
