"""What travels: the first load of a page with all it needs, and the HTML of the lists."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import Client
from django.urls import NoReverseMatch, reverse

pytestmark = pytest.mark.once
FIRST_LOAD, LIST = 350_000, 120_000  # bytes
FONTS = ("vacrm/vendor/inter/inter-latin-opsz-normal.woff2", "vacrm/vendor/icons/icons.woff2")


def pages() -> list[str]:
    """The pages of the navigation that there are."""
    found = []
    for _key, _label, _icon, name in settings.SHELL_NAV:
        try:
            found.append(reverse(name))
        except NoReverseMatch:
            continue
    return found


def weight(client: Client, address: str) -> int:
    """The bytes of an answer as they travel."""
    answer = client.get(address, headers={"accept-encoding": "gzip"}, follow=True)
    assert answer.status_code == 200, address
    size = len(answer.getvalue())
    request_finished.disconnect(close_old_connections)  # the connection is the test's own
    answer.close()
    request_finished.connect(close_old_connections)
    return size


@pytest.mark.parametrize("address", pages())
def test_the_first_load_is_light_and_comes_from_here(owner: Client, address: str) -> None:
    page = owner.get(address, follow=True).content.decode()
    named = set(re.findall(r'<(?:link[^>]*href|script[^>]*src)="([^"]+)"', page))
    assert len(named) > 5
    assert all(each.startswith("/static/~") for each in named)
    prefix = re.findall(r"/static/~\w+/", page)[0]
    total = weight(owner, address) + sum(weight(owner, each) for each in named)
    total += sum(weight(owner, prefix + font) for font in FONTS)
    assert total < FIRST_LOAD


@pytest.mark.parametrize("address", pages())
def test_the_html_of_a_page_is_small(owner: Client, address: str) -> None:
    assert len(owner.get(address, follow=True).content) < LIST
