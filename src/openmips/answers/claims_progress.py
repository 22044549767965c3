"""Where claims measures stand, what is still open, and how well or badly the year can end."""

from __future__ import annotations

from collections.abc import Iterable
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
from openmips.answers.why import WhyAnswer, why_document
from openmips.claims.outlook import Ending
from openmips.claims.progress import Meter, Progress
from openmips.claims.ranking import needs
from openmips.claims.rate_counts import Owner
from openmips.claims.waiting import Waiting


class MeterAnswer(TypedDict):
    """A number to reach: there is, is needed today and at year's end, and can be at most."""

    have: int
    needed: int
    neededAtYearEnd: int
    possibleAtYearEnd: int
    reached: bool
    reachable: bool


class PatientAnswer(TypedDict):
    """Somebody still to see. The patient's identifier is whole only where that is asked for."""

    measureId: str
    tin: str
    npi: str
    patient: str
    firstEligible: str
    lastSeen: str
    claimIds: list[str]


class ClaimsProgressAnswer(TypedDict):
    """The progress of every measure that was begun, by clinician or TIN.

    `notBegun` names, by owner, measures with eligible claims and not one answer.
    """

    performanceYear: int
    asOf: str
    by: str
    program: str
    provisional: bool
    claimsFrom: str
    claimsTo: str
    daysLeft: int
    progress: list[dict[str, Any]]
    notBegun: list[dict[str, Any]]
    patients: list[PatientAnswer] | None
    assumptions: list[str]
    refused: list[RefusedAnswer]
    problems: list[ProblemAnswer]


def progress_answer(
    counted: Counted, by: str, every: bool, patients: Iterable[Waiting] | None
) -> ClaimsProgressAnswer:
    """The progress of what was counted; with `every`, of measures without an answer too."""
    rows, others = [], []
    for owner, found in progress_by_owner(counted, by):
        begun = [one for one in found if every or one.answered]
        rows += [_row(owner, one, counted) for one in begun]
        rest = [one for one in found if one not in begun]
        if rest:
            measures = [
                {"measureId": one.measure.measure_id, "eligiblePopulation": one.eligible}
                for one in rest
            ]
            others.append({**_owner(owner), "measures": measures})
    return {
        "performanceYear": counted.asked.year,
        "asOf": counted.as_of.isoformat(),
        "by": by,
        "program": counted.program,
        "provisional": counted.definitions.provisional,
        "claimsFrom": counted.first.isoformat(),
        "claimsTo": counted.last.isoformat(),
        "daysLeft": counted.course.left,
        "progress": rows,
        "notBegun": others,
        "patients": None if patients is None else [_patient(one) for one in patients],
        "assumptions": assumptions(counted, by),
        "refused": refused_answer(counted.definitions),
        "problems": [problem_answer(each) for each in counted.problems],
    }


def _owner(owner: Owner) -> dict[str, Any]:
    tin, npi = owner
    return {"tin": tin, "npi": npi}


def _row(owner: Owner, one: Progress, counted: Counted) -> dict[str, Any]:
    return {
        **_owner(owner),
        "measureId": one.measure.measure_id,
        "title": one.measure.title,
        "counts": UNITS[one.unit],
        "inverse": one.measure.inverse,
        "eligiblePopulation": one.eligible,
        "answered": one.answered,
        **score_members(one.today),
        "open": one.open,
        "lost": one.lost,
        "expectedNew": one.new,
        "couldBeBettered": one.turnable,
        "caseMinimum": meter_answer(one.cases),
        "completeness": meter_answer(one.completeness),
        "worst": ending_answer(one.worst),
        "asSoFar": ending_answer(one.as_so_far),
        "best": ending_answer(one.best),
        "bettered": None if one.turned is None else ending_answer(one.turned),
        "completePaysLess": one.complete_pays_less,
        "needs": [why_document(each) for each in needs(one, counted.program, counted.asked.policy)],
        "why": why_document(one.today.why),
    }


def meter_answer(meter: Meter) -> MeterAnswer:
    """A meter as answers show it."""
    return {
        "have": meter.have,
        "needed": meter.needed,
        "neededAtYearEnd": meter.needed_then,
        "possibleAtYearEnd": meter.possible,
        "reached": meter.reached,
        "reachable": meter.reachable,
    }


def ending_answer(ending: Ending) -> dict[str, Any]:
    """An end of the year with what it earns, and why."""
    why: WhyAnswer = why_document(ending.why)
    return {"new": ending.new, **score_members(ending.score), "why": why}


def _patient(one: Waiting) -> PatientAnswer:
    return {
        "measureId": one.measure_id,
        "tin": one.tin,
        "npi": one.npi,
        "patient": one.patient_id,
        "firstEligible": one.first.isoformat(),
        "lastSeen": one.last.isoformat(),
        "claimIds": list(one.claims),
    }
