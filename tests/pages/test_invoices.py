"""Invoices on their pages: found, added up, exported; one at a time paid, sent again, taken back."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from billing.collecting import record_payment, still_due
from billing.crediting import credit
from billing.depositing import bill_deposit
from billing.drafting import draft_month
from billing.issuing import issue_month
from billing.models import BilledTime, Invoice, InvoiceDelivery, Payment
from billing.rules.status import status
from billing.sending import letter
from billing.standing import facts_of, with_paid
from billing.views.exported import _parts
from billing.wording import STATUS_NAMES
from clients.models import Agreement
from clients.models import Client as Customer
from tests.demonstration import NOW
from vacrm.post.models import Delivery

EN, FR = {"accept-language": "en"}, {"accept-language": "fr"}
HTMX = {"HX-Request": "true", **EN}
LIST = reverse("billing:invoice-list")


def text(answer: Any) -> str:
    return answer.content.decode().replace("\u00a0", " ")


def invoice(key: str = "nordlys") -> Invoice:
    return Invoice.objects.issued().exclude(kind="credit").filter(client__key=key).latest("pk")


def at(name: str, record: Invoice) -> str:
    return reverse(f"billing:{name}", args=[record.pk])


def numbers(owner: Client, **asked: str) -> list[str]:
    """The numbers listed, in order."""
    return re.findall(r'class="nowrap" href="[^"]*">([^<]*)</a>', text(owner.get(LIST, asked, headers=EN)))


# ── the list


def test_the_list_is_added_up_by_currency(owner: Client) -> None:
    page = text(owner.get(LIST, headers=EN))
    assert "6 invoices" in page
    total = sum(Invoice.objects.issued().filter(currency="EUR").values_list("gross", flat=True))
    assert f"€{total:,.2f}</span> still to come in" in page
    assert numbers(owner) == [f"F-2026-0{number}" for number in range(46, 40, -1)]


def test_the_list_is_narrowed_by_each_filter(owner: Client) -> None:
    one = invoice()
    assert numbers(owner, client="nordlys") == [one.number]
    assert numbers(owner, q="nordlys") == [one.number]
    assert numbers(owner, q=one.number or "") == [one.number]
    assert numbers(owner, year="2026", least=str(one.gross), most=str(one.gross).replace(".", ",")) == [one.number]
    assert numbers(owner, status="paid") == []
    assert len(numbers(owner, status="issued")) == 6
    assert numbers(owner, sort="gross")[-1] == Invoice.objects.order_by("gross").last().number  # type: ignore[union-attr]


def test_a_status_follows_the_calendar(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACRM_NOW", (NOW + timedelta(days=60)).isoformat())
    assert len(numbers(owner, status="overdue")) == 6
    assert "days late." in text(owner.get(at("invoice-detail", invoice()), headers=EN))


def test_a_filter_that_is_wrong_says_so_and_keeps_what_was_typed(owner: Client) -> None:
    answer = owner.get(LIST, {"least": "much"}, headers=EN)
    assert answer.status_code == 422
    assert 'value="much"' in text(answer)
    assert "Enter a number." in text(answer)


def test_nothing_found_offers_all(owner: Client) -> None:
    page = text(owner.get(LIST, {"q": "nobody at all"}, headers=EN))
    assert "No invoice is like that." in page
    assert "All invoices" in page


def test_the_list_is_paged_and_keeps_its_filters(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("billing.views.invoices.PAGE", 4)
    page = text(owner.get(LIST, {"year": "2026"}, headers=EN))
    assert "Page 1 of 2" in page
    assert "?year=2026&amp;page=2" in page
    assert len(numbers(owner, year="2026", page="2")) == 2
    assert len(numbers(owner, page="99")) == 2, "a page beyond the last is the last"


def test_htmx_gets_the_fragment(owner: Client) -> None:
    assert text(owner.get(LIST, headers=HTMX)).lstrip().startswith('<div id="invoices"')
    assert "<html" in text(owner.get(LIST, headers=EN))


def test_the_list_speaks_french(owner: Client) -> None:
    page = text(owner.get(LIST, headers=FR))
    assert "6 factures" in page
    assert "émise, non envoyée" in page


def test_statements_do_not_grow_with_the_list(owner: Client, django_assert_max_num_queries: Any) -> None:
    owner.get(LIST)  # the first visit notes the session
    with django_assert_max_num_queries(10):
        owner.get(LIST)
    with django_assert_max_num_queries(15):
        owner.get(at("invoice-detail", invoice()))


# ── the table for spreadsheets


def table(answer: Any, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig")), delimiter=delimiter))


def test_the_table_holds_what_the_list_shows(owner: Client) -> None:
    rows = table(owner.get(reverse("billing:invoice-export"), {"client": "nordlys"}, headers=EN), ",")
    assert [row[0] for row in rows] == ["Number", invoice().number]
    assert rows[1][10] == str(invoice().gross)
    french = table(owner.get(reverse("billing:invoice-export"), {"client": "nordlys"}, headers=FR), ";")
    assert french[1][10] == str(invoice().gross).replace(".", ",")


@pytest.mark.parametrize(("later", "states"), [(0, 6), (90, 4)])
def test_the_table_says_of_each_what_its_status_is(
    owner: Client, monkeypatch: pytest.MonkeyPatch, later: int, states: int
) -> None:
    sent = InvoiceDelivery.objects.get().invoice
    Delivery.objects.update(sent_at=NOW, claimed_at=NOW, next_try_at=None)
    paid, credited, part = Invoice.objects.issued().exclude(pk=sent.pk).order_by("pk")[:3]
    record_payment(str(paid.number), on=NOW.date(), amount=paid.gross)
    record_payment(str(part.number), on=NOW.date(), amount=Decimal("1.05"))
    credit(credited, on=NOW.date(), at=NOW)
    day = NOW + timedelta(days=later)
    monkeypatch.setenv("VACRM_NOW", day.isoformat())
    rows = table(owner.get(reverse("billing:invoice-export"), headers=EN), ",")[1:]
    facts = {each.number: facts_of(each) for each in with_paid(Invoice.objects.all())}
    assert {row[0]: (row[6], row[11], row[12]) for row in rows} == {
        number: (str(STATUS_NAMES[status(each, day.date())]), str(each.paid), str(each.due))
        for number, each in facts.items()
    }
    assert len({row[6] for row in rows}) == states


def test_the_table_leaves_part_by_part(owner: Client) -> None:
    answer = owner.get(reverse("billing:invoice-export"), headers=EN)
    assert answer.streaming
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert [len(part.splitlines()) for part in _parts([("one", "two")] * 600, ",")] == [250, 250, 100]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@sum", "\t=1", " =1", "|calc"])
def test_no_text_of_the_table_is_a_formula(owner: Client, name: str) -> None:
    Customer.objects.filter(key="nordlys").update(name=name)
    rows = table(owner.get(reverse("billing:invoice-export"), {"client": "nordlys"}, headers=EN), ",")
    assert rows[1][2] == f"'{name}"


# ── one invoice


def test_the_page_of_an_invoice_says_why_and_shows_the_stored_document(owner: Client) -> None:
    record = invoice()
    page = text(owner.get(at("invoice-detail", record), headers=EN))
    assert f"<title>{record.number} · vacrm</title>" in page
    assert "Why these amounts" in page
    assert f'src="{at("invoice-pdf", record)}' in page
    answer = owner.get(at("invoice-pdf", record))
    assert hashlib.sha256(answer.content).hexdigest() == record.document.sha256
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == f'inline; filename="{record.number}.pdf"'
    assert "où en est cette facture" in text(owner.get(at("invoice-detail", record), headers=FR)).casefold()


def pay(owner: Client, record: Invoice, amount: str, **more: str) -> Any:
    data = {"on": "2026-11-02", "amount": amount, "means": "transfer", **more}
    return owner.post(at("payment-list", record), data, headers=EN, follow=True)


def test_an_invoice_is_paid_in_part_in_full_over_and_given_back(owner: Client) -> None:
    record = invoice()
    assert "Partly paid: €100.50 of €639.00" in text(pay(owner, record, "100,50"))
    assert "€639.00, paid." in text(pay(owner, record, "538.50"))
    assert "Paid, and €1,000.00 more than asked." in text(pay(owner, record, "1 000,00"))
    page = text(pay(owner, record, "-1000"))
    assert "given back" in page
    assert still_due(record) == Decimal("0.00")


def undo_of(page: str) -> str:
    """The address behind the message's Undo."""
    found = re.search(r'action="([^"]+)"[^>]*>(?:(?!</form>).)*class="toast-undo"', page, re.DOTALL)
    assert found, "no message offers the way back"
    return found[1]


