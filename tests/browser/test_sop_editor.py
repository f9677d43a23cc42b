"""A chapter while it is typed: what clients will read keeps step, rows come and go, and nothing is kept unasked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.shop import Shop
from tests.browser.visiting import visitor

pytestmark = pytest.mark.browser


def test_what_clients_will_read_keeps_step_with_what_is_typed(web: Browser, filled_shop: Shop) -> None:
    with visitor(web, filled_shop, locale="en-GB") as visit:
        visit.enter()
        visit.go("/sop/chapters/urgencies/")
        page = visit.page
        preview = page.locator("#chapter-preview article")
        page.locator("#look-en").click()
        expect(preview).to_contain_text("under 24 hours +20%")
        page.locator("#id_steps-2-percent").fill("28")
        expect(preview).to_contain_text("under 24 hours +28%")

        page.locator("#add-steps").click()
        expect(page.locator("#id_steps-4-under_hours")).to_be_focused()
        expect(page.locator("#id_steps-2-percent")).to_have_value("28")
        page.keyboard.type("2")
        page.locator("#id_steps-4-percent").fill("60")
        expect(preview).to_contain_text("under 2 hours +60%")

        gone = page.locator("label[for=id_steps-4-gone]")
        gone.click()
        expect(preview).not_to_contain_text("+60%")
        expect(page.get_by_text("Removed once you keep the chapter").locator("visible=true")).to_have_count(1)
        gone.click()
        expect(preview).to_contain_text("under 2 hours +60%")
        page.keyboard.press("Space")
        expect(preview).not_to_contain_text("+60%")
        assert visit.barriers() == []

        page.locator("#id_by").select_option("complexity")
        expect(page.get_by_text("Surcharge by notice")).to_be_hidden()
        page.locator("#id_by").select_option("notice")
        visit.settle().go("/sop/chapters/urgencies/")
        expect(page.locator("#id_steps-2-percent")).to_have_value("20")
        assert visit.complaints == []


def test_control_enter_publishes_the_draft_that_is_reviewed(web: Browser, new_shop: Callable[..., Shop]) -> None:
    with visitor(web, new_shop("filled").open(), locale="en-GB") as visit:
        visit.enter()
        visit.go("/sop/chapters/urgencies/")
        page = visit.page
        page.locator("#id_steps-2-percent").fill("28")
        page.locator(".sop-save .btn-primary").click()
        visit.go("/sop/draft/publish/")
        page.locator("#id_title").press("Control+Enter")
        page.wait_for_url("**/sop/")
        expect(page.locator(".page-head")).to_contain_text("v2 in force")
        assert visit.complaints == []
