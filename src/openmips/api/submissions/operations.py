"""Every operation: its address and method, what does it, what it takes and gives.

The addresses, the refusals of other methods and the OpenAPI document are all made from this one
list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from openmips.api.submissions import views
from openmips.api.submissions.views import Answer

SUBMISSION = "Submission"
SET = "MeasurementSet"
MEASUREMENT = "Measurement"

PAGING = ("startIndex", "itemsPerPage")
FILTERS = ("nationalProviderIdentifier", "entityId", "entityType", "performanceYear")

ONE_SUBMISSION = "submissions/<uuid:submission_id>"
ONE_SET = "measurement-sets/<uuid:set_id>"
ONE_MEASUREMENT = "measurements/<uuid:measurement_id>"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. `gives` is the member of `data` that it answers with, None for nothing.

    `takes` names what its body is; `token` says whether it needs one; `own` marks what CMS's
    documents do not have.
    """

    method: str
    path: str
    does: Callable[..., Answer]
    gives: str | None
    takes: str | None = None
    query: tuple[str, ...] = ()
    headers: tuple[str, ...] = ("organization-id",)
    status: int = 200
    token: bool = True
    xml: bool = False
    own: bool = False


_TIN = ("organization-id", "qpp-taxpayer-identification-number")

OPERATIONS = (
    Operation(
        "GET", "submissions", views.list_submissions, "submissions", None, FILTERS + PAGING, _TIN
    ),
    Operation(
        "POST",
        "submissions",
        views.create_submission,
        "submission",
        SUBMISSION,
        status=201,
        xml=True,
    ),
    Operation("POST", "submissions/validate", views.validate, "submission", SUBMISSION, xml=True),
    Operation(
        "POST",
        "submissions/score-preview",
        views.preview_score,
        "score",
        SUBMISSION,
        ("program",),
        xml=True,
    ),
    Operation("GET", ONE_SUBMISSION, views.read_submission, "submission"),
    Operation(
        "PUT",
        ONE_SUBMISSION,
        views.replace_submission,
        "submission",
        SUBMISSION,
        xml=True,
        own=True,
    ),
    Operation("DELETE", ONE_SUBMISSION, views.delete_submission, None, status=204, own=True),
    Operation(
        "GET", f"{ONE_SUBMISSION}/score", views.score_submission, "score", None, ("program",)
    ),
    Operation("GET", "measurement-sets", views.list_sets, "measurementSets", None, PAGING),
    Operation("POST", "measurement-sets", views.create_set, "measurementSet", SET, status=201),
    Operation("GET", ONE_SET, views.read_set, "measurementSet"),
    Operation("PUT", ONE_SET, views.replace_set, "measurementSet", SET),
    Operation("PATCH", ONE_SET, views.merge_set, "measurementSet", SET),
    Operation("DELETE", ONE_SET, views.delete_set, None, status=204),
    Operation("GET", "measurements", views.list_measurements, "measurements", None, PAGING),
    Operation(
        "POST", "measurements", views.create_measurement, "measurement", MEASUREMENT, status=201
    ),
    Operation("GET", ONE_MEASUREMENT, views.read_measurement, "measurement"),
    Operation("PUT", ONE_MEASUREMENT, views.replace_measurement, "measurement", MEASUREMENT),
    Operation("PATCH", ONE_MEASUREMENT, views.merge_measurement, "measurement", MEASUREMENT),
    Operation("DELETE", ONE_MEASUREMENT, views.delete_measurement, None, status=204),
    Operation(
        "POST",
        "public/validate-submission",
        views.validate_publicly,
        "submission",
        SUBMISSION,
        headers=(),
        token=False,
        xml=True,
    ),
    Operation(
        "GET",
        "public/benchmarks",
        views.benchmarks,
        "benchmarks",
        None,
        ("year",),
        (),
        token=False,
    ),
    Operation("GET", "health", views.health, "status", headers=(), token=False),
)
