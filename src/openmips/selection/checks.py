"""What a choice of measures and activities still lacks under its reporting option."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from openmips.amounts import Span
from openmips.catalog.entries import CLAIMS, SURVEY
from openmips.catalog.load import Catalog
from openmips.catalog.remarks import spoken
from openmips.performance import ActivitySet, Counts, Performance, QualityResult, ReportingOption
from openmips.policy.topics import Policy, QualityPolicy
from openmips.reporting.activity_needs import first_day, last_day
from openmips.reporting.quality_needs import QualityNeed, quality_need
from openmips.reporting.requirements import claims_allowed, interoperability_needed
from openmips.scoring.activities import activities_category
from openmips.scoring.applicability import applicable_measures
from openmips.scoring.quality_rows import claims_left_out, submitted_rows
from openmips.scoring.results import Basis, MeasureScore
from openmips.why import Why


class Gap(Enum):
    """What is missing."""

    TOO_FEW_MEASURES = "too_few_measures"
    MISSING_MEASURE = "missing_measure"
    NO_OUTCOME = "no_outcome_or_high_priority"
    NOT_APPLICABILITY = "applicability_not_checked"
    NOT_IN_PROGRAM = "not_in_program"
    NOT_BY_COLLECTION_TYPE = "not_by_collection_type"
    CLAIMS_CLOSED = "claims_not_allowed"
    CLAIMS_ALONE = "claims_alone_at_group_level"
    INCOMPLETE = "data_completeness"
    TOO_FEW_CASES = "case_minimum"
    ACTIVITIES = "improvement_activities"
    INTEROPERABILITY = "promoting_interoperability"


@dataclass(frozen=True, slots=True)
class Lacking:
    """One thing that is missing, and why it is asked for.

    `gain` is what mending it would bring the final score, as far as that was worked out;
    `mended` says how it was mended for that.
    """

    gap: Gap
    why: Why
    measure_id: str | None = None
    collection_type: str | None = None
    gain: Span | None = None
    mended: str | None = None


def chosen(pairs: Sequence[tuple[str, str]]) -> tuple[QualityResult, ...]:
    """Measures that are chosen and not yet counted: each stands for one patient well treated."""
    return tuple(QualityResult(measure_id, kind, Counts(1, 1)) for measure_id, kind in pairs)


def chosen_activities(names: Sequence[str], year: int) -> tuple[ActivitySet, ...]:
    """Activities that are chosen, as if performed the whole year; none where none is."""
    if not names:
        return ()
    done = MappingProxyType(dict.fromkeys(names, True))
    return (ActivitySet(done, first_day(year), last_day(year)),)


def lacking(
    performance: Performance, catalog: Catalog, policy: Policy, counted: bool = True
) -> tuple[Lacking, ...]:
    """Everything that the performance lacks under its reporting option, in a fixed order.

    `counted` False: the measures are only chosen, so nothing is said of their cases. The
    option's own requirements are asked, never whether data should be withheld: what is
    submitted must be true, accurate and complete.
    """
    level, practice = performance.entity.entity_type, performance.practice
    by_claims, _ = claims_allowed(level, practice, policy)
    need = quality_need(performance, by_claims, catalog, policy)
    found = [
        *_wrong_choices(performance, catalog, policy),
        *_claims_alone(performance, policy),
        *_quality(performance, need, catalog, policy),
    ]
    if counted:
        found += _uncounted(performance, catalog, policy)
    found += _activities(performance, catalog, policy)
    found += _interoperability(performance, policy)
    return tuple(found)


def _wrong_choices(performance: Performance, catalog: Catalog, policy: Policy) -> Iterator[Lacking]:
    """Measures that the program or the practice's size shuts out."""
    quality = policy.topic(QualityPolicy)
    level, practice = performance.entity.entity_type, performance.practice
    allowed, why_not = claims_allowed(level, practice, policy)
    for result in performance.quality:
        measure = catalog.quality[result.measure_id]
        pair = (result.measure_id, result.collection_type)
        if result.collection_type == CLAIMS and not allowed:
            yield Lacking(Gap.CLAIMS_CLOSED, why_not, *pair)
        if result.collection_type not in measure.collection_types:
            says = "{} cannot be reported by {}."
            facts = (result.measure_id, spoken((result.collection_type,)))
            under = (quality.applicability_collection_types,)
            yield Lacking(Gap.NOT_BY_COLLECTION_TYPE, Why(says, facts, under), *pair)
        if not belongs(result, performance, catalog, quality):
            why = Why("{} does not belong to {}.", (result.measure_id, performance.program))
            yield Lacking(Gap.NOT_IN_PROGRAM, why, *pair)


def belongs(
    result: QualityResult, performance: Performance, catalog: Catalog, quality: QualityPolicy
) -> bool:
    """Whether the program holds the measure; a part of the survey belongs with the survey."""
    held = catalog.quality[result.measure_id].programs
    if result.collection_type == SURVEY:
        held |= catalog.quality[quality.survey_measure.value].programs
    return performance.program in held


def _claims_alone(performance: Performance, policy: Policy) -> Iterator[Lacking]:
    quality = policy.topic(QualityPolicy)
    by_claims = any(result.collection_type == CLAIMS for result in performance.quality)
    if by_claims and claims_left_out(performance, quality):
        rule = quality.group_claims_need_another_category
        says = (
            "Part B claims measures make a group's score only beside group data in another"
            " category: attest an activity for the group."
        )
        yield Lacking(Gap.CLAIMS_ALONE, Why(says, (), (rule,)))