def test_the_payment_just_recorded_is_undone_from_its_message(owner: Client) -> None:
    record = invoice()
    back = undo_of(text(pay(owner, record, "100,50")))
    page = text(owner.post(back, headers=EN, follow=True))
    assert "Undone: the payment is not recorded." in page
    assert still_due(record) == record.gross
    assert "toast-undo" not in page
    assert owner.post(back).status_code == 404


def test_an_undo_that_comes_too_late_changes_nothing_and_says_what_to_do(owner: Client) -> None:
    record = invoice()
    back = undo_of(text(pay(owner, record, "100")))
    pay(owner, record, "50")
    assert "as a payment below zero" in text(owner.post(back, headers=EN, follow=True))
    assert "en négatif" in text(owner.post(back, headers=FR, follow=True))
    assert still_due(record) == record.gross - 150


def test_the_way_back_of_a_payment_is_acted_on_and_not_made_up(owner: Client) -> None:
    back = undo_of(text(pay(owner, invoice(), "100")))
    assert owner.get(back).status_code == 405
    assert owner.post(reverse("billing:payment-delete", args=["made:up"])).status_code == 404
    assert "login" in Client().post(back).headers["Location"]
    assert Payment.objects.filter(invoice=invoice()).exists()


@pytest.mark.parametrize(
    ("amount", "on", "why"),
    [
        ("lots", "2026-11-02", "Enter a number."),
        ("0", "2026-11-02", "write what was received"),
        ("12.345", "2026-11-02", "no more than 2 decimal places"),
        ("10", "2062-11-02", "still to come"),
        ("10", "soon", "Enter a valid date."),
    ],
)
def test_a_payment_that_is_wrong_is_refused_and_nothing_typed_is_lost(
    owner: Client, amount: str, on: str, why: str
) -> None:
    answer = pay(owner, invoice(), amount, on=on)
    assert answer.status_code == 422
    assert why in text(answer)
    assert f'value="{amount}"' in text(answer)
    assert f'value="{on}"' in text(answer)
    assert not Payment.objects.filter(invoice=invoice()).exists()


