"""How many points a quality measure may earn, in each of the equally likely years."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from openmips.amounts import HUNDRED, Amount, as_fraction, clamp, ratio_half_up, round_half_up
from openmips.catalog.entries import CLAIMS, CUT_POINTS, Benchmark, MetricType, QualityMeasure
from openmips.performance import Counts, QualityResult, QualityValue, RegistryCounts
from openmips.planning.chance import at_rank, more_met, ranks
from openmips.planning.situation import Situation
from openmips.policy.topics import QualityPolicy
from openmips.scoring.measure import Standing, measure_score, standing
from openmips.scoring.populations import is_complete, measured_rate
from openmips.scoring.results import Basis, MeasuredRate, MeasureScore
from openmips.why import Why

NEW_MEASURES = "new measures"
"""The one rank that all new measures share: a practice that starts well starts all of them well."""

_FLAT = tuple(Decimal(point) for point in CUT_POINTS)
_SCALES = frozenset({MetricType.NON_PROPORTION, MetricType.CAHPS, MetricType.CLAIMS_SCORE})
_REASON = Why("An estimate.")


@dataclass(frozen=True, slots=True)
class Row:
    """One measure with its points in each year, counted in the smallest step of points.

    `incomplete` are the years in which it lacks data completeness. `scored` is false for a
    suppressed measure: it fills a place and asks for nothing.
    """

    measure_id: str | None
    collection_type: str | None
    points: tuple[int, ...]
    outcome: bool = False
    high_priority: bool = False
    incomplete: frozenset[int] = frozenset()
    scored: bool = True

    @property
    def by_claims(self) -> bool:
        """Whether it is reported on Part B claims."""
        return self.collection_type == CLAIMS

    @property
    def priority(self) -> bool:
        """Whether it satisfies the outcome requirement."""
        return self.outcome or self.high_priority


@dataclass(frozen=True, slots=True)
class _Year:
    """What one measure may come to in one year: its result's points, and whether complete."""

    score: MeasureScore
    complete: bool


def steps(points: Amount, situation: Situation) -> int:
    """Points in the programme's smallest step, the unit of every `Row`."""
    places = situation.policy.programme.points_places.value
    return int(round_half_up(points, places).scaleb(places))


def reported_row(
    result: QualityResult, situation: Situation, share: Fraction, more: int = 0
) -> Row:
    """A measure that is being reported, with the rest of its year as unknown as it is.

    Of this year's counts the rest of the year is added at a rate that the counts, and weakly
    the benchmark's average, tell of; last year's are expected again, told of half as much.
    Values on other scales stay as they are. `share` is the part of the cases that falls to
    the entity (all of them, or one clinician's); `more` cases are answered on top.
    """
    at = _standing(result.measure_id, result.collection_type, situation)
    name = f"{result.measure_id} {result.collection_type}"
    known: dict[int, _Year] = {}
    value_of, met = _possible(result.value, at, name, situation, share, more)
    for number in met:
        if number not in known:
            known[number] = _year(value_of(number), at, situation)
    return _row(at, [known[number] for number in met], name, situation)


def _possible(
    value: QualityValue,
    at: Standing,
    name: str,
    situation: Situation,
    share: Fraction,
    more: int,
) -> tuple[Callable[[int], QualityValue], list[int]]:
    """The value that a further number met makes, and that number in each year."""
    counts = counts_of(value)
    settled = situation.elapsed == 1 and not situation.repeated and share == 1 and not more
    if counts is None or settled:
        return lambda number: value, [0] * situation.years
    factor, begun = to_come(counts, situation, share)
    weight = Fraction(situation.estimates.carry_over.value) if situation.repeated else share
    answered = round(factor * (counts.met + counts.not_met)) + more
    good, bad = _prior(at, situation)
    spread = more_met(
        answered, good + weight * counts.met, bad + weight * counts.not_met, situation.years
    )

    def made(number: int) -> QualityValue:
        whole = Counts(
            begun.eligible + round(factor * counts.eligible),
            begun.met + number,
            begun.not_met + answered - number,
            begun.exclusion + round(factor * counts.exclusion),
            begun.exception + round(factor * counts.exception),
        )
        if isinstance(value, RegistryCounts):
            return replace(value, counts=whole, rate=_rate(whole, situation))
        return whole

    order = ranks(name, situation.years)
    by_rank = {rank: place for place, rank in enumerate(sorted(order))}
    return made, [spread[by_rank[rank]] for rank in order]


def counts_of(value: QualityValue) -> Counts | None:
    """The one population of a result; None where it has several, or a scale of its own."""
    match value:
        case Counts():
            return value
        case RegistryCounts():
            return value.counts
    return None


def to_come(counts: Counts, situation: Situation, share: Fraction) -> tuple[Fraction, Counts]:
    """How many times the counts are still to come, and what is there already.

    Nothing is there of a year that repeats another, nor of one clinician's part of a group's.
    """
    if situation.repeated:
        return share, Counts(0, 0)
    elapsed = max(situation.elapsed, Fraction(1, situation.years))
    if share != 1:
        return share / elapsed, Counts(0, 0)
    return (1 - elapsed) / elapsed, counts


def _rate(counts: Counts, situation: Situation) -> Decimal | None:
    answered = counts.met + counts.not_met
    places = situation.policy.programme.rate_places.value
    return ratio_half_up(HUNDRED * counts.met, answered, places) if answered else None


