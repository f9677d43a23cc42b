"""A visitor: a page of a browser that is watched for what must never happen, and can be asked what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

from tests.browser.shop import PASSWORD, USER, Shop
from tests.live import browser

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS = ["color-contrast", "link-in-text-block"]
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
# The browser writes a line of its own for an answer of 422, which is how a form says no.
EXPECTED = re.compile(r"the server responded with a status of 422")
# What a browser asks of itself; its viewer of PDFs is made of pages of its own.
OWN = ("data:", "blob:", "about:", "chrome:", "chrome-extension:")
QUIET = [
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
CHECK = """async (rules) => {
  const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  return found.violations.flatMap((each) => each.nodes.map((node) =>
    `${each.id}: ${node.target.join(" ")}: ${node.failureSummary.split("\\n").slice(1).join(" ").trim()}`));
}"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's own Chromium, without a window."""
    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=browser() or "chromium", args=QUIET)
        yield found
        found.close()


class Visitor:
    """Somebody at a shop. What went wrong on the way is kept in `complaints`."""

    def __init__(self, context: BrowserContext, shop: Shop, *, has_scripts: bool = True) -> None:
        self.shop, self.context, self.has_scripts = shop, context, has_scripts
        self.complaints: list[str] = []
        self.is_inside = False
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(f"error: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)
        self.page: Page = context.new_page()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not EXPECTED.search(message.text):
            self.complaints.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.shop.base, *OWN)):
            self.complaints.append(f"leaves the host: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status != 422:
            self.complaints.append(f"{response.status}: {response.url}")

    def enter(self, user: str = USER, password: str = PASSWORD) -> Visitor:
        """Log in as everybody does."""
        self.page.goto(f"{self.shop.base}/login/")
        self.page.locator("[name=username]").fill(user)
        self.page.locator("[name=password]").fill(password)
        self.page.locator("[name=password]").press("Enter")
        self.page.wait_for_url(f"{self.shop.base}/")
        self.is_inside = True
        return self

    def go(self, path: str) -> Visitor:
        """Open an address."""
        self.page.goto(f"{self.shop.base}{path}")
        return self

    def settle(self) -> Visitor:
        """Wait until htmx has what it asked for, and notice a page that is wider than its window."""
        self.page.wait_for_load_state("load")
        expect(self.page.locator(".htmx-request")).to_have_count(0)
        wider = self.page.locator("html").evaluate("root => root.scrollWidth - root.clientWidth")
        if wider > 0:
            self.complaints.append(f"sideways by {wider} px: {self.page.url}")
        return self

    def barriers(self) -> list[str]:
        """What axe finds on the page: WCAG 2.2 A and AA in light, then once more what colours decide, in dark."""
        found = self._axe({"type": "tag", "values": WCAG}, "light")
        return found + self._axe({"type": "rule", "values": COLOURS}, "dark")

    def _axe(self, rules: dict[str, Any], colours: Literal["light", "dark"]) -> list[str]:
        self.page.emulate_media(color_scheme=colours)
        if "/admin/" in self.page.url:
            self.page.wait_for_timeout(400)  # the workshop's links change their colour slowly
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: list[str] = self.page.evaluate(CHECK, rules)
        return [f"{self.page.url.removeprefix(self.shop.base)} ({colours}) {each}" for each in found]


@contextmanager
def visitor(found: Browser, shop: Shop, **options: Any) -> Iterator[Visitor]:
    """A visitor with a cookie jar of her own: `locale="fr-FR"`, `java_script_enabled=False`, `viewport=NARROW`…"""
    context = found.new_context(**{"viewport": WIDE, "locale": "en-GB", "reduced_motion": "reduce", **options})
    context.set_default_timeout(15_000)
    visit = Visitor(context, shop, has_scripts=options.get("java_script_enabled", True))
    try:
        yield visit
    except Exception as error:
        error.add_note(f"{visit.page.url}\n{visit.page.inner_text('body')}\n{visit.complaints}")
        raise
    context.close()
