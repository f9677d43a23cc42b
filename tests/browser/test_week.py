"""The week under the hands: arrows move, a cell is typed over where it stands, a line is read while it is typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.shop import Shop
from tests.browser.visiting import NARROW, Visitor, visitor

pytestmark = pytest.mark.browser
MONDAY = "/time/?day=2026-11-02"


@pytest.fixture(scope="module")
def visit(web: Browser, new_shop: Callable[..., Shop]) -> Iterator[Visitor]:
    """Inside a demonstration of its own, for hours are noted here."""
    with visitor(web, new_shop("filled").open()) as found:
        yield found.enter()
        assert found.complaints == []


def test_a_cell_is_typed_over_by_keyboard_alone(visit: Visitor) -> None:
    page, keyboard = visit.go(MONDAY).settle().page, visit.page.keyboard
    cells = page.locator("#time-grid tbody tr").first.locator("td a")
    cells.nth(1).focus()
    keyboard.press("ArrowLeft")
    expect(cells.nth(0)).to_be_focused()
    keyboard.press("Enter")
    field = page.locator("#time-cell [name=said]")
    expect(field).to_be_focused()
    keyboard.type("soon")
    keyboard.press("Enter")
    expect(page.locator("#time-cell-wrong")).to_be_visible()
    expect(field).to_have_value("soon")
    assert visit.barriers() == []
    keyboard.press("Escape")
    expect(cells.nth(0)).to_be_focused()
    expect(cells.nth(0)).to_have_text("")
    keyboard.press("1")
    expect(field).to_have_value("1")
    keyboard.type("h30")
    keyboard.press("Enter")
    expect(cells.nth(0)).to_have_text("1:30")
    expect(cells.nth(0)).to_be_focused()
    keyboard.press("ArrowDown")
    expect(page.locator("#time-grid tbody tr").nth(1).locator("td a").nth(0)).to_be_focused()


def test_a_save_is_taken_back_by_the_button_of_its_message(visit: Visitor) -> None:
    page = visit.go(MONDAY).settle().page
    cell = page.locator("#time-grid tbody tr").nth(1).locator("td a").nth(0)
    cell.click()
    page.locator("#time-cell [name=said]").fill("45m")
    page.locator("#time-q").focus()  # looking elsewhere saves what was typed
    expect(cell).to_have_text("0:45")
    page.locator(".toast-undo").click()
    expect(page.locator("#time-grid tbody tr").nth(1).locator("td a").nth(0)).to_have_text("")


def test_a_line_is_read_while_it_is_typed_and_a_new_client_is_added_with_it(visit: Visitor) -> None:
    page = visit.go("/clients/").settle().page
    page.keyboard.press("l")
    page.wait_for_url("**/time/#time-q")
    expect(page.locator("#time-q")).to_be_focused()
    page.keyboard.insert_text("8:00-8:45 Lysandre logo")
    page.locator("#time-reading [name=newcomer]").click()
    expect(page.locator("#time-grid")).to_contain_text("Lysandre")
    expect(page.locator("#messages")).to_contain_text("Lysandre")


def test_a_forgotten_timer_asks_on_a_narrow_screen(web: Browser, visit: Visitor) -> None:
    with visitor(web, visit.shop, viewport=NARROW) as narrow:
        page = narrow.enter().go("/time/").settle().page
        page.locator('form[action$="/timer/start/"] button').click()
        expect(page.locator(".dock")).to_be_visible()
        page.goto("about:blank")  # no page asks the server that goes
        visit.shop.open("2026-11-03T07:00:00+01:00")
        narrow.go("/clients/").settle()
        page.locator(".dock button").click()
        page.wait_for_url("**/time/timer/")
        narrow.settle()
        assert narrow.barriers() == []
        page.locator("#timer-ask button[value=book]").click()
        page.wait_for_url("**/time/")
        expect(page.locator(".dock")).to_have_count(0)
        assert narrow.complaints == []
