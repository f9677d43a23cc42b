"""From a booked call to the balance: a new client on a phone, in another time zone; and once without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.arrival import Arrival
from tests.browser.journey import MONDAY
from tests.browser.premises import move_in
from tests.browser.shop import Shop
from tests.browser.visiting import NARROW, visitor
from tests.postmaster import Postmaster

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("language", "zone", "options", "vat", "total"),
    [
        pytest.param("en", "America/Toronto", {}, "debits", "493.32", id="in English, with VAT"),
        pytest.param(
            "fr", "Indian/Reunion", {"java_script_enabled": False}, "franchise", "411.10", id="in French, no scripts"
        ),
    ],
)
def test_from_a_booked_call_to_the_balance(
    web: Browser,
    new_shop: Callable[..., Shop],
    postmaster: Postmaster,
    language: str,
    zone: str,
    options: dict[str, Any],
    vat: str,
    total: str,
) -> None:
    shop = new_shop("empty", EMAIL_HOST="127.0.0.1", EMAIL_PORT=str(postmaster.port))
    move_in(shop, language, vat)
    shop.open(MONDAY)
    locale = {"en": "en-GB", "fr": "fr-FR"}[language]
    phone = {"locale": locale, "timezone_id": zone, "viewport": NARROW, "has_touch": True, **options}
    with visitor(web, shop, locale=locale, timezone_id="Europe/Paris") as hers, visitor(web, shop, **phone) as theirs:
        walk = Arrival(shop, postmaster, hers.enter(), theirs, zone)
        walk.open_the_booking_page()
        walk.book_a_call()
        walk.hold_the_call()
        walk.send_a_quote()
        walk.choose_and_sign()
        walk.pay_the_deposit()
        walk.come_into_the_portal()
        walk.hold_the_kickoff()
        walk.do_the_work()
        balance = walk.close_the_month()
    assert (walk.total, walk.deposit + balance) == (Decimal(total), Decimal(total))
    assert hers.complaints == theirs.complaints == []
