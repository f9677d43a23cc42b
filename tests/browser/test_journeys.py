"""From the first run to the first mail: with a mouse, without JavaScript, by keyboard alone, on a phone."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from tests.browser.hands import Keyboard, Mouse
from tests.browser.journey import ADDRESS, MONDAY, Journey
from tests.browser.shop import Shop
from tests.browser.visiting import NARROW, visitor
from tests.live import until
from tests.postmaster import Postmaster

pytestmark = pytest.mark.browser

ENGLISH = {"locale": "en-GB", "wanted": "in 1 hour", "rate": "40"}
FRENCH = {"locale": "fr-FR", "wanted": "dans 1 h", "rate": "40"}


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


@pytest.mark.parametrize(
    ("words", "hands", "options"),
    [
        pytest.param(ENGLISH, Mouse, {}, id="in English"),
        pytest.param(FRENCH, Mouse, {"java_script_enabled": False}, id="in French without JavaScript"),
        pytest.param(ENGLISH, Keyboard, {}, id="in English by keyboard alone"),
        pytest.param(FRENCH, Mouse, {"viewport": NARROW, "has_touch": True}, id="in French on a phone"),
    ],
)
def test_from_the_first_run_to_the_first_mail(
    web: Browser,
    new_shop: Callable[..., Shop],
    postmaster: Postmaster,
    words: dict[str, str],
    hands: type[Mouse],
    options: dict[str, Any],
) -> None:
    shop = new_shop("bare", EMAIL_HOST="127.0.0.1", EMAIL_PORT=str(postmaster.port)).open(MONDAY)
    with visitor(web, shop, locale=words["locale"], timezone_id="Europe/Paris", **options) as visit:
        journey = Journey(visit, shop, hands(visit.page), words)
        journey.move_in()
        journey.say_who_she_is()
        journey.publish_the_rules()
        journey.look_around_first()
        journey.add_the_client()
        journey.note_the_request()
        journey.confirm_at_a_surcharge()
        journey.work_an_hour_and_a_half()
        journey.complete_the_client()
        journey.close_the_month()
        paper = text_of(journey.open_the_pdf())
        journey.send_the_mail()
        until(lambda: bool(postmaster.envelopes), "the mail")
    shop.close()
    (message,) = postmaster.messages()
    assert message["To"].endswith(f"<{ADDRESS}>") or message["To"] == ADDRESS
    assert [part.get_content_type() for part in message.iter_attachments()] == ["application/pdf"]
    assert visit.complaints == []
    # 1 h 30 at 40.00, and 35 % of the hour until it was wanted: what came later was her own delay.
    assert [figure for figure in ("60.00", "14.00", "74.00") if figure not in paper.replace(",", ".")] == []
