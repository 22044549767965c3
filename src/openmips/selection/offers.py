"""Which measures fit a practice, what each could earn, and what each decile takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from openmips.amounts import HUNDRED, Amount
from openmips.catalog.entries import CLAIMS, ELECTRONIC, Benchmark, QualityMeasure
from openmips.catalog.load import Catalog
from openmips.people import Practice
from openmips.policy.topics import Policy, QualityPolicy
from openmips.scoring.measure import measure_score, standing
from openmips.scoring.results import MeasuredRate, MeasureScore
from openmips.selection.billed import billed_measures
from openmips.selection.flags import Flag, Flagged, flags
from openmips.selection.rungs import Rung, best_rate, is_percent, one_short, rungs
from openmips.why import Why

COLLECTED = (CLAIMS, "registry", ELECTRONIC)
"""The collection types that a practice chooses itself."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the measures must fit; None and empty ask for nothing.

    `rates` are rates the practice knows or expects, by measure id; `rate` is the performance
    supposed everywhere else, in percent of what is right to do.
    """

    program: str = "mips"
    collection_types: tuple[str, ...] = COLLECTED
    specialty_set: str | None = None
    codes: tuple[str, ...] = ()
    measure_ids: frozenset[str] | None = None
    rates: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """One measure under one collection type.

    `most` is what a perfect rate earns at most, `expected` what the given rate earns at
    least, `one_short` what a rate one percentage point short of perfect earns. `codes` are
    the practice's codes that bring the measure up.
    """

    measure: QualityMeasure
    collection_type: str
    benchmark: Benchmark | None
    most: Amount
    one_short: Amount | None
    rate: Decimal | None
    expected: Amount | None
    rungs: tuple[Rung, ...]
    flags: tuple[Flagged, ...]
    codes: tuple[str, ...]
    score: MeasureScore

    def has(self, flag: Flag) -> bool:
        """Whether the offer bears the flag."""
        return any(each.flag is flag for each in self.flags)


def offers(
    wanted: Wanted, practice: Practice, catalog: Catalog, policy: Policy
) -> tuple[Offer, ...]:
    """The measures that fit, those with most expected points first, else with most points.

    Full data and enough cases are taken for granted: what stops them is another question.
    """
    billed = billed_measures(wanted.codes, catalog).measures if wanted.codes else {}
    found = [
        offer(measure, collection_type, wanted, practice, catalog, policy, billed)
        for measure in catalog.quality.values()
        for collection_type in measure.collection_types
        if collection_type in wanted.collection_types and _fits(measure, wanted, billed)
    ]
    return tuple(sorted(found, key=_order))


def _fits(measure: QualityMeasure, wanted: Wanted, billed: Mapping[str, tuple[str, ...]]) -> bool:
    return (
        wanted.program in measure.programs
        and wanted.specialty_set in {None, *measure.specialty_sets}
        and (not wanted.codes or measure.measure_id in billed)
        and (wanted.measure_ids is None or measure.measure_id in wanted.measure_ids)
    )


def _order(one: Offer) -> tuple[Amount, Amount, str, str]:
    """The most points first; among equals the one that forgives more."""
    points = one.most if one.expected is None else one.expected
    forgiving = one.most if one.one_short is None else one.one_short
    return -points, -forgiving, one.measure.measure_id, one.collection_type


def offer(
    measure: QualityMeasure,
    collection_type: str,
    wanted: Wanted,
    practice: Practice,
    catalog: Catalog,
    policy: Policy,
    billed: Mapping[str, tuple[str, ...]],
) -> Offer:
    """What one measure offers under one collection type."""
    quality = policy.topic(QualityPolicy)
    benchmark = usable_benchmark(measure, collection_type, catalog)
    percent = is_percent(measure.metric_type)
    best = Decimal(HUNDRED) if benchmark is None else best_rate(benchmark, percent)
    perfect = score_at(best, measure, collection_type, practice, catalog, policy)
    rate = _supposed(measure, benchmark, wanted)
    at_rate = perfect
    if rate is not None:
        at_rate = score_at(rate, measure, collection_type, practice, catalog, policy)
    short = None
    if benchmark is not None and percent:
        at = one_short(benchmark)
        short = score_at(at, measure, collection_type, practice, catalog, policy).low
    capped = (
        benchmark is not None
        and benchmark.topped_out_by_program
        and collection_type not in measure.cap_removed
    )
    cap = quality.topped_out_cap.value if capped else None
    return Offer(
        measure,
        collection_type,
        benchmark,
        perfect.high,
        short,
        rate,
        None if rate is None else at_rate.low,
        () if benchmark is None else rungs(benchmark, cap),
        flags(measure, collection_type, benchmark, policy),
        billed.get(measure.measure_id, ()),
        at_rate,
    )


def usable_benchmark(
    measure: QualityMeasure, collection_type: str, catalog: Catalog
) -> Benchmark | None:
    """The benchmark that scores the measure; None where there is none, or a placeholder."""
    benchmark = catalog.benchmarks.get((measure.measure_id, collection_type))
    return None if benchmark is None or benchmark.placeholder else benchmark


def score_at(
    rate: Decimal,
    measure: QualityMeasure,
    collection_type: str,
    practice: Practice,
    catalog: Catalog,
    policy: Policy,
) -> MeasureScore:
    """The points of a rate with full data and enough cases."""
    quality = policy.topic(QualityPolicy)
    says = "Taken for granted: a rate of {}, full data and enough cases."
    under = (quality.data_completeness, quality.case_minimum)
    measured = MeasuredRate(rate, True, None, None, True, Why(says, (rate,), under))
    benchmark = usable_benchmark(measure, collection_type, catalog)
    at = standing(measure, collection_type, benchmark, policy.performance_year, practice.small)
    return measure_score(measured, at, quality, policy.programme)


def _supposed(
    measure: QualityMeasure, benchmark: Benchmark | None, wanted: Wanted
) -> Decimal | None:
    """The rate given for the measure, or the one supposed everywhere."""
    if measure.measure_id in wanted.rates:
        return wanted.rates[measure.measure_id]
    if wanted.rate is None or not is_percent(measure.metric_type):
        return None
    inverse = measure.inverse if benchmark is None else benchmark.inverse
    return HUNDRED - wanted.rate if inverse else wanted.rate
