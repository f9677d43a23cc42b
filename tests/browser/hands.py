"""How a visitor does things: with a mouse, or with the keyboard alone."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

MOST_STEPS = 200  # of Tab; a page that needs more is no page for a keyboard


class Mouse:
    """Points and clicks, and types into what was clicked."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        """Use a link or a button."""
        target.click()

    def write(self, target: Locator, words: str) -> None:
        """Write into a field, in place of what stands there."""
        target.fill(words)

    def choose(self, target: Locator, value: str) -> None:
        """Choose from a list, by value."""
        target.select_option(value)


class Keyboard(Mouse):
    """Never touches a mouse: everything used must be reached with Tab, in order, and its focus be seen."""

    def press(self, target: Locator) -> None:
        self._reach(target)
        self.page.keyboard.press("Enter")

    def write(self, target: Locator, words: str) -> None:
        self._reach(target)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(words)

    def choose(self, target: Locator, value: str) -> None:
        self._reach(target)
        names: list[str] = target.evaluate("list => [...list.options].map(each => each.value)")
        self.page.keyboard.press("Home")
        for _ in range(names.index(value)):
            self.page.keyboard.press("ArrowDown")
        expect(target).to_have_value(value)

    def _reach(self, target: Locator) -> None:
        target.wait_for()
        for _ in range(MOST_STEPS):
            if target.evaluate("each => each === document.activeElement"):
                break
            self.page.keyboard.press("Tab")
        else:
            raise AssertionError(f"{target} is not reached with Tab on {self.page.url}")
        seen = target.evaluate("each => each.matches(':focus-visible') || each.closest(':focus-within') !== null")
        assert seen, f"the focus of {target} is not seen on {self.page.url}"
