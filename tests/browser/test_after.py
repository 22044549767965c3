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


def test_cms_numbers_and_the_review_are_for_everybody(screen: Watched, phone: Watched) -> None:
    """Feedback and review are filled in by their labels, have no violation and fit a phone."""
    path = reverse("feedback", args=(screen.site.year.practice_id, 2024))
    screen.open(path)
    screen.page.get_by_label("Final score", exact=True).fill("12.5")
    screen.page.get_by_role("group", name="Cost").get_by_label("What was earned").fill("40")
    screen.page.get_by_role("button", name="Save and compare").click()
    assert "figures compared" in screen.page.content()
    assert screen.violations() + screen.faults == []
    phone.open(path)
    assert not phone.page.evaluate(WIDE)
    follow = screen.page.get_by_role("link", name="Is it worth asking CMS for a review?")
    follow.click()
    assert "A draft to copy and print" in screen.page.content()
    screen.page.get_by_label("What happened").select_option("We sent the request")
    screen.page.get_by_label("On which day").fill("2025-10-20")
    screen.page.get_by_role("button", name="Note what happened").click()
    assert "The request is with CMS." in screen.page.content()
    assert screen.violations() + screen.faults == []
    phone.open(reverse("review", args=(screen.site.year.practice_id, 2024)))
    assert not phone.page.evaluate(WIDE)
