"""From what was said to the file that CMS takes, with nothing in between that is not shown."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from openmips.practice.access import Actor
from openmips.practice.actions.statements import state
from openmips.practice.actions.submissions import Blocked, make_submission
from openmips.practice.models import AuditEntry, PracticeYear, SubmissionRecord, Topic
from openmips.site.own_machine import owner

pytestmark = pytest.mark.django_db

CERTIFIED = {"cehrtId": "0015CABCDEFGHIJ"}
IN_TIME = date(2025, 2, 1)


def address(year: PracticeYear) -> str:
    """Where the last step is."""
    return f"/practices/{year.practice_id}/{year.performance_year}/submit/"


def test_what_is_ready_becomes_a_file_with_a_receipt(client: Client, sample: PracticeYear) -> None:
    """The file's digest is its receipt's; claims stay out of it; it is downloaded as made."""
    actor = Actor(owner(), timezone.now())
    state(actor, sample.practice_id, 2024, Topic.CHOICE, CERTIFIED)
    kept = make_submission(actor, sample.practice_id, 2024, "group", IN_TIME)
    assert kept.digest[:8] in client.get(address(sample)).content.decode()
    file = client.get(f"{address(sample)}{kept.digest}.json").content
    assert hashlib.sha256(file).hexdigest() == kept.digest
    methods = {one["submissionMethod"] for one in json.loads(file)["measurementSets"]}
    assert methods == {"electronicHealthRecord", "registry"}
    assert AuditEntry.objects.filter(deed="submission made").count() == 1


def test_a_file_that_something_blocks_is_not_made(client: Client, sample: PracticeYear) -> None:
    """After the window has closed the page says so, and nothing is kept."""
    actor = Actor(owner(), timezone.now())
    with pytest.raises(Blocked):
        make_submission(actor, sample.practice_id, 2024, "group", date(2026, 11, 22))
    answer = client.post(address(sample), {"entity": "group"})
    assert answer.status_code == 422
    assert "not ready" in answer.content.decode()
    assert SubmissionRecord.objects.count() == 0


def test_nothing_said_is_nothing_to_send(client: Client, sample: PracticeYear) -> None:
    """The year 2026 of the sample has no result yet, and the page says so."""
    year = sample.practice.years.get(performance_year=2026)
    assert "Nothing can be sent yet" in client.get(address(year)).content.decode()
    assert client.post(address(year), {"entity": "group"}).status_code == 404


def test_a_file_of_others_does_not_exist(client: Client, sample: PracticeYear) -> None:
    """An unknown digest is no file."""
    assert client.get(f"{address(sample)}{'0' * 64}.json").status_code == 404
