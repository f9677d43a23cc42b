"""What is done on the pages of clients, requests and time, without JavaScript, and what is refused with its reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from billing.issuing import issue_month
from clients.models import Client as Customer
from requests.models import ClientRequest, TimeEntry

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture(autouse=True)
def on_a_thursday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VACRM_NOW", "2026-11-26T10:24:00+01:00")


def customer(key: str = "brisvent") -> Customer:
    return Customer.objects.get(key=key)


def ask(owner: Client, **more: Any) -> ClientRequest:
    facts = {"client": customer().pk, "subject": "Replay of the webinar", "effort_minutes": 90, **more}
    answer = owner.post("/requests/new/", facts)
    assert answer.status_code == 302, answer.content.decode()
    return ClientRequest.objects.get(subject=facts["subject"])


def test_a_request_in_words_is_judged_and_confirmed_at_its_price(owner: Client) -> None:
    asked = ask(owner, wanted_words="ce soir")
    assert asked.wanted_by == datetime(2026, 11, 26, 20, tzinfo=PARIS)
    assert asked.agreement is not None
    page = owner.get(f"/requests/{asked.pk}/").content.decode()
    assert "Urgent: +30% if you confirm" in page
    assert "€18.00" in page  # 30% of 1 h 30 at €40.00
    assert "Confirm at +30%" in page
    assert "Bonjour," in page  # the client's language, not the page's
    owner.post(f"/requests/{asked.pk}/commit/")
    promise = asked.commitments.get()
    assert promise.assessment.verdict["percent"] == "30"
    assert "Promised on" in owner.get(f"/requests/{asked.pk}/").content.decode()


def test_proposing_the_standard_date_takes_the_surcharge_away(owner: Client) -> None:
    asked = ask(owner, wanted_words="ce soir")
    owner.post(f"/requests/{asked.pk}/propose/")
    asked.refresh_from_db()
    assert asked.wanted_by == datetime(2026, 11, 27, 10, 24, tzinfo=PARIS)
    assert asked.assessments.order_by("id").last().verdict["percent"] == "0"  # type: ignore[union-attr]
    assert not asked.commitments.exists()


def test_a_promised_request_is_not_moved_behind_the_clients_back(owner: Client) -> None:
    asked = ask(owner, wanted_words="ce soir")
    owner.post(f"/requests/{asked.pk}/commit/")
    answer = owner.post(f"/requests/{asked.pk}/propose/", follow=True)
    assert "promised already" in answer.content.decode()
    before, _after = asked.wanted_by, asked.refresh_from_db()
    assert asked.wanted_by == before


@pytest.mark.parametrize("act", ["decline", "finish"])
def test_closing_by_mistake_is_undone_by_the_button_of_the_message(owner: Client, act: str) -> None:
    asked = ask(owner)
    page = owner.post(f"/requests/{asked.pk}/{act}/", follow=True).content.decode()
    assert f'action="/requests/{asked.pk}/reopen/"' in page
    assert not ClientRequest.objects.open().filter(pk=asked.pk).exists()
    owner.post(f"/requests/{asked.pk}/reopen/")
    assert ClientRequest.objects.open().filter(pk=asked.pk).exists()


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"client": ""}, "For whom?"),
        ({"wanted_words": "soonish"}, "Not understood"),
        ({"wanted_by": "2026-11-20T10:00"}, "wanted before it was received"),
        ({"effort_minutes": "-5"}, "greater than or equal to 0"),
    ],
)
def test_a_bad_request_is_answered_with_422_and_nothing_typed_is_lost(
    owner: Client, facts: dict[str, str], said: str
) -> None:
    before = ClientRequest.objects.count()
    answer = owner.post("/requests/new/", {"client": customer().pk, "subject": "Kept words", **facts})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Kept words" in answer.content.decode()
    assert ClientRequest.objects.count() == before


def test_the_inbox_finds_by_words_and_by_number(owner: Client) -> None:
    asked = ask(owner)
    for query in ("replay webinar", f"%23{asked.pk}", "brisvent replay"):
        assert "Replay of the webinar" in owner.get(f"/requests/?q={query}").content.decode()
    assert "Replay of the webinar" not in owner.get("/requests/?q=nothingofthekind").content.decode()


def test_a_line_is_read_back_and_logged(owner: Client) -> None:
    read = owner.get("/time/read/?q=9:00-10:45 brisvent relecture").content.decode().replace("\u00a0", " ")
    assert all(word in read for word in ("1 h 45", "09:00–10:45", "Atelier Brisvent", "relecture"))
    owner.post("/time/entries/", {"q": "9:00-10:45 brisvent relecture"})
    entry = TimeEntry.objects.get(note="relecture")
    assert (entry.client, entry.minutes, entry.agreement) == (customer(), 105, customer().agreements.get())
    assert entry.started_at == datetime(2026, 11, 26, 9, tzinfo=PARIS)


def test_a_line_is_read_back_without_javascript_and_nothing_is_logged(owner: Client) -> None:
    before = TimeEntry.objects.count()
    answer = owner.post("/time/entries/", {"q": "45m brisvent words", "read": "1"})
    assert answer.status_code == 200
    assert "45\u00a0min" in answer.content.decode()
    assert TimeEntry.objects.count() == before


def test_a_line_that_is_not_understood_is_not_logged(owner: Client) -> None:
    before = TimeEntry.objects.count()
    answer = owner.post("/time/entries/", {"q": "newsletter for somebody"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "How long?" in page
    assert 'value="newsletter for somebody"' in page
    assert TimeEntry.objects.count() == before


def test_an_open_entry_is_corrected_and_deleted_after_a_question(owner: Client) -> None:
    owner.post("/time/entries/", {"q": "45m brisvent first words"})
    entry = TimeEntry.objects.get(note="first words")
    owner.post(f"/time/entries/{entry.pk}/", {"on": "2026-11-25", "minutes": 60, "note": "other words"})
    entry.refresh_from_db()
    assert (str(entry.on), entry.minutes, entry.note) == ("2026-11-25", 60, "other words")
    assert owner.get(f"/time/entries/{entry.pk}/delete/").status_code == 200
    assert TimeEntry.objects.filter(pk=entry.pk).exists()
    owner.post(f"/time/entries/{entry.pk}/delete/")
    assert not TimeEntry.objects.filter(pk=entry.pk).exists()


def test_a_billed_entry_stays_and_names_its_invoice(owner: Client) -> None:
    entry = TimeEntry.objects.filter(billed__invoice__number__isnull=False).select_related("billed__invoice").first()
    assert entry is not None
    day = owner.get(f"/time/?day={entry.on}").content.decode()
    assert f"billed by {entry.billed.invoice.number}" in day  # type: ignore[attr-defined]
    assert f'href="/time/entries/{entry.pk}/"' not in day
    for address in (f"/time/entries/{entry.pk}/", f"/time/entries/{entry.pk}/delete/"):
        answer = owner.post(address, {"on": "2026-01-01", "minutes": 1, "note": "forged"}, follow=True)
        assert "it stays as it is" in answer.content.decode()
    assert TimeEntry.objects.get(pk=entry.pk).note == entry.note


def test_one_timer_runs_and_starting_another_stops_the_first(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    owner.post("/time/timer/start/", {"client": customer().pk})
    monkeypatch.setenv("VACRM_NOW", "2026-11-26T11:04:00+01:00")
    owner.post("/time/timer/start/", {"client": customer("nordlys").pk})
    assert TimeEntry.objects.get(client=customer(), on="2026-11-26").minutes == 40
    assert TimeEntry.objects.get(running=True).client == customer("nordlys")
    monkeypatch.setenv("VACRM_NOW", "2026-11-26T11:14:00+01:00")
    owner.post("/time/timer/stop/")
    assert not TimeEntry.objects.filter(running=True).exists()


def test_a_timer_for_nobody_is_not_found(owner: Client) -> None:
    assert owner.post("/time/timer/start/", {"client": "nobody"}).status_code == 404


def test_a_client_is_moved_with_the_reason_and_archived_without_loss(owner: Client) -> None:
    moved = customer()
    owner.post(f"/clients/{moved.pk}/move/", {"stage": "ended", "why": "The shop closes."})
    moved.refresh_from_db()
    assert (moved.stage, str(moved.stage_since)) == ("ended", "2026-11-26")
    assert "Moved to “ended”: The shop closes." in owner.get(f"/clients/{moved.pk}/history/").content.decode()
    assert f'href="/clients/{moved.pk}/"' not in owner.get("/clients/").content.decode()
    assert f'href="/clients/{moved.pk}/"' in owner.get("/clients/?stage=all").content.decode()


def test_editing_a_client_leaves_the_stage_alone(owner: Client) -> None:
    edited = customer()
    terms = {"kind": "company", "country": "FR", "currency": "EUR", "language": "fr", "stage": "lost"}
    assert owner.post(f"/clients/{edited.pk}/edit/", {"name": "Atelier du Brisvent", **terms}).status_code == 302
    before, _after = edited.stage, edited.refresh_from_db()
    assert (edited.name, edited.stage) == ("Atelier du Brisvent", before)


def test_a_bad_siren_is_named_and_nothing_typed_is_lost(owner: Client) -> None:
    terms = {"kind": "company", "country": "FR", "currency": "EUR", "language": "fr", "stage": "lead"}
    answer = owner.post("/clients/new/", {"name": "Corto", "siren": "123456789", **terms})
    assert answer.status_code == 422
    assert "is not a SIREN" in answer.content.decode()
    assert 'value="Corto"' in answer.content.decode()
    assert not Customer.objects.filter(name="Corto").exists()


def test_the_list_knows_who_has_hours_to_bill(owner: Client) -> None:
    list(
        issue_month(
            "2026-11", on=datetime(2026, 11, 26, tzinfo=PARIS).date(), at=datetime(2026, 11, 26, 9, tzinfo=PARIS)
        )
    )
    billed = f'href="/clients/{customer().pk}/"'
    assert billed not in owner.get("/clients/?money=unbilled").content.decode()
    owner.post("/time/entries/", {"q": "45m brisvent more"})
    assert billed in owner.get("/clients/?money=unbilled").content.decode()


def test_the_client_page_works_out_the_month_on_its_own(owner: Client) -> None:
    pk = customer("nordlys").pk
    page = owner.get(f"/clients/{pk}/").content.decode()
    assert f'hx-get="/clients/{pk}/billing/so-far/"' in page
    assert "€480.00" in owner.get(f"/clients/{pk}/billing/so-far/").content.decode()
