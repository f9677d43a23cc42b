"""The whole way of a first month, as one person walks it: from an empty folder to an invoice in the client's mail.

Nothing is found by its words, so the same steps are walked in every language.
"""

from __future__ import annotations

import re

from playwright.sync_api import Locator

from tests.browser.hands import Mouse
from tests.browser.shop import Shop
from tests.browser.visiting import Visitor

MONDAY, LATER = "2026-10-05T09:00:00+02:00", "2026-10-05T10:30:00+02:00"
MONTH, FIRST_OF_NEXT = "2026-10", "2026-11-02T09:00:00+01:00"
NAME, PASSWORD = "Solène Varenne", "quatre pommes dans un panier"
CLIENT, ADDRESS = "Atelier Brisvent", "compta@brisvent.example"
KNOWN = "list => [...list.options].map(each => each.value).filter(Boolean)"
PATIENCE = 120  # seconds, on a busy machine
BUSINESS = {
    "name": NAME,
    "siret": "73282932000074",
    "street": "12 rue des Tilleuls",
    "postcode": "44000",
    "city": "Nantes",
    "email": "solene@varenne.example",
}


class Journey:
    """One walk. Each step begins where the one before ended."""

    def __init__(self, visit: Visitor, shop: Shop, hands: Mouse, words: dict[str, str]) -> None:
        self.visit, self.shop, self.hands, self.words = visit, shop, hands, words
        self.client, self.asked = "", ""  # her client's number, and where the request is

    def find(self, selector: str) -> Locator:
        """The first that is seen of what a selector finds."""
        return self.visit.page.locator(selector).locator("visible=true").first

    def send(self, action: str) -> None:
        """Press the button of the form that leads to an address."""
        self.hands.press(self.find(f'form[action*="{action}"] button:not([name]):not([formaction])'))
        self.visit.settle()

    def await_(self, wanted: Locator) -> None:
        """Wait for what the worker does; a page without JavaScript is asked for again, as a person would."""
        for _ in range(PATIENCE * 4):
            if wanted.count():
                return
            self.visit.page.wait_for_timeout(250)
            if not self.visit.has_scripts:
                self.visit.page.reload()
        raise AssertionError(f"waited {PATIENCE} s for {wanted}")

    def move_in(self) -> None:
        """Any address leads to the first step."""
        self.visit.go("/invoices/").settle()
        assert self.visit.page.url.endswith("/welcome/account/")
        for field, words in {"name": NAME, "username": "solene", "password1": PASSWORD, "password2": PASSWORD}.items():
            self.hands.write(self.find(f"[name={field}]"), words)
        self.send("/welcome/account/")
        self.hands.choose(self.find("[name=zone]"), "Europe/Paris")
        self.send("/welcome/place/")

    def say_who_she_is(self) -> None:
        """What her invoices say of her."""
        for field, words in BUSINESS.items():
            self.hands.write(self.find(f"[name={field}]"), words)
        self.send("/welcome/business/")

    def publish_the_rules(self) -> None:
        """The starter as it is."""
        self.send("/welcome/rules/")

    def look_around_first(self) -> None:
        """A sample business with one click, and gone again with another."""
        self.visit.go("/welcome/client/").settle()
        self.send("/sample/load/")
        self.await_(self.visit.page.locator('main .actions a[href="/"]'))
        self.hands.press(self.find('main .actions a[href="/"]'))
        self.visit.settle()
        assert self.find(".ask, .rows").inner_text(), "something waits on Today"
        self.hands.press(self.find('.sample-line a[href="/sample/remove/"]'))
        self.visit.settle()
        self.hands.press(self.find("main form.actions button.btn-primary"))
        self.visit.settle()
        assert self.visit.go("/clients/").settle().page.locator("#client-table table").count() == 0
        self.visit.go("/welcome/client/").settle()

    def add_the_client(self) -> None:
        """By the hour, so that hours can be billed at once."""
        for field, words in {"name": CLIENT, "email": ADDRESS, "rate": self.words["rate"]}.items():
            self.hands.write(self.find(f"[name={field}]"), words)
        self.send("/welcome/client/")

    def note_the_request(self) -> None:
        """Wanted in an hour: urgent by any starter."""
        self.visit.go("/").settle()
        self.hands.press(self.find('a[href="/requests/new/"]'))
        self.visit.settle()
        (self.client,) = self.find("[name=client]").evaluate(KNOWN)
        self.hands.choose(self.find("[name=client]"), self.client)
        self.hands.write(self.find("[name=subject]"), "URGENT: menu")
        self.hands.write(self.find("[name=wanted_words]"), self.words["wanted"])
        self.hands.write(self.find("[name=effort_minutes]"), "90")
        self.hands.press(self.find("#request-form .actions button.btn-primary"))
        self.visit.settle()
        self.asked = self.visit.page.url.removeprefix(self.shop.base)
        assert re.fullmatch(r"/requests/\d+/", self.asked)

    def confirm_at_a_surcharge(self) -> None:
        """What is promised says its percent."""
        button = self.find('form[action*="/commit/"] button')
        assert "%" in button.inner_text(), "the request is urgent"
        self.send("/commit/")

    def wait_until(self, at: str) -> None:
        """Another moment, on a server of its own; no page is open meanwhile, for it would ask the one that is gone."""
        self.visit.page.goto("about:blank")
        self.shop.open(at)

    def work_an_hour_and_a_half(self) -> None:
        """By the timer; the clock moves on while it runs."""
        self.send(f"{self.asked}timer/start/")
        self.wait_until(LATER)
        self.visit.go(self.asked).settle()
        self.send("/time/timer/stop/")
        self.visit.go(self.asked).settle()
        self.send(f"{self.asked}finish/")

    def complete_the_client(self) -> None:
        """An invoice carries an address; until now, a name was enough."""
        self.visit.go(f"/clients/{self.client}/edit/").settle()
        for field, words in {"street": "3 quai de la Fosse", "postcode": "44000", "city": "Nantes"}.items():
            self.hands.write(self.find(f"[name={field}]"), words)
        self.hands.press(self.find("#client-form .actions button.btn-primary"))
        self.visit.settle()

    def close_the_month(self) -> None:
        """On the second of the next one."""
        self.wait_until(FIRST_OF_NEXT)
        self.visit.go(f"/month/{MONTH}/").settle()
        self.hands.press(self.find("#issue button[data-main]"))
        invoice = self.visit.page.locator('main a[href^="/invoices/"]:not([href="/invoices/"])')
        self.await_(invoice)
        self.hands.press(invoice.first)
        self.visit.settle()

    def open_the_pdf(self) -> bytes:
        """The invoice as the client gets it."""
        link = self.find('main a[href$="/pdf/"]')
        answer = self.visit.context.request.get(f"{self.shop.base}{link.get_attribute('href')}")
        assert answer.headers["content-type"] == "application/pdf"
        return answer.body()

    def send_the_mail(self) -> None:
        """From the month, as its last step."""
        self.visit.go(f"/month/{MONTH}/").settle()
        self.send(f"/month/{MONTH}/send/")
