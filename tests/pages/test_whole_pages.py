"""Every address of ours: the back button shows whole pages, acts refuse links, strangers are sent to the door."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from billing.models import Invoice, Quote
from clients.models import Agreement, Contact
from clients.models import Client as Customer
from requests.models import ClientRequest, TimeEntry
from sops.models import SopVersion
from tests.test_house_pages import inline_parts

pytestmark = pytest.mark.once
HTMX = {"hx-request": "true"}
WHOLE = [{"hx-boosted": "true"}, {"hx-history-restore-request": "true"}]
OPEN_TO_ALL = {"login", "set_language", "seeds:welcome", "seeds:welcome-account", "seeds:password-read"}
OPEN_TO_ALL |= {"clients:portal-colour"}  # her accent, for the page that greets whoever has no link too


def names(resolver: Any = None, room: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """The name of every address but those of the workshop, with the names of its parts."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            if each.app_name != "admin":
                yield from names(each, each.namespace or room)
        elif each.name:
            yield f"{room}:{each.name}" if room else each.name, tuple(each.pattern.converters)


def addresses() -> dict[str, str]:
    """An address of each name that the demonstration has something for."""
    models = {
        "clients:agreement": Agreement,
        "clients:contact": Contact,
        "clients:": Customer,
        "requests:client": Customer,
        "requests:time": TimeEntry,
        "requests:": ClientRequest,
        "billing:client": Customer,
        "billing:bill": Customer,
        "billing:quote": Quote,
        "billing:": Invoice,
    }
    version = SopVersion.objects.published().first()
    parts: dict[str, Any] = {"month": "2026-11", "number": version and version.number, "slug": "hours"}
    parts |= {"name": "revenue", "key": Customer.objects.values_list("key", flat=True).first()}
    found = {}
    for name, wanted in names():
        model: Any = next((model for begins, model in models.items() if name.startswith(begins)), None)
        record = model.objects.order_by("pk").first() if model else None
        values = {**parts, "pk": record and record.pk}
        if all(values.get(part) is not None for part in wanted):
            found[name] = reverse(name, kwargs={part: values[part] for part in wanted})
    return found


@pytest.fixture
def shown(owner: Client) -> dict[str, str]:
    """The addresses that answer a link with a page or a part of one."""
    found = {}
    for name, address in addresses().items():
        answer = owner.get(address)
        assert answer.status_code in (200, 302, 404, 405), f"{name}: {answer.status_code}"
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            found[name] = address
    assert len(found) > 40
    return found


def test_back_shows_whole_pages(owner: Client, shown: dict[str, str]) -> None:
    wrong = []
    for name, address in shown.items():
        if b"<html" not in owner.get(address).content:
            continue  # a part of a page, never shown by itself
        wrong += [f"{name} {more}" for more in WHOLE if b"<html" not in owner.get(address, headers=HTMX | more).content]
        part = owner.get(address, headers=HTMX)
        if part.status_code == 200 and b"<html" not in part.content:
            wrong += [f"{name}: Vary" for answer in (part, owner.get(address)) if "HX-Request" not in answer["Vary"]]
    assert wrong == []


def test_no_answer_is_kept_for_another_user(owner: Client, shown: dict[str, str]) -> None:
    assert [name for name, address in shown.items() if "Cookie" not in owner.get(address).headers["Vary"]] == []


def test_no_page_has_inline_parts(owner: Client, shown: dict[str, str]) -> None:
    found = {name: inline_parts(owner.get(address).content.decode()) for name, address in shown.items()}
    assert {name: parts for name, parts in found.items() if parts} == {}


def test_strangers_see_nothing(demonstration: None, db: None) -> None:
    stranger, open_ = Client(), []
    for name, address in addresses().items():
        for answer in (stranger.get(address), stranger.post(address)):
            if answer.status_code == 200 or not answer.headers.get("Location", "/login/").startswith("/login/"):
                open_.append(name)
    assert set(open_) - OPEN_TO_ALL == set()
