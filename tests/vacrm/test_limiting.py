"""Where a visitor comes from, with and without a proxy, and how often one may knock."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory
from waitress.adjustments import Adjustments
from waitress.proxy_headers import proxy_headers_middleware

from vacrm.limiting import household, is_too_often, whence
from vacrm.serving import TRUSTED


@pytest.mark.parametrize(
    ("behind", "forwarded", "found"),
    [
        (False, "", "192.0.2.7"),
        (False, "198.51.100.1", "192.0.2.7"),  # anybody can write that header
        (True, "198.51.100.1", "198.51.100.1"),
        (True, "203.0.113.9, 198.51.100.1", "198.51.100.1"),  # the last is what the proxy itself saw
        (True, "", "192.0.2.7"),
    ],
)
def test_a_visitor_is_known_as_the_proxy_knows_them(settings: Any, behind: bool, forwarded: str, found: str) -> None:
    settings.BEHIND_PROXY = behind
    headers = {"X-Forwarded-For": forwarded} if forwarded else None
    assert whence(RequestFactory().get("/book/", headers=headers, REMOTE_ADDR="192.0.2.7")) == found


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::9", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.7"),  # an address of the old kind, written in the new one
        ("unknown", "unknown"),
    ],
)
def test_all_addresses_of_one_subscriber_count_as_one(address: str, counted: str) -> None:
    assert household(RequestFactory().get("/book/", REMOTE_ADDR=address)) == counted


@pytest.mark.parametrize(("forwarded", "found"), [("198.51.100.1", "198.51.100.1"), ("", "192.0.2.7")])
def test_our_server_hands_on_what_the_proxy_says(settings: Any, forwarded: str, found: str) -> None:
    settings.BEHIND_PROXY = True
    adjusted, told = Adjustments(**TRUSTED), []

    def page(environ: dict[str, Any], _start: object) -> list[bytes]:
        told.append(whence(WSGIRequest(environ)))
        return []

    server = proxy_headers_middleware(
        page,
        trusted_proxy=adjusted.trusted_proxy,
        trusted_proxy_headers=adjusted.trusted_proxy_headers,
        clear_untrusted=adjusted.clear_untrusted_proxy_headers,
    )
    headers = {"X-Forwarded-For": forwarded} if forwarded else None
    server(RequestFactory().get("/book/", headers=headers, REMOTE_ADDR="192.0.2.7").environ, lambda *_answer: None)
    assert told == [found]


def test_each_visitor_has_a_limit_of_their_own(settings: Any) -> None:
    settings.BEHIND_PROXY = True
    cache.clear()

    def knock(source: str) -> bool:
        return is_too_often(RequestFactory().get("/book/", headers={"X-Forwarded-For": source}), "test", 2)

    assert [knock("198.51.100.1") for _knock in range(3)] == [False, False, True]
    assert not knock("198.51.100.2")
