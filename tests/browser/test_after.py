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
