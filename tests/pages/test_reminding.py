"""A reminder by hand: its words in the client's language, changed, sent once, and followed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from billing.models import Invoice, Reminder
from billing.reminding import letter, remind
from tests.demonstration import NOW
from vacrm.post.models import Delivery

EN, FR = {"accept-language": "en"}, {"accept-language": "fr"}
LATE = NOW + timedelta(days=20)


@pytest.fixture(autouse=True)
def twenty_days_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACRM_NOW", LATE.isoformat())


def text(answer: Any) -> str:
    return answer.content.decode().replace("\u00a0", " ")


def invoice(key: str = "nordlys") -> Invoice:
    return Invoice.objects.issued().filter(client__key=key).latest("pk")


def at(name: str, record: Invoice) -> str:
    return reverse(f"billing:{name}", args=[record.pk])


def typed(owner: Client, record: Invoice, **changes: str) -> Any:
    data = {"subject": "About your invoice", "body": "Please look at it.", "after": "0", **changes}
    return owner.post(at("invoice-remind", record), data, headers=EN, follow=True)


def test_the_words_are_in_the_language_of_the_client(owner: Client) -> None:
    record = invoice()
    page = text(owner.get(at("invoice-remind", record), headers=EN))
    written = letter(record, [], on=LATE.date())
    assert written.subject.replace("\u00a0", " ") in page
    assert written.subject.startswith("Rappel")
    assert record.number is not None and record.number in written.body
    assert "still owes" in page
    assert "doit encore" in text(owner.get(at("invoice-remind", record), headers=FR))


def test_a_reminder_is_sent_as_it_was_changed_and_stands_on_the_page(owner: Client) -> None:
    record = invoice()
    page = text(typed(owner, record))
    assert f"The reminder of {record.number} is on its way." in page
    sent = Reminder.objects.get()
    assert (sent.delivery.subject, sent.delivery.body) == ("About your invoice", "Please look at it.")
    assert sent.delivery.attachments.get().name == f"{record.number}.pdf"
    assert "Please look at it." in page
    assert "Reminded" in page
    assert "Reminder sent to" in page
    history = text(owner.get(reverse("clients:client-history", args=[record.client_id]), headers=EN))
    assert f"Reminded of {record.number}" in history


def test_a_second_press_sends_nothing_more(owner: Client) -> None:
    record = invoice()
    typed(owner, record)
    before = Delivery.objects.count()
    answer = typed(owner, record)
    assert answer.status_code == 422
    assert "Another reminder went out meanwhile" in text(answer)
    assert Delivery.objects.count() == before


def test_each_reminder_is_firmer_than_the_one_before(owner: Client) -> None:
    record = invoice("harbour") if Invoice.objects.issued().filter(client__key="harbour").exists() else invoice()
    subjects = [letter(record, [], on=LATE.date()).subject]
    for after in (0, 1):
        sent = list(record.reminders.order_by("at"))
        assert len(sent) == after
        remind(record, subject="s", body="b", at=LATE + timedelta(days=after), after=after)
        subjects.append(letter(record, list(record.reminders.order_by("at")), on=LATE.date()).subject)
    assert len(set(subjects)) == 3


@pytest.mark.parametrize(("field", "value"), [("subject", ""), ("body", " "), ("subject", "x" * 256)])
def test_an_empty_reminder_is_refused_and_nothing_typed_is_lost(owner: Client, field: str, value: str) -> None:
    answer = typed(owner, invoice(), **{field: value})
    assert answer.status_code == 422
    assert ("Please look at it." if field == "subject" else "About your invoice") in text(answer)
    assert not Reminder.objects.exists()


def test_what_is_paid_is_not_reminded_of(owner: Client) -> None:
    record = invoice()
    owner.post(at("payment-list", record), {"on": "2026-11-02", "amount": str(record.gross), "means": "transfer"})
    answer = owner.get(at("invoice-remind", record), headers=EN, follow=True)
    assert "nothing to remind of" in text(answer)
    with pytest.raises(ValidationError):
        remind(record, subject="s", body="b", at=LATE, after=0)


def test_strangers_are_sent_to_the_door(demonstration: None, db: None) -> None:
    assert Client().get(at("invoice-remind", invoice())).status_code == 302
