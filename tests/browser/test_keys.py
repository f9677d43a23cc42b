"""Keys, the palette, the back button, hidden amounts and half-written forms, as a browser really does them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Dialog, expect

from tests.browser.shop import Shop
from tests.browser.visiting import Visitor, visitor

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def inside(web: Browser, filled_shop: Shop) -> Iterator[Visitor]:
    """Logged in once for all."""
    with visitor(web, filled_shop) as found:
        yield found.enter()


@pytest.fixture
def visit(inside: Visitor) -> Iterator[Visitor]:
    """Inside the demonstration, on Today."""
    yield inside.go("/").settle()
    assert inside.complaints == []


def test_the_palette_finds_a_client_by_words_and_goes_there(visit: Visitor) -> None:
    keyboard, page = visit.page.keyboard, visit.page
    keyboard.press("Control+k")
    expect(page.locator("#palette input")).to_be_focused()
    keyboard.type("nordlys")
    expect(page.locator("#found a").filter(has_text="Nordlys").first).to_be_visible()
    keyboard.press("ArrowDown")
    expect(page.locator("#found a").first).to_be_focused()
    page.locator('#found a[href^="/clients/"]').first.focus()
    keyboard.press("Enter")
    page.wait_for_url("**/clients/*/")
    expect(page.locator("h1")).to_contain_text("Nordlys")


def test_the_palette_finds_an_invoice_by_its_number_and_a_page_by_its_name(visit: Visitor) -> None:
    page = visit.page
    for words, address in (("F-2026-041", "/invoices/"), ("clients", "/clients/")):
        page.keyboard.press("Control+k")
        page.locator("#palette input").fill(words)
        expect(page.locator(f'#found a[href^="{address}"]').first).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#palette")).to_be_hidden()


def test_a_question_mark_shows_the_keys_and_escape_closes_them(visit: Visitor) -> None:
    visit.page.keyboard.press("?")
    expect(visit.page.locator("#help")).to_be_visible()
    assert visit.barriers() == []
    visit.page.keyboard.press("Escape")
    expect(visit.page.locator("#help")).to_be_hidden()


def test_n_begins_a_request_and_t_goes_to_the_time(visit: Visitor) -> None:
    visit.page.keyboard.press("n")
    visit.page.wait_for_url("**/requests/new/")
    visit.go("/").settle()
    visit.page.keyboard.press("t")
    visit.page.wait_for_url("**/time/")


def test_a_letter_in_a_field_is_a_letter(visit: Visitor) -> None:
    visit.go("/requests/").settle()
    visit.page.locator("#inbox-q").press_sequentially("nt?")
    expect(visit.page.locator("#inbox-q")).to_have_value("nt?")
    expect(visit.page.locator("#help")).to_be_hidden()


def test_t_stops_the_timer_that_runs(visit: Visitor) -> None:
    visit.go("/time/").settle()
    visit.page.locator('form[action="/time/timer/start/"] button').click()
    expect(visit.page.locator(".side-timer")).to_be_visible()
    visit.page.keyboard.press("t")
    expect(visit.page.locator(".side-timer")).to_have_count(0)


def test_back_always_shows_a_whole_page(visit: Visitor) -> None:
    visit.go("/clients/").settle()
    visit.page.locator("#client-q").press_sequentially("nordlys")
    visit.page.wait_for_url("**q=nordlys**")
    visit.page.locator("#client-table a").first.click()
    visit.page.wait_for_url("**/clients/*/")
    visit.page.go_back()
    visit.settle()
    expect(visit.page.locator("html > body nav.side")).to_be_visible()
    expect(visit.page.locator("#client-table")).to_be_visible()


def test_hidden_amounts_stay_hidden_on_the_next_page(visit: Visitor) -> None:
    visit.go("/invoices/").settle()
    switch = visit.page.locator('.side form[action*="preferences"] button').first
    switch.click()
    visit.settle()
    for path in ("/invoices/", "/"):
        visit.go(path).settle()
        expect(visit.page.locator("html")).to_have_attribute("data-amounts", "hidden")
    visit.page.locator('.side form[action*="preferences"] button').first.click()
    expect(visit.page.locator("html")).to_have_attribute("data-amounts", "shown")


def test_leaving_a_half_written_form_asks_first(visit: Visitor) -> None:
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    visit.page.once("dialog", leave)
    visit.go("/clients/new/").settle()
    visit.page.locator("#client-form [name=name]").press_sequentially("Somebody")
    visit.page.locator('.side a[href="/time/"]').click()
    visit.page.wait_for_url("**/time/")
    assert asked == ["beforeunload"]
    visit.go("/clients/new/").settle()
    visit.page.locator('.side a[href="/time/"]').click()
    visit.page.wait_for_url("**/time/")
    assert asked == ["beforeunload"]


def test_a_refused_form_keeps_what_was_written(visit: Visitor) -> None:
    visit.go("/clients/new/").settle()
    visit.page.locator("[name=email]").fill("no-address")
    visit.page.locator("form#client-form button.btn-primary").click()
    expect(visit.page.locator("[name=email]")).to_have_value("no-address")
    expect(visit.page.locator("[name=email]")).to_have_attribute("aria-invalid", "true")
    assert visit.barriers() == []
