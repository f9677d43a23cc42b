"""A logo is tried on the sample invoice before it is kept, and what was typed around it stays unsaved, not lost."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Response

from tests.browser.shop import Shop
from tests.browser.visiting import NARROW, visitor

pytestmark = pytest.mark.browser
PAGE, SAMPLE = "/settings/business/", "/settings/business/sample.pdf"


def picture() -> FilePayload:
    made = io.BytesIO()
    Image.new("RGB", (60, 20), "green").save(made, "PNG")
    return {"name": "logo.png", "mimeType": "image/png", "buffer": made.getvalue()}


def is_tried(answer: Response) -> bool:
    return answer.request.method == "POST" and answer.url.endswith(SAMPLE)


def test_a_chosen_logo_is_drawn_beside_the_form_and_nothing_typed_is_lost(web: Browser, filled_shop: Shop) -> None:
    with visitor(web, filled_shop) as visit:
        page = visit.enter().go(PAGE).settle().page
        page.locator("[name=tagline]").fill("Calm back-offices")
        with page.expect_response(is_tried) as answer:
            page.locator("[name=logo_file]").set_input_files(picture())
        assert answer.value.headers["content-type"] == "application/pdf"
        with page.expect_response(is_tried) as refused:
            page.locator("[name=logo_file]").set_input_files({**picture(), "buffer": b"<svg/>"})
        assert refused.value.status == 422
        page.frame_locator("iframe[name=sample]").get_by_text("Logo: This is no PNG or JPEG picture.").wait_for()
        assert page.url == f"{filled_shop.base}{PAGE}"
        assert page.locator("[name=tagline]").input_value() == "Calm back-offices"
        with page.expect_event("dialog") as asked:
            page.once("dialog", lambda dialog: dialog.accept())
            page.get_by_role("link", name="Today", exact=True).first.click()
        assert asked.value.type == "beforeunload"
        assert not visit.complaints


@pytest.mark.parametrize("scripts", [True, False])
def test_where_there_is_no_room_the_sample_opens_beside(web: Browser, filled_shop: Shop, scripts: bool) -> None:
    with visitor(web, filled_shop, viewport=NARROW, java_script_enabled=scripts) as visit:
        page = visit.enter().go(PAGE).page
        with visit.context.expect_event("response", is_tried) as answer, visit.context.expect_page():
            page.get_by_role("button", name="Draw it as the form says now").click()
        assert answer.value.headers["content-type"] == "application/pdf"
        assert page.url == f"{filled_shop.base}{PAGE}"
