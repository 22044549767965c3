"""Every page works for everybody: no axe violation, no error, on a phone, without scripts."""

from __future__ import annotations

import pytest
from browser.addresses import names, pages
from browser.conftest import Watched

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_page_has_an_accessibility_violation_or_an_error(screen: Watched) -> None:
    """The tool axe finds nothing, the console is silent, and nothing is asked of another host."""
    found = {}
    for name, path in pages(screen.site.arguments).items():
        screen.open(path)
        found[name] = screen.violations() + screen.faults
        screen.faults = []
    assert {name: faults for name, faults in found.items() if faults} == {}
    assert set(names())


def test_every_page_fits_a_phone(phone: Watched) -> None:
    """Nothing must be scrolled sideways at 320 pixels, which is 400 % on a desk."""
    wide = []
    for name, path in pages(phone.site.arguments).items():
        phone.open(path)
        if phone.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(name)
    assert wide == []


def test_every_page_says_what_it_is_without_scripts(plain: Watched) -> None:
    """One heading of the first rank, and a way to the main part first."""
    for name, path in pages(plain.site.arguments).items():
        plain.open(path)
        assert plain.page.locator("h1").count() == 1, name
        plain.page.keyboard.press("Tab")
        assert plain.page.locator(":focus").inner_text() == "Skip to main content", name
