"""The points of every quality result an entity has, before any choice among them."""

from __future__ import annotations

from openmips.amounts import total
from openmips.catalog.entries import CLAIMS, COMPUTED, SURVEY
from openmips.catalog.load import Catalog
from openmips.people import EntityType
from openmips.performance import (
    Category,
    ClaimsResult,
    Performance,
    QualityResult,
    ReportingOption,
)
from openmips.policy.topics import Policy, PopulationHealthChoice, QualityPolicy
from openmips.scoring.claims_measures import claims_measure_score, refused
from openmips.scoring.measure import measure_score, standing
from openmips.scoring.populations import measured_rate
from openmips.scoring.results import Basis, MeasureScore
from openmips.why import Why


def claims_left_out(performance: Performance, quality: QualityPolicy) -> bool:
    """Whether a group's Part B claims measures are left out.

    They count only beside group data in another category. Source: provision
    `quality.group_claims_need_another_category`.
    """
    given = performance.given
    return (
        quality.group_claims_need_another_category.value
        and performance.entity.entity_type is not EntityType.INDIVIDUAL
        and not performance.activities
        and not performance.interoperability
        and given.activity_points is None
        and given.interoperability_percent is None
    )


def usable_results(performance: Performance, quality: QualityPolicy) -> tuple[QualityResult, ...]:
    """The quality results that may count."""
    if claims_left_out(performance, quality):
        return tuple(one for one in performance.quality if one.collection_type != CLAIMS)
    return performance.quality


def submitted_rows(
    performance: Performance, catalog: Catalog, policy: Policy
) -> tuple[tuple[QualityResult, ...], list[MeasureScore]]:
    """The results that may count, and their points; the survey is one row."""
    quality = policy.topic(QualityPolicy)
    results = usable_results(performance, quality)
    in_app = performance.option is ReportingOption.APP
    rows = []
    for result in results:
        if result.collection_type == SURVEY:
            continue
        measure = catalog.quality[result.measure_id]
        measured = measured_rate(result.value, measure.overall_algorithm, quality, policy.programme)
        at = standing(
            measure,
            result.collection_type,
            catalog.benchmarks.get((result.measure_id, result.collection_type)),
            performance.performance_year,
            performance.practice.small,
            in_app,
        )
        rows.append(measure_score(measured, at, quality, policy.programme))
    survey = [result for result in results if result.collection_type == SURVEY]
    if survey:
        rows.append(survey_row(survey, catalog, policy))
    return results, rows


def survey_row(results: list[QualityResult], catalog: Catalog, policy: Policy) -> MeasureScore:
    """CAHPS as one measure: the unrounded mean of its scored summary measures.

    Summary measures without a benchmark are never scored. Below the sampling minimum there
    is no score, and the survey's available points go (rule Q-CAHPS-1).
    """
    quality = policy.topic(QualityPolicy)
    survey = quality.survey_measure
    parts = []
    for result in results:
        benchmark = catalog.benchmarks.get((result.measure_id, SURVEY))
        measured = measured_rate(result.value, None, quality, policy.programme)
        if benchmark is None or measured.rate is None or not measured.reported:
            continue
        measure = catalog.quality[result.measure_id]
        at = standing(measure, SURVEY, benchmark, benchmark.performance_year, small=False)
        parts.append(measure_score(measured, at, quality, policy.programme))
    if not parts:
        left = quality.highest_points.value - quality.suppression_reduction.value
        why = Why(
            "The survey (measure {}) has too few answers to be scored.",
            (survey.value,),
            (survey, quality.suppression_reduction),
        )
        return MeasureScore(
            survey.value,
            Category.QUALITY,
            0,
            0,
            left,
            Basis.NOT_SCORED,
            why,
            SURVEY,
            high_priority=catalog.quality[survey.value].high_priority,
        )
    mean = total(part.low for part in parts) / len(parts)
    why = Why(
        "The survey (measure {}) earns the mean of its {} summary measures: {} points.",
        (survey.value, len(parts), mean),
        (survey,),
        tuple(part.why for part in parts),
    )
    return MeasureScore(
        survey.value,
        Category.QUALITY,
        mean,
        mean,
        quality.highest_points.value,
        Basis.BENCHMARK,
        why,
        SURVEY,
        high_priority=catalog.quality[survey.value].high_priority,
    )


def administrative_claims_rows(
    performance: Performance, catalog: Catalog, policy: Policy
) -> tuple[MeasureScore, ...]:
    """The points of the quality measures CMS computes from claims (rule Q-ADM-1)."""
    return tuple(
        _administrative_row(result, performance, catalog, policy)
        for result in performance.administrative_claims or ()
    )


def _administrative_row(
    result: ClaimsResult, performance: Performance, catalog: Catalog, policy: Policy
) -> MeasureScore:
    quality = policy.topic(QualityPolicy)
    measure_id = result.measure_id
    measure = catalog.quality[measure_id]
    if not _asked_for(measure_id, performance, catalog, quality):
        because = "{} is not part of this reporting option for this entity."
        return refused(result, Category.QUALITY, because, quality.population_health_choice)
    individuals = quality.administrative_claims_individuals
    if (
        performance.entity.entity_type is EntityType.INDIVIDUAL
        and measure_id not in individuals.value
    ):
        because = "{} is computed for groups only."
        return refused(result, Category.QUALITY, because, individuals)
    clinicians = quality.administrative_claims_clinicians.get(measure_id)
    count = performance.practice.clinician_count
    if clinicians is not None and (
        performance.practice.small if count is None else count < clinicians.value
    ):
        because = "{} is computed only for groups with more clinicians."
        return refused(result, Category.QUALITY, because, clinicians)
    benchmark = catalog.benchmarks.get((measure_id, COMPUTED))
    minimum = quality.administrative_claims_minimums.get(measure_id)
    return claims_measure_score(
        result,
        Category.QUALITY,
        benchmark,
        minimum,
        quality,
        policy.programme,
        measure.is_outcome,
    )


def _asked_for(
    measure_id: str, performance: Performance, catalog: Catalog, quality: QualityPolicy
) -> bool:
    """Whether the reporting option scores this administrative claims measure."""
    match performance.option:
        case ReportingOption.TRADITIONAL:
            return performance.program in catalog.quality[measure_id].programs
        case ReportingOption.APP:
            return measure_id in quality.app_required_measures.value[performance.program]
        case _:
            mvp = catalog.mvps[performance.program]
            if measure_id in mvp.administrative_claims_measures:
                return True
            if quality.population_health_choice.value is PopulationHealthChoice.BEST:
                return measure_id in mvp.population_health_measures
            return measure_id == performance.population_health_measure
