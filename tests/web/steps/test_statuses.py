"""CMS's status answers are pasted, set beside ours, and compared in December."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from openmips import eligibility_from_cms
from openmips.practice import memory
from openmips.practice.models import Member, PracticeYear, Role, Topic

pytestmark = pytest.mark.django_db

Address = Callable[..., str]


def answer(*, eligible: bool, npi: str = "1000000004") -> dict[str, Any]:
    """An invented answer of CMS: required at both levels, or at none."""
    scenario = {
        "mipsEligibleSwitch": eligible,
        "lowVolumeSwitch": not eligible,
        "isOptInEligible": False,
        "isOptedIn": False,
        "isEligible": {"individual": eligible, "group": eligible},
    }
    organization = {
        "TIN": "XXXXXXXXXX",
        "prvdrOrgName": "Invented Practice",
        "individualScenario": scenario,
        "groupScenario": scenario,
    }
    return {
        "data": {
            "npi": npi,
            "newlyEnrolled": False,
            "qpStatus": "N",
            "firstApprovedDate": "2010-12-31",
            "organizations": [organization],
        }
    }


def paste(client: Client, address: Address, **told: Any) -> Any:
    """Paste an answer."""
    return client.post(address("status_answer"), {"answer": json.dumps(answer(**told))})


def test_a_pasted_answer_is_kept_and_stands_beside_ours(
    client: Client, address: Address, sample: PracticeYear
) -> None:
    """The roster knows no numbers of Field, CMS does: the difference is named."""
    assert paste(client, address, eligible=True).status_code == 303
    held = memory.values(sample, Topic.CLINICIAN)["1000000004/cms"]
    assert held == answer(eligible=True)
    text = client.get(address("eligibility")).content.decode()
    assert "What CMS says of Invented Practice" in text
    (cms,) = eligibility_from_cms(held, performance_year=2024)["clinicians"]
    assert cms["individual"]["status"] == "required"
    assert "Different:" in text
    assert "CMS to required; CMS&#x27;s result counts." in text


@pytest.mark.parametrize("wrong", ["no answer", "[1]", '{"error": {"type": "Forbidden"}}'])
def test_what_is_no_answer_is_refused_and_stays_in_its_field(
    client: Client, address: Address, sample: PracticeYear, wrong: str
) -> None:
    """Nothing is kept; what to do is said."""
    found = client.post(address("status_answer"), {"answer": wrong})
    text = found.content.decode()
    assert found.status_code == 422
    assert "There is a problem" in text
    assert escape(wrong) in text
    assert memory.values(sample, Topic.CLINICIAN) == {}


def test_an_answer_about_somebody_else_is_refused(
    client: Client, address: Address, sample: PracticeYear
) -> None:
    """Whoever is not on the roster belongs to another practice, or was forgotten."""
    found = paste(client, address, eligible=True, npi="1000000046")
    assert found.status_code == 422
    assert "The roster does not list this clinician" in found.content.decode()


def test_in_december_the_change_is_named(
    client: Client, address: Address, sample: PracticeYear
) -> None:
    """Required before, and not any more: of the other three there is no answer."""
    paste(client, address, eligible=True)
    before = client.get(address("verify")).content.decode()
    assert "Of 3 there is no answer yet." in before
    assert "Nothing to compare" in before
    paste(client, address, eligible=False)
    text = client.get(address("verify")).content.decode()
    assert "The answer changed for 1." in text
    assert "As an individual: Must report before, Need not report now" in text


def test_the_same_answer_is_not_kept_twice(
    client: Client, address: Address, sample: PracticeYear
) -> None:
    """The page says that nothing changed."""
    paste(client, address, eligible=True)
    again = client.post(
        address("status_answer"), {"answer": json.dumps(answer(eligible=True))}, follow=True
    )
    assert "CMS says the same as before." in again.content.decode()
    assert len(memory.history(sample, Topic.CLINICIAN, "1000000004/cms")) == 1


def test_the_check_is_marked_as_done(
    client: Client, address: Address, sample: PracticeYear
) -> None:
    """The task of the year follows from it."""
    assert client.post(address("verify")).status_code == 303
    assert "finalEligibility" in memory.values(sample, Topic.CHOICE)
    assert "Done on" in client.get(address("verify")).content.decode()


@pytest.mark.parametrize("name", ["status_answer", "verify"])
def test_a_viewer_keeps_no_answer(client: Client, address: Address, name: str) -> None:
    """The page can be read; saving is refused."""
    Member.objects.update(role=Role.VIEWER)
    assert "Your role lets you read" in client.get(address(name)).content.decode()
    pasted = {"answer": json.dumps(answer(eligible=True))}
    assert client.post(address(name), pasted).status_code == 403
