"""What is written on the pages of clients: agreements of every kind, contacts, stages; archived, deleted."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from billing.models import Invoice
from clients import pipeline
from clients.models import Agreement, Contact, StageChange
from clients.models import Client as Customer
from clients.terms import SENTENCES, read_hours
from requests.models import ClientRequest, TimeEntry
from sops.models import SopVersion


@pytest.fixture
def fresh(owner: Client) -> Customer:
    """A client of whom nothing is known but the name."""
    owner.post("/clients/new/", {"name": "Quai 17", "stage": "lead", "language": "fr", "kind": "company"} | BARE)
    return Customer.objects.get(name="Quai 17")


BARE = {"country": "FR", "currency": "EUR"}


def terms(**more: Any) -> dict[str, Any]:
    sop = SopVersion.objects.published().get().pk
    return {"sop": sop, "starts_on": "2026-11-01", "timing": "advance", "overage": "bill", **more}


WRITTEN: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "hourly": ({"rate": "45.00"}, {"rate": Decimal("45.00")}),
    "package": (
        {
            "price": "480.00",
            "included_minutes": "12h30",
            "rate": "40",
            "prorate": "on",
            "carry_over_months": "1",
            "carry_over_cap_minutes": "2h",
            "carry_over_order": "month_first",
        },
        {"included_minutes": 750, "carry_over_cap_minutes": 120, "overage_rate": Decimal("40.00"), "prorate": True},
    ),
    "mission": (
        {"price": "900", "deposit_percent": "50", "signed_on": "2026-10-30"},
        {"price": Decimal("900.00"), "deposit": {"percent": "50"}},
    ),
    "subscription": ({"price": "150", "timing": "arrears"}, {"timing": "arrears", "price": Decimal("150.00")}),
    "trial": ({"ends_on": "2026-11-15"}, {"kind": "trial"}),
}


@pytest.mark.parametrize("kind", WRITTEN)
def test_an_agreement_of_each_kind_is_written_and_changed(owner: Client, fresh: Customer, kind: str) -> None:
    typed, kept = WRITTEN[kind]
    answer = owner.post(f"/clients/{fresh.pk}/agreements/new/?kind={kind}", terms(**typed))
    assert answer.status_code == 302, answer.content.decode()
    agreement = fresh.agreements.get()
    assert {name: getattr(agreement, name) for name in kept} == kept
    assert agreement.sop == SopVersion.objects.published().get()
    page = owner.get(f"/agreements/{agreement.pk}/edit/").content.decode()
    assert kind != "package" or 'value="12h30"' in page
    answer = owner.post(f"/agreements/{agreement.pk}/edit/", terms(**typed | {"ends_on": "2027-01-31"}))
    assert answer.status_code == 302
    agreement.refresh_from_db()
    assert str(agreement.ends_on) == "2027-01-31"
    assert agreement.kind == kind


@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        ("hourly", {}, "rate"),
        ("package", {"price": "480", "rate": "40"}, "included_minutes"),
        ("package", {"price": "480", "rate": "40", "included_minutes": "twelve"}, "included_minutes"),
        ("mission", {}, "price"),
        ("mission", {"price": "9", "deposit_percent": "50", "deposit_amount": "5"}, "deposit_amount"),
        ("subscription", {"price": "150", "ends_on": "2020-01-01"}, ""),
        ("trial", {"starts_on": ""}, "starts_on"),
    ],
)
def test_terms_that_are_wrong_are_named_and_nothing_typed_is_lost(
    owner: Client, fresh: Customer, kind: str, typed: dict[str, Any], field: str
) -> None:
    answer = owner.post(f"/clients/{fresh.pk}/agreements/new/?kind={kind}", terms(vat_rate="0.00", **typed))
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert (field or "__all__") in errors
    page = answer.content.decode()
    assert all(str(value) in page for value in typed.values())
    assert not fresh.agreements.exists()


def test_services_are_ticked_and_priced_by_their_names(owner: Client, fresh: Customer) -> None:
    offered = SopVersion.objects.published().get().policy().services[0]
    address = f"/clients/{fresh.pk}/agreements/new/?kind=hourly"
    assert f'value="{offered.code}"' in owner.get(address).content.decode()
    typed = terms(services_text=offered.code, rates_text=f"{offered.name.upper()} = 48,50")
    assert owner.post(address, typed).status_code == 302
    agreement = fresh.agreements.get()
    assert (agreement.services, agreement.rates) == ([offered.code], {offered.code: "48.50"})
    page = owner.get(f"/agreements/{agreement.pk}/edit/").content.decode()
    assert f"{offered.name} = 48.50" in page.replace("&#x27;", "'")
    answer = owner.post(address, terms(rate="45", services_text="nothing-like-it"))
    assert answer.status_code == 422
    assert "services_text" in answer.context["form"].errors
    answer = owner.post(address, terms(rates_text="Knitting = 45"))
    assert answer.status_code == 422
    assert offered.name in " ".join(answer.context["form"].errors["rates_text"])


def test_the_kinds_are_chosen_from_with_what_they_mean(owner: Client, fresh: Customer) -> None:
    page = owner.get(f"/clients/{fresh.pk}/agreements/new/").content.decode()
    assert [f"?kind={kind}" in page for kind in SENTENCES] == [True] * 5


def test_terms_that_nothing_rests_on_are_deleted_after_a_question(owner: Client, fresh: Customer) -> None:
    owner.post(f"/clients/{fresh.pk}/agreements/new/?kind=trial", terms())
    agreement = fresh.agreements.get()
    assert owner.get(f"/agreements/{agreement.pk}/delete/").status_code == 200
    assert fresh.agreements.exists()
    owner.post(f"/agreements/{agreement.pk}/delete/")
    assert not fresh.agreements.exists()
    used = Agreement.objects.filter(requests__isnull=False).first() or Agreement()
    answer = owner.post(f"/agreements/{used.pk}/delete/")
    assert answer.status_code == 422
    assert "rest on it" in answer.content.decode()


def test_a_person_is_written_down_changed_and_struck_off(owner: Client, fresh: Customer) -> None:
    answer = owner.post(f"/clients/{fresh.pk}/contacts/new/", {"name": "Lou", "email": "not one"})
    assert (answer.status_code, "not one" in answer.content.decode()) == (422, True)
    owner.post(f"/clients/{fresh.pk}/contacts/new/", {"name": "Lou", "email": "lou@quai17.example"})
    contact = Contact.objects.get(client=fresh)
    owner.post(f"/contacts/{contact.pk}/edit/", {"name": "Lou Roux", "email": "lou@quai17.example", "role": "founder"})
    assert "Lou Roux" in owner.get(f"/clients/{fresh.pk}/").content.decode()
    owner.post(f"/contacts/{contact.pk}/edit/", {"delete": "1"})
    assert not Contact.objects.filter(client=fresh).exists()


def test_the_terms_say_what_the_package_has_left(owner: Client) -> None:
    customer = Customer.objects.get(key="nordlys")
    page = owner.get(f"/clients/{customer.pk}/requests/").content.decode().replace("\u00a0", " ")
    assert "Left this month" in page
    owner.post("/time/entries/", {"q": "13h nordlys much"})
    page = owner.get(f"/clients/{customer.pk}/requests/").content.decode().replace("\u00a0", " ")
    assert "Beyond it this month" in page


def test_the_pipeline_shows_stages_with_days_and_moves(
    owner: Client, fresh: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner.post(f"/clients/{fresh.pk}/move/", {"stage": "discovery", "next": "/pipeline/"})
    monkeypatch.setenv("VACRM_NOW", "2026-11-05T09:00:00+01:00")
    page = owner.get("/pipeline/").content.decode()
    assert "Quai 17" in page
    assert "for 3 days" in page
    answer = owner.post(f"/clients/{fresh.pk}/move/", {"stage": "proposal", "next": "/pipeline/"})
    assert answer.headers["Location"] == "/pipeline/"
    answer = owner.post(f"/clients/{fresh.pk}/move/", {"stage": "lead", "next": "/pipeline/"})
    assert answer.status_code == 422
    assert "Say why" in answer.content.decode()
    assert Customer.objects.get(pk=fresh.pk).stage == "proposal"
    owner.post(f"/clients/{fresh.pk}/move/", {"stage": "lead", "why": "not ready"})
    assert StageChange.objects.filter(client=fresh).latest("id").why == "not ready"


def test_an_undone_move_leaves_the_client_where_it_was_since_the_same_day(owner: Client, fresh: Customer) -> None:
    owner.post(f"/clients/{fresh.pk}/move/", {"stage": "discovery"})
    since = Customer.objects.get(pk=fresh.pk).stage_since
    page = owner.post(f"/clients/{fresh.pk}/move/", {"stage": "proposal"}, follow=True).content.decode()
    assert f'action="/clients/{fresh.pk}/move/back/?of=' in page
    owner.post(f"/clients/{fresh.pk}/move/back/")
    fresh.refresh_from_db()
    assert (fresh.stage, fresh.stage_since) == ("discovery", since)
    assert str(fresh.stage_changes.first()) == " → lead"
    assert fresh.stage_changes.count() == 4


def test_archiving_keeps_everything_and_is_undone(owner: Client, fresh: Customer) -> None:
    Customer.objects.filter(pk=fresh.pk).update(stage="active")
    page = owner.post(f"/clients/{fresh.pk}/archive/", follow=True).content.decode()
    assert Customer.objects.get(pk=fresh.pk).stage == "ended"
    assert f'action="/clients/{fresh.pk}/move/back/?of=' in page
    assert "Quai 17" not in owner.get("/clients/").content.decode()
    owner.post(f"/clients/{fresh.pk}/move/back/")
    assert Customer.objects.get(pk=fresh.pk).stage == "active"


def test_archiving_one_who_never_signed_asks_for_the_reason(owner: Client, fresh: Customer) -> None:
    page = owner.post(f"/clients/{fresh.pk}/archive/", follow=True).content.decode()
    assert '<option value="lost" selected>' in page
    assert "Reason of the loss" in page
    assert Customer.objects.get(pk=fresh.pk).stage == "lead"
    owner.post(f"/clients/{fresh.pk}/move/", {"stage": "lost", "reason": "price"})
    assert StageChange.objects.filter(client=fresh).latest("id").reason == "price"


def test_a_client_without_money_is_deleted_after_a_question(owner: Client, fresh: Customer) -> None:
    owner.post("/requests/new/", {"client": fresh.pk, "subject": "First"})
    owner.post("/time/entries/", {"q": "45m quai first"})
    assert owner.get(f"/clients/{fresh.pk}/delete/").status_code == 200
    assert Customer.objects.filter(pk=fresh.pk).exists()
    owner.post(f"/clients/{fresh.pk}/delete/")
    assert not Customer.objects.filter(pk=fresh.pk).exists()
    assert not ClientRequest.objects.filter(subject="First").exists()


def test_a_client_with_an_invoice_is_archived_and_not_deleted(owner: Client) -> None:
    customer = Customer.objects.get(key="brisvent")
    before = TimeEntry.objects.filter(client=customer).count()
    answer = owner.post(f"/clients/{customer.pk}/delete/")
    assert answer.status_code == 422
    assert "Archive the client instead" in answer.content.decode()
    assert TimeEntry.objects.filter(client=customer).count() == before


@given(st.integers(0, 5000))
def test_hours_are_read_as_they_are_shown(minutes: int) -> None:
    assert read_hours(f"{minutes // 60}h{minutes % 60:02}") == minutes
    assert read_hours(f"{minutes} min") == minutes


@given(st.text(max_size=12))
def test_any_words_for_hours_are_read_or_refused(text: str) -> None:
    found = read_hours(text)
    assert found is None or found >= 0


def test_only_a_step_back_or_out_asks_why() -> None:
    assert not pipeline.asks_why("lead", "active")
    assert not pipeline.asks_why("paused", "active")
    assert pipeline.asks_why("active", "proposal")
    assert pipeline.asks_why("active", "paused")


PAGES = ["/pipeline/", "/clients/{pk}/agreements/new/", "/clients/{pk}/agreements/new/?kind=package"]
PAGES += [
    "/clients/{pk}/contacts/new/",
    "/clients/{pk}/delete/",
    "/clients/{pk}/",
    "/clients/{pk}/documents/",
    "/clients/{pk}/history/",
    "/clients/{pk}/lately/",
]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_page_answers_in_both_languages_with_few_statements(
    owner: Client, address: str, language: str, django_assert_max_num_queries: Any
) -> None:
    place = address.format(pk=Customer.objects.get(key="nordlys").pk)
    with django_assert_max_num_queries(15):
        page = owner.get(place, headers={"accept-language": language}).content.decode()
    assert f'<html lang="{language}"' in page
    assert page.count("<h1") == 1
    assert len(page) < 120_000
    answer = Client().get(place)
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/login/")


def test_work_pauses_when_the_rules_say_so_and_goes_on(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    wait = SopVersion.objects.published().get().policy().payment.pause_after_days
    assert wait, "the demonstration pauses work"
    invoice = Invoice.objects.issued().filter(client__key="brisvent").get()
    assert invoice.due_on is not None
    monkeypatch.setenv("VACRM_NOW", f"{invoice.due_on + timedelta(days=wait - 1)}T10:00:00+01:00")
    assert "may pause" not in owner.get("/").content.decode()
    monkeypatch.setenv("VACRM_NOW", f"{invoice.due_on + timedelta(days=wait)}T10:00:00+01:00")
    page = owner.get("/").content.decode()
    assert "Work for Atelier Brisvent may pause" in page
    assert "§5.7" in page
    address = f"/clients/{invoice.client_id}/pause/?why=unpaid"
    owner.post(address)
    customer = Customer.objects.get(pk=invoice.client_id)
    assert (customer.stage, customer.stage_since) == ("paused", invoice.due_on + timedelta(days=wait))
    assert customer.stage_changes.latest("id").why == "unpaid"
    assert "Work for Atelier Brisvent may pause" not in owner.get("/").content.decode()
    owner.post(f"/clients/{customer.pk}/resume/")
    assert Customer.objects.get(pk=customer.pk).stage == "active"


@pytest.mark.parametrize("act", ["move/back", "archive", "pause", "resume"])
def test_acts_refuse_to_be_read(owner: Client, act: str) -> None:
    assert owner.get(f"/clients/{Customer.objects.get(key='nordlys').pk}/{act}/").status_code == 405
