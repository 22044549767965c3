"""What the scoring rules yield: points of a measure, a category's score, the final score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from enum import Enum

from openmips.amounts import Amount, Span
from openmips.performance import Category, Performance
from openmips.values import value
from openmips.why import Why


class Basis(Enum):
    """What decided a measure's points."""

    BENCHMARK = "benchmark"
    NEW_MEASURE_FLOOR = "new_measure_floor"
    SMALL_PRACTICE_FLOOR = "small_practice_floor"
    NO_POINTS = "no_points"
    SUPPRESSED = "suppressed"
    NOT_SCORED = "not_scored"
    BENCHMARK_PENDING = "benchmark_pending"
    NOT_SUBMITTED = "not_submitted"
    ATTESTED = "attested"
    REPORTED = "reported"
    EXCLUDED = "excluded"


@value
class MeasuredRate:
    """The one rate a measure is scored on.

    `rate` is in the measure's own unit (percent for proportions), None where nothing can be
    divided. `completeness` is the reporting rate in percent (None: not applicable, complete),
    `complete` the exact test against the year's threshold. `reported` is false where not one
    case was answered: then the measure was not submitted.
    """

    rate: Decimal | None
    complete: bool
    completeness: Decimal | None
    cases: int | None
    reported: bool
    why: Why
    no_cases: bool = False


@value
class MeasureScore:
    """The points of one measure or activity.

    `low` and `high` differ only while a benchmark is pending. `available` is what it adds to
    the denominator if it is counted; 0 takes it out. `capped` tells that the cap changed it.
    """

    measure_id: str | None
    category: Category
    low: Amount
    high: Amount
    available: Amount
    basis: Basis
    why: Why
    collection_type: str | None = None
    decile: int | None = None
    capped: bool = False
    measured: MeasuredRate | None = None
    outcome: bool = False
    high_priority: bool = False
    counted: bool = False


@value
class CategoryScore:
    """A category's percent (0-100) and what it was made from.

    `percent` None means that the category cannot be scored at all. `submitted` tells whether
    any data came in, `qualifying` whether they are complete enough to bring back a category
    that was reweighted. `reason` is why there is no score, in the contract's words.
    """

    category: Category
    percent: Span | None
    why: Why
    counted: tuple[MeasureScore, ...] = ()
    others: tuple[MeasureScore, ...] = ()
    points: Span | None = None
    available: Amount | None = None
    bonus: Amount | None = None
    improvement: Span | None = None
    submitted: bool = False
    qualifying: bool = False
    reason: str | None = None
    assumptions: tuple[str, ...] = ()
    needs: frozenset[str] = frozenset()

    @property
    def measures(self) -> tuple[MeasureScore, ...]:
        """Every row, those that count first and marked so."""
        return (*(replace(row, counted=True) for row in self.counted), *self.others)


@value
class WeightedCategory:
    """A category with its weight (points of 100) and what it contributes to the final score.

    `contribution` is None only where the category has a weight and no known percent.
    """

    score: CategoryScore
    weight: Decimal
    contribution: Span
    reason: str | None
    why: Why


@value
class FinalScore:
    """A final score (unrounded, 0-100) as a span, with everything it was made from."""

    performance: Performance
    categories: Mapping[Category, WeightedCategory]
    complex_patient_bonus: Amount
    score: Span
    assumptions: tuple[str, ...]
    needs: frozenset[frozenset[str]]
    why: Why
    scorable: bool = True

    @property
    def measures(self) -> tuple[MeasureScore, ...]:
        """Every row of every category."""
        return tuple(row for part in self.categories.values() for row in part.score.measures)
