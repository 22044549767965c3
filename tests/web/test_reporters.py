"""Where each clinician reports alone, each has results, a score and a file of his own."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openmips import score
from openmips.practice import memory
from openmips.practice.access import Actor
from openmips.practice.actions.decisions import decide
from openmips.practice.actions.submissions import drafts, make_submissions
from openmips.practice.decisions import Level
from openmips.practice.documents import documents
from openmips.practice.models import PracticeYear, Topic
from openmips.practice.standing import standing
from openmips.site.own_machine import owner

pytestmark = pytest.mark.django_db

IN_TIME = date(2025, 2, 1)
FIELD, ORTEGA = "1000000004", "1000000012"
COUNTS = {
    "0-eligiblePopulation": "100",
    "0-performanceMet": "60",
    "0-performanceNotMet": "40",
    "0-eligiblePopulationExclusion": "0",
    "0-eligiblePopulationException": "0",
}
DAYS = {"start": "2024-03-01", "end": "2024-09-30"}


@pytest.fixture
def alone(sample: PracticeYear) -> PracticeYear:
    """The sample's clinicians report as individuals; what there is, is the group's."""
    who = Actor(owner(), timezone.now())
    decide(who, sample.practice_id, 2024, [Level("individual")])
    sample.refresh_from_db()
    return sample


def address(year: PracticeYear, name: str, *more: str, npi: str = "") -> str:
    """The path of one of the year's pages, for one clinician."""
    place = reverse(name, args=(year.practice_id, 2024, *more))
    return f"{place}?clinician={npi}" if npi else place


def entered(client: Client, year: PracticeYear, npi: str, met: str) -> None:
    """One measure and one activity of a clinician, by the pages' own forms."""
    counts = {**COUNTS, "0-performanceMet": met, "0-performanceNotMet": str(100 - int(met))}
    measure = address(year, "measure", "registry", "236", npi=npi)
    activity = address(year, "activity", "IA_PM_16", npi=npi)
    for path, told in ((measure, counts), (activity, DAYS)):
        answer = client.post(path, told)
        assert answer.status_code == 303
        assert answer["Location"].endswith(f"?clinician={npi}")


def test_what_is_entered_is_the_clinician_s_own(client: Client, alone: PracticeYear) -> None:
    """Results and activities stand under the NPI, the group's stay out, and the pages say so."""
    entered(client, alone, FIELD, "60")
    entered(client, alone, ORTEGA, "90")
    held = memory.values(alone, Topic.RESULT)
    assert held[f"individual:{FIELD}/registry/236"]["performanceMet"] == 60
    assert held[f"individual:{ORTEGA}/registry/236"]["performanceMet"] == 90
    assert f"individual:{ORTEGA}/ia/IA_PM_16" in memory.values(alone, Topic.ATTESTATION)
    text = client.get(address(alone, "year")).content.decode()
    assert "It is the group&#x27;s, and you report as individuals." in text
    page = client.get(address(alone, "measure", "registry", "236", npi=ORTEGA)).content.decode()
    assert 'value="90"' in page
    assert 'aria-current="page">Dr. Ben Ortega' in page


def test_each_clinician_has_a_score(client: Client, alone: PracticeYear) -> None:
    """It is the score of the clinician's own submission; whoever has sent nothing has one, too."""
    entered(client, alone, FIELD, "60")
    alone.refresh_from_db()
    now = standing(alone, IN_TIME)
    assert len(now.each) == 4
    made = documents(alone, whose=f"individual:{FIELD}")
    (sent,) = made.submissions
    found = score(sent, profile=made.profile, as_of=IN_TIME)["finalScore"]
    text = client.get(address(alone, "score")).content.decode()
    assert "Each clinician has a score" in text
    assert f"{found['low']} to {found['high']}" in text
    own = client.get(address(alone, "score", npi=FIELD)).content.decode()
    assert f"Your predicted score is {found['low']} to {found['high']}" in own
    others = client.get(address(alone, "score", npi=ORTEGA)).content.decode()
    assert f"is {found['low']} to {found['high']}" not in others
    assert client.get(address(alone, "score", npi="1000000400")).status_code == 404


@pytest.mark.parametrize(
    "name", ["year", "measures", "activities", "interoperability", "money", "whatif", "submit"]
)
def test_every_page_says_whose_it_is(client: Client, alone: PracticeYear, name: str) -> None:
    """Each page is there for everybody and for one clinician."""
    assert client.get(address(alone, name)).status_code == 200
    text = client.get(address(alone, name, npi=ORTEGA)).content.decode()
    assert "Dr. Ben Ortega" in text


def test_each_clinician_has_a_file(client: Client, alone: PracticeYear) -> None:
    """Two hand in: two files, each with one NPI, together in one archive."""
    entered(client, alone, FIELD, "60")
    entered(client, alone, ORTEGA, "90")
    alone.refresh_from_db()
    assert set(drafts(alone, IN_TIME)) == {f"individual:{FIELD}", f"individual:{ORTEGA}"}
    text = client.get(address(alone, "submit")).content.decode()
    assert "Carla Nguyen, NP, Dana Price, PA there is nothing to send" in text
    who = Actor(owner(), timezone.now())
    assert len(make_submissions(who, alone.practice_id, 2024, IN_TIME)) == 2
    assert len(make_submissions(who, alone.practice_id, 2024, IN_TIME)) == 2
    answer = client.get(address(alone, "submission_files"))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        sent = [json.loads(archive.read(name)) for name in archive.namelist()]
    assert {one["nationalProviderIdentifier"] for one in sent} == {FIELD, ORTEGA}
    assert {one["entityType"] for one in sent} == {"individual"}


def test_a_clinician_s_answers_of_interoperability_are_his_own(
    client: Client, alone: PracticeYear
) -> None:
    """What one attests is taken back without touching the other's."""
    for npi in (FIELD, ORTEGA):
        told = {**DAYS, "PI_PPHI_1": "yes"}
        path = address(alone, "interoperability_answers", npi=npi)
        assert client.post(path, told).status_code == 303
    client.post(address(alone, "interoperability_take_back", npi=FIELD))
    held = memory.values(alone, Topic.ATTESTATION)
    assert [key for key in held if "/pi/" in key] == [f"individual:{ORTEGA}/pi/PI_PPHI_1"]
