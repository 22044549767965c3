"""What would earn a practice more quality points, measure by measure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from openmips.amounts import plain
from openmips.answers.change import Change, ChangeKind
from openmips.answers.changed_counts import (
    answers_to_add,
    cases_to_add,
    with_cases,
    with_completeness,
    with_rate,
)
from openmips.answers.collection_words import COLLECTION_TYPES
from openmips.catalog import Catalog
from openmips.catalog.entries import Benchmark, MetricType, QualityMeasure
from openmips.performance import (
    Category,
    Counts,
    Performance,
    QualityResult,
    QualityValue,
    RegistryCounts,
    ReportingOption,
)
from openmips.policy.topics import Policy, QualityPolicy
from openmips.scoring.measure import measure_score, standing
from openmips.scoring.populations import measured_rate
from openmips.scoring.results import Basis, FinalScore, MeasureScore

TRIED = ("electronicHealthRecord", "registry", "claims")
"""The collection types a practice can take up."""

_LARGE = 10_000
"""Cases of the made-up result with which a new measure is tried: rates have two decimals."""


def measure_changes(final: FinalScore, catalog: Catalog, policy: Policy) -> Iterator[Change]:
    """Better rates, more answers and more cases for the measures that were submitted."""
    performance = final.performance
    submitted = {(one.measure_id, one.collection_type): one for one in performance.quality}
    for row in final.categories[Category.QUALITY].score.measures:
        result = submitted.get((row.measure_id or "", row.collection_type or ""))
        if result is None or row.measured is None:
            continue
        measure = catalog.quality[result.measure_id]
        benchmark = catalog.benchmarks.get((result.measure_id, result.collection_type))
        inverse = benchmark.inverse if benchmark else measure.inverse
        quality = policy.topic(QualityPolicy)
        if not row.measured.complete:
            yield from _completeness(result, inverse, performance, quality)
        elif row.measured.cases is not None and row.measured.cases < quality.case_minimum.value:
            yield from _cases(result, inverse, performance, quality)
        elif row.counted and row.basis is Basis.BENCHMARK and benchmark is not None:
            yield from _rates(row, result, benchmark, measure, performance, quality)


def _rates(
    row: MeasureScore,
    result: QualityResult,
    benchmark: Benchmark,
    measure: QualityMeasure,
    performance: Performance,
    quality: QualityPolicy,
) -> Iterator[Change]:
    """The next decile of a measure, and the lowest rate that earns the most it can."""
    capped = benchmark.topped_out_by_program and result.collection_type not in measure.cap_removed
    edges = _edges_ahead(row, benchmark, quality.topped_out_cap.value if capped else None)
    tries = {ChangeKind.NEXT_DECILE: edges[:1], ChangeKind.BEST_RATE: edges[-1:]}
    rate = row.measured.rate if row.measured else None
    for kind, targets in tries.items():
        for target in targets:
            value = with_rate(result.value, target, benchmark.inverse)
            if value is None:
                continue
            cases = cases_to_add(result.value, value)
            direction = "Lower" if benchmark.inverse else "Raise"
            fewer = "fewer" if benchmark.inverse else "more"
            noun, verb = ("case", "meets") if cases == 1 else ("cases", "meet")
            says = (
                f"{direction} measure {_named(result)} from"
                f" {plain(rate)} to {plain(target)} %: {cases} {fewer} {noun} that {verb} it."
            )
            yield _changed(kind, says, result, value, performance)


def _edges_ahead(row: MeasureScore, benchmark: Benchmark, cap: int | None) -> list[Decimal]:
    """The rates at which better deciles start, nearest first, up to the cap's decile."""
    rate = row.measured.rate if row.measured else None
    if rate is None:
        return []
    if benchmark.inverse:
        starts = list(reversed(benchmark.percentiles[1:]))[:cap]
        return sorted({start for start in starts if start < rate}, reverse=True)
    starts = list(benchmark.percentiles[:-1])[:cap]
    return sorted({start for start in starts if start > rate})


def _named(result: QualityResult) -> str:
    """The measure's number with the way its data are collected."""
    return f"{result.measure_id} ({COLLECTION_TYPES[result.collection_type]})"


def _completeness(
    result: QualityResult, inverse: bool, performance: Performance, quality: QualityPolicy
) -> Iterator[Change]:
    threshold = quality.data_completeness.value
    value = with_completeness(result.value, threshold, inverse)
    if value is None:
        return
    more = answers_to_add(result.value, value)
    noun = "case" if more == 1 else "cases"
    says = (
        f"Answer {more} more {noun} of measure {_named(result)}:"
        f" then {plain(threshold)} % are answered, as asked, here at the rate it has now."
    )
    yield _changed(ChangeKind.COMPLETENESS, says, result, value, performance)