def _prior(at: Standing, situation: Situation) -> tuple[Fraction, Fraction]:
    """Cases met and not met that stand for what is usual, before any case is looked at."""
    estimates = situation.estimates
    average = at.benchmark.average if at.benchmark else None
    usual = clamp(as_fraction(average or estimates.prior_average.value), 0, HUNDRED) / HUNDRED
    half = Fraction(1, 2)
    cases = estimates.prior_cases.value
    return half + cases * usual, half + cases * (1 - usual)


def _year(value: QualityValue, at: Standing, situation: Situation) -> _Year:
    quality = situation.policy.topic(QualityPolicy)
    measure = situation.catalog.quality[at.measure_id]
    programme = situation.policy.programme
    measured = measured_rate(value, measure.overall_algorithm, quality, programme)
    return _Year(measure_score(measured, at, quality, programme), measured.complete)


def new_row(measure: QualityMeasure, collection_type: str, cases: int, situation: Situation) -> Row:
    """A measure taken up anew: its rate spread as all reporters' rates were, with its risks.

    It may end below data completeness, and it may miss one case where others miss none. On
    claims nothing can be made up later: begun too late in the year it cannot be complete.
    """
    at = _standing(measure.measure_id, collection_type, situation)
    estimates = situation.estimates
    failure = estimates.claims_failure if collection_type == CLAIMS else estimates.other_failure
    fails = Fraction(failure.value, HUNDRED)
    if collection_type == CLAIMS and not _in_time(situation):
        fails = Fraction(1)
    slips = fails + Fraction(estimates.slip.value, HUNDRED)
    known: dict[tuple[Decimal | None, bool], _Year] = {}
    years = []
    for rank in ranks(NEW_MEASURES, situation.years):
        rate = _rate_at(rank, at, measure, cases if rank < slips else None, situation)
        key = (rate, rank >= fails)
        if key not in known:
            known[key] = _guessed(rate, rank >= fails, cases, at, situation)
        years.append(known[key])
    return _row(at, years, NEW_MEASURES, situation)


def _in_time(situation: Situation) -> bool:
    """Whether what is left of the year can still be a complete share of it."""
    quality = situation.policy.topic(QualityPolicy)
    left = 1 - situation.elapsed
    return is_complete(left.numerator, left.denominator, quality)


def _rate_at(
    rank: Fraction,
    at: Standing,
    measure: QualityMeasure,
    slip_of: int | None,
    situation: Situation,
) -> Decimal | None:
    """The rate at a rank of skill, 1 the best; None without a benchmark."""
    benchmark, places = at.benchmark, situation.policy.programme.rate_places.value
    if benchmark is None or benchmark.placeholder:
        return Decimal(situation.estimates.prior_average.value)
    placed = 1 - rank if benchmark.inverse else rank
    rate = _spread_rate(benchmark, placed, situation)
    if slip_of and measure.metric_type not in _SCALES:
        miss = Fraction(HUNDRED, slip_of)
        rate = max(rate, miss) if benchmark.inverse else min(rate, HUNDRED - miss)
    return round_half_up(rate, places)


def _spread_rate(benchmark: Benchmark, rank: Fraction, situation: Situation) -> Fraction:
    """The rate at a rank of all reporters, lowest first."""
    if benchmark.percentiles != _FLAT:
        return at_rank(benchmark.percentiles, rank)
    estimates = situation.estimates
    usual = as_fraction(benchmark.average or estimates.prior_average.value)
    away = estimates.flat_spread.value * at_rank(estimates.deviates.value, rank)
    return clamp(usual + away, 0, HUNDRED)


def _guessed(
    rate: Decimal | None, complete: bool, cases: int, at: Standing, situation: Situation
) -> _Year:
    quality = situation.policy.topic(QualityPolicy)
    measured = MeasuredRate(rate, complete, None, cases, True, _REASON)
    return _Year(measure_score(measured, at, quality, situation.policy.programme), complete)


def remembered_rows(situation: Situation) -> tuple[Row, ...]:
    """Last year's measures where only their points in all are known: alike, and spread."""
    count = situation.measures_before
    if not situation.points_before or not count:
        return ()
    quality = situation.policy.topic(QualityPolicy)
    estimates = situation.estimates
    usual = situation.points_before / count
    lowest, highest = quality.lowest_points.value, quality.highest_points.value
    spread = Fraction(estimates.point_spread.value)
    rows = []
    for place in range(count):
        points = tuple(
            steps(
                clamp(usual + spread * at_rank(estimates.deviates.value, rank), lowest, highest),
                situation,
            )
            for rank in ranks(f"measure {place} of last year", situation.years)
        )
        rows.append(Row(None, None, points, True, True))
    return tuple(rows)


def _standing(measure_id: str, collection_type: str, situation: Situation) -> Standing:
    catalog, performance = situation.catalog, situation.performance
    return standing(
        catalog.quality[measure_id],
        collection_type,
        catalog.benchmarks.get((measure_id, collection_type)),
        performance.performance_year,
        performance.practice.small,
    )


def _row(at: Standing, years: list[_Year], name: str, situation: Situation) -> Row:
    """The years as a row; an open benchmark earns anything between its ends."""
    points = []
    for year, rank in zip(years, ranks(f"{name} benchmark", situation.years), strict=True):
        low, high = year.score.low, year.score.high
        if low != high:
            low = as_fraction(low) + (as_fraction(high) - as_fraction(low)) * rank
        points.append(steps(low, situation))
    return Row(
        at.measure_id,
        at.collection_type,
        tuple(points),
        at.outcome,
        at.high_priority,
        frozenset(place for place, year in enumerate(years) if not year.complete),
        not any(year.score.basis is Basis.SUPPRESSED for year in years),
    )
