"""Take the pictures of the guide, in both languages, from a made-up business: python -m tests.browser.pictures."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from tests.browser.hands import Mouse
from tests.browser.journey import MONDAY, Journey
from tests.browser.shop import KINDS, Shop, load_lively, load_sample
from tests.browser.visiting import Visitor, chromium, visitor
from tests.workshop import ROOT

PICTURES = ROOT / "docs" / "pictures"
LOCALES = {"en": "en-GB", "fr": "fr-FR"}
WINDOW = {"width": 1280, "height": 640}
MOST = 170_000  # bytes of one picture
CLOSING = "2026-11-02T09:00:00+01:00"
PLACES = {"en": "IRELAND", "fr": "FRANCE"}
# Whose pages the guide of the first call shows: the call, the quote, the portal, the onboarding, the process.
SHOWN = {
    "en": ("Lumen Gardens", "Maybridge", "Northlight Coaching", "Sarment Books", "Mark Delaney"),
    "fr": ("Jardins Lumen", "Mirabel", "Nordlys Coaching", "Librairie Sarment", "Marc Delaunay"),
}
LINES = {"en": "1h30 northlight newsletter", "fr": "1h30 nordlys infolettre"}


def main() -> None:
    """All pictures, taken anew."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="vacrm-pictures-") as folder, chromium() as web:
        for language, locale in LOCALES.items():
            _tour(web, Path(folder) / language, language, locale)


def _tour(web: Browser, folder: Path, language: str, locale: str) -> None:
    """The first run, then the days of a business that speaks the language."""
    folder.mkdir()
    options: dict[str, Any] = {"locale": locale, "viewport": WINDOW}
    with _shop(folder / "bare", KINDS["bare"], MONDAY) as shop, visitor(web, shop, **options) as visit:
        first_run(visit, shop, language)
    with (
        _shop(folder / "open", partial(load_sample, place=PLACES[language]), CLOSING) as shop,
        visitor(web, shop, **options) as visit,
    ):
        before(visit.enter(), language)
        after(visit, language)
    with (
        _shop(folder / "way", partial(load_lively, place=PLACES[language]), CLOSING) as shop,
        visitor(web, shop, **options) as visit,
    ):
        on_the_way(visit.enter(), language)


@contextmanager
def _shop(data: Path, make: Callable[[Path], None], at: str) -> Iterator[Shop]:
    make(data)
    shop = Shop(data)
    try:
        yield shop.open(at)
    finally:
        shop.close()


def first_run(visit: Visitor, shop: Shop, language: str) -> None:
    """The step of the rules, after the account and the business."""
    walk = Journey(visit, shop, Mouse(visit.page), {})
    walk.move_in()
    walk.say_who_she_is()
    take(visit, f"{language}-rules")


def before(visit: Visitor, language: str) -> None:
    """The pages of the day, with October not closed yet."""
    take(visit.go("/"), f"{language}-today")
    visit.go("/requests/").settle()
    visit.page.locator("#inbox .req", has_text="%").first.click()  # one with a price
    take(visit, f"{language}-request")
    visit.go("/time/?day=2026-10-29").settle()
    visit.page.locator("#time-q").fill(LINES[language])
    visit.page.locator("#time-reading .chip").first.wait_for()
    take(visit, f"{language}-time")
    visit.go("/month/2026-10/").settle()
    visit.page.locator(".bill summary").first.click()
    take(visit, f"{language}-month")
    take(visit.go("/sop/"), f"{language}-sop")


def after(visit: Visitor, language: str) -> None:
    """What follows closing."""
    visit.go("/month/2026-10/").settle()
    visit.page.locator("#issue button[data-main]").click()
    visit.page.locator('main a[href^="/invoices/"]:not([href="/invoices/"])').first.wait_for(timeout=60_000)
    take(visit.go("/invoices/"), f"{language}-invoices")


def on_the_way(visit: Visitor, language: str) -> None:
    """From the first call to the kickoff."""
    called, offered, served, brought, ready = SHOWN[language]
    take(visit.go("/pipeline/"), f"{language}-pipeline")
    visit.go("/meetings/").settle()
    visit.page.get_by_role("link", name=called).first.click()
    take(visit, f"{language}-call")
    visit.go("/quotes/").settle()
    visit.page.locator("#quotes tr", has_text=offered).get_by_role("link").first.click()
    visit.page.wait_for_url(re.compile(r"/quotes/\d+/$"))
    visit.page.wait_for_timeout(3_000)  # the browser draws the PDF once the page stands
    take(visit, f"{language}-quote")
    quote = visit.page.url.rstrip("/").rpartition("/")[2]
    take(visit.go(f"/p/{_number(visit, offered)}/quotes/{quote}/"), f"{language}-sign")
    _see(visit, served, "portal", f"{language}-portal")
    _see(visit, brought, "onboarding", f"{language}-onboarding")
    _see(visit, ready, "process", f"{language}-process")


def _see(visit: Visitor, client: str, what: str, name: str) -> None:
    """A page of a client's: of the portal, or hers."""
    number = _number(visit, client)
    take(visit.go(f"/p/{number}/" if what == "portal" else f"/clients/{number}/{what}/"), name)


def _number(visit: Visitor, client: str) -> str:
    """The number by which the addresses of a client go."""
    visit.go(f"/clients/?q={client.split()[-1]}").settle()
    visit.page.get_by_role("link", name=client).first.click()
    visit.page.wait_for_url(re.compile(r"/clients/\d+/$"))
    return visit.page.url.rstrip("/").rpartition("/")[2]


def take(visit: Visitor, name: str) -> None:
    """One picture of what the window shows."""
    visit.settle()
    path = PICTURES / f"{name}.png"
    visit.page.screenshot(path=path, caret="initial", animations="disabled")
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)}: {size // 1000} kB")  # noqa: T201
    assert size < MOST, f"{name} is too heavy for a guide"
    assert not visit.complaints, visit.complaints


if __name__ == "__main__":
    os.environ.setdefault("TZ", "UTC")
    shutil.rmtree(PICTURES, ignore_errors=True)
    main()
