"""What claims report: the counts of every measure, its rate, and how complete it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import NotRequired, TypedDict

from openmips.amounts import HUNDRED, plain
from openmips.answers.claims_asked import (
    ProblemAnswer,
    RefusedAnswer,
    claims_definitions,
    problem_answer,
    refused_answer,
)
from openmips.answers.claims_tables import AtHand, Files, claims_at_hand
from openmips.answers.why import WhyAnswer, why_document
from openmips.claims.definitions import Definitions
from openmips.claims.engine.counting import Engine, count
from openmips.claims.instances import Instance, instances
from openmips.claims.left_out import left_out
from openmips.claims.rate_counts import RateCounts, by_tin, reported

BY = ("npi", "tin")
"""Whose results are asked for: each clinician's under each TIN, or each TIN's."""

NO_PERFORMANCE = "no_performance"
"""Why there is no rate: nothing was met or not met."""


class MeasureResult(TypedDict):
    """The counts of one rate of one clinician, or of a whole TIN (`npi` null)."""

    measureId: str
    stratum: str
    stratumName: NotRequired[str]
    tin: str
    npi: str | None
    eligiblePopulation: int
    performanceMet: int
    performanceNotMet: int
    eligiblePopulationExclusion: int
    eligiblePopulationException: int
    notReported: int
    performanceRate: str | None
    performanceRateReason: NotRequired[str]
    dataCompleteness: str
    submitted: bool
    provisional: bool


class InstanceAnswer(TypedDict):
    """One patient, visit, procedure or episode that was counted; identifiers are whole.

    `outcome` is null where nothing answers it.
    """

    measureId: str
    stratum: str
    tin: str
    npi: str
    patient: str
    claimIds: list[str]
    outcome: str | None
    weight: int
    why: WhyAnswer


class LeftOutInstance(TypedDict):
    """A claim with a code of a measure that does not count for it, and why."""

    measureId: str
    stratum: str
    tin: str
    npi: str
    patient: str
    claimId: str
    why: WhyAnswer


class ClaimsMeasureAnswer(TypedDict):
    """Every rate with anybody eligible. `instances` and `leftOut` are there where asked for."""

    performanceYear: int
    codeSetYear: int
    provisional: bool
    by: str
    engine: str
    results: list[MeasureResult]
    instances: NotRequired[list[InstanceAnswer]]
    leftOut: NotRequired[list[LeftOutInstance]]
    refused: list[RefusedAnswer]
    problems: list[ProblemAnswer]


def claims_measure(
    *paths: str | Path,
    year: int,
    measures: Iterable[str] | None = None,
    program: str | None = None,
    by: str = BY[0],
    engine: str = Engine.POLARS.value,
    mapping: str | Path | None = None,
    remittances: Iterable[str | Path] = (),
    explain: bool = False,
) -> ClaimsMeasureAnswer:
    """Count the measures of a year's claims. Raises ProblemsFound.

    `measures` None are all that the year offers by claims; `program` narrows them. `by` is
    "npi" or "tin". With `explain` every instance is listed with its reason.
    """
    definitions = claims_definitions(year, measures, program)
    with claims_at_hand(Files.of(paths, mapping, remittances)) as at_hand:
        return measure_answer(at_hand, definitions, by, Engine(engine), explain)


def measure_answer(
    at_hand: AtHand, definitions: Definitions, by: str, engine: Engine, explain: bool = False
) -> ClaimsMeasureAnswer:
    """The counts of claims at hand, in the public shape."""
    rows: Iterable[RateCounts] = count(at_hand, definitions, engine)
    answer: ClaimsMeasureAnswer = {
        "performanceYear": definitions.performance_year,
        "codeSetYear": definitions.code_set_year,
        "provisional": definitions.provisional,
        "by": by,
        "engine": engine.value,
        "results": list(_results(by_tin(rows) if by == "tin" else rows, definitions)),
        "refused": refused_answer(definitions),
        "problems": [problem_answer(each) for each in at_hand.problems],
    }
    if explain:
        claims = at_hand.gathered().claims
        answer["instances"] = [_instance(one) for one in instances(definitions, claims)]
        answer["leftOut"] = [
            {
                "measureId": one.rate.measure_id,
                "stratum": one.rate.stratum,
                "tin": one.claim.tin,
                "npi": one.claim.npi,
                "patient": one.claim.patient_id,
                "claimId": one.claim.claim_id,
                "why": why_document(one.why),
            }
            for one in left_out(definitions, claims)
        ]
    return answer


def _results(rows: Iterable[RateCounts], definitions: Definitions) -> Iterator[MeasureResult]:
    names = {(rate.measure_id, rate.stratum): rate.stratum_name for rate in definitions.rates}
    for row in rows:
        counts = row.counts
        told = reported(counts)
        rated = counts.met + counts.not_met
        result: MeasureResult = {
            "measureId": row.measure_id,
            "stratum": row.stratum,
            "tin": row.tin,
            "npi": row.npi,
            "eligiblePopulation": counts.eligible,
            "performanceMet": counts.met,
            "performanceNotMet": counts.not_met,
            "eligiblePopulationExclusion": counts.exclusion,
            "eligiblePopulationException": counts.exception,
            "notReported": counts.eligible - told,
            "performanceRate": plain(Fraction(HUNDRED * counts.met, rated)) if rated else None,
            "dataCompleteness": plain(Fraction(HUNDRED * told, counts.eligible)),
            "submitted": told > 0,
            "provisional": definitions.provisional,
        }
        if not rated:
            result["performanceRateReason"] = NO_PERFORMANCE
        name = names[row.measure_id, row.stratum]
        if name is not None:
            result["stratumName"] = name
        yield result


def _instance(one: Instance) -> InstanceAnswer:
    return {
        "measureId": one.rate.measure_id,
        "stratum": one.rate.stratum,
        "tin": one.tin,
        "npi": one.npi,
        "patient": one.patient_id,
        "claimIds": [each.claim.claim_id for each in one.claims],
        "outcome": None if one.outcome is None else one.outcome.value,
        "weight": one.weight,
        "why": why_document(one.why),
    }
