"""Group and individuals stand beside each other, clinician by clinician, and one is confirmed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.utils.html import escape
from web.steps.conftest import ABOVE, in_both_segments

from openmips import options
from openmips.practice import memory
from openmips.practice.access import Actor
from openmips.practice.actions.statements import state
from openmips.practice.documents import OF_GROUP, documents, roster
from openmips.practice.models import Clinician, Member, PracticeYear, Role, Topic
from openmips.practice.ways import Effect
from openmips.site.own_machine import owner
from openmips.web.templatetags.openmips import dollars
from openmips.web.views.level import best, total

pytestmark = pytest.mark.django_db

Address = Callable[..., str]


def effect(low: str | None, high: str | None) -> Effect:
    """One clinician's dollars at a level."""
    return Effect("1000000004", "required", low, high, low, high, "")


def test_the_dollars_of_everybody_are_added() -> None:
    """-100.50 and 20 are -80.50; one who is not known leaves the sum unknown."""
    found = [effect("-100.50", "10"), effect("20", "30")]
    assert total(found) == (Decimal("-80.50"), Decimal(40))
    assert total([*found, effect(None, None)]) is None


@pytest.mark.parametrize(
    ("group", "individual", "level", "says"),
    [
        (("-10", "5"), ("-20", "5"), "group", "group pays more"),
        (("-30", "5"), ("-20", "6"), "individual", "individuals pays more"),
        (("-30", "9"), ("-20", "6"), None, "at the low end"),
        (("-30", "9"), ("-30", "9"), None, "the same"),
        (("-30", "9"), (None, None), None, "dollars of individuals are not known"),
    ],
)
def test_a_level_is_most_advantageous_only_at_both_ends(
    group: tuple[str, str],
    individual: tuple[str | None, str | None],
    level: str | None,
    says: str,
) -> None:
    """Where one pays more at one end only, or something is unknown, none is named."""
    found = best([effect(*group)], [effect(*individual)])
    assert found.level == level
    assert says in found.says


def test_each_clinician_s_result_is_that_of_the_command_line(
    client: Client, address: Address, sample: PracticeYear
) -> None:
    """The group's score reaches Field; of individuals nothing is known."""
    who = Actor(owner(), datetime(2024, 11, 1, tzinfo=UTC))
    sure = {"medicare_enrolled": "2010-01-01", "qp_status": "none"}
    practice = {"charges": "500000", "patients": "900", "services": "1500"}
    said = {
        "1000000004": {**sure, **in_both_segments("individual", ABOVE)},
        OF_GROUP: in_both_segments("group", practice),
    }
    state(who, sample.practice_id, 2024, Topic.CLINICIAN, said)
    text = client.get(address("level")).content.decode()
    made = documents(sample)
    answer = options(*made.submissions, profile=made.profile, roster={"clinicians": roster(sample)})
    (field,) = [one for one in answer["clinicians"] if one["npi"] == "1000000004"]
    assert field["score"]["dollarsLow"] is not None
    assert dollars(field["score"]["dollarsLow"]) in text
    assert escape(field["scoreWhy"]["says"]) in text
    assert "no results are entered for this level" in text
    assert "cannot be said yet" in text


def test_the_choice_is_kept_once_what_lasts_was_read(
    client: Client, address: Address, sample: PracticeYear
) -> None:
    """Without the tick nothing is chosen."""
    refused = client.post(address("level"), {"level": "group"})
    assert refused.status_code == 422
    assert "Tick this to confirm." in refused.content.decode()
    assert memory.values(sample, Topic.CHOICE) == {}
    answer = client.post(address("level"), {"level": "group", "understood": "on"})
    assert answer.status_code == 303
    assert memory.values(sample, Topic.CHOICE)["entityType"] == "group"
    assert "You chose to report as a group" in client.get(address("level")).content.decode()


def test_an_empty_roster_leads_to_the_clinicians(client: Client, address: Address) -> None:
    """There is nobody to compare the levels for."""
    Clinician.objects.all().delete()
    assert "Nobody is on the roster" in client.get(address("level")).content.decode()


def test_a_viewer_cannot_choose_the_level(client: Client, address: Address) -> None:
    """The page can be read; the choice is refused."""
    Member.objects.update(role=Role.VIEWER)
    assert "Your role lets you read" in client.get(address("level")).content.decode()
    chosen = {"level": "group", "understood": "on"}
    assert client.post(address("level"), chosen).status_code == 403
