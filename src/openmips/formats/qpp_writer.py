"""How a submission is written: the one canonical document that says it, as QPP JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from openmips.formats.exact_json import json_text
from openmips.formats.identifiers import ENTITY_ID, NPI, TIN
from openmips.formats.qpp_json import MEASUREMENT_SETS, PERFORMANCE_YEAR, Submission
from openmips.formats.qpp_sets import MEASUREMENTS, PROGRAM, SUBMITTER, MeasurementSet
from openmips.formats.qpp_values import END_TO_END
from openmips.performance import (
    ActivitySet,
    Counts,
    InteroperabilitySet,
    NonProportion,
    QualityResult,
    QualityValue,
    Ratio,
    RegistryCounts,
    Strata,
    SurveyScore,
)

_ORDER = (
    PERFORMANCE_YEAR,
    "entityType",
    TIN,
    NPI,
    ENTITY_ID,
    "category",
    "submissionMethod",
    PROGRAM,
    "cehrtId",
    "performanceStart",
    "performanceEnd",
    "measureId",
    "value",
    END_TO_END,
    "stratum",
    "eligiblePopulation",
    "performanceMet",
    "performanceNotMet",
    "eligiblePopulationExclusion",
    "eligiblePopulationException",
    "numerator",
    "denominator",
    "observationInstances",
    "numeratorExclusion",
    "denominatorException",
    "score",
    "isBelowMinimum",
    "performanceRate",
    "strata",
    "source",
    MEASUREMENTS,
    MEASUREMENT_SETS,
)
_RANKS = {name: (rank, "") for rank, name in enumerate(_ORDER)}
_BY_NAME = {MEASUREMENTS: "measureId", "strata": "stratum"}

Document = dict[str, Any]


def write_submission(submission: Submission) -> str:
    """The canonical text of a submission; reading it gives the submission again."""
    return json_text(document_of(submission))


def document_of(submission: Submission) -> Document:
    """The canonical document of a submission, in the values that JSON has.

    It holds only what applies, in one order: no computed value, nothing a server writes, the
    program in every set. Fields that nothing here knows stand behind those it knows.
    """
    entity = submission.entity
    often = Counter(each.key for each in submission.measurement_sets)
    sets = [_set(each, often[each.key] > 1) for each in submission.measurement_sets]
    document = {
        PERFORMANCE_YEAR: submission.performance_year,
        "entityType": entity.entity_type.value,
        **_given({TIN: entity.tin, NPI: entity.npi, ENTITY_ID: entity.entity_id}),
        MEASUREMENT_SETS: sets,
    }
    return in_order(_with(document, submission.kept))


def in_order(document: Mapping[str, Any]) -> Document:
    """The document with its members in canonical order, on every level; lists stay as they are."""
    return {
        name: _ordered(document[name])
        for name in sorted(document, key=lambda name: _RANKS.get(name, (len(_ORDER), name)))
    }


def _ordered(value: Any) -> Any:
    if isinstance(value, Mapping):
        return in_order(value)
    return [_ordered(each) for each in value] if isinstance(value, list | tuple) else value


def _set(one: MeasurementSet, of_several_submitters: bool) -> Document:
    document: Document = {
        "category": one.category.value,
        "submissionMethod": one.submission_method,
        PROGRAM: one.program,
        "performanceStart": one.start.isoformat(),
        "performanceEnd": one.end.isoformat(),
        **_given({"cehrtId": one.cehrt_id}),
        MEASUREMENTS: list(_measurements(one)),
    }
    if of_several_submitters:
        document |= _given(dict(zip(SUBMITTER, one.submitter, strict=False)))
    return _with(document, one.kept)


def _measurements(one: MeasurementSet) -> Iterator[Document]:
    match one.content:
        case ActivitySet(done=done):
            for activity_id, answer in done.items():
                yield {"measureId": activity_id, "value": answer}
        case InteroperabilitySet(measures=measures):
            for measure_id, value in measures.items():
                yield {"measureId": measure_id, "value": _attested(value)}
        case results:
            for result in results:
                yield _quality(result, result.measure_id in one.end_to_end)


def _attested(value: bool | Ratio) -> Any:
    if isinstance(value, Ratio):
        return {"numerator": value.numerator, "denominator": value.denominator}
    return value


def _quality(result: QualityResult, end_to_end: bool) -> Document:
    value = _value(result.value)
    if not isinstance(result.value, SurveyScore):
        value[END_TO_END] = end_to_end
    return {"measureId": result.measure_id, "value": value}


def _value(value: QualityValue) -> Document:
    match value:
        case Counts():
            return _counts(value)
        case RegistryCounts(counts=counts, rate=rate, numerator_exclusion=excluded):
            own = {"performanceRate": rate, "numeratorExclusion": excluded or None}
            return {**_counts(counts), **_given(own)}
        case Strata(strata=strata, rate=rate):
            parts = [{"stratum": part.name, **_counts(part.counts)} for part in strata]
            return {"strata": parts, **_given({"performanceRate": rate})}
        case NonProportion():
            return {
                "numerator": value.numerator,
                "denominator": value.denominator,
                "observationInstances": value.observation_instances,
                **_given(
                    {
                        "numeratorExclusion": value.numerator_exclusion or None,
                        "denominatorException": value.denominator_exception or None,
                    }
                ),
            }
        case SurveyScore(score=score, below_minimum=below):
            return {"isBelowMinimum": below, **_given({"score": score})}


def _counts(counts: Counts) -> Document:
    return {
        "eligiblePopulation": counts.eligible,
        "performanceMet": counts.met,
        "performanceNotMet": counts.not_met,
        **_given(
            {
                "eligiblePopulationExclusion": counts.exclusion or None,
                "eligiblePopulationException": counts.exception or None,
            }
        ),
    }


def _given(members: Mapping[str, Any]) -> Document:
    return {name: value for name, value in members.items() if value is not None}


def _with(document: Document, kept: Mapping[str, Any]) -> Document:
    """The document with what was kept beside it; list entries are found by their name."""
    for name, more in kept.items():
        there = document.get(name)
        if isinstance(there, list) and isinstance(more, Mapping):
            key = _BY_NAME[name]
            document[name] = [_with(entry, more.get(entry[key], {})) for entry in there]
        elif isinstance(there, dict) and isinstance(more, Mapping):
            _with(there, more)
        else:
            document[name] = more
    return document
