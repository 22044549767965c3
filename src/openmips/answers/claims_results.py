"""What claims submit: quality results as submissions that `openmips score` and `plan` take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from openmips.answers.claims_asked import (
    ProblemAnswer,
    RefusedAnswer,
    problem_answer,
    refused_answer,
)
from openmips.answers.claims_counted import Counted, owned
from openmips.catalog.entries import CLAIMS
from openmips.claims.rate_counts import Owner, quality_results
from openmips.formats.qpp_json import Submission
from openmips.formats.qpp_sets import MeasurementSet
from openmips.formats.qpp_writer import document_of, write_submission
from openmips.people import Entity, EntityType
from openmips.performance import Category, QualityResult


@dataclass(frozen=True, slots=True)
class ClaimsSubmission:
    """What one clinician or TIN submits by claims.

    `submission` is None where nothing was answered. `left_out` are measures with answers that
    the program does not have.
    """

    tin: str
    npi: str | None
    submission: Submission | None
    left_out: tuple[str, ...]

    @property
    def text(self) -> str | None:
        """The submission as QPP JSON; None where there is none."""
        return None if self.submission is None else write_submission(self.submission)


class ClaimsResultsAnswer(TypedDict):
    """The submissions, one for each clinician or TIN with an answer."""

    performanceYear: int
    asOf: str
    by: str
    program: str
    provisional: bool
    submissions: list[dict[str, object]]
    notAnswered: list[dict[str, str | None]]
    leftOut: list[dict[str, object]]
    refused: list[RefusedAnswer]
    problems: list[ProblemAnswer]


def claims_submissions(counted: Counted, by: str) -> tuple[ClaimsSubmission, ...]:
    """What each clinician or TIN submits, measures without an answer left out."""
    return tuple(_submissions(counted, by))


def _submissions(counted: Counted, by: str) -> Iterator[ClaimsSubmission]:
    catalog = counted.asked.catalog
    for owner, counts in owned(counted.rows, by).items():
        results = quality_results(counted.definitions.rates, counts)
        inside = tuple(
            one for one in results if counted.program in catalog.quality[one.measure_id].programs
        )
        yield ClaimsSubmission(
            *owner,
            _submission(owner, inside, counted) if inside else None,
            tuple(one.measure_id for one in results if one not in inside),
        )


def _submission(owner: Owner, results: Sequence[QualityResult], counted: Counted) -> Submission:
    tin, npi = owner
    year = counted.definitions.performance_year
    level = EntityType.GROUP if npi is None else EntityType.INDIVIDUAL
    quality = MeasurementSet(
        Category.QUALITY,
        CLAIMS,
        counted.program,
        date(year, 1, 1),
        date(year, 12, 31),
        tuple(results),
    )
    return Submission(year, Entity(level, tin, npi), (quality,))


def results_answer(counted: Counted, by: str) -> ClaimsResultsAnswer:
    """All submissions in one document."""
    found = claims_submissions(counted, by)
    return {
        "performanceYear": counted.definitions.performance_year,
        "asOf": counted.as_of.isoformat(),
        "by": by,
        "program": counted.program,
        "provisional": counted.definitions.provisional,
        "submissions": [document_of(one.submission) for one in found if one.submission is not None],
        "notAnswered": [
            {"tin": one.tin, "npi": one.npi} for one in found if one.submission is None
        ],
        "leftOut": [
            {"tin": one.tin, "npi": one.npi, "measureIds": list(one.left_out)}
            for one in found
            if one.left_out
        ],
        "refused": refused_answer(counted.definitions),
        "problems": [problem_answer(each) for each in counted.problems],
    }
