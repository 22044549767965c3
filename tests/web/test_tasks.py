"""The list of tasks says what is open as it is, and what leads on."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from openmips.practice.access import Actor
from openmips.practice.actions.openings import open_practice_with_year
from openmips.practice.actions.roster import add_clinicians, describe_clinician
from openmips.practice.models import PracticeYear
from openmips.practice.rosters import Entry
from openmips.site.own_machine import owner

pytestmark = pytest.mark.django_db

NPI = "1000000004"
ABOVE = {"charges": "150000", "patients": "300", "services": "400"}
FACTS = {f"individual_{name}_{one}": total for name, total in ABOVE.items() for one in (1, 2)}


@pytest.fixture
def fresh(db: None) -> PracticeYear:
    """A practice with one clinician of whom only the totals are known."""
    who = Actor(owner(), timezone.now())
    year = open_practice_with_year(who, "Elm Street", "", 2026)
    add_clinicians(who, year.practice_id, [Entry(NPI)])
    return describe_clinician(who, year.practice_id, 2026, NPI, FACTS)


def task(client: Client, year: PracticeYear, title: str) -> str:
    """What the list says of one task."""
    text = client.get(f"/practices/{year.practice_id}/{year.performance_year}/").content.decode()
    return text.split(title)[1].split("</li>")[0]


def test_who_must_report_is_open_until_it_is_known(client: Client, fresh: PracticeYear) -> None:
    """Totals alone do not answer it; with type and QP status it is answered."""
    assert "In progress" in task(client, fresh, "See who must report")
    known = {"qp_status": "none", "medicare_enrolled": "2010-01-01"}
    who = Actor(owner(), timezone.now())
    told = {**FACTS, **known, "clinician_type": "physician"}
    year = describe_clinician(who, fresh.practice_id, 2026, NPI, told)
    assert "Completed" in task(client, year, "See who must report")


def test_what_has_no_date_yet_cannot_start(client: Client, fresh: PracticeYear) -> None:
    """When CMS tells the scores of 2026 nobody knows; those of 2024 it has told."""
    said = task(client, fresh, "Compare CMS&#x27;s feedback with your own numbers")
    assert "Cannot start yet" in said
    assert "until" not in said


def test_the_facts_begin_with_the_size_of_the_roster(client: Client, fresh: PracticeYear) -> None:
    """Until the practice is described the list says what that costs."""
    assert "you do not count as a small practice" in task(client, fresh, "Describe the practice")
    page = f"/practices/{fresh.practice_id}/2026/facts/"
    assert 'name="clinician_count" value="1"' in client.get(page).content.decode()
