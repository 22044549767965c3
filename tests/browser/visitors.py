"""Two people who use the guide: one by keyboard alone, one in a browser that runs no scripts."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page

FAR = 400
"""So many presses of Tab reach everything on a page."""


class WithoutScripts:
    """Somebody with a mouse whose browser runs no scripts."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def field(self, label: str) -> Locator:
        """A field by the start of its label; of several the first."""
        return self.page.get_by_label(re.compile(f"^{re.escape(label)}")).first

    def named(self, role: str, name: str) -> Locator:
        """A button or a link in the main part or the strip by the start of its name."""
        return self.page.get_by_role(role, name=re.compile(f"^{re.escape(name)}")).first

    def fill(self, label: str, text: str) -> None:
        """Type into a field."""
        self.field(label).fill(text)

    def day(self, label: str, year: str, month: str, day: str) -> None:
        """Give a day."""
        self.field(label).fill(f"{year}-{month}-{day}")

    def pick(self, label: str, option: str) -> None:
        """Choose from a list."""
        self.field(label).select_option(label=option)

    def tick(self, label: str) -> None:
        """Choose a box, or one of several; its label is what is pressed."""
        self.page.locator("label", has_text=re.compile(f"^{re.escape(label)}")).first.click()

    def press(self, name: str) -> None:
        """Press a button, and wait for the page that follows."""
        self.go(self.named("button", name))

    def follow(self, name: str) -> None:
        """Follow a link, and wait for its page."""
        self.go(self.named("link", name))

    def go(self, there: Locator) -> None:
        """Press a link or a button, and wait for the page that follows."""
        with self.page.expect_navigation():
            there.click()


class ByKeyboard(WithoutScripts):
    """Somebody without a mouse: Tab, letters, space, arrows and Enter."""

    def reach(self, there: Locator) -> None:
        """Press Tab until something has the focus; backwards is never needed."""
        for _ in range(FAR):
            if there.evaluate("place => place === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {there}")

    def fill(self, label: str, text: str) -> None:
        """Type into a field in place of what it holds."""
        self.reach(self.field(label))
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def day(self, label: str, year: str, month: str, day: str) -> None:
        """Type a day as Americans write it."""
        self.reach(self.field(label))
        self.page.keyboard.type(month + day + year)

    def pick(self, label: str, option: str) -> None:
        """Type an option's first letters."""
        self.reach(self.field(label))
        self.page.keyboard.type(option)

    def tick(self, label: str) -> None:
        """Reach the box and press space; of several to choose from, go to it by arrows."""
        name = re.compile(f"^{re.escape(label)}")
        boxes = (self.page.get_by_role(role, name=name) for role in ("radio", "checkbox"))
        wanted = next(one.first for one in boxes if one.count())
        if wanted.get_attribute("type") != "radio":
            self.reach(wanted)
            self.page.keyboard.press("Space")
            return
        group = self.page.locator(f"[name={wanted.get_attribute('name')}]")
        chosen = [one for one in group.all() if one.is_checked()]
        self.reach((chosen or group.all())[0])
        self.page.keyboard.press("Space")
        for _ in range(group.count()):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"No arrow leads to {label}")

    def go(self, there: Locator) -> None:
        """Reach a link or a button, press Enter, and wait for the page that follows."""
        self.reach(there)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
