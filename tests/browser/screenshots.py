"""Take a picture of every page: wide and narrow, light and dark, English and French; then look at them.

python -m tests.browser.screenshots        (make screenshots)
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser
from rich.progress import track

from tests.browser.shop import KINDS, Shop
from tests.browser.visiting import NARROW, WIDE, Visitor, chromium, visitor
from tests.workshop import ROOT

LANGUAGES = {"en": "en-GB", "fr": "fr-FR"}
LOOKS = list(product(LANGUAGES, (WIDE, NARROW), ("light", "dark")))
FIRST_RUN, CLOSED = "/welcome/account/", "/p/"
SECRET = re.compile(r"[\w-]{32}(?=/)")


def main() -> None:
    """Every page of a filled vacrm, those of an empty one that look otherwise, and the first of the first run."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="vacrm-pictures-") as folder, chromium() as web:
        for kind in options.kinds:
            data = Path(folder) / kind
            data.mkdir()
            KINDS[kind](data)
            shop = Shop(data).open()
            pages = [FIRST_RUN] if kind == "bare" else ["/login/", *shop.pages()]
            wanted = [path for path in pages if options.only in path]
            for look in track(LOOKS, description=f"{len(wanted)} pages, {kind}"):
                _take(web, shop, wanted, look, options.output / kind)
                if kind == "filled":
                    _take_doors(web, shop, options.only, look, options.output / kind)
            shop.close()
    print(f"Pictures: {options.output}")  # noqa: T201


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.browser.screenshots", description="What do the pages look like?"
    )
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS), help="Filled, empty or not begun.")
    parser.add_argument("--only", default="", help="Only addresses with these letters in them.")
    parser.add_argument("--output", type=Path, default=ROOT / "var" / "screenshots", help="Where the pictures go.")
    return parser.parse_args()


def _take(web: Browser, shop: Shop, pages: list[str], look: tuple[str, dict[str, int], str], output: Path) -> None:
    language, size, colours = look
    folder = output / f"{language}-{size['width']}-{colours}"
    with visitor(web, shop, locale=LANGUAGES[language], viewport=size, color_scheme=colours) as visit:
        for name, path in _named(pages):
            if path not in ("/login/", FIRST_RUN) and not visit.is_inside:
                visit.enter()
            _shoot(visit, path, folder / f"{name}.png")


def _take_doors(web: Browser, shop: Shop, only: str, look: tuple[str, dict[str, int], str], output: Path) -> None:
    """What clients and strangers see, in a browser that came in by their links; the secrets are no part of a name."""
    language, size, colours = look
    folder, doors = output / f"{language}-{size['width']}-{colours}", shop.doors(language)
    with visitor(web, shop, locale=LANGUAGES[language], viewport=size, color_scheme=colours) as visit:
        for path in doors["opens"]:
            visit.go(path)
        for path in (*doors["inside"], *doors["alone"], CLOSED):
            name = re.sub(r"[^a-z0-9]+", "-", SECRET.sub("", path).partition("?")[0]).strip("-")
            if re.search(only, path):
                _shoot(visit, path, folder / f"{name}.png")


def _shoot(visit: Visitor, path: str, picture: Path) -> None:
    visit.go(path).settle()
    visit.page.screenshot(path=picture, full_page=True)


def _named(pages: list[str]) -> Iterator[tuple[str, str]]:
    for path in pages:
        yield re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-") or "today", path


if __name__ == "__main__":
    main()