def test_an_invoice_is_sent_once_and_again_only_by_her(owner: Client) -> None:
    record = Invoice.objects.issued().filter(delivery=None, client__email__gt="").latest("pk")
    page = text(owner.post(at("invoice-send", record), headers=EN, follow=True))
    assert f"{record.number} is on its way." in page
    assert 'hx-trigger="every 2s"' in page
    queued = Delivery.objects.count()
    assert "was queued already" in text(owner.post(at("invoice-send", record), headers=EN, follow=True))
    assert Delivery.objects.count() == queued
    Delivery.objects.update(sent_at=NOW, claimed_at=NOW, next_try_at=None)
    page = text(owner.post(at("invoice-resend", record), headers=EN, follow=True))
    assert f"{record.number} is sent again." in page
    assert Delivery.objects.count() == queued + 1
    assert text(owner.get(at("invoice-life", record), headers=HTMX)).startswith('<section id="invoice-life"')


def unsent() -> Invoice:
    return Invoice.objects.issued().filter(delivery=None, client__email__gt="").latest("pk")


def test_the_words_of_an_invoice_are_read_in_the_language_of_the_client(owner: Client) -> None:
    record = unsent()
    assert at("invoice-write", record) in text(owner.get(at("invoice-detail", record), headers=EN))
    page, written = text(owner.get(at("invoice-write", record), headers=EN)), letter(record)
    assert escape(written.subject.replace("\u00a0", " ")) in page
    assert written.body.splitlines()[0] in page
    assert "with this message." in page
    assert "avec ce message." in text(owner.get(at("invoice-write", record), headers=FR))
    assert not hasattr(record, "delivery"), "reading sends nothing"


def test_an_invoice_is_sent_in_her_words_and_she_is_back_where_she_was(owner: Client) -> None:
    record = unsent()
    typed = {"subject": "Your invoice", "body": "Here it is.\r\nThank you!", "next": "month"}
    answer = owner.post(at("invoice-write", record), typed, headers=EN, follow=True)
    assert f"{record.number} is on its way." in text(answer)
    assert answer.redirect_chain[-1][0] == reverse("billing:month-detail", args=[record.month])
    sent = Invoice.objects.get(pk=record.pk).delivery.delivery
    assert (sent.subject, sent.body) == ("Your invoice", "Here it is.\nThank you!")
    assert sent.attachments.get().name == f"{record.number}.pdf"
    queued = Delivery.objects.count()
    again = owner.post(at("invoice-write", record), typed, headers=EN)
    assert again.headers["Location"] == at("invoice-detail", record)
    assert Delivery.objects.count() == queued


@pytest.mark.parametrize(("field", "value"), [("subject", ""), ("body", " "), ("subject", "x" * 256)])
def test_an_email_without_words_is_refused_and_nothing_typed_is_lost(owner: Client, field: str, value: str) -> None:
    record = unsent()
    typed = {"subject": "Your invoice", "body": "Here it is.", field: value}
    answer = owner.post(at("invoice-write", record), typed, headers=EN)
    assert answer.status_code == 422
    assert ("Here it is." if field == "subject" else "Your invoice") in text(answer)
    assert not Invoice.objects.filter(pk=record.pk, delivery__isnull=False).exists()


