"""What was said stays, the latest holds, and scores can be made again."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from openmips.answers.score import score
from openmips.practice import memory
from openmips.practice.access import Actor
from openmips.practice.actions.scores import keep_score, replay
from openmips.practice.actions.statements import state
from openmips.practice.deeds import ChangedMeanwhile
from openmips.practice.documents import documents
from openmips.practice.models import AuditEntry, PracticeYear, Statement, Topic

FACTS = {"practice.clinicianCount": 4, "partBPaid": "300000.00"}
ACTIVITY = {"group/ia/IA_EPA_1": {"value": True, "start": "2024-01-01", "end": "2024-12-31"}}


def say(owner: Actor, year: PracticeYear, topic: Topic, said: dict[str, object]) -> PracticeYear:
    """State something of the year."""
    return state(owner, year.practice_id, year.performance_year, topic, said)


def test_the_latest_statement_holds_and_earlier_ones_stay(
    oak_street: PracticeYear, owner: Actor
) -> None:
    """A fact said anew replaces the old one; said as null it is taken back; both are history."""
    for amount in ("100.00", "200.00", None):
        say(owner, oak_street, Topic.FACT, {"partBPaid": amount})
    assert memory.values(oak_street, Topic.FACT) == {}
    said = memory.history(oak_street, Topic.FACT, "partBPaid")
    assert [one.value for one in said] == [None, "200.00", "100.00"]
    assert {one.said_by for one in said} == {owner.user}


def test_what_already_holds_is_not_said_again(oak_street: PracticeYear, owner: Actor) -> None:
    """Saving a page unchanged adds nothing to the history."""
    say(owner, oak_street, Topic.FACT, FACTS)
    say(owner, oak_street, Topic.FACT, FACTS)
    assert oak_street.statements.count() == 2


def test_of_two_who_save_at_once_the_second_is_told(oak_street: PracticeYear, owner: Actor) -> None:
    """Who read an older version saves nothing and learns why."""
    version = oak_street.version
    for amount, meanwhile in (("1.00", False), ("2.00", True)):
        said = {"partBPaid": amount}
        try:
            state(owner, oak_street.practice_id, 2024, Topic.FACT, said, expected_version=version)
            told = False
        except ChangedMeanwhile:
            told = True
        assert told is meanwhile
    assert memory.values(oak_street, Topic.FACT) == {"partBPaid": "1.00"}


@pytest.mark.parametrize("deed", ["update", "delete"])
def test_the_database_keeps_the_audit(oak_street: PracticeYear, deed: str) -> None:
    """Neither a change nor a deletion of an audit entry gets through."""
    entries = AuditEntry.objects.all()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entries.update(deed="nothing happened") if deed == "update" else entries.delete()
    assert AuditEntry.objects.filter(practice_id=oak_street.practice_id).count() == 2


def test_the_database_keeps_what_was_said(oak_street: PracticeYear, owner: Actor) -> None:
    """A statement cannot be changed behind the back of whoever made it."""
    say(owner, oak_street, Topic.FACT, FACTS)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Statement.objects.update(value="9.99")


def test_the_memory_scores_as_its_documents_do(oak_street: PracticeYear, owner: Actor) -> None:
    """A kept score equals the answer to the same documents, and is the same when made again."""
    say(owner, oak_street, Topic.FACT, FACTS)
    say(owner, oak_street, Topic.ATTESTATION, ACTIVITY)
    made = documents(oak_street)
    assert made.profile == {
        "performanceYear": 2024,
        "practice": {"clinicianCount": 4, "name": "Oak Street Family Medicine"},
        "partBPaid": "300000.00",
    }
    assert made.submissions == (
        {
            "performanceYear": 2024,
            "entityType": "group",
            "taxpayerIdentificationNumber": "001234567",
            "measurementSets": [
                {
                    "category": "ia",
                    "submissionMethod": "registry",
                    "programName": "mips",
                    "performanceStart": "2024-01-01",
                    "performanceEnd": "2024-12-31",
                    "measurements": [{"measureId": "IA_EPA_1", "value": True}],
                }
            ],
        },
    )
    day = date(2025, 1, 15)
    kept = keep_score(owner, oak_street.practice_id, 2024, day)
    asked = score(*made.submissions, profile=made.profile, as_of=day)
    assert kept.answer["finalScore"] == asked["finalScore"]
    assert kept.answer["categories"]["ia"]["points"] == "40"
    again = replay(kept)
    assert (again.same, again.changed) == (True, ())
