"""How rehearsed submissions, sets and measurements are shown, with all that a server writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from openmips.answers.rehearsal_documents import set_shown
from openmips.formats.qpp_json import MEASUREMENT_SETS
from openmips.formats.qpp_sets import MEASUREMENTS
from openmips.formats.qpp_writer import in_order
from openmips.practice.models import RehearsalMeasurement, RehearsalSet, RehearsalSubmission
from openmips.practice.rehearsals import document_of_row

SUBMITTER_TYPE = "organization"

Shown = dict[str, Any]


def submissions_shown(rows: QuerySet[RehearsalSubmission], submitter: str) -> list[Shown]:
    """Submissions, each with the sets of one submitter."""
    sets = RehearsalSet.objects.filter(submitter=submitter).prefetch_related("measurements")
    found = rows.prefetch_related(Prefetch("sets", queryset=sets))
    return [_submission(row, row.sets.all()) for row in found]


def submission_shown(row: RehearsalSubmission, submitter: str) -> Shown:
    """A submission with the sets of one submitter."""
    return _submission(row, row.sets.filter(submitter=submitter).prefetch_related("measurements"))


def _submission(row: RehearsalSubmission, sets: Iterable[RehearsalSet]) -> Shown:
    return {
        "id": str(row.public_id),
        "createdAt": _moment(row.created_at),
        "updatedAt": _moment(row.updated_at),
        **document_of_row(row),
        MEASUREMENT_SETS: [_set(row, one) for one in sets],
    }


def submission_document(row: RehearsalSubmission, submitter: str) -> Shown:
    """The canonical submission that holds the sets of one submitter."""
    sets = [document_of_row(one) for one in row.sets.filter(submitter=submitter)]
    return in_order({**document_of_row(row), MEASUREMENT_SETS: sets})


def set_of_row(row: RehearsalSet) -> Shown:
    """A set."""
    return _set(row.submission, row)


def _set(submission: RehearsalSubmission, row: RehearsalSet) -> Shown:
    document = set_shown(document_of_row(row), submission.performance_year)
    ids = {one.measure_id: str(one.public_id) for one in row.measurements.all()}
    measurements = [_measurement(row, one, ids[one["measureId"]]) for one in document[MEASUREMENTS]]
    return {
        "id": str(row.public_id),
        "submissionId": str(submission.public_id),
        "createdAt": _moment(row.created_at),
        "updatedAt": _moment(row.updated_at),
        "submitterId": row.submitter,
        "submitterType": SUBMITTER_TYPE,
        "suppressed": False,
        "practiceId": "",
        "source": None,
        **document,
        MEASUREMENTS: measurements,
    }


def measurements_of_sets(rows: Sequence[RehearsalMeasurement]) -> list[Shown]:
    """Measurements, each as its set says it."""
    sets = {row.measurement_set_id: row.measurement_set for row in rows}
    documents = {
        key: {
            one["measureId"]: one
            for one in set_shown(document_of_row(held), held.submission.performance_year)[
                MEASUREMENTS
            ]
        }
        for key, held in sets.items()
    }
    return [
        _measurement(
            row.measurement_set,
            documents[row.measurement_set_id][row.measure_id],
            str(row.public_id),
        )
        for row in rows
    ]


def _measurement(held: RehearsalSet, document: Shown, public_id: str) -> Shown:
    return {
        "id": public_id,
        "measurementSetId": str(held.public_id),
        **document,
        "performanceStart": None,
        "performanceEnd": None,
    }


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
