"""Every list, record and form of the workshop opens on the demonstration, in both languages, at a bounded cost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from billing.models import Invoice
from clients.models import Client as Customer
from tests.test_house_pages import inline_parts

ROOMS = ("sops", "clients", "requests", "billing", "post")
MODELS = sorted((m for m in admin.site._registry if m._meta.app_label in ROOMS), key=lambda m: m._meta.label)
LANGUAGES = ("en", pytest.param("fr", marks=pytest.mark.once))
MOST_QUERIES = 16  # of a list, however many rows it has


def at(model: Any, page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_every_model_has_its_desk() -> None:
    inlines = {inline.model for desk in admin.site._registry.values() for inline in desk.inlines}
    ours = {model for room in ROOMS for model in apps.get_app_config(room).get_models()}
    assert ours - set(admin.site._registry) - inlines == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_lists_open_and_never_ask_the_database_row_by_row(
    owner: Client, model: Any, language: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(MOST_QUERIES):
        answer = owner.get(at(model, "changelist"), headers={"accept-language": language})
    assert answer.status_code == 200
    assert inline_parts(answer.content.decode()) == []


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_every_link_of_a_list_has_words_and_holds_no_other_link(owner: Client, model: Any) -> None:
    page = owner.get(at(model, "changelist")).content.decode()
    links = re.findall(r"<a\b([^>]*)>(.*?)</a>", page, re.DOTALL)
    assert links
    assert [words for marks, words in links if "<a" in words or not (words.strip() or "title=" in marks)] == []


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_lists_are_searched_and_filtered(owner: Client, model: Any) -> None:
    desk = admin.site._registry[model]
    if desk.search_fields:
        assert owner.get(at(model, "changelist"), {"q": "brisvent"}).status_code == 200
    for each in desk.list_filter:
        if isinstance(each, type) and issubclass(each, admin.SimpleListFilter):
            page = owner.get(at(model, "changelist"))
            choices = re.findall(rf"\?{each.parameter_name}=([\w-]+)", page.content.decode())
            assert choices
            for choice in choices:
                assert owner.get(at(model, "changelist"), {each.parameter_name: choice}).status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_records_open(owner: Client, model: Any, language: str) -> None:
    for record in model._default_manager.all()[:3]:
        answer = owner.get(at(model, "change", record.pk), headers={"accept-language": language})
        assert answer.status_code == 200
        assert inline_parts(answer.content.decode()) == []
        assert owner.get(at(model, "delete", record.pk)).status_code in (200, 403)
        assert owner.get(at(model, "history", record.pk)).status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_forms_open(owner: Client, model: Any, language: str) -> None:
    answer = owner.get(at(model, "add"), headers={"accept-language": language})
    assert answer.status_code in (200, 403)  # 403: made by an act, not by hand
    assert inline_parts(answer.content.decode()) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_pages_that_show_or_ask_open(owner: Client, model: Any, language: str) -> None:
    desk: Any = admin.site._registry[model]
    for page in (*getattr(desk, "pages", ()), *getattr(desk, "asks", ())):
        for record in model._default_manager.all()[:4]:
            answer = owner.get(at(model, page, record.pk), headers={"accept-language": language})
            assert answer.status_code in (200, 302), page  # 302: refused, and said on the record's page
            if "html" in answer.headers["Content-Type"]:
                assert inline_parts(answer.content.decode()) == []


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_acts_are_done_by_post_alone(owner: Client, model: Any) -> None:
    desk: Any = admin.site._registry[model]
    record = model._default_manager.first()
    for act in getattr(desk, "acts", ()):
        assert owner.get(at(model, act, record.pk)).status_code == 405


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_strangers_see_no_record(demonstration: None, db: None, model: Any) -> None:
    desk: Any = admin.site._registry[model]
    record = model._default_manager.first()
    for page in ("change", *getattr(desk, "pages", ()), *getattr(desk, "asks", ()), *getattr(desk, "acts", ())):
        answer = Client().post(at(model, page, record.pk if record else 1))
        assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, reverse("login"))


def test_the_rooms_stand_in_the_order_of_the_work(owner: Client) -> None:
    page = owner.get(reverse("admin:index")).content.decode()
    places = [page.index(f'app-{room} module"') for room in (*ROOMS, "auth")]
    assert places == sorted(places)


def test_a_client_shows_agreements_requests_hours_and_invoices(owner: Client) -> None:
    client = Customer.objects.get(key="brisvent")
    page = owner.get(at(Customer, "change", client.pk), headers={"accept-language": "en"}).content.decode()
    for title in ("Agreements", "Open requests", "So far in November 2026", "Hours not billed yet", "Invoices"):
        assert title in page
    assert "F-2026-041" in page
    assert "€655.88" in page


@pytest.mark.parametrize(("key", "most"), [("brisvent", 50), ("nordlys", 50), ("veldkamp", 50)])
def test_a_client_costs_a_bounded_number_of_statements(
    owner: Client, key: str, most: int, django_assert_max_num_queries: Any
) -> None:
    client = Customer.objects.get(key=key)
    with django_assert_max_num_queries(most):
        owner.get(at(Customer, "change", client.pk))


def test_who_may_only_look_finds_no_buttons(owner: Client) -> None:
    guest = User.objects.create_user("guest", is_staff=True)
    guest.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    looking = Client()
    looking.force_login(guest)
    invoice = Invoice.objects.issued().filter(delivery__isnull=True)[0]
    page = looking.get(at(Invoice, "change", invoice.pk)).content.decode()
    assert str(invoice.number) in page
    assert at(Invoice, "send", invoice.pk) not in page
    assert looking.post(at(Invoice, "send", invoice.pk)).status_code == 403
    assert looking.post(at(Invoice, "credit", invoice.pk)).status_code == 403
    assert looking.post(reverse("admin:billing_invoice_close"), {"do": "issue"}).status_code == 403
    assert looking.get(at(Invoice, "pdf", invoice.pk)).status_code == 200


def test_amounts_are_written_as_the_reader_writes_them(owner: Client) -> None:
    lists = {
        language: owner.get(at(Invoice, "changelist"), headers={"accept-language": language}).content.decode()
        for language in ("en", "fr")
    }
    assert "€655.88" in lists["en"]
    assert "655,88\u00a0€" in lists["fr"]
    assert "£430.50" in lists["en"]


def test_the_pages_keep_her_clock(owner: Client) -> None:
    """A request of half past midnight in Paris is of that day, not of the evening before in UTC."""
    answer = owner.get(reverse("admin:requests_timeentry_add"), headers={"accept-language": "en"})
    assert 'data-admin-server-timezone="Europe/Paris"' in answer.content.decode()
