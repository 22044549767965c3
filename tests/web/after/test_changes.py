"""The page of what changed between two years says what the command line says."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from openmips.answers.year_digest import digest
from openmips.practice.access import Actor
from openmips.practice.actions.practices import open_year
from openmips.practice.documents import documents
from openmips.practice.models import PracticeYear
from openmips.site.own_machine import owner
from openmips.web.templatetags.openmips import dollars, signed, spoken

pytestmark = pytest.mark.django_db

Address = Callable[[int], str]


@pytest.fixture
def changes(sample: PracticeYear) -> Address:
    """The path of the page in a year of the sample practice."""
    return lambda year: reverse("changes", args=(sample.practice_id, year))


def test_counts_come_first_then_each_change_with_points_and_dollars(
    client: Client, sample: PracticeYear, changes: Address
) -> None:
    """Every change, every date and both scores of the digest are there, the counts before all."""
    made = documents(sample)
    told = digest(2024, 2026, *made.submissions, profile=made.profile)
    text = client.get(changes(2026)).content.decode()
    assert "What changed from 2024 to 2026" in text
    assert text.index("What touches you:") < text.index("Each change by itself")
    assert text.index("Each change by itself") < text.index("Dates that are not only a year later")
    assert f"{told['counts']['date']} dates" in text
    for side in ("earlier", "later"):
        assert told[side]["finalScore"]["low"] in text
    assert len(told["changes"]) > 3
    for one in told["changes"]:
        assert escape(spoken(one["says"])) in text
        if one["points"] is not None:
            cells = f'{signed(one["points"])}</td><td class="om-number">{dollars(one["dollars"])}'
            assert cells in text
    assert all(escape(one["name"]) in text for one in told["dates"])


def test_without_an_earlier_year_the_page_says_what_to_do(client: Client, changes: Address) -> None:
    """The first year of a practice has nothing to be compared with."""
    text = client.get(changes(2024)).content.decode()
    assert "Open an earlier year first" in text
    assert "Each change by itself" not in text


def test_another_earlier_year_can_be_picked(
    client: Client, sample: PracticeYear, changes: Address
) -> None:
    """The latest earlier year is taken unless the address names another; others are not there."""
    open_year(Actor(owner(), timezone.now()), sample.practice_id, 2025)
    empty = client.get(changes(2026)).content.decode()
    assert "What changed from 2025 to 2026" in empty
    assert "?from=2024" in empty
    assert "Each change by itself" in client.get(changes(2026) + "?from=2024").content.decode()
    assert client.get(changes(2026) + "?from=2026").status_code == 404
    assert client.get(changes(2026) + "?from=next").status_code == 404
