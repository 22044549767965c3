"""Which claims measures would earn a practice most, and what each of them needs."""

from __future__ import annotations

from typing import Any, TypedDict

from openmips.answers.claims_asked import (
    UNITS,
    ProblemAnswer,
    RefusedAnswer,
    problem_answer,
    refused_answer,
)
from openmips.answers.claims_counted import (
    Counted,
    assumptions,
    progress_by_owner,
    score_members,
)
from openmips.answers.claims_progress import ending_answer, meter_answer
from openmips.answers.why import why_document
from openmips.claims.ranking import Ranked, ranked
from openmips.claims.rate_counts import Owner


class ClaimsRankAnswer(TypedDict):
    """Every measure with eligible claims, by clinician or TIN, what earns most first.

    `over` tells that the year is: then the order is that of perfect rates.
    """

    performanceYear: int
    asOf: str
    by: str
    program: str
    provisional: bool
    claimsFrom: str
    claimsTo: str
    over: bool
    measures: list[dict[str, Any]]
    assumptions: list[str]
    refused: list[RefusedAnswer]
    problems: list[ProblemAnswer]


def rank_answer(counted: Counted, by: str) -> ClaimsRankAnswer:
    """The ranking of what was counted."""
    asked = counted.asked
    rows: list[dict[str, Any]] = []
    for owner, found in progress_by_owner(counted, by):
        order = ranked(found, counted.program, asked.practice.small, asked.catalog, asked.policy)
        rows += [_row(place, owner, row) for place, row in enumerate(order, 1)]
    return {
        "performanceYear": asked.year,
        "asOf": counted.as_of.isoformat(),
        "by": by,
        "program": counted.program,
        "provisional": counted.definitions.provisional,
        "claimsFrom": counted.first.isoformat(),
        "claimsTo": counted.last.isoformat(),
        "over": not counted.course.left,
        "measures": rows,
        "assumptions": assumptions(counted, by),
        "refused": refused_answer(counted.definitions),
        "problems": [problem_answer(each) for each in counted.problems],
    }


def _row(place: int, owner: Owner, row: Ranked) -> dict[str, Any]:
    one, (tin, npi) = row.progress, owner
    return {
        "place": place,
        "tin": tin,
        "npi": npi,
        "measureId": one.measure.measure_id,
        "title": one.measure.title,
        "counts": UNITS[one.unit],
        "inProgram": row.offered,
        "programs": sorted(one.measure.programs),
        "eligiblePopulation": one.eligible,
        "answered": one.answered,
        "expectedNew": one.new,
        "caseMinimum": meter_answer(one.cases),
        "completeness": meter_answer(one.completeness),
        "hasBenchmark": row.benchmark is not None,
        "today": score_members(one.today),
        "best": ending_answer(one.best if one.turned is None else one.turned),
        "atRateSoFar": None if row.complete is None else score_members(row.complete),
        "perfect": score_members(row.perfect),
        "onePointShort": None if row.one_short is None else score_members(row.one_short),
        "flags": [{"flag": each.flag.value, "why": why_document(each.why)} for each in row.flags],
        "needs": [why_document(each) for each in row.needs],
    }
