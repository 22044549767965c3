"""The ways to report stand beside each other as the answers tell them, and one is chosen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.utils.html import escape

from openmips import find_mvp, options, score
from openmips.practice import memory
from openmips.practice.documents import documents
from openmips.practice.models import Member, PracticeYear, Role, Topic
from openmips.practice.standing import standing

pytestmark = pytest.mark.django_db

Address = Callable[..., str]
AFTER = date(2025, 1, 15)


def test_each_option_says_what_the_answers_say(
    client: Client, address: Address, sample: PracticeYear
) -> None:
    """Requirements and dates of the group's ways are those of the command line."""
    text = client.get(address("options")).content.decode()
    made = documents(sample)
    ways = [one for one in options(profile=made.profile)["ways"] if one["level"] == "group"]
    assert [one["reportingOption"] for one in ways] == ["traditional_mips", "mvp", "app"]
    for way in ways:
        assert escape(way["why"]["says"]) in text
    assert escape(ways[0]["requires"]["quality"]["why"]["says"]) in text
    for mvp in find_mvp(None, *made.submissions, profile=made.profile)["mvps"]:
        if not mvp["outsideSpecialty"]:
            assert escape(mvp["title"]) in text
            assert mvp["finalScore"]["low"] in text
    assert "2 December 2024" in text


def test_the_score_by_the_results_on_record_is_the_score(
    client: Client, address: Address, sample: PracticeYear
) -> None:
    """What traditional MIPS would score is the score of the submissions."""
    made = documents(sample)
    found = score(*made.submissions, profile=made.profile)["finalScore"]
    text = client.get(address("options")).content.decode()
    assert f"{found['low']} to {found['high']}" in text.split("Traditional MIPS</th>")[1][:300]


def test_a_choice_is_kept_with_its_program(
    client: Client, address: Address, sample: PracticeYear
) -> None:
    """Traditional MIPS is the program mips; nothing is registered for it."""
    assert (
        client.post(address("options"), {"program": "mips", "registered": "on"}).status_code == 303
    )
    held = memory.values(sample, Topic.CHOICE)
    assert (held["reportingOption"], held["program"]) == ("traditional_mips", "mips")
    assert "registered" not in held
    assert "You chose mips, said by You" in client.get(address("options")).content.decode()


def test_a_registered_mvp_is_open(client: Client, address: Address, sample: PracticeYear) -> None:
    """With the registration told the way is open, though its date is over."""
    client.post(address("options"), {"program": "M0005", "registered": "on"})
    assert memory.values(sample, Topic.CHOICE)["registered"] == "M0005"
    text = client.get(address("options")).content.decode()
    row = text.split("Value in Primary Care</th>")[1].split("</tr>")[0]
    assert "<td>Open" in row


def test_what_a_pathway_does_not_hold_is_left_out_and_said(
    client: Client, address: Address, sample: PracticeYear
) -> None:
    """Measures 134 and 318 are not in M0005: the MVP is scored without them, both scores shown."""
    before = standing(sample, AFTER).score
    answer = client.post(address("options"), {"program": "M0005"}, follow=True)
    assert "On record, and left out under this choice" in answer.content.decode()
    sample.refresh_from_db()
    now = standing(sample, AFTER)
    (mvp,) = [
        one
        for one in find_mvp(
            None,
            *documents(sample, {Topic.CHOICE: {"program": "mips"}}).submissions,
            profile=documents(sample, {Topic.CHOICE: {"program": "mips"}}).profile,
        )["mvps"]
        if one["mvpId"] == "M0005"
    ]
    assert now.score is not None
    assert now.score["finalScore"] == mvp["finalScore"]
    assert now.score["reportingOption"] == "mvp"
    left = {one.name for one in now.documents.left_out}
    assert "318" in left
    assert left.isdisjoint(one["measureId"] for one in now.score["measures"])
    text = client.get(address("options")).content.decode()
    assert "318: M0005 does not hold it." in text
    assert before is not None
    low, high = before["finalScore"]["low"], before["finalScore"]["high"]
    assert f"{low} to {high}" in text.split("Traditional MIPS</th>")[1][:300]


def test_only_what_is_offered_can_be_chosen(
    client: Client, address: Address, sample: PracticeYear
) -> None:
    """An MVP of another specialty, or nothing, is refused with a message."""
    for wrong in ({"program": "M0001x"}, {}):
        answer = client.post(address("options"), wrong)
        assert answer.status_code == 422
        assert "There is a problem" in answer.content.decode()
    assert memory.values(sample, Topic.CHOICE) == {}


def test_a_viewer_cannot_choose(client: Client, address: Address, sample: PracticeYear) -> None:
    """The page can be read; the choice is refused."""
    Member.objects.update(role=Role.VIEWER)
    assert "Your role lets you read" in client.get(address("options")).content.decode()
    assert client.post(address("options"), {"program": "mips"}).status_code == 403
