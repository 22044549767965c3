"""How rehearsals are kept: rows with the canonical documents that a person sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from openmips.answers.rehearsal_checks import Checked, Document, Stage
from openmips.formats.exact_json import json_text
from openmips.formats.qpp_json import MEASUREMENT_SETS, Submission
from openmips.formats.qpp_sets import MEASUREMENTS, PROGRAM
from openmips.practice.access import Actor
from openmips.practice.exact import ExactDecoder
from openmips.practice.models import (
    Practice,
    RehearsalMeasurement,
    RehearsalSet,
    RehearsalSubmission,
)


@dataclass(frozen=True, slots=True)
class Player:
    """Who rehearses, as which submitter, and on what stage."""

    actor: Actor
    submitter: str
    stage: Stage


class Duplicate(Exception):
    """There is such a submission, set or measurement already, in the submission named."""

    def __init__(self, what: str, submission_id: UUID) -> None:
        super().__init__(what)
        self.submission_id = submission_id


def document_of_row(row: RehearsalSubmission | RehearsalSet) -> Document:
    """The canonical document, numbers to the last digit; a submission's is without its sets."""
    document: Document = json.loads(row.document, cls=ExactDecoder)
    return document


def set_key(document: Mapping[str, Any]) -> tuple[str, str, str]:
    """What no two sets of one submitter have in common."""
    return document["category"], document["submissionMethod"], document[PROGRAM]


def found_or_made(player: Player, submission: Submission) -> tuple[RehearsalSubmission, bool]:
    """The player's submission of that entity and year, and whether it was made just now."""
    entity = submission.entity
    named: dict[str, Any] = {
        "owner": player.actor.user,
        "performance_year": submission.performance_year,
        "entity_type": entity.entity_type.value,
    }
    ids = {"tin": entity.tin or "", "npi": entity.npi or ""}
    if entity.entity_id:
        named["entity_id"], others = entity.entity_id, ids
    else:
        named, others = {**named, "entity_id": "", **ids}, {}
    document = Checked(submission, ()).document
    del document[MEASUREMENT_SETS]
    return RehearsalSubmission.objects.get_or_create(
        **named,
        defaults={
            **others,
            "document": json_text(document),
            "created_at": player.actor.at,
            "updated_at": player.actor.at,
        },
    )


def new_set(player: Player, row: RehearsalSubmission, document: Document) -> RehearsalSet:
    """A set of the player's in a submission. Raises Duplicate."""
    made = RehearsalSet(submission=row, submitter=player.submitter, created_at=player.actor.at)
    write_set(player, made, document)
    return made


def write_set(player: Player, row: RehearsalSet, document: Document) -> None:
    """Keep what a set says now; a measurement keeps its id as long as the set has its measure.

    Raises Duplicate where another set of the submission is of that category, method and program.
    """
    row.category, row.submission_method = document["category"], document["submissionMethod"]
    row.program, row.document = document[PROGRAM], json_text(document)
    row.updated_at = player.actor.at
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Duplicate("the measurement set", row.submission.public_id) from error
    wanted = [one["measureId"] for one in document[MEASUREMENTS]]
    row.measurements.exclude(measure_id__in=wanted).delete()
    held = set(row.measurements.values_list("measure_id", flat=True))
    RehearsalMeasurement.objects.bulk_create(
        RehearsalMeasurement(measurement_set=row, measure_id=one)
        for one in wanted
        if one not in held
    )


def touch(player: Player, row: RehearsalSubmission) -> None:
    """Note that a submission was changed."""
    row.updated_at = player.actor.at
    row.save(update_fields=["updated_at"])


def forget_rehearsals(practice: Practice) -> None:
    """Delete what the members of a practice rehearsed under its TIN."""
    if practice.tin:
        RehearsalSubmission.objects.filter(
            owner__memberships__practice=practice, tin=practice.tin
        ).delete()
