"""How many points a quality measure may earn, in each of the equally likely years."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import partial

from openmips.amounts import HUNDRED, Amount, as_fraction, clamp, ratio_half_up, round_half_up
from openmips.catalog.entries import CLAIMS, CUT_POINTS, MetricType, QualityMeasure
from openmips.performance import Counts, QualityResult, QualityValue, RegistryCounts
from openmips.planning.chance import at_rank, even_rates, more_met, places, places_below, ranks
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
    """What one measure may come to in one year: its points in steps, and whether complete.

    `points` is None while the benchmark is open.
    """

    score: MeasureScore
    complete: bool
    points: int | None

    @property
    def span(self) -> tuple[Amount, Amount]:
        """The least and the most points."""
        return self.score.low, self.score.high

    @classmethod
    def of(cls, score: MeasureScore, complete: bool, situation: Situation) -> _Year:
        """The year with that score."""
        points = steps(score.low, situation) if score.low == score.high else None
        return cls(score, complete, points)


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

    return made, [spread[place] for place in places(name, situation.years)]


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
    score = measure_score(measured, at, quality, programme)
    return _Year.of(score, measured.complete, situation)


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
    count = situation.years
    incomplete = places_below(fails, count)
    slipped = places_below(fails + Fraction(estimates.slip.value, HUNDRED), count)
    rates = _rates(at, measure, cases, slipped, situation)
    years = [
        *_years(rates[:incomplete], partial(_guessed, False, cases, at, situation)),
        *_years(rates[incomplete:], partial(_guessed, True, cases, at, situation)),
    ]
    order = places(NEW_MEASURES, count)
    return _row(at, [years[place] for place in order], NEW_MEASURES, situation)


def _years(rates: Sequence[Decimal], year: Callable[[Decimal], _Year]) -> list[_Year]:
    """The year of each rate, from the worst to the best.

    A better rate never earns less, so between two rates that earn the same all do.
    """
    if not rates:
        return []
    found = {0: year(rates[0]), len(rates) - 1: year(rates[-1])}
    spans = [(0, len(rates) - 1)]
    while spans:
        first, last = spans.pop()
        one, other = found[first], found[last]
        if one.span == other.span:
            found.update(dict.fromkeys(range(first, last), one))
        elif last - first > 1:
            middle = (first + last) // 2
            found[middle] = year(rates[middle])
            spans += [(first, middle), (middle, last)]
    return [found[place] for place in range(len(rates))]


def _in_time(situation: Situation) -> bool:
    """Whether what is left of the year can still be a complete share of it."""
    quality = situation.policy.topic(QualityPolicy)
    left = 1 - situation.elapsed
    return is_complete(left.numerator, left.denominator, quality)


def _rates(
    at: Standing, measure: QualityMeasure, cases: int, slipped: int, situation: Situation
) -> list[Decimal]:
    """The rate at each place of skill, the best last, as all reporters' rates were spread.

    At the first places, so many, one case is missed.
    """
    benchmark, decimals = at.benchmark, situation.policy.programme.rate_places.value
    estimates, count = situation.estimates, situation.years
    usual = Decimal(estimates.prior_average.value)
    if benchmark is None or benchmark.placeholder:
        return [usual] * count
    values: Sequence[Decimal] = benchmark.percentiles
    if values == _FLAT:
        usual = usual if benchmark.average is None else benchmark.average
        values = [usual + estimates.flat_spread.value * each for each in estimates.deviates.value]
    found = even_rates(values, count, decimals)
    if values is not benchmark.percentiles:
        found = [max(Decimal(0), min(Decimal(HUNDRED), rate)) for rate in found]
    if benchmark.inverse:
        found.reverse()
    if measure.metric_type in _SCALES:
        return found
    miss = Fraction(HUNDRED, cases)
    worst, best = round_half_up(miss, decimals), round_half_up(HUNDRED - miss, decimals)
    ends = [max(rate, worst) if benchmark.inverse else min(rate, best) for rate in found[:slipped]]
    return [*ends, *found[slipped:]]


def _guessed(
    complete: bool, cases: int, at: Standing, situation: Situation, rate: Decimal
) -> _Year:
    quality = situation.policy.topic(QualityPolicy)
    measured = MeasuredRate(rate, complete, None, cases, True, _REASON)
    score = measure_score(measured, at, quality, situation.policy.programme)
    return _Year.of(score, complete, situation)


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
        if year.points is None:
            low, high = as_fraction(year.score.low), as_fraction(year.score.high)
            points.append(steps(low + (high - low) * rank, situation))
        else:
            points.append(year.points)
    return Row(
        at.measure_id,
        at.collection_type,
        tuple(points),
        at.outcome,
        at.high_priority,
        frozenset(place for place, year in enumerate(years) if not year.complete),
        not any(year.score.basis is Basis.SUPPRESSED for year in years),
    )
