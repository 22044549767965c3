"""The pages of what comes after the data are sent are as good when they have something to show."""

from __future__ import annotations

import pytest
from browser.conftest import Watched
from django.urls import reverse

pytestmark = pytest.mark.django_db(transaction=True)

WIDE = "document.documentElement.scrollWidth > window.innerWidth"


def test_what_changed_is_read_by_everybody_and_fits_a_phone(
    screen: Watched, phone: Watched
) -> None:
    """The sample's year 2026 is compared with 2024: no violation, nothing to scroll sideways."""
    path = reverse("changes", args=(screen.site.year.practice_id, 2026))
    screen.open(path)
    assert "Each change by itself" in screen.page.content()
    assert screen.violations() + screen.faults == []
    phone.open(path)
    assert not phone.page.evaluate(WIDE)


def test_cms_numbers_are_typed_and_compared_by_everybody(screen: Watched, phone: Watched) -> None:
    """The form is filled in by its labels; the comparison has no violation and fits a phone."""
    path = reverse("feedback", args=(screen.site.year.practice_id, 2024))
    screen.open(path)
    screen.page.get_by_label("Final score", exact=True).fill("12.5")
    screen.page.get_by_role("group", name="Cost").get_by_label("What was earned").fill("40")
    screen.page.get_by_role("button", name="Save and compare").click()
    assert "figures compared" in screen.page.content()
    assert screen.violations() + screen.faults == []
    phone.open(path)
    assert not phone.page.evaluate(WIDE)
