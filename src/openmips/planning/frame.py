"""From quality points to the final score, in whole numbers, for one way of reporting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import lcm
from operator import add

from openmips.amounts import HUNDRED, as_fraction, clamp
from openmips.performance import Category, Performance
from openmips.planning.chance import at_rank, places, ranks
from openmips.planning.situation import Situation
from openmips.policy.topics import QualityPolicy
from openmips.scoring.final import final_score
from openmips.scoring.results import FinalScore


@dataclass(frozen=True, slots=True)
class Line:
    """What quality points contribute to the final score: a line, improvement, and an end.

    All in units of the frame: `slope` a step of points, `start` for none of them (the bonus),
    `rise` and `base` of the improvement, up to `most_rise`; together never above `most`.
    """

    slope: int
    start: int
    most: int
    rise: int = 0
    base: int = 0
    most_rise: int = 0

    def contributions(
        self, points: Sequence[int], unimproved: frozenset[int] = frozenset()
    ) -> list[int]:
        """The contribution in each year; `unimproved` years earn no improvement."""
        slope, start, most = self.slope, self.start, self.most
        made = [slope * each + start for each in points]
        if self.rise:
            rise, base, most_rise = self.rise, self.base, self.most_rise
            made = [
                one
                if year in unimproved
                else one + max(0, min(most_rise, rise * points[year] - base))
                for year, one in enumerate(made)
            ]
        return made if max(made) <= most else [min(most, one) for one in made]


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything of the final score but quality, for one way of reporting.

    `unit` is a final score of 1. `rest` is all else in each year: activities, promoting
    interoperability, cost, bonus. `fixed` replaces the sum where too few categories count.
    """

    unit: int
    rest: tuple[int, ...]
    lines: tuple[Line, ...]
    most: int
    fixed: int | None = None

    def reach(self, points: int) -> int:
        """More than any score, before its ends are cut off, of no more than so many points."""
        made = (line.slope * points + line.start + line.most_rise for line in self.lines)
        steepest = max(line.rise * points + abs(line.base) for line in self.lines)
        return max(self.rest) + max(*made, steepest, self.most, self.fixed or 0) + steepest

    def totals(self, contributions: Sequence[int]) -> list[int]:
        """The final score in each year, in units of the frame."""
        if self.fixed is not None:
            return [self.fixed] * len(self.rest)
        made = list(map(add, contributions, self.rest))
        most = self.most
        return made if max(made) <= most else [min(most, one) for one in made]


@dataclass(frozen=True, slots=True)
class Extra:
    """Points and available points of what CMS computes on top of the chosen measures."""

    points: Fraction = Fraction(0)
    available: Fraction = Fraction(0)


def frame_for(
    performance: Performance, situation: Situation, availables: Sequence[int], extra: Extra
) -> Frame:
    """The frame of one way of reporting; one line for each number of available points.

    `performance` stands for every performance with the same categories reported: weights and
    bonuses depend on what is submitted, not on how well it went.
    """
    final = final_score(_with_cost(performance, situation), situation.catalog, situation.policy)
    weights = {category: one.weight for category, one in final.categories.items()}
    costs = _costs(final, situation)
    known = [final.complex_patient_bonus] + [
        final.categories[category].contribution.low
        for category in (Category.ACTIVITIES, Category.INTEROPERABILITY)
    ]
    constant = sum(map(as_fraction, known), costs.start)
    weight = Fraction(weights[Category.QUALITY])
    lines = [_line(weight, final, situation, available, extra) for available in availables]
    unit = lcm(
        constant.denominator,
        costs.step.denominator,
        *(part.denominator for line in lines for part in line),
    )
    start, step = int(constant * unit), int(costs.step * unit)
    left = sum(weight > 0 for weight in weights.values())
    few = left < situation.policy.weights.minimum_categories.value
    return Frame(
        unit,
        tuple(start + step * times for times in costs.times),
        tuple(Line(*(int(part * unit) for part in line)) for line in lines),
        situation.policy.final.maximum.value * unit,
        int(final.score.low * unit) if few else None,
    )


def _with_cost(performance: Performance, situation: Situation) -> Performance:
    """The performance with cost settled as scored or not, so that the weights are settled."""
    given = performance.given
    if performance.cost is not None or given.cost_percent is not None:
        return performance
    if situation.cost_scored:
        return replace(performance, given=replace(given, cost_percent=Decimal(0)))
    return replace(performance, cost=())


@dataclass(frozen=True, slots=True)
class _Costs:
    """What cost adds in each year: `start`, and so many times `step`."""

    start: Fraction
    step: Fraction
    times: tuple[int, ...]


def _costs(final: FinalScore, situation: Situation) -> _Costs:
    """What is known, or else as practices' costs are spread.

    Last year's distance from the median is partly kept.
    """
    cost = final.categories[Category.COST]
    performance, years = situation.performance, situation.years
    known = performance.cost is not None or performance.given.cost_percent is not None
    if known or not cost.weight:
        low, high = cost.contribution.low, cost.contribution.high
        half = (high - low) / (2 * years)
        return _Costs(low + half, 2 * half, places("cost", years))
    estimates = situation.estimates
    before, kept = situation.cost_before, Fraction(estimates.cost_carry.value)
    below, percents = _spread_costs(estimates.cost_percents.value, before, kept, years)
    return _Costs(Fraction(0), Fraction(cost.weight) / (HUNDRED * below), percents)


@cache
def _spread_costs(
    table: tuple[Decimal, ...], before: Decimal | None, kept: Fraction, years: int
) -> tuple[int, tuple[int, ...]]:
    """Cost percents as practices' costs are spread, drawn towards last year's where it is known.

    What is kept of last year is no longer open: the spread narrows as the middle moves. They
    are numerators, the first number their denominator.
    """
    median = at_rank(table, Fraction(1, 2))
    centre = Fraction(0) if before is None else kept * (as_fraction(before) - median)
    width = Fraction(1) if before is None else 1 - kept * kept
    percents = [
        clamp(median + centre + width * (at_rank(table, rank) - median), 0, HUNDRED)
        for rank in ranks("cost", years)
    ]
    below = lcm(*(percent.denominator for percent in percents))
    return below, tuple(int(percent * below) for percent in percents)


def _line(
    weight: Fraction, final: FinalScore, situation: Situation, available: int, extra: Extra
) -> tuple[Fraction, ...]:
    """The parts of a `Line`, as exact final points."""
    quality = situation.policy.topic(QualityPolicy)
    score = final.categories[Category.QUALITY].score
    given = final.performance.given.quality_percent
    if given is not None:
        contribution = final.categories[Category.QUALITY].contribution.low
        return (Fraction(0), contribution, contribution)
    whole = available + extra.available
    step = Fraction(1, 10**situation.policy.programme.points_places.value)
    slope = weight * step / whole
    bonus = as_fraction(score.bonus or 0)
    prior = final.performance.prior_year.quality_achievement_percent
    line = (slope, weight * (extra.points + bonus) / whole, weight)
    if not prior:
        return line
    most = quality.improvement_maximum.value
    base = max(Fraction(prior), Fraction(quality.improvement_prior_floor.value))
    # Improvement is most x (achieved - base) / base percent, of which the weight counts.
    factor = weight * most / base
    achieved = factor * extra.points / whole
    highest = weight * most / HUNDRED
    return (*line, factor * step / whole, highest - achieved, highest)
