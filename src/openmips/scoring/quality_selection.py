"""Which quality rows count under traditional MIPS, an MVP and the APP."""

from __future__ import annotations

from dataclasses import replace

from openmips.amounts import total
from openmips.catalog.entries import CLAIMS, COMPUTED, Mvp
from openmips.catalog.load import Catalog
from openmips.people import EntityType
from openmips.performance import Performance, ReportingOption
from openmips.policy.topics import QualityPolicy
from openmips.scoring.applicability import applicable_measures
from openmips.scoring.choosing import (
    Level,
    Requirement,
    Selection,
    best_collection_types,
    choose,
    is_complete,
    missing_row,
)
from openmips.scoring.results import Basis, MeasureScore
from openmips.why import Why


def select(
    rows: list[MeasureScore],
    claims_rows: tuple[MeasureScore, ...],
    performance: Performance,
    catalog: Catalog,
    quality: QualityPolicy,
    level: Level,
) -> Selection:
    """The rows that count. Administrative claims measures come on top of the required ones.

    An MVP counts one population health measure on top; an outcome-based claims measure of
    the MVP may be one of the required four (rule MVP-Q-1).
    """
    best = best_collection_types(rows, level)
    scored = [row for row in claims_rows if row.available > 0]
    match performance.option:
        case ReportingOption.TRADITIONAL:
            required = applicable_measures(rows, catalog.quality, catalog.groups, quality)
            return _on_top(choose(best, required, quality, level), scored)
        case ReportingOption.MVP:
            mvp = catalog.mvps[performance.program]
            own = mvp.administrative_claims_measures
            pool = best + [row for row in scored if row.measure_id in own]
            required = _mvp_requirement(rows, mvp, catalog, quality)
            population = [row for row in scored if row.measure_id not in own]
            population.sort(key=lambda row: (-level(row), row.measure_id or ""))
            return _on_top(choose(pool, required, quality, level), population[:1])
        case _:
            return _app_selection(rows + scored, performance, catalog, quality, level)


def _on_top(selection: Selection, rows: list[MeasureScore]) -> Selection:
    if not rows:
        return selection
    return replace(
        selection,
        counted=(*selection.counted, *rows),
        available=selection.available + total(row.available for row in rows),
    )


def _mvp_requirement(
    rows: list[MeasureScore], mvp: Mvp, catalog: Catalog, quality: QualityPolicy
) -> Requirement:
    """Four measures, or all Part B claims measures of the MVP for a claims reporter."""
    required = quality.mvp_required_measures
    by_claims = [
        measure_id
        for measure_id in mvp.quality_measures
        if CLAIMS in catalog.quality[measure_id].collection_types
    ]
    types = {row.collection_type for row in rows if row.basis is not Basis.NOT_SUBMITTED}
    if types != {CLAIMS} or len(by_claims) >= required.value:
        return Requirement(required.value, required)
    outcome = any(catalog.quality[one].outcome_or_high_priority for one in by_claims)
    why = Why(
        "{} offers {} Part B claims measures: reporting them is enough.",
        (mvp.mvp_id, len(by_claims)),
        (required,),
    )
    return Requirement(len(by_claims), required, outcome, why)


def _app_selection(
    rows: list[MeasureScore],
    performance: Performance,
    catalog: Catalog,
    quality: QualityPolicy,
    level: Level,
) -> Selection:
    """The APP's own measures (rule APP-Q-1).

    A Medicare CQM stands for its measure. What cannot be scored leaves numerator and
    denominator. The survey and the measures CMS computes are asked for only where they can
    be had: a small practice or an individual without survey results is not charged for it.
    """
    required = quality.app_required_measures
    survey = quality.survey_measure.value
    optional_survey = (
        performance.practice.small or performance.entity.entity_type is EntityType.INDIVIDUAL
    )
    counted: list[MeasureScore] = []
    for measure_id in required.value[performance.program]:
        measure = catalog.quality[measure_id]
        names = {measure_id, *measure.companions}
        found = [
            row for row in rows if row.measure_id in names and row.basis is not Basis.NOT_SUBMITTED
        ]
        if found:
            counted += _one_result(found, level)
        elif not (
            COMPUTED in measure.collection_types or (measure_id == survey and optional_survey)
        ):
            counted.append(missing_row(quality, measure_id))
    missing = [row for row in counted if row.basis is Basis.NOT_SUBMITTED]
    why = Why(
        "{} of the measures of {} count, {} of them without data.",
        (len(counted), performance.program, len(missing)),
        (required,),
    )
    complete = not missing and all(map(is_complete, counted))
    available = total(row.available for row in counted)
    return Selection(tuple(counted), available, complete, why)


def _one_result(rows: list[MeasureScore], level: Level) -> list[MeasureScore]:
    """The one result of an APP measure that counts, or none where it leaves the score.

    The most points count. Incomplete data never take the place of complete data that leave
    the score, so that an extra file does not hurt.
    """
    scored = [row for row in rows if row.available > 0]
    leaves = len(scored) < len(rows)
    if leaves and not any(map(is_complete, scored)):
        return []
    return [max(scored, key=level)]
