"""A visitor hears what a browser complains of; without that, no walk could say that nothing went wrong."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.shop import Shop
from tests.browser.visiting import visitor

pytestmark = pytest.mark.browser
BEFORE_THE_DOOR = ("/login/", "/admin/login/", "/book/")
INLINE = "document.head.append(Object.assign(document.createElement('script'), {textContent: 'x()'}))"


def test_a_refused_script_is_heard_and_pages_have_none(web: Browser, filled_shop: Shop) -> None:
    with visitor(web, filled_shop) as visit:
        for path in BEFORE_THE_DOOR:
            visit.go(path).settle()
        assert visit.complaints == []
        visit.page.evaluate(INLINE)
        visit.settle()
        (complaint,) = visit.complaints
    assert "Content Security Policy" in complaint
