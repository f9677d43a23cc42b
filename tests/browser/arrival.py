"""The whole way of a new client: from a visitor who books a call to the month in which the balance is billed.

Two people walk it, each in a browser of their own: the assistant at her desk, the client on a phone in another time
zone. Nothing is found by its words, so the same steps are walked in every language.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from tests.browser.hands import Mouse
from tests.browser.journey import KNOWN, MONDAY, Journey
from tests.browser.shop import Shop
from tests.browser.visiting import Visitor
from tests.live import until
from tests.postmaster import Postmaster

WHO, ADDRESS = "Rowan Ashdown", "rowan@ashdown.example"
DONE_ON, PAPER = "2026-10-30", b"%PDF-1.7 made up"
LINK, CODE = re.compile(r"http://\S+"), re.compile(r"^\d{6}$", re.MULTILINE)


def amounts(text: str) -> list[Decimal]:
    """The amounts of a text, in the order of reading, whatever the language writes them in."""
    found = re.findall(r"\d+[.,]\d\d(?!\d)", text)
    return [Decimal(re.sub(r"\D", "", each)) / 100 for each in found]


def _lines(text: str) -> str:
    """A text with the ends of its lines as they are here; a mail has its own."""
    return "\n".join(text.splitlines())


class Arrival:
    """One walk. Each step begins where the one before ended."""

    def __init__(self, shop: Shop, post: Postmaster, hers: Visitor, theirs: Visitor, zone: str) -> None:
        self.shop, self.post, self.zone = shop, post, zone
        self.hers = Journey(hers, shop, Mouse(hers.page), {})
        self.theirs = Journey(theirs, shop, Mouse(theirs.page), {})
        self.read = 0  # of all letters
        self.client, self.quote, self.total, self.deposit = "", "", Decimal(0), Decimal(0)
        self.at = datetime.fromisoformat(MONDAY)

    # ── small things ────────────────────────────────────────────────────────────────────────────

    def go(self, who: Journey, path: str) -> None:
        who.visit.go(path).settle()

    def press(self, who: Journey, selector: str) -> None:
        who.hands.press(who.find(selector))
        who.visit.settle()

    def where(self, who: Journey) -> str:
        """The path of the page that somebody looks at."""
        return urlsplit(who.visit.page.url).path

    def letter(self, wanted: re.Pattern[str]) -> str:
        """What the next letter to the client says that has it, out of a real mail."""

        def found() -> list[str]:
            letters = (each for each in self.post.messages(self.read) if ADDRESS in str(each["To"]))
            bodies = (each.get_body(("plain",)) for each in letters)
            return [hit for body in bodies if body for hit in wanted.findall(_lines(body.get_content()))]

        until(lambda: bool(found()), f"a letter with {wanted.pattern}")
        said, self.read = found()[-1], len(self.post.envelopes)
        return said

    def wait_until(self, moment: datetime) -> None:
        """The clock moves on; her page is left meanwhile, for it would ask the server that is gone."""
        self.at = moment
        self.hers.visit.page.goto("about:blank")
        self.shop.open(moment.isoformat())

    # ── the steps ───────────────────────────────────────────────────────────────────────────────

    def open_the_booking_page(self) -> None:
        """Until she does, nobody books."""
        self.go(self.hers, "/settings/booking/")
        self.hers.find("[name=is_open]").check()
        self.press(self.hers, "main form:has([name=is_open]) button.btn-primary")

    def book_a_call(self) -> None:
        """The first free moment, on the visitor's own clock."""
        self.go(self.theirs, "/book/")
        if self.theirs.visit.has_scripts:
            self.theirs.visit.page.wait_for_url("**zone=**")
        else:
            self.theirs.hands.choose(self.theirs.find("[name=zone]"), self.zone)
            self.press(self.theirs, ".slot-zone button")
        place = parse_qs(urlsplit(self.theirs.find(".slot-times a").get_attribute("href") or "").query)
        assert place["zone"] == [self.zone]
        self.press(self.theirs, ".slot-times a")
        for field, words in {"name": WHO, "email": ADDRESS, "need": "Two hours a week"}.items():
            self.theirs.hands.write(self.theirs.find(f"[name={field}]"), words)
        self.press(self.theirs, 'main form[action*="/book/"] button.btn-primary')
        assert self.where(self.theirs).startswith("/book/m/")
        assert self.where(self.theirs) in self.letter(LINK)
        self.wait_until(datetime.fromisoformat(place["at"][0]) + timedelta(hours=1))

    def hold_the_call(self) -> None:
        """They fit."""
        self._open_meeting()
        self.hers.hands.write(self.hers.find("[name=notes]"), "A shop, three people.")
        self.hers.find("[name=outcome][value=fit]").check()
        self.press(self.hers, 'button[formaction*="/hold/"]')
        found = self.hers.visit.page.locator('main a[href^="/clients/"]').evaluate_all(
            "all => all.map(each => each.getAttribute('href'))"
        )
        self.client = self.hers.client = next(hit[1] for each in found if (hit := re.match(r"/clients/(\d+)/", each)))

    def _open_meeting(self) -> None:
        """The only one that waits."""
        self.go(self.hers, "/meetings/")
        self.press(self.hers, 'main a[href^="/meetings/"]:not([href="/meetings/new/"])')

    def send_a_quote(self) -> None:
        """A mission, and another that is an option."""
        self.hers.complete_the_client()
        self.go(self.hers, f"/quotes/new/?client={self.client}")
        lines = {"A card index": "333.33", "A price list": "77.77"}
        for place, (label, rate) in enumerate(lines.items()):
            self.press(self.hers, "#add-line")
            self.hers.find(f"[name=line-{place}-label]").wait_for()
            for field, words in {"label": label, "quantity": "1", "rate": rate}.items():
                self.hers.hands.write(self.hers.find(f"[name=line-{place}-{field}]"), words)
        self.hers.find("[name=line-1-is_optional]").check()
        self.hers.hands.write(self.hers.find("[name=title]"), "To begin with")
        self.press(self.hers, "#quote-form .actions button.btn-primary")
        self.quote = self.where(self.hers)
        self.press(self.hers, 'main a[href$="/write/"]')
        self.press(self.hers, 'main form[action$="/write/"] button.btn-primary')

    def choose_and_sign(self) -> None:
        """By the link of the mail, with the option, and the code of another mail."""
        self.theirs.visit.page.goto(self.letter(LINK))
        self.theirs.visit.settle()
        due = self.theirs.find("#quote-offer .figure")
        before = due.inner_text()
        self.theirs.find("[name=option]").check()
        if not self.theirs.visit.has_scripts:
            self.press(self.theirs, "#q-options button")
        expect(due).not_to_have_text(before)
        self.press(self.theirs, 'button[form=q-options][formaction*="/sign/"]')
        self.theirs.hands.write(self.theirs.find("[name=name]"), WHO)
        self.theirs.find("[name=consent]").check()
        self.press(self.theirs, 'button[formaction*="/sign/code/"]')
        self.total = max(amounts(self.theirs.visit.page.inner_text("main")))
        self.theirs.hands.write(self.theirs.find("[name=code]"), self.letter(CODE))
        self.press(self.theirs, "#sign-form button:not([formaction])")
        assert self.where(self.theirs).endswith("/signed/")

    def pay_the_deposit(self) -> None:
        """It was issued and mailed by the signature."""
        self.go(self.hers, "/invoices/")
        self.press(self.hers, 'main th a[href^="/invoices/"]')
        self.deposit = Decimal(self.hers.find("[name=amount]").input_value().replace(",", "."))
        self.press(self.hers, 'form[action$="/payments/"] button')

    def come_into_the_portal(self) -> None:
        """By an invitation; there the questions are answered, and a file is given."""
        self.go(self.hers, f"/clients/{self.client}/portal/")
        self.press(self.hers, 'form[action$="/portal-links/"] button')
        self.theirs.visit.page.goto(self.letter(re.compile(r"http://\S+/p/open/\S+")))
        self.theirs.visit.settle()
        self.go(self.theirs, f"/p/{self.client}/onboarding/")
        self.theirs.hands.write(self.theirs.find("[name=q-relief]"), "<b>Invoices</b>")
        self.press(self.theirs, 'form[action$="/answers/"] button')
        self.theirs.visit.page.locator("#files details summary").click()
        paper = {"name": "logo.pdf", "mimeType": "application/pdf", "buffer": PAPER}
        self.theirs.find("#files [name=file]").set_input_files(paper)  # type: ignore[arg-type]
        self.press(self.theirs, '#files form[action$="/files/"] button.btn-secondary')
        while self.theirs.visit.page.locator('form[action*="/tick/"]').count():
            self.press(self.theirs, 'form[action*="/tick/"] button')

    def hold_the_kickoff(self) -> None:
        """The client chooses the moment; once it is held, work begins."""
        self.go(self.hers, f"/clients/{self.client}/onboarding/")
        while self.hers.visit.page.locator('form[action*="/tick/"]').count():
            self.press(self.hers, 'form[action*="/tick/"] button')
        self.go(self.hers, f"/clients/{self.client}/")
        self.press(self.hers, 'form[action$="/kickoff/"] button')
        self.theirs.visit.page.goto(self.letter(re.compile(r"http://\S+/book/kickoff/\S+")))
        if self.theirs.visit.has_scripts:
            self.theirs.visit.page.wait_for_url("**zone=**")
        chosen = self.theirs.find("button[name=at]")
        moment = datetime.fromisoformat(chosen.get_attribute("value") or "")
        self.theirs.hands.press(chosen)
        self.theirs.visit.settle()
        assert self.where(self.theirs).startswith("/book/m/")
        self.wait_until(moment + timedelta(hours=2))
        self._open_meeting()
        self.hers.hands.write(self.hers.find("[name=decisions]"), "We begin on Monday.")
        self.press(self.hers, 'button[formaction*="/hold/"]')
        self.go(self.hers, "/clients/?stage=active")
        expect(self.hers.find(f'#client-table a[href="/clients/{self.client}/"]')).to_be_visible()

    def do_the_work(self) -> None:
        """The first request, an hour for it, and the missions delivered."""
        self.go(self.hers, f"/requests/new/?client={self.client}")
        self.hers.hands.write(self.hers.find("[name=subject]"), "The card index")
        self.press(self.hers, "#request-form .actions button.btn-primary")
        asked = self.where(self.hers)
        self.hers.send(f"{asked}commit/")
        self.go(self.hers, "/time/")
        self.hers.hands.write(self.hers.find("#time-q"), f"1h {WHO.split()[0]}")
        self.press(self.hers, "form:has(#time-q) button.btn-primary")
        self.press(self.hers, 'main a[href^="/time/entries/"]')
        agreement = self.hers.find("[name=agreement]")
        self.hers.hands.choose(agreement, agreement.evaluate(KNOWN)[0])
        self.press(self.hers, "#time-form .actions button.btn-primary")
        self.go(self.hers, asked)
        self.hers.send(f"{asked}finish/")
        self.go(self.hers, self.quote)
        agreed = self.hers.visit.page.locator('[aria-labelledby=q-agr] a[href*="/agreements/"]')
        found = agreed.evaluate_all("all => all.map(each => each.getAttribute('href'))")
        assert len(found) == 2
        for place in found:
            self.go(self.hers, place)
            self.hers.hands.write(self.hers.find("[name=done_on]"), DONE_ON)
            self.press(self.hers, "#agreement-form .actions button.btn-primary")

    def close_the_month(self) -> Decimal:
        """What the month bills is the balance: what the client still owes, as the portal says it."""
        self.hers.close_the_month()
        self.go(self.theirs, f"/p/{self.client}/invoices/")
        return amounts(self.theirs.visit.page.inner_text("main"))[0]
