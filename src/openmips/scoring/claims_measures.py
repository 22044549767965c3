"""What the measures earn that CMS computes from claims: quality and cost alike."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from openmips.catalog.entries import COMPUTED, Benchmark
from openmips.performance import Category, ClaimsResult
from openmips.policy.topics import ProgrammePolicy, QualityPolicy
from openmips.scoring.ladder import decile_points
from openmips.scoring.results import Basis, MeasuredRate, MeasureScore
from openmips.why import Provision, Why


def claims_measure_score(
    result: ClaimsResult,
    category: Category,
    benchmark: Benchmark | None,
    minimum: Provision[int] | None,
    quality: QualityPolicy,
    programme: ProgrammePolicy,
    outcome: bool = False,
) -> MeasureScore:
    """Points of a claims-based measure, or a row that is not scored (available 0).

    `minimum` None: the measure has no case minimum of its own this year, so it is not scored.
    There is no floor but the lowest points and no cap (rule Q-ADM-1, C-PTS-1). A
    placeholder benchmark is never used: the points are a span until CMS publishes its own.
    """
    if minimum is None:
        why = Why("{} has no case minimum this year and is not scored.", (result.measure_id,))
        return not_scored(result, category, why, outcome)
    cases = (result.measure_id, result.cases, minimum.value)
    if result.cases is None:
        says = "The cases of {} are not given and count as enough; {} are needed."
        enough = Why(says, (result.measure_id, minimum.value), (minimum,))
    elif result.cases < minimum.value:
        why = Why("{} has {} cases, fewer than {}: it is not scored.", cases, (minimum,))
        return not_scored(result, category, why, outcome)
    else:
        enough = Why("{} has {} cases; {} are needed.", cases, (minimum,))
    highest = quality.highest_points.value
    measured = _measured(result, enough)
    if benchmark is None:
        why = Why("{} has no benchmark: it is not scored.", (result.measure_id,), (), (enough,))
        return not_scored(result, category, why, outcome)
    if benchmark.placeholder:
        lowest = quality.lowest_points.value
        why = Why(
            "CMS has not published the benchmark of {} yet (its file holds placeholders):"
            " {} to {} points.",
            (result.measure_id, lowest, highest),
            (quality.missing_benchmark, quality.lowest_points, quality.highest_points),
            (enough,),
        )
        return MeasureScore(
            result.measure_id,
            category,
            Decimal(lowest),
            Decimal(highest),
            highest,
            Basis.BENCHMARK_PENDING,
            why,
            COMPUTED,
            measured=measured,
            outcome=outcome,
            high_priority=outcome,
        )
    decile, points = decile_points(
        result.value,
        benchmark.percentiles,
        benchmark.inverse,
        quality.lowest_points.value,
        programme.points_places.value,
    )
    why = Why(
        "{} at {} reaches decile {} of its {} benchmark: {} points.",
        (result.measure_id, result.value, decile, benchmark.benchmark_year, points),
        (quality.highest_points, quality.lowest_points, programme.points_places),
        (enough,),
    )
    return MeasureScore(
        result.measure_id,
        category,
        points,
        points,
        highest,
        Basis.BENCHMARK,
        why,
        COMPUTED,
        decile,
        measured=measured,
        outcome=outcome,
        high_priority=outcome,
    )


def not_scored(
    result: ClaimsResult, category: Category, why: Why, outcome: bool = False
) -> MeasureScore:
    """A row that adds nothing to points or to what is available."""
    return MeasureScore(
        result.measure_id,
        category,
        0,
        0,
        0,
        Basis.NOT_SCORED,
        why,
        COMPUTED,
        measured=_measured(result, why),
        outcome=outcome,
        high_priority=outcome,
    )


def refused(
    result: ClaimsResult, category: Category, because: str, *under: Provision[Any]
) -> MeasureScore:
    """A row that is not scored for the reason given; `because` holds one place for the id."""
    return not_scored(result, category, Why(because, (result.measure_id,), under))


def _measured(result: ClaimsResult, why: Why) -> MeasuredRate:
    return MeasuredRate(result.value, True, None, result.cases, True, why)
