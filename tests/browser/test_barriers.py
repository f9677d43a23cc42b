"""axe finds no barrier on any page: filled and empty, light and dark; and nothing else goes wrong there."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.shop import Shop
from tests.browser.visiting import NARROW, visitor

pytestmark = pytest.mark.browser
PAGES = 15  # at least: so that the list is known to be one


@pytest.mark.parametrize(
    ("kind", "locale", "part"), [("filled", "en-GB", 0), ("filled", "en-GB", 1), ("empty", "fr-FR", 0)]
)
def test_no_page_has_a_barrier(web: Browser, kind: str, locale: str, part: int, request: pytest.FixtureRequest) -> None:
    shop: Shop = request.getfixturevalue(f"{kind}_shop")
    with visitor(web, shop, locale=locale) as visit:
        found = visit.go("/login/").settle().barriers()
        visit.enter()
        pages = [each for each in shop.pages() if not each.startswith("/p/")]  # below, as clients see them
        for path in pages[part::2] if kind == "filled" else pages:
            found += visit.go(path).settle().barriers()
    assert len(pages) >= PAGES
    if wrong := found + visit.complaints:
        pytest.fail("\n".join(wrong), pytrace=False)


def test_no_page_that_clients_and_strangers_open_has_a_barrier(web: Browser, filled_shop: Shop) -> None:
    doors = filled_shop.doors("fr")
    assert len(doors["inside"]) >= PAGES
    with visitor(web, filled_shop, locale="fr-FR", viewport=NARROW) as visit:
        for path in doors["opens"]:
            visit.go(path)
        found = [each for path in (*doors["inside"], *doors["alone"]) for each in visit.go(path).settle().barriers()]
        wrong = found + visit.complaints
        visit.go("/p/open/nothing-that-opens/").settle()
        if wrong := wrong + visit.barriers():
            pytest.fail("\n".join(wrong), pytrace=False)


def test_no_form_of_the_workshop_has_a_barrier(web: Browser, filled_shop: Shop) -> None:
    forms = filled_shop.forms()
    assert len(forms) >= PAGES
    with visitor(web, filled_shop, locale="fr-FR") as visit:
        visit.enter()
        found = [each for path in forms for each in visit.go(path).settle().barriers()]
        if wrong := found + visit.complaints:
            pytest.fail("\n".join(wrong), pytrace=False)
