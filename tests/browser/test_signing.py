"""A client signs a quote on a phone, with a finger and the code from a real mail."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.shop import Shop
from tests.browser.visiting import NARROW, visitor
from tests.live import until
from tests.postmaster import Postmaster

pytestmark = pytest.mark.browser
HERS = "brasserie"  # in the address of who signs


def draw(page: Page) -> None:
    """A line with the finger."""
    sheet = page.locator("canvas")
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    for step in range(10):
        page.mouse.move(box["x"] + 20 + 10 * step, box["y"] + 20 + 5 * (step % 3))
    page.mouse.up()
    expect(page.locator("[data-clears]")).to_be_visible()


def code_in(postmaster: Postmaster) -> str:
    """The code in the mail to who signs here; those of the demonstration may still be on their way to others."""

    def found() -> list[str]:
        texts = [each.get_body(("plain",)) for each in postmaster.messages() if HERS in str(each["To"])]
        return [
            code for text in texts if text for code in re.findall(r"^(\d{6})\s*$", text.get_content(), re.MULTILINE)
        ]

    until(lambda: bool(found()), "the code")
    return found()[-1]


def copies(postmaster: Postmaster) -> list[EmailMessage]:
    """What went to both sides: the signed PDF and the proof."""
    files = [(each, list(each.iter_attachments())) for each in postmaster.messages()]
    return [each for each, found in files if len(found) == 2 and HERS in str(each["To"])]


def test_a_quote_is_signed_on_a_phone(web: Browser, new_shop: Callable[..., Shop], postmaster: Postmaster) -> None:
    shop = new_shop("filled", EMAIL_HOST="127.0.0.1", EMAIL_PORT=str(postmaster.port)).open()
    doors = shop.doors("fr")
    sign = [path for path in doors["inside"] if path.endswith("/sign/")][-1]
    with visitor(web, shop, locale="en-GB", viewport=NARROW, has_touch=True) as visit:
        for path in doors["opens"]:
            visit.go(path)
        page = visit.go(sign.removesuffix("sign/")).settle().page
        page.locator("[name=option]").first.check()
        page.get_by_role("button", name="Accepter et signer").click()
        page.wait_for_url(re.compile(r"/sign/\?option=3"))
        page.locator("[name=name]").fill("Inès Acme")
        page.locator("[name=consent]").check()
        draw(page)
        page.get_by_role("button", name="M’envoyer le code").click()
        page.locator("[name=code]").fill("1")
        page.locator("#sign-form .btn-primary").click()
        expect(page.locator(".late")).to_have_count(1)
        page.locator("[name=code]").fill(code_in(postmaster))
        page.locator("#sign-form .btn-primary").click()
        expect(page.locator("h1")).to_contain_text("est signé")
        visit.settle()
    until(lambda: bool(copies(postmaster)), "the copies")
    shop.close()
    (copy,) = copies(postmaster)
    kinds = [part.get_content_type() for part in copy.iter_attachments()]
    assert kinds == ["application/pdf", "application/json"]
    assert b"/Subtype /Image" in copy.get_payload(1).get_payload(decode=True)  # type: ignore[union-attr]
    assert visit.complaints == []
