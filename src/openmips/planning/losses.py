"""Where the points that a final score lacks to its maximum were lost, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from openmips.amounts import HUNDRED, Span, as_fraction, total
from openmips.catalog.load import Catalog
from openmips.performance import Category
from openmips.policy.topics import Policy, QualityPolicy
from openmips.scoring.choosing import Level, highest, lowest
from openmips.scoring.results import Basis, FinalScore, MeasureScore, WeightedCategory
from openmips.selection.rungs import has_cliff, is_percent
from openmips.why import Why

_NOT_SUBMITTED = "not_submitted"


class Cause(Enum):
    """Why points were lost, or what gave points back."""

    NOT_REPORTED = "not_reported"
    TOO_FEW_MEASURES = "too_few_measures"
    INCOMPLETE = "data_completeness"
    TOO_FEW_CASES = "case_minimum"
    NO_BENCHMARK = "no_benchmark"
    OPEN_BENCHMARK = "benchmark_pending"
    CAPPED = "capped"
    CLIFF = "cliff"
    PERFORMANCE = "performance"
    ACTIVITIES = "activities"
    GIVEN = "given"
    COST = "cost"
    UNKNOWN_COST = "unknown_cost"
    BONUS = "bonus"
    IMPROVEMENT = "improvement"
    COMPLEX_PATIENTS = "complex_patients"
    CATEGORY_FULL = "category_full"
    SCORE_FULL = "score_full"
    TOO_FEW_CATEGORIES = "too_few_categories"


@dataclass(frozen=True, slots=True)
class Loss:
    """Final points lost for one cause; below zero what was given back. A span while open."""

    category: Category | None
    cause: Cause
    lost: Span
    why: Why
    measure_id: str | None = None
    collection_type: str | None = None


def losses(final: FinalScore, catalog: Catalog | None, policy: Policy) -> tuple[Loss, ...]:
    """Every loss and every gift; together exactly the maximum minus the score, at both ends.

    The low end of each `lost` belongs to the high end of the score.
    """
    most = Fraction(policy.final.maximum.value)
    if not any(one.weight for one in final.categories.values()):
        lost = Span(most - final.score.high, most - final.score.low)
        return (Loss(None, Cause.TOO_FEW_CATEGORIES, lost, final.why),)
    found = [
        loss
        for category, one in final.categories.items()
        if one.weight
        for loss in _category_losses(category, one, catalog, policy)
    ]
    bonus = as_fraction(final.complex_patient_bonus)
    if bonus:
        found.append(Loss(None, Cause.COMPLEX_PATIENTS, Span.at(-bonus), final.why))
    rest = _rest(found, most - final.score.high, most - final.score.low)
    if rest:
        says = "More points than the maximum {} do not count."
        why = Why(says, (most,), (policy.final.maximum,))
        found.append(Loss(None, Cause.SCORE_FULL, rest, why))
    return tuple(sorted(found, key=lambda loss: (-loss.lost.high, loss.cause.value)))


def _rest(found: list[Loss], low: Fraction, high: Fraction) -> Span | None:
    """What the losses lack to their sum, None where they lack nothing."""
    first = low - total(loss.lost.low for loss in found)
    last = high - total(loss.lost.high for loss in found)
    return Span(first, last) if first or last else None


def _category_losses(
    category: Category, one: WeightedCategory, catalog: Catalog | None, policy: Policy
) -> list[Loss]:
    weight = Fraction(one.weight)
    whole = Span(weight - one.contribution.high, weight - one.contribution.low)
    score = one.score
    rows = [row for row in score.counted if row.available]
    if rows and _by_measure(one):
        found = _measure_losses(category, one, rows, catalog, policy)
        rest = _rest(found, whole.low, whole.high)
        if rest:
            says = "More points than the category has do not count."
            found.append(Loss(category, Cause.CATEGORY_FULL, rest, Why(says, (), (), (one.why,))))
        return found
    if not whole.high:
        return []
    return [Loss(category, _cause_of(category, one), whole, one.why)]


def _by_measure(one: WeightedCategory) -> bool:
    """Whether the category is the mean of its measures, of which some were reported."""
    score = one.score
    named = score.category in (Category.QUALITY, Category.COST)
    return named and bool(score.available) and score.reason != _NOT_SUBMITTED


def _cause_of(category: Category, one: WeightedCategory) -> Cause:
    """Why a whole category lost its points."""
    if category is Category.COST:
        return Cause.UNKNOWN_COST if "cost" in one.score.needs else Cause.COST
    if one.score.reason == _NOT_SUBMITTED:
        return Cause.NOT_REPORTED
    if category is Category.ACTIVITIES:
        return Cause.ACTIVITIES
    return Cause.PERFORMANCE if one.score.counted else Cause.GIVEN


def _measure_losses(
    category: Category,
    one: WeightedCategory,
    rows: list[MeasureScore],
    catalog: Catalog | None,
    policy: Policy,
) -> list[Loss]:
    """What each measure lost of the category's weight, and what bonuses gave back."""
    score, weight = one.score, Fraction(one.weight)
    available = as_fraction(score.available or 1)

    def lost(row: MeasureScore, level: Level) -> Fraction:
        return weight * (as_fraction(row.available) - as_fraction(level(row))) / available

    found = [
        Loss(
            category,
            Cause.COST if category is Category.COST else cause_of(row, catalog, policy),
            Span(lost(row, highest), lost(row, lowest)),
            row.why,
            row.measure_id,
            row.collection_type,
        )
        for row in rows
        if lost(row, lowest)
    ]
    bonus = as_fraction(score.bonus or 0)
    if bonus:
        given = Span.at(-weight * bonus / available)
        found.append(Loss(category, Cause.BONUS, given, one.why))
    improvement = score.improvement
    if improvement is not None and improvement.high:
        ends = [-weight * end / HUNDRED for end in (improvement.high, improvement.low)]
        found.append(Loss(category, Cause.IMPROVEMENT, Span(*ends), one.why))
    return found


def cause_of(row: MeasureScore, catalog: Catalog | None, policy: Policy) -> Cause:
    """Why a quality measure earned less than it could."""
    if row.basis is Basis.NOT_SUBMITTED:
        return Cause.TOO_FEW_MEASURES
    if row.basis is Basis.BENCHMARK_PENDING:
        return Cause.OPEN_BENCHMARK
    measured = row.measured
    quality = policy.topic(QualityPolicy)
    if measured is not None and not measured.complete:
        return Cause.INCOMPLETE
    if row.basis is not Basis.BENCHMARK:
        few = measured is not None and (measured.cases or 0) < quality.case_minimum.value
        return Cause.TOO_FEW_CASES if few else Cause.NO_BENCHMARK
    if row.capped:
        return Cause.CAPPED
    if catalog is not None and is_cliff(row, catalog):
        return Cause.CLIFF
    return Cause.PERFORMANCE


def is_cliff(row: MeasureScore, catalog: Catalog) -> bool:
    """Whether nearly all points of the measure hang on a perfect rate."""
    measure = catalog.quality.get(row.measure_id or "")
    benchmark = catalog.benchmarks.get((row.measure_id or "", row.collection_type or ""))
    if benchmark is None or measure is None:
        return False
    return has_cliff(benchmark, is_percent(measure.metric_type))
