"""What one quality measure earns: suppressed, floored, capped or on its benchmark's ladder."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from openmips.catalog.entries import Benchmark, QualityMeasure
from openmips.performance import Category
from openmips.policy.topics import MissingBenchmark, ProgrammePolicy, QualityPolicy
from openmips.scoring.ladder import decile_points
from openmips.scoring.results import Basis, MeasuredRate, MeasureScore
from openmips.values import value
from openmips.why import Provision, Why


@value
class Standing:
    """What a measure's points depend on beside its rate.

    `first_year`, `second_year`: whether the measure is that new to the programme.
    `removed_without_score`: in the APP a complete measure without a benchmark or with too
    few cases leaves numerator and denominator.
    """

    measure_id: str
    collection_type: str
    benchmark: Benchmark | None
    small: bool
    first_year: bool = False
    second_year: bool = False
    suppressed: bool = False
    cap_removed: bool = False
    outcome: bool = False
    high_priority: bool = False
    removed_without_score: bool = False


def standing(
    measure: QualityMeasure,
    collection_type: str,
    benchmark: Benchmark | None,
    performance_year: int,
    small: bool,
    removed_without_score: bool = False,
) -> Standing:
    """The standing of a catalog measure in its performance year."""
    age = performance_year - measure.first_performance_year
    return Standing(
        measure.measure_id,
        collection_type,
        benchmark,
        small,
        age == 0,
        age == 1,
        collection_type in measure.suppressed,
        collection_type in measure.cap_removed,
        measure.is_outcome,
        measure.high_priority,
        removed_without_score,
    )


def measure_score(
    measured: MeasuredRate, at: Standing, quality: QualityPolicy, programme: ProgrammePolicy
) -> MeasureScore:
    """Points of one submitted measure (rule Q-CLASS-1, tested in its order).

    A suppressed measure earns nothing and asks for nothing. Incomplete data earn the small
    practice points, or none. A new measure with complete data never earns less than its
    floor. Too few cases (or no rate) or no benchmark earn the small practice points, or none;
    everything else stands on its ladder, capped where the measure is topped out.
    """
    if not measured.reported:
        why = Why("{} has not one reported case, so it was not submitted.", (at.measure_id,))
        return _row(measured, at, Basis.NOT_SUBMITTED, 0, quality.highest_points.value, why)
    if at.suppressed:
        why = Why(
            "{} is suppressed for {}: it earns nothing and {} available points go.",
            (at.measure_id, at.collection_type, quality.suppression_reduction.value),
            (quality.suppression_reduction,),
        )
        left = quality.highest_points.value - quality.suppression_reduction.value
        return _row(measured, at, Basis.SUPPRESSED, 0, left, why)
    if not measured.complete:
        return _unscored(
            measured,
            at,
            quality,
            "{} reports {} % of its eligible cases, fewer than {} %",
            (at.measure_id, measured.completeness, quality.data_completeness.value),
            quality.data_completeness,
        )
    floor = None
    if at.first_year:
        floor = quality.first_year_floor
    elif at.second_year:
        floor = quality.second_year_floor
    rate = measured.rate
    if rate is None or _too_few_cases(measured, quality):
        return _without_ladder(
            measured,
            at,
            quality,
            floor,
            "{} has {} cases, fewer than {}",
            (at.measure_id, measured.cases or 0, quality.case_minimum.value),
            quality.case_minimum,
        )
    if at.benchmark is None or at.benchmark.placeholder:
        if quality.missing_benchmark.value is MissingBenchmark.PENDING:
            return _pending(measured, at, quality, floor)
        return _without_ladder(
            measured,
            at,
            quality,
            floor,
            "{} has no benchmark for {}",
            (at.measure_id, at.collection_type),
            quality.missing_benchmark,
        )
    return _on_the_ladder(rate, measured, at, at.benchmark, floor, quality, programme)


def _too_few_cases(measured: MeasuredRate, quality: QualityPolicy) -> bool:
    return measured.cases is not None and measured.cases < quality.case_minimum.value


def _on_the_ladder(
    rate: Decimal,
    measured: MeasuredRate,
    at: Standing,
    benchmark: Benchmark,
    floor: Provision[int] | None,
    quality: QualityPolicy,
    programme: ProgrammePolicy,
) -> MeasureScore:
    decile, points = decile_points(
        rate,
        benchmark.percentiles,
        benchmark.inverse,
        quality.lowest_points.value,
        programme.points_places.value,
    )
    ladder_why = Why(
        "{} ({}) at {} reaches decile {} of its {} benchmark: {} points.",
        (
            at.measure_id,
            at.collection_type,
            rate,
            decile,
            f"{benchmark.benchmark_year} inverse"
            if benchmark.inverse
            else benchmark.benchmark_year,
            points,
        ),
        (quality.highest_points, quality.lowest_points, programme.points_places),
        (measured.why,),
    )
    cap = quality.topped_out_cap
    capped = benchmark.topped_out_by_program and not at.cap_removed and points > cap.value
    if capped:
        points = Decimal(cap.value)
        ladder_why = Why(
            "{} is topped out: its points are capped at {}.",
            (at.measure_id, points),
            (cap,),
            (ladder_why,),
        )
    if floor is not None and points < floor.value:
        why = Why(
            "{} is new to the programme, so it earns at least {} points.",
            (at.measure_id, floor.value),
            (floor,),
            (ladder_why,),
        )
        value = Decimal(floor.value)
        available = quality.highest_points.value
        return _row(measured, at, Basis.NEW_MEASURE_FLOOR, value, available, why)
    return MeasureScore(
        at.measure_id,
        Category.QUALITY,
        points,
        points,
        quality.highest_points.value,
        Basis.BENCHMARK,
        ladder_why,
        at.collection_type,
        decile,
        capped,
        measured,
        at.outcome,
        at.high_priority,
    )


def _unscored(
    measured: MeasuredRate,
    at: Standing,
    quality: QualityPolicy,
    because: str,
    facts: tuple[object, ...],
    under: Provision[Any],
) -> MeasureScore:
    """The points of a measure that cannot be held against a benchmark."""
    earned = quality.unscored_points_small if at.small else quality.unscored_points_other
    basis = Basis.SMALL_PRACTICE_FLOOR if at.small else Basis.NO_POINTS
    tail = ": a small practice earns {} points." if at.small else ": it earns {} points."
    why = Why(because + tail, (*facts, earned.value), (under, earned), (measured.why,))
    value = Decimal(earned.value)
    return _row(measured, at, basis, value, quality.highest_points.value, why)


def _without_ladder(
    measured: MeasuredRate,
    at: Standing,
    quality: QualityPolicy,
    floor: Provision[int] | None,
    because: str,
    facts: tuple[object, ...],
    under: Provision[Any],
) -> MeasureScore:
    """A complete measure without a usable benchmark: a new one earns its floor."""
    if floor is not None:
        why = Why(
            because + "; as a new measure it earns {} points.",
            (*facts, floor.value),
            (under, floor),
            (measured.why,),
        )
        value = Decimal(floor.value)
        available = quality.highest_points.value
        return _row(measured, at, Basis.NEW_MEASURE_FLOOR, value, available, why)
    if at.removed_without_score:
        why = Why(
            because + "; in the APP it leaves the score.",
            facts,
            (under, quality.app_required_measures),
            (measured.why,),
        )
        return _row(measured, at, Basis.NOT_SCORED, 0, 0, why)
    return _unscored(measured, at, quality, because, facts, under)


def _pending(
    measured: MeasuredRate, at: Standing, quality: QualityPolicy, floor: Provision[int] | None
) -> MeasureScore:
    """The benchmark comes from this year's data: from the worst outcome to the best."""
    highest = quality.highest_points.value
    without = quality.unscored_points_small if at.small else quality.unscored_points_other
    lowest = floor.value if floor else min(without.value, quality.lowest_points.value)
    why = Why(
        "The benchmark of {} for {} is made from this year's data and is not published yet:"
        " {} to {} points.",
        (at.measure_id, at.collection_type, lowest, highest),
        (quality.missing_benchmark, floor or without),
        (measured.why,),
    )
    return MeasureScore(
        at.measure_id,
        Category.QUALITY,
        Decimal(lowest),
        Decimal(highest),
        highest,
        Basis.BENCHMARK_PENDING,
        why,
        at.collection_type,
        measured=measured,
        outcome=at.outcome,
        high_priority=at.high_priority,
    )


def _row(
    measured: MeasuredRate,
    at: Standing,
    basis: Basis,
    points: Decimal | int,
    available: int,
    why: Why,
) -> MeasureScore:
    return MeasureScore(
        at.measure_id,
        Category.QUALITY,
        points,
        points,
        available,
        basis,
        why,
        at.collection_type,
        measured=measured,
        outcome=at.outcome,
        high_priority=at.high_priority,
    )
