"""Rehearsals are kept to the last digit on either database, once each, and seen by one person."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from formats.documents import activities, counts, measurement, of_entity, quality, submission

from openmips.answers.rehearsal_checks import Stage
from openmips.practice import access
from openmips.practice.access import Actor, NotThere
from openmips.practice.actions import rehearsals
from openmips.practice.models import (
    AuditEntry,
    RehearsalMeasurement,
    RehearsalSet,
    RehearsalSubmission,
)
from openmips.practice.rehearsals import Duplicate, Player, document_of_row
from openmips.problems import ProblemsFound

KEY = {name: one for name, one in submission().items() if name != "measurementSets"}
ODD = {"x_nul": "\0", "x_long": Decimal("0.1234567890123456789"), "x_null": None, "x_z": ["é", {}]}


@pytest.fixture
def ann(owner: Actor) -> Player:
    """The owner of Oak Street, who rehearses."""
    return Player(owner, "rehearsal", Stage())


def sent(**changes: Any) -> dict[str, Any]:
    """A set with its submission."""
    return {**quality(measurement("236", counts())), "submission": KEY, **changes}


def test_whatever_is_kept_stays_as_it_was_sent(ann: Player) -> None:
    """Numbers, texts and the order of members are the same on either database."""
    kept = rehearsals.create_set(ann, sent(**ODD))
    found = RehearsalSet.objects.get()
    document = document_of_row(found)
    assert {name: document[name] for name in ODD} == ODD
    assert list(document)[:3] == ["category", "submissionMethod", "programName"]
    assert document_of_row(kept.submission) == KEY
    assert [one.code for one in kept.warnings] == ["unknown_field"] * len(ODD)


def test_each_is_kept_once(ann: Player, somebody: Callable[[str], Actor]) -> None:
    """The database itself refuses a second one, whoever asks at the same moment."""
    rehearsals.create_set(ann, sent())
    with pytest.raises(Duplicate):
        rehearsals.create_set(ann, sent())
    row, held = RehearsalSubmission.objects.get(), RehearsalSet.objects.get()
    for one in (row, held, RehearsalMeasurement.objects.get()):
        one.pk, one.public_id = None, uuid4()
        with pytest.raises(IntegrityError), transaction.atomic():
            one.save(force_insert=True)
    rehearsals.create_set(Player(somebody("eve"), "rehearsal", Stage()), sent())
    assert RehearsalSubmission.objects.count() == 2


def test_an_entity_with_an_id_of_its_own_is_known_by_it(ann: Player) -> None:
    """A virtual group's TIN, which may be told or not, makes no second submission of it."""
    group = of_entity("virtualGroup")
    del group["measurementSets"]
    tin = {"taxpayerIdentificationNumber": "000456789"}
    first = rehearsals.create_set(ann, sent(submission=group))
    second = rehearsals.create_set(ann, {**activities("IA_EPA_1"), "submission": {**group, **tin}})
    assert first.submission == second.submission


def test_what_is_refused_leaves_nothing(ann: Player) -> None:
    """Neither a submission nor a set nor an audit entry."""
    before = AuditEntry.objects.count()
    with pytest.raises(ProblemsFound):
        rehearsals.create_set(ann, sent(performanceEnd="never"))
    assert not RehearsalSubmission.objects.exists()
    assert AuditEntry.objects.count() == before


def test_whoever_else_asks_is_told_that_there_is_nothing(
    ann: Player, somebody: Callable[[str], Actor]
) -> None:
    """Not for another person, nor for another submitter, nor under an id that is none."""
    kept = rehearsals.create_set(ann, sent())
    eve = Player(somebody("eve"), "rehearsal", Stage())
    registry = Player(ann.actor, "registry-1", Stage())
    (one,) = kept.sets
    measured = RehearsalMeasurement.objects.get()
    for player in (eve, registry):
        for deed in (
            lambda asks: rehearsals.delete_set(asks, one.public_id),
            lambda asks: rehearsals.merge_set(asks, one.public_id, {}),
            lambda asks: rehearsals.replace_set(asks, one.public_id, sent()),
            lambda asks: rehearsals.delete_measurement(asks, measured.public_id),
            lambda asks: rehearsals.create_measurement(
                asks, {"measurementSetId": str(one.public_id)}
            ),
        ):
            with pytest.raises(NotThere):
                deed(player)
    with pytest.raises(NotThere):
        access.rehearsal(ann.actor, "17")
    assert rehearsals.merge_set(ann, one.public_id, {"measurements": None}).sets == [one]
