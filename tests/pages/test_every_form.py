"""Every form of every page, sent with words that no field wants: a calm answer, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

import pytest
from django.db import transaction
from django.test import Client
from django.utils.html import escape

from clients import door, onboarding
from clients.models import Client as Customer
from tests.demonstration import NOW
from tests.pages.test_whole_pages import addresses

pytestmark = pytest.mark.once
NONSENSE = 'zz <b>"&" é'
TYPED = {"text", "email", "number", "date", "time", "datetime-local", "url", "tel", "search", "month"}
KEPT = {"hidden", "submit"}
# Forms that only show what is read while it is typed.
READS = ("/read/", "/preview/", "/what-if/")


class Forms(HTMLParser):
    """The forms of a page that are posted: where to, the fields to type into, and what else they send."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, set[str], dict[str, str]]] = []
        self.inside = False
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        name = said.get("name", "")
        if tag == "form":
            self.inside = said.get("method", "").lower() == "post"
            if self.inside:
                self.found.append((said.get("action", ""), set(), {}))
        elif tag == "select":
            self.select = name
        elif self.inside and tag == "option" and self.select:
            chosen = self.found[-1][2]
            if "selected" in said or self.select not in chosen:  # a browser sends the first unless another is chosen
                chosen[self.select] = said.get("value", "")
        elif self.inside and name:
            self._field(tag, name, said)

    def _field(self, tag: str, name: str, said: dict[str, str]) -> None:
        kind = said.get("type", "text") if tag == "input" else tag
        if kind in TYPED or kind == "textarea":
            self.found[-1][1].add(name)
        elif kind in KEPT and tag == "input" and name != "csrfmiddlewaretoken":
            self.found[-1][2][name] = said.get("value", "")
        elif kind in ("radio", "checkbox") and "checked" in said:
            self.found[-1][2][name] = said.get("value", "on")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "form"
        self.select = "" if tag == "select" else self.select


def forms_of(browser: Client, places: Iterable[str]) -> Iterator[tuple[str, set[str], dict[str, str]]]:
    """Each form of some pages that is typed into, once: where it goes, its fields, what it sends besides."""
    seen = set()
    for address in places:
        answer = browser.get(address)
        if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
            continue
        forms = Forms()
        forms.feed(answer.content.decode())
        for action, typed, rest in forms.found:
            key = (action or address, *sorted(typed))
            if typed and key not in seen and not any(each in action for each in READS):
                seen.add(key)
                yield action or address, typed, rest


def stumbles(browser: Client, places: Iterable[str]) -> tuple[list[str], int]:
    """What goes wrong where each form is sent nonsense, and how many forms refuse it; nothing stays done."""
    wrong, refused = [], 0
    for action, typed, rest in forms_of(browser, places):
        with transaction.atomic():
            said = browser.post(action, rest | dict.fromkeys(typed, NONSENSE))
            transaction.set_rollback(True)
        if said.status_code not in (302, 422):
            wrong.append(f"{action}: {said.status_code}")
        if said.status_code == 422:
            refused += 1
            if said.content.decode().count(escape(NONSENSE)) < len(typed):
                wrong.append(f"{action}: loses what was typed")
    return wrong, refused


def test_no_form_of_hers_stumbles_over_nonsense_or_loses_it(owner: Client) -> None:
    wrong, refused = stumbles(owner, [each for each in addresses().values() if not each.startswith("/p/")])
    assert wrong == []
    assert refused > 15


def test_no_form_of_the_portal_or_the_booking_page_does(demonstration: None, db: None) -> None:
    customer, guest = Customer.objects.order_by("pk")[0], Client()
    onboarding.begin(customer, at=NOW, on=NOW.date())
    _link, secret = door.invite(customer, to="ines@acme.example", days=60, at=NOW)
    guest.get(f"/p/open/{secret}/")
    places = [each for each in addresses().values() if each.startswith((f"/p/{customer.pk}/", "/book/"))]
    wrong, refused = stumbles(guest, places)
    assert wrong == []
    assert refused > 1