def test_without_an_address_the_words_stay_and_the_page_says_what_is_missing(owner: Client) -> None:
    record = unsent()
    Customer.objects.filter(pk=record.client_id).update(email="")
    answer = owner.post(at("invoice-write", record), {"subject": "Mine", "body": "Here it is."}, headers=EN)
    assert answer.status_code == 422
    assert "has no e-mail address; add one." in text(answer)
    assert "Here it is." in text(answer)


def test_an_invoice_is_credited_after_a_word_of_warning(owner: Client) -> None:
    record = invoice()
    page = text(owner.get(at("invoice-credit", record), headers=EN))
    assert "takes the whole invoice back" in page
    assert not Invoice.objects.filter(credits=record).exists()
    page = text(owner.post(at("invoice-credit", record), {"on": "2026-11-02"}, headers=EN, follow=True))
    note = Invoice.objects.get(credits=record)
    assert f"<title>{note.number}" in page
    assert f'href="{at("invoice-detail", record)}"' in page
    assert "nothing is owed" in text(owner.get(at("invoice-detail", record), headers=EN))
    again = owner.post(at("invoice-credit", record), {"on": "2026-11-02"}, headers=EN)
    assert again.status_code == 422
    assert "is already credited by" in text(again)


def test_a_deposit_and_the_invoice_that_deducts_it_lead_to_each_other(owner: Client) -> None:
    mission = Agreement.objects.filter(kind="mission").latest("pk")
    mission.pk, mission.key, mission.done_on = None, "a-second-mission", None
    mission._state.adding = True
    mission.save()
    deposit, _proposal = bill_deposit(mission.key, on=NOW.date(), at=NOW)
    Agreement.objects.filter(pk=mission.pk).update(done_on=NOW.date())
    list(issue_month("2026-11", on=NOW.date(), at=NOW, keys=[mission.client.key]))
    balance = Invoice.objects.get(kind="balance", month="2026-11")
    page = text(owner.get(at("invoice-detail", balance), headers=EN))
    assert f'This deducts the deposit <a href="{at("invoice-detail", deposit)}">{deposit}</a>' in page
    page = text(owner.get(at("invoice-detail", deposit), headers=EN))
    assert f'This deposit is deducted by <a href="{at("invoice-detail", balance)}">{balance}</a>' in page


def test_a_draft_is_shown_and_thrown_away(owner: Client) -> None:
    draft_month("2026-11", on=NOW.date(), keys=["nordlys"])
    draft = Invoice.objects.drafts().get()
    page = text(owner.get(at("invoice-detail", draft), headers=EN))
    assert "A draft of €520.00: nothing is numbered, nothing has left." in page
    assert "Send to the client" not in page
    assert owner.get(at("invoice-pdf", draft)).content.startswith(b"%PDF-")
    assert numbers(owner, status="draft") == ["draft"]
    owner.post(at("invoice-delete", draft))
    assert not Invoice.objects.drafts().exists()
    assert not BilledTime.objects.filter(invoice=draft.pk).exists()


def test_an_issued_invoice_is_not_thrown_away(owner: Client) -> None:
    record = invoice()
    page = text(owner.post(at("invoice-delete", record), headers=EN, follow=True))
    assert "An issued invoice is never deleted" in page
    assert Invoice.objects.filter(pk=record.pk).exists()


def test_hours_of_a_credited_invoice_are_billed_anew(owner: Client) -> None:
    record = invoice()
    owner.post(at("invoice-credit", record), {"on": "2026-11-02"})
    list(issue_month("2026-10", on=NOW.date(), at=NOW, keys=["nordlys"]))
    assert invoice().gross == record.gross
    assert invoice().pk != record.pk


ACTS = ["payment-list", "invoice-send", "invoice-retry", "invoice-resend", "invoice-confirm", "invoice-delete"]


@pytest.mark.parametrize("name", ACTS)
def test_acts_refuse_to_be_read(owner: Client, name: str) -> None:
    assert owner.get(at(name, invoice())).status_code == 405


@pytest.mark.parametrize("name", [*ACTS, "invoice-detail", "invoice-pdf", "invoice-credit", "invoice-write"])
def test_strangers_are_sent_to_the_door(demonstration: None, db: None, name: str) -> None:
    answer = Client().get(at(name, invoice()))
    assert answer.status_code == 302
    assert "login" in answer.headers["Location"]


def test_what_is_not_there_is_not_found(owner: Client) -> None:
    assert owner.get(reverse("billing:invoice-detail", args=[999999])).status_code == 404
    assert owner.get(reverse("billing:invoice-pdf", args=[999999])).status_code == 404
