"""A practice is opened and described on pages, and every fact says who said it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from openmips.practice import memory
from openmips.practice.documents import profile
from openmips.practice.models import AuditEntry, Member, Practice, PracticeYear, Role, Topic

pytestmark = pytest.mark.django_db

FACTS = {
    "clinician_count": "7",
    "specialty_set": "cardiology",
    "small": "",
    "part_b_paid": "$250,000.50",
    "prior_quality": "61.5%",
    "prior_cost": "",
    "cost_percent": "",
    "complex_patient_bonus": "3",
}


def address(year: PracticeYear, name: str) -> str:
    """The path of one of the year's pages."""
    return reverse(name, args=(year.practice_id, year.performance_year))


def test_without_a_practice_the_page_says_how_to_begin(client: Client, db: None) -> None:
    """An empty list would be a dead end."""
    text = client.get("/practices/").content.decode()
    assert "There is none yet" in text
    assert "Open a practice" in text


def test_the_first_page_leads_on_with_the_three_numbers(client: Client) -> None:
    """What was typed once comes along to the form, and to the first clinician."""
    facts = {"performance_year": 2024, "charges": "150000", "patients": 300, "services": 400}
    answer = client.get("/", facts).content.decode()
    link = "/practices/?performance_year=2024&amp;charges=150000&amp;patients=300&amp;services=400"
    assert link in answer
    form = client.get(link.replace("&amp;", "&")).content.decode()
    assert '<option value="2024" selected>' in form
    assert 'name="charges" value="150000"' in form
    opened = client.post("/practices/", {"name": "Elm Street", "tin": "00-1234567", **facts})
    year = PracticeYear.objects.get(practice__name="Elm Street")
    assert opened.status_code == 303
    assert opened.headers["Location"] == (
        f"/practices/{year.practice_id}/2024/roster/add/?charges=150000&patients=300&services=400"
    )
    assert year.practice.tin == "001234567"


def test_a_practice_is_opened_with_its_year_in_one_deed(client: Client, db: None) -> None:
    """Name and year are enough, the owner is who opened it, and one audit entry says so."""
    answer = client.post("/practices/", {"name": "Elm Street", "performance_year": 2026})
    year = PracticeYear.objects.get(practice__name="Elm Street")
    assert answer.headers["Location"] == f"/practices/{year.practice_id}/2026/"
    assert Member.objects.get(practice=year.practice).role == Role.OWNER
    assert [one.deed for one in AuditEntry.objects.all()] == ["practice opened"]


def test_a_wrong_tin_is_named_and_nothing_is_opened(client: Client, db: None) -> None:
    """The name that was typed stays in its field."""
    answer = client.post(
        "/practices/", {"name": "Elm Street", "tin": "12", "performance_year": 2026}
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert '<a href="#id_tin">TIN: A TIN has nine digits' in text
    assert 'value="Elm Street"' in text
    assert not Practice.objects.exists()


def test_another_year_is_opened_once(client: Client, sample: PracticeYear) -> None:
    """The sample has 2024 and 2026; only the other years are offered."""
    text = client.get("/practices/").content.decode()
    offered = text.split("Open another year")[1].split("</select>")[0]
    assert '<option value="2025"' in offered
    assert '<option value="2024"' not in offered
    answer = client.post(f"/practices/{sample.practice_id}/open/", {"performance_year": 2025})
    assert answer.headers["Location"] == f"/practices/{sample.practice_id}/2025/"
    assert sample.practice.years.filter(performance_year=2025).count() == 1


def test_facts_come_into_the_profile_at_their_places(client: Client, sample: PracticeYear) -> None:
    """Dollar and percent signs are understood; what is left empty is taken back."""
    answer = client.post(address(sample, "facts"), FACTS)
    assert answer.status_code == 303
    assert profile(sample) == {
        "performanceYear": 2024,
        "practice": {
            "name": "Oak Street Family Medicine (sample)",
            "clinicianCount": 7,
            "specialtySet": "cardiology",
        },
        "partBPaid": "250000.50",
        "priorYear": {"qualityAchievementPercent": "61.5"},
        "complexPatientBonus": "3",
    }


def test_small_practice_is_kept_where_other_statuses_are_ticked(
    client: Client, sample: PracticeYear
) -> None:
    """A list of statuses is complete, so what the count says must stand in it: 7 are small."""
    client.post(address(sample, "facts"), {**FACTS, "special_statuses": ["rural"]})
    held = memory.values(sample, Topic.FACT)
    assert held["practice.specialStatuses"] == ["small_practice", "rural"]
    client.post(address(sample, "facts"), {**FACTS, "small": "no"})
    assert memory.values(sample, Topic.FACT)["practice.specialStatuses"] == []


def test_each_fact_says_who_said_it_and_what_was_said_before(
    client: Client, sample: PracticeYear
) -> None:
    """Nothing is overwritten unseen: the sample's 4 clinicians stay in the history of 7."""
    client.post(address(sample, "facts"), FACTS)
    text = client.get(address(sample, "facts")).content.decode()
    assert "Said by You on" in text
    assert "Everything said before (2)" in text
    assert "4: You," in text
    assert "Family medicine: You," in text


def test_what_somebody_else_saved_first_is_not_overwritten(
    client: Client, sample: PracticeYear
) -> None:
    """The second is told, and keeps what they typed in the form."""
    answer = client.post(address(sample, "facts"), {**FACTS, "version": "0"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody saved this year" in text
    assert 'value="$250,000.50"' in text
    assert memory.values(sample, Topic.FACT)["practice.clinicianCount"] == 4


def test_a_bonus_above_the_most_is_refused(client: Client, sample: PracticeYear) -> None:
    """The complex patient bonus is at most 10 points."""
    answer = client.post(address(sample, "facts"), {**FACTS, "complex_patient_bonus": "10.1"})
    assert answer.status_code == 422
    assert "The bonus is at most 10 points." in answer.content.decode()


def test_name_and_tin_are_changed(client: Client, sample: PracticeYear) -> None:
    """The page of the practice shows the last four digits of the TIN only."""
    client.post(address(sample, "practice_name"), {"name": "Elm", "tin": "009876543"})
    text = client.get(address(sample, "facts")).content.decode()
    assert "Elm, TIN ending in 6543" in text
    assert "009876543" not in text


@pytest.mark.parametrize("name", ["facts", "practice_name"])
def test_a_viewer_reads_and_a_stranger_finds_nothing(
    client: Client, sample: PracticeYear, name: str
) -> None:
    """A viewer may not save; who is no member is told that there is no such page."""
    Member.objects.update(role=Role.VIEWER)
    path = address(sample, name)
    text = client.get(path).content.decode()
    assert "Your role lets you read" in text
    assert client.post(path, {**FACTS, "name": "x", "tin": ""}).status_code == 403
    Member.objects.all().delete()
    assert client.get(path).status_code == 404
    assert client.get(path.replace(str(sample.practice_id), str(uuid4()))).status_code == 404
