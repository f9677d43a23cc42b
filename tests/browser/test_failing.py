"""What fails on the way is said, and what was typed is still there: refused, broken, or with no server to hear it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Dialog, expect

from tests.browser.shop import Shop
from tests.browser.visiting import Visitor, visitor

pytestmark = pytest.mark.browser


@pytest.fixture
def visit(web: Browser, filled_shop: Shop) -> Iterator[Visitor]:
    """Logged in; what the browser complains of is what these tests are about."""
    with visitor(web, filled_shop) as found:
        yield found.enter()
        found.complaints.clear()


def test_a_form_that_was_refused_still_asks_before_it_is_left(visit: Visitor) -> None:
    page, asked = visit.go("/settings/goals/").page, []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", answer)
    page.locator("[name=monthly]").fill("much")
    page.get_by_role("button", name="Save the goals").click()
    expect(page.locator("[name=monthly].is-invalid")).to_have_value("much")
    page.locator(".side a[href='/clients/']").click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect(page.locator("[name=monthly]")).to_have_value("much")


@pytest.mark.parametrize(("broken", "said"), [(True, "broke on our side"), (False, "does not answer")])
def test_a_part_that_cannot_be_fetched_is_said_and_can_be_tried_again(visit: Visitor, broken: bool, said: str) -> None:
    page, address = visit.go("/settings/mail/").page, "**/settings/mail/try/"
    page.route(address, lambda route: route.fulfill(status=500) if broken else route.abort())
    page.locator("[name=to]").fill("me@nadia.example")
    page.get_by_role("button", name="Send a test message").click()
    expect(page.locator("#messages")).to_contain_text(said)
    expect(page.locator("[name=to]")).to_have_value("me@nadia.example")
    page.unroute(address)
    page.get_by_role("button", name="Send a test message").click()
    expect(page.locator("#mail-test [role=status]")).to_contain_text("written into a file")
    expect(page.locator("#messages")).not_to_contain_text(said)


def test_numbers_are_judged_while_they_are_typed(visit: Visitor) -> None:
    page = visit.go("/settings/business/").page
    page.locator("[name=iban]").fill("FR76 3000 6000 0112 3456 7890 18")
    expect(page.locator("#told-iban")).to_contain_text("One character is missing")
    expect(page.locator("[name=iban]")).to_be_focused()
    page.locator("[name=street]").fill("")
    expect(page.locator("#business-read")).to_contain_text("Missing: the street and the town")
