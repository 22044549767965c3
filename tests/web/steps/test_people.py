"""The roster is kept on pages: clinicians are added, changed and taken out, with their facts."""

from __future__ import annotations

import csv
from collections.abc import Callable

import pytest
from django.test import Client
from web.steps.conftest import ABOVE, MIXED, in_both_segments

from openmips.practice import memory
from openmips.practice.documents import OF_GROUP, roster
from openmips.practice.models import Clinician, Member, PracticeYear, Role, Topic

pytestmark = pytest.mark.django_db

Address = Callable[..., str]
EVE = {
    "npi": "1000000046",
    "name": "Eve Stone, MD",
    "clinician_type": "physician",
    "joined": "2022-02-01",
    "qp_status": "none",
    **in_both_segments("individual", {**ABOVE, "charges": "$150,000", "services": "4,000"}),
}


def test_everybody_is_listed_with_what_is_known(client: Client, address: Address) -> None:
    """The sample has four clinicians of whom no numbers are known yet."""
    text = client.get(address("roster")).content.decode()
    assert "4 on the roster" in text
    assert text.count("None yet") == 4
    assert "Nurse practitioner" in text
    assert "From 1 September 2023" in text


def test_an_empty_roster_says_how_to_begin(client: Client, address: Address) -> None:
    """Nobody is listed: the page offers to add somebody."""
    Clinician.objects.all().delete()
    text = client.get(address("roster")).content.decode()
    assert "Nobody is listed yet" in text
    assert "Add a clinician" in text


def test_a_clinician_is_added_with_the_year_s_facts(
    client: Client, address: Address, sample: PracticeYear
) -> None:
    """Signs and commas go; facts stand under the NPI as a roster's columns."""
    answer = client.post(address("clinician_add"), EVE)
    assert answer.status_code == 303
    assert memory.values(sample, Topic.CLINICIAN)["1000000046"] == {
        "qp_status": "none",
        "individual_charges_1": "150000",
        "individual_patients_1": 300,
        "individual_services_1": 4000,
        "individual_charges_2": "150000",
        "individual_patients_2": 300,
        "individual_services_2": 4000,
    }
    row = next(one for one in roster(sample) if one["npi"] == "1000000046")
    assert (row["clinician_type"], row["first_billed_under_tin"]) == ("physician", "2022-02-01")


def test_the_first_page_s_numbers_stand_in_both_segments(client: Client, address: Address) -> None:
    """They need not be typed again."""
    text = client.get(address("clinician_add"), ABOVE).content.decode()
    assert text.count('value="150000"') == 2
    assert text.count('value="400"') == 2


def test_a_mistyped_npi_is_refused_beside_its_field(
    client: Client, address: Address, sample: PracticeYear
) -> None:
    """Nothing is kept, and what was typed stays."""
    answer = client.post(address("clinician_add"), {**EVE, "npi": "1000000047"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_npi"' in text
    assert "check digit" in text
    assert 'value="Eve Stone, MD"' in text
    assert sample.practice.clinicians.count() == 4


def test_somebody_who_stands_there_already_is_not_added_twice(
    client: Client, address: Address, sample: PracticeYear
) -> None:
    """The answer says so; no facts are kept either."""
    answer = client.post(address("clinician_add"), {**EVE, "npi": "1000000004"})
    assert answer.status_code == 422
    assert "already" in answer.content.decode()
    assert "1000000004" not in memory.values(sample, Topic.CLINICIAN)


def test_a_change_keeps_what_the_form_does_not_ask(
    client: Client, address: Address, sample: PracticeYear
) -> None:
    """A file may have told more: it stays, and what is emptied goes."""
    client.post(address("clinician_add"), EVE)
    eve = Clinician.objects.get(npi="1000000046")
    path = address("clinician", eve.pk)
    page = client.get(path).content.decode()
    assert 'value="150000"' in page
    version = page.split('name="version" value="')[1].split('"')[0]
    changed = {**EVE, "left": "2024-06-30", "qp_status": "", "version": version, "rural": "yes"}
    assert client.post(path, changed).status_code == 303
    eve.refresh_from_db()
    assert str(eve.left) == "2024-06-30"
    facts = memory.values(sample, Topic.CLINICIAN)["1000000046"]
    assert "qp_status" not in facts
    assert facts["rural"] is True
    again = client.get(path).content.decode()
    assert "Who gave the facts of 2024 (2)" in again
    stale = client.post(path, {**changed, "name": "Other"})
    assert stale.status_code == 409
    assert Clinician.objects.get(npi="1000000046").name == "Eve Stone, MD"


def test_an_entry_made_by_mistake_goes(
    client: Client, address: Address, sample: PracticeYear
) -> None:
    """Only a press of the button takes it out; the address alone does not."""
    dana = Clinician.objects.get(npi="1000000038")
    assert client.get(address("clinician_remove", dana.pk)).status_code == 405
    client.post(address("clinician_remove", dana.pk))
    assert not sample.practice.clinicians.filter(npi="1000000038").exists()


def test_the_practice_s_totals_stand_in_the_roster_once(
    client: Client, address: Address, sample: PracticeYear
) -> None:
    """Typed totals take the place of those that a file named before."""
    client.post(address("clinician_add"), EVE)
    totals = in_both_segments("group", MIXED)
    client.post(address("group_totals"), totals)
    assert memory.values(sample, Topic.CLINICIAN)[OF_GROUP]["group_charges_1"] == "50000"
    rows = roster(sample)
    assert [row.get("group_patients_2") for row in rows] == [300, None, None, None, None]
    text = client.get(address("group_totals")).content.decode()
    assert 'value="50000"' in text
    wrong = client.post(address("group_totals"), {**totals, "group_charges_1": "many"})
    assert wrong.status_code == 422


def test_the_roster_can_be_taken_along_as_csv(
    client: Client, address: Address, sample: PracticeYear
) -> None:
    """Every row of eligibility's roster is there; a name that looks like a formula is tamed."""
    Clinician.objects.filter(npi="1000000038").update(name="=1+1")
    client.post(address("clinician_add"), EVE)
    answer = client.get(address("roster_file"))
    assert answer.headers["Content-Type"].startswith("text/csv")
    read = list(csv.DictReader(answer.content.decode().splitlines()))
    assert [row["npi"] for row in read] == [row["npi"] for row in roster(sample)]
    assert {row["npi"]: row["name"] for row in read}["1000000038"] == "'=1+1"
    assert {row["npi"]: row["individual_charges_2"] for row in read}["1000000046"] == "150000"


def test_another_practice_s_clinician_is_not_there(
    client: Client, address: Address, sample: PracticeYear
) -> None:
    """A number from elsewhere leads nowhere, whatever the practice in the address."""
    client.post("/practices/", {"name": "Elm", "performance_year": 2024})
    elm = PracticeYear.objects.get(practice__name="Elm")
    dana = Clinician.objects.get(npi="1000000038")
    assert client.get(f"/practices/{elm.practice_id}/2024/roster/{dana.pk}/").status_code == 404


@pytest.mark.parametrize("name", ["clinician_add", "group_totals"])
def test_a_viewer_cannot_change_the_roster(
    client: Client, address: Address, sample: PracticeYear, name: str
) -> None:
    """A viewer reads the page and is refused when saving."""
    Member.objects.update(role=Role.VIEWER)
    assert "Your role lets you read" in client.get(address(name)).content.decode()
    assert client.post(address(name), EVE).status_code == 403
    assert "Add a clinician" not in client.get(address("roster")).content.decode()
