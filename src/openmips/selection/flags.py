"""What to know about a measure before choosing it, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from openmips.catalog.entries import ELECTRONIC, Benchmark, QualityMeasure
from openmips.policy.topics import MissingBenchmark, Policy, QualityPolicy
from openmips.selection.rungs import has_cliff, is_percent
from openmips.why import Why


class Flag(Enum):
    """Something about a measure that changes what it can earn or what it takes."""

    SUPPRESSED = "suppressed"
    NO_BENCHMARK = "no_benchmark"
    BENCHMARK_PENDING = "benchmark_pending"
    CLIFF = "cliff"
    CAP = "cap"
    TOPPED_OUT = "topped_out"
    CAP_LIFTED = "cap_lifted"
    NEW = "new"
    OUTCOME = "outcome"
    HIGH_PRIORITY = "high_priority"
    INVERSE = "inverse"
    TRUNCATED = "truncated"
    BENCHMARK_WITHDRAWN = "benchmark_withdrawn"
    NEEDS_EHR = "needs_ehr"
    REGISTRY_ONLY = "qcdr_only"


@dataclass(frozen=True, slots=True)
class Flagged:
    """A flag and why it stands."""

    flag: Flag
    why: Why


def flags(
    measure: QualityMeasure, collection_type: str, benchmark: Benchmark | None, policy: Policy
) -> tuple[Flagged, ...]:
    """Every flag of a measure under one collection type, the weightiest first."""
    return (
        *_about_its_benchmark(measure, collection_type, benchmark, policy),
        *_about_the_measure(measure, collection_type, policy),
    )


def _about_its_benchmark(
    measure: QualityMeasure, collection_type: str, benchmark: Benchmark | None, policy: Policy
) -> Iterator[Flagged]:
    quality = policy.topic(QualityPolicy)
    if collection_type in measure.suppressed:
        says = "Suppressed: it earns nothing, and the points it could have earned go."
        yield Flagged(Flag.SUPPRESSED, Why(says, (), (quality.suppression_reduction,)))
    if benchmark is None or benchmark.placeholder:
        missing = quality.missing_benchmark
        if missing.value is MissingBenchmark.PENDING:
            says = "Its benchmark will be made from this year's data: its points are not known."
            yield Flagged(Flag.BENCHMARK_PENDING, Why(says, (), (missing,)))
        else:
            says = "No benchmark: it earns {} points for a small practice and {} for others."
            small, other = quality.unscored_points_small, quality.unscored_points_other
            why = Why(says, (small.value, other.value), (missing, small, other))
            yield Flagged(Flag.NO_BENCHMARK, why)
        return
    if has_cliff(benchmark, is_percent(measure.metric_type)):
        says = "Cliff: only a perfect rate earns much. One missed patient can cost most points."
        yield Flagged(Flag.CLIFF, Why(says, (), (quality.lowest_points, quality.highest_points)))
    lifted = collection_type in measure.cap_removed
    if benchmark.topped_out_by_program and not lifted:
        says = "Capped: it earns at most {} points."
        cap = quality.topped_out_cap
        yield Flagged(Flag.CAP, Why(says, (cap.value,), (cap,)))
    if benchmark.topped_out:
        says = "Topped out: nearly everybody does well, so small differences cost much."
        yield Flagged(Flag.TOPPED_OUT, Why(says, (), (quality.topped_out_cap,)))
    if lifted:
        says = "The cap on its points is lifted."
        yield Flagged(Flag.CAP_LIFTED, Why(says, (), (quality.topped_out_cap,)))
    if benchmark.inverse:
        yield Flagged(Flag.INVERSE, Why("Inverse: a lower rate is better."))


def _about_the_measure(
    measure: QualityMeasure, collection_type: str, policy: Policy
) -> Iterator[Flagged]:
    quality = policy.topic(QualityPolicy)
    age = policy.performance_year - measure.first_performance_year
    for since, floor in ((0, quality.first_year_floor), (1, quality.second_year_floor)):
        if age == since:
            says = "New: with complete data it earns at least {} points."
            yield Flagged(Flag.NEW, Why(says, (floor.value,), (floor,)))
    if measure.is_outcome:
        says = "Outcome measure: it meets the need for one."
        yield Flagged(Flag.OUTCOME, Why(says, (), (quality.required_measures,)))
    if measure.high_priority:
        says = "High priority: it can stand for a missing outcome measure."
        yield Flagged(Flag.HIGH_PRIORITY, Why(says, (), (quality.required_measures,)))
    if collection_type in measure.truncated:
        yield Flagged(Flag.TRUNCATED, Why("Scored on the first nine months of the year."))
    if collection_type in measure.benchmark_withdrawn:
        yield Flagged(Flag.BENCHMARK_WITHDRAWN, Why("CMS withdrew its earlier benchmark."))
    if collection_type == ELECTRONIC:
        yield Flagged(Flag.NEEDS_EHR, Why("It needs a certified EHR."))
    if measure.registry_measure:
        says = "Only the registries (QCDRs) that own it can submit it."
        yield Flagged(Flag.REGISTRY_ONLY, Why(says))
