"""The page of eligibility says in words what the answer says, and how far from each threshold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils.html import escape
from web.steps.conftest import ABOVE, MIXED, in_both_segments

from openmips import eligibility
from openmips.practice.access import Actor
from openmips.practice.actions.statements import state
from openmips.practice.documents import OF_GROUP, roster
from openmips.practice.models import Clinician, PracticeYear, Topic
from openmips.site.own_machine import owner
from openmips.web.words import spoken

pytestmark = pytest.mark.django_db

Address = Callable[..., str]
SURE = {"medicare_enrolled": "2010-01-01", "qp_status": "none"}


@pytest.fixture
def told(sample: PracticeYear) -> PracticeYear:
    """Field is above all thresholds, Ortega mixed; the practice together is far above."""
    who = Actor(owner(), datetime(2024, 11, 1, tzinfo=UTC))
    practice = {"charges": "500000", "patients": "900", "services": "1500"}
    said = {
        "1000000004": {**SURE, **in_both_segments("individual", ABOVE)},
        "1000000012": {**SURE, **in_both_segments("individual", MIXED)},
        OF_GROUP: in_both_segments("group", practice),
    }
    return state(who, sample.practice_id, 2024, Topic.CLINICIAN, said)


def test_statuses_and_margins_stand_in_words(
    client: Client, address: Address, told: PracticeYear
) -> None:
    """150,000 dollars are 60,000 above 90,000; 50,000 are 40,000 below; 300 patients 100 above."""
    text = client.get(address("eligibility")).content.decode()
    assert "1 of 4 must report as individuals, 1 may opt in, of 2 it is not known yet." in text
    assert "Charges are $60,000 above the threshold" in text
    assert "Charges are $40,000 below the threshold" in text
    assert "Patients are 100 above the threshold" in text
    assert "Services are 200 above the threshold" in text
    assert "Charges are $410,000 above the threshold" in text


def test_the_page_says_the_answer_s_own_sentences(
    client: Client, address: Address, told: PracticeYear
) -> None:
    """Every next step, reason and choice is that of the command line, codes put into words."""
    text = client.get(address("eligibility")).content.decode()
    answer = eligibility([*roster(told)], 2024)
    for one in answer["clinicians"]:
        assert escape(spoken(one["nextStep"])) in text
        for level in (one["individual"], one["group"]):
            assert escape(spoken(level["why"]["says"])) in text
            for choice in level["choices"]:
                assert escape(spoken(choice["says"])) in text
    assert "individual yes, group yes" in text
    assert "opt-in eligible as individual" in text


def test_what_is_exactly_at_a_threshold_is_not_above_it(
    client: Client, address: Address, told: PracticeYear
) -> None:
    """90,000 dollars do not exceed 90,000."""
    who = Actor(owner(), datetime(2024, 11, 2, tzinfo=UTC))
    facts = {**SURE, **in_both_segments("individual", {**ABOVE, "charges": "90000"})}
    state(who, told.practice_id, 2024, Topic.CLINICIAN, {"1000000004": facts})
    text = client.get(address("eligibility")).content.decode()
    assert "Charges are exactly at the threshold, which counts as below" in text
    assert "0 of 4 must report as individuals, 2 may opt in" in text


def test_an_empty_roster_leads_to_the_roster(client: Client, address: Address) -> None:
    """There is nobody to answer for."""
    Clinician.objects.all().delete()
    text = client.get(address("eligibility")).content.decode()
    assert "Nobody is on the roster of this year" in text


def test_who_left_before_the_year_is_not_asked_about(
    client: Client, address: Address, told: PracticeYear
) -> None:
    """The roster of 2024 has nobody who left in 2023."""
    Clinician.objects.filter(npi="1000000020").update(left="2023-12-31")
    text = client.get(address("eligibility")).content.decode()
    assert "Carla Nguyen" not in text
    assert "1 of 3 must report" in text


def test_facts_that_cannot_be_read_are_a_problem_not_a_crash(
    client: Client, address: Address, told: PracticeYear
) -> None:
    """What a file left behind is named with what to do."""
    who = Actor(owner(), datetime(2024, 11, 2, tzinfo=UTC))
    said = {"1000000004": {"individual_charges_1": "many"}}
    state(who, told.practice_id, 2024, Topic.CLINICIAN, said)
    text = client.get(address("eligibility")).content.decode()
    assert "There is a problem with the roster" in text
    assert "individual_charges_1" in text