def _cases(
    result: QualityResult, inverse: bool, performance: Performance, quality: QualityPolicy
) -> Iterator[Change]:
    minimum = quality.case_minimum.value
    value = with_cases(result.value, minimum, inverse)
    if value is None:
        return
    more = answers_to_add(result.value, value)
    says = (
        f"Reach {minimum} cases of measure {_named(result)},"
        f" {more} more than now, here at the rate it has now."
    )
    yield _changed(ChangeKind.CASES, says, result, value, performance)


def _changed(
    kind: ChangeKind,
    says: str,
    result: QualityResult,
    value: QualityValue,
    performance: Performance,
) -> Change:
    """The change that gives one measure another result."""
    better = replace(result, value=value)
    results = tuple(better if one is result else one for one in performance.quality)
    changed = replace(performance, quality=results)
    return Change(kind, Category.QUALITY, says, changed, result.measure_id, result.collection_type)


def new_measure_changes(
    final: FinalScore, catalog: Catalog, policy: Policy, by: tuple[str, ...] = TRIED
) -> Iterator[Change]:
    """One more measure for a place that nothing fills, at the average rate of its benchmark.

    The two that would earn most are tried: of all, and of those that satisfy the outcome
    requirement. `by` are the collection types a practice can still take up.
    """
    rows = final.categories[Category.QUALITY].score.measures
    if not any(row.basis is Basis.NOT_SUBMITTED and row.counted for row in rows):
        return
    performance = final.performance
    tried = sorted(
        _tries(performance, catalog, policy, by),
        key=lambda one: (-one[0].low, one[1].measure_id, one[1].collection_type),
    )
    outcome = [one for one in tried if one[0].outcome or one[0].high_priority]
    best = {one[1].measure_id: one for one in (*tried[:1], *outcome[:1])}
    for row, result, average in best.values():
        title = catalog.quality[result.measure_id].title
        says = (
            f"Report one more measure, {result.measure_id} ({title}), by"
            f" {COLLECTION_TYPES[result.collection_type]}: at the average of all who report it,"
            f" {plain(average)} %, it earns {plain(row.low)} points."
        )
        changed = replace(performance, quality=(*performance.quality, result))
        yield Change(
            ChangeKind.NEW_MEASURE,
            Category.QUALITY,
            says,
            changed,
            result.measure_id,
            result.collection_type,
        )


def _tries(
    performance: Performance, catalog: Catalog, policy: Policy, by: tuple[str, ...]
) -> Iterator[tuple[MeasureScore, QualityResult, Decimal]]:
    """Every measure that could be taken up, at its average rate, with what it would earn."""
    quality = policy.topic(QualityPolicy)
    reported = {one.measure_id for one in performance.quality}
    for (measure_id, collection_type), benchmark in catalog.benchmarks.items():
        measure = catalog.quality.get(measure_id)
        if measure is None or collection_type not in by or measure_id in reported:
            continue
        value = _average_value(measure, benchmark)
        if value is None or not _open(measure, performance, catalog, quality):
            continue
        at = standing(
            measure,
            collection_type,
            benchmark,
            performance.performance_year,
            performance.practice.small,
        )
        measured = measured_rate(value, None, quality, policy.programme)
        row = measure_score(measured, at, quality, policy.programme)
        average = benchmark.average or Decimal(0)
        yield row, QualityResult(measure_id, collection_type, value), average


def _average_value(measure: QualityMeasure, benchmark: Benchmark) -> QualityValue | None:
    """A result at the benchmark's average, for measures with one rate."""
    average = benchmark.average
    if average is None or benchmark.placeholder:
        return None
    met = int(average * _LARGE / 100)
    counts = Counts(_LARGE, met, _LARGE - met)
    if measure.metric_type is MetricType.SINGLE:
        return counts
    if measure.metric_type is MetricType.REGISTRY_SINGLE:
        return RegistryCounts(counts, average)
    return None


def _open(
    measure: QualityMeasure, performance: Performance, catalog: Catalog, quality: QualityPolicy
) -> bool:
    """Whether the measure belongs to the program, and to the practice's specialty set."""
    match performance.option:
        case ReportingOption.MVP:
            return measure.measure_id in catalog.mvps[performance.program].quality_measures
        case ReportingOption.APP:
            asked = quality.app_required_measures.value[performance.program]
            return measure.measure_id in asked
        case ReportingOption.TRADITIONAL:
            return (
                performance.program in measure.programs
                and performance.practice.specialty_set in measure.specialty_sets
            )