def _quality(
    performance: Performance, need: QualityNeed, catalog: Catalog, policy: Policy
) -> Iterator[Lacking]:
    """Too few measures, a named one that is missing, or none that is outcome."""
    ids = _reported(performance, catalog, policy)
    if performance.option is ReportingOption.APP:
        for measure_id in need.named:
            companions = catalog.quality[measure_id].companions
            if not ids & {measure_id, *companions} and not _by_survey(
                measure_id, performance, policy
            ):
                says = "{} asks for {}, and it is not there."
                why = Why(says, (performance.program, measure_id), (), (need.why,))
                yield Lacking(Gap.MISSING_MEASURE, why, measure_id)
        return
    required, outcome_needed, why = _asked(performance, need, catalog, policy)
    if len(ids) < required:
        says = "{} of {} measures are there; missing: {}."
        facts = (len(ids), required, required - len(ids))
        yield Lacking(Gap.TOO_FEW_MEASURES, Why(says, facts, why.under, (why, need.why)))
        yield from _not_looked_at(performance, catalog, policy)
    good = any(catalog.quality[each].outcome_or_high_priority for each in ids)
    if outcome_needed and not good:
        says = "No measure is outcome or high priority: one place of {} earns nothing."
        yield Lacking(Gap.NO_OUTCOME, Why(says, (required,), why.under, (why,)))


def _by_survey(measure_id: str, performance: Performance, policy: Policy) -> bool:
    """Whether the measure is the survey, and parts of it are there."""
    survey = policy.topic(QualityPolicy).survey_measure.value
    return measure_id == survey and any(
        result.collection_type == SURVEY for result in performance.quality
    )


def _reported(performance: Performance, catalog: Catalog, policy: Policy) -> set[str]:
    """The measures that can count; the survey's parts are one measure."""
    quality = policy.topic(QualityPolicy)
    ids = set()
    for result in performance.quality:
        if belongs(result, performance, catalog, quality):
            survey = result.collection_type == SURVEY
            ids.add(quality.survey_measure.value if survey else result.measure_id)
    return ids


def _asked(
    performance: Performance, need: QualityNeed, catalog: Catalog, policy: Policy
) -> tuple[int, bool, Why]:
    """How many measures are asked for, and whether one must be outcome or high priority."""
    quality = policy.topic(QualityPolicy)
    results = performance.quality
    if performance.option is ReportingOption.TRADITIONAL:
        rows = submitted_rows(performance, catalog, policy)[1]
        asked = applicable_measures(rows, catalog.quality, catalog.groups, quality)
        why = asked.why or Why("{} measures are asked for.", (asked.measures,), (asked.under,))
        return asked.measures, asked.outcome_needed, why
    only_claims = bool(results) and all(each.collection_type == CLAIMS for each in results)
    if only_claims and 0 < need.by_claims < need.measures:
        mvp = catalog.mvps[performance.program]
        outcome = any(
            catalog.quality[each].outcome_or_high_priority
            for each in mvp.quality_measures
            if CLAIMS in catalog.quality[each].collection_types
        )
        return need.enough_by_claims, outcome, need.why
    return need.measures, need.outcome, need.why


def _not_looked_at(performance: Performance, catalog: Catalog, policy: Policy) -> Iterator[Lacking]:
    """Collection types that keep CMS from asking whether more measures apply at all."""
    if performance.option is not ReportingOption.TRADITIONAL:
        return
    types = policy.topic(QualityPolicy).applicability_collection_types
    for result in performance.quality:
        registry = catalog.quality[result.measure_id].registry_measure
        if result.collection_type not in types.value or registry:
            says = (
                "With {} ({}) CMS does not look whether fewer measures apply: it does so only"
                " for Part B claims measures and MIPS CQMs."
            )
            facts = (result.measure_id, spoken((result.collection_type,)))
            why = Why(says, facts, (types,))
            yield Lacking(Gap.NOT_APPLICABILITY, why, result.measure_id, result.collection_type)


def _uncounted(performance: Performance, catalog: Catalog, policy: Policy) -> Iterator[Lacking]:
    """Measures whose data are incomplete, or of too few cases."""
    quality = policy.topic(QualityPolicy)
    for row in submitted_rows(performance, catalog, policy)[1]:
        measured = row.measured
        if measured is None or row.basis in {Basis.NOT_SUBMITTED, Basis.SUPPRESSED}:
            continue
        pair = (row.measure_id, row.collection_type)
        if not measured.complete:
            says = "{}: {} % of its cases are answered, fewer than {} %."
            minimum = quality.data_completeness
            facts = (row.measure_id, measured.completeness, minimum.value)
            why = Why(says, facts, (minimum,), (row.why,))
            yield Lacking(Gap.INCOMPLETE, why, *pair)
        if _few(row, quality):
            says = "{}: {} cases, fewer than {}."
            least = quality.case_minimum
            why = Why(says, (row.measure_id, measured.cases, least.value), (least,), (row.why,))
            yield Lacking(Gap.TOO_FEW_CASES, why, *pair)


def _few(row: MeasureScore, quality: QualityPolicy) -> bool:
    cases = row.measured.cases if row.measured else None
    return cases is not None and cases < quality.case_minimum.value


def _activities(performance: Performance, catalog: Catalog, policy: Policy) -> Iterator[Lacking]:
    if performance.given.activity_points is not None:
        return
    score = activities_category(performance, catalog, policy)
    points, most = score.points, policy.final.activities_maximum
    if points is not None and points.low < most.value:
        says = "Improvement activities have {} of {} points: attest more."
        why = Why(says, (points, most.value), (most,), (score.why,))
        yield Lacking(Gap.ACTIVITIES, why)


def _interoperability(performance: Performance, policy: Policy) -> Iterator[Lacking]:
    given = performance.given.interoperability_percent is not None
    needed, why = interoperability_needed(performance, policy)
    if needed and not performance.interoperability and not given:
        yield Lacking(Gap.INTEROPERABILITY, why)
