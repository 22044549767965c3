"""Whether published results follow from their own parts by our rules, and why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from openmips.amounts import HUNDRED, Amount, Span, as_fraction, round_half_up, total
from openmips.catalog.entries import MetricType
from openmips.catalog.load import Catalog
from openmips.feedback.ours import paid_span
from openmips.feedback.stated import Figure, Kind, Stated, places_of
from openmips.people import SpecialStatus
from openmips.performance import Category, Performance, ReweightingReason
from openmips.policy.topics import Policy, QualityPolicy
from openmips.scoring.final import weighted_score
from openmips.scoring.quality import quality_of_rows
from openmips.scoring.results import Basis, CategoryScore, MeasureScore
from openmips.scoring.weights import weight_row
from openmips.why import Why

SMALL_PRACTICE = "small_practice_status"
OTHER_DENOMINATOR = "other_denominator"
THRESHOLD = "one_category"
UNEXPLAINED = "unexplained"
MISS_REASONS: Mapping[str, str] = {
    SMALL_PRACTICE: "With the other small practice status it would come out as published.",
    OTHER_DENOMINATOR: "With another number of measures in the denominator it would come out as"
    " published.",
    THRESHOLD: "The performance threshold is published, as for those with one category.",
    UNEXPLAINED: "Nothing that was tried gives the published number.",
}
"""Why a number may not follow from its parts: each is tried before it is said."""

_WHY = Why("Published.")
_CATEGORIES_WITH_PERCENT = (Category.QUALITY, Category.INTEROPERABILITY, Category.COST)


@dataclass(frozen=True, slots=True)
class Check:
    """One published number beside what its parts make of it.

    The parts are rounded, so ours is a span; it matches where the published number, with its
    own rounding, lies in it. `reason` is why it does not match, None where it does.
    """

    name: str
    published: Decimal
    ours: Span
    reason: str | None

    @property
    def matches(self) -> bool:
        """Whether the number follows from its parts."""
        return self.reason is None


@dataclass(frozen=True, slots=True)
class Published:
    """One published result, and whose it is."""

    stated: Stated
    performance: Performance

    def with_small(self, small: bool) -> Published:
        """The same of a practice that is small, or is not."""
        practice = self.performance.practice
        one = frozenset({SpecialStatus.SMALL_PRACTICE})
        held = practice.special_statuses - one
        statuses = held | one if small else held
        practice = replace(practice, special_statuses=statuses)
        return replace(self, performance=replace(self.performance, practice=practice))

    @property
    def small(self) -> bool:
        """Whether the practice counts as small."""
        return self.performance.practice.small


def checks(result: Published, catalog: Catalog | None, policy: Policy) -> tuple[Check, ...]:
    """Every number of a published result that its other numbers decide (rule CAL-PARTS)."""
    return tuple(
        check
        for found in (
            _quality(result, catalog, policy),
            _activities(result, policy),
            _interoperability(result),
            _cost(result, policy),
            *_weights(result, policy),
            _final(result, policy),
            _adjustment(result, policy),
        )
        for check in [found]
        if check is not None
    )


def _span(published: Decimal, least_places: int = 0) -> Span:
    """Everything that rounds to a published number."""
    half = Fraction(1, 2 * 10 ** max(places_of(published), least_places))
    exact = as_fraction(published)
    return Span(exact - half, exact + half)


def _check(
    name: str, published: Decimal, ours: Span, places: int, reason: str = UNEXPLAINED
) -> Check:
    """A number beside what its parts make, both to the places that are published."""
    shown = max(places, places_of(published))
    low, high = round_half_up(ours.low, shown), round_half_up(ours.high, shown)
    return Check(name, published, ours, None if low <= published <= high else reason)


def _points(stated: Stated, category: Category) -> dict[Figure, Decimal]:
    return {
        figure: points
        for figure, points in stated.figures.items()
        if figure.kind is Kind.MEASURE_POINTS and figure.category is category
    }


def _quality(result: Published, catalog: Catalog | None, policy: Policy) -> Check | None:
    """The quality percent from the points of its measures."""
    stated = result.stated
    published = stated.get(Kind.PERCENT, Category.QUALITY)
    points = _points(stated, Category.QUALITY)
    if published is None or not points or catalog is None or stated.facility_score:
        return None
    if stated.get(Kind.WEIGHT, Category.QUALITY) == 0:
        return None
    ours = _quality_span(result, points, catalog, policy)
    check = _check("quality", published, ours, 2)
    if check.matches:
        return check
    other = _quality_span(result.with_small(not result.small), points, catalog, policy)
    if _check("", published, other, 2).matches:
        return replace(check, reason=SMALL_PRACTICE)
    if any(
        _check("", published, other, 2).matches
        for other in _other_denominators(result, points, policy)
    ):
        return replace(check, reason=OTHER_DENOMINATOR)
    return check


def _improvement(stated: Stated, category: Category) -> Span:
    stated_one = stated.get(Kind.IMPROVEMENT, category)
    return Span.at(0) if stated_one is None else _span(stated_one, 2)


def _quality_span(
    result: Published, points: Mapping[Figure, Decimal], catalog: Catalog, policy: Policy
) -> Span:
    """Quality by the rule of choice, with every point as rounded as it is published."""
    highest = policy.topic(QualityPolicy).highest_points.value
    rows: list[MeasureScore] = []
    computed: list[MeasureScore] = []
    for figure, value in points.items():
        measure = catalog.quality[figure.measure_id or ""]
        by_claims = measure.metric_type is MetricType.CLAIMS_SCORE
        if by_claims and not value:
            continue
        near = _span(value, 1) if 0 < value < highest else Span.at(value)
        row = MeasureScore(
            figure.measure_id,
            Category.QUALITY,
            near.low,
            min(near.high, Fraction(highest)),
            highest,
            Basis.REPORTED,
            _WHY,
            figure.collection_type,
            outcome=measure.is_outcome,
            high_priority=measure.high_priority,
        )
        (computed if by_claims else rows).append(row)
    score = quality_of_rows(rows, tuple(computed), result.performance, catalog, policy)
    return _capped(score.percent or Span.at(0), _improvement(result.stated, Category.QUALITY))


def _capped(percent: Span, more: Span) -> Span:
    most = Fraction(HUNDRED)
    return Span(min(most, percent.low + more.low), min(most, percent.high + more.high))


def _other_denominators(
    result: Published, points: Mapping[Figure, Decimal], policy: Policy
) -> Iterator[Span]:
    """Quality with one measure, two and so on in the denominator, the best of them counted."""
    quality = policy.topic(QualityPolicy)
    best = sorted(points.values(), reverse=True)
    bonus = quality.small_practice_bonus.value if result.small else 0
    more = _improvement(result.stated, Category.QUALITY)
    for count in range(1, quality.required_measures.value + 1):
        spans = [_span(one, 1) for one in best[:count]]
        available = count * quality.highest_points.value
        low = HUNDRED * (total(one.low for one in spans) + bonus) / available
        high = HUNDRED * (total(one.high for one in spans) + bonus) / available
        yield _capped(Span(low, high), more)


def _activities(result: Published, policy: Policy) -> Check | None:
    """The points of improvement activities from those of each activity."""
    published = result.stated.get(Kind.POINTS, Category.ACTIVITIES)
    points = _points(result.stated, Category.ACTIVITIES)
    if published is None or not points:
        return None
    most = Fraction(policy.final.activities_maximum.value)
    return _check("ia", published, Span.at(min(most, total(points.values()))), 0)


def _interoperability(result: Published) -> Check | None:
    """The percent of promoting interoperability from the points of its measures."""
    published = result.stated.get(Kind.PERCENT, Category.INTEROPERABILITY)
    points = _points(result.stated, Category.INTEROPERABILITY)
    if not published or not points:
        return None
    spans = [_span(one) for one in points.values()]
    return _check("pi", published, _capped(_sum(spans), Span.at(0)), 0)


def _sum(spans: list[Span]) -> Span:
    return Span(total(one.low for one in spans), total(one.high for one in spans))


def _cost(result: Published, policy: Policy) -> Check | None:
    """The cost percent from the points of its measures."""
    stated = result.stated
    published = stated.get(Kind.PERCENT, Category.COST)
    points = _points(stated, Category.COST)
    if not published or not points or stated.facility_score or policy.quality is None:
        return None
    whole = _sum([_span(one, 1) for one in points.values()])
    share = Fraction(HUNDRED, len(points) * policy.quality.highest_points.value)
    mean = Span(share * whole.low, share * whole.high)
    return _check("cost", published, _capped(mean, _improvement(stated, Category.COST)), 2)


def _zeroed(stated: Stated) -> frozenset[Category]:
    return frozenset(one for one in Category if stated.get(Kind.WEIGHT, one) == 0)


def _weights(result: Published, policy: Policy) -> Iterator[Check]:
    """Every weight from which categories have none."""
    stated = result.stated
    said = {one: stated.get(Kind.WEIGHT, one) for one in Category}
    if any(weight is None for weight in said.values()):
        return
    zeroed = _zeroed(stated)
    ours = _row_weights(result, zeroed, policy)
    other = _row_weights(result.with_small(not result.small), zeroed, policy)
    agreed = all(other[one] == weight for one, weight in said.items())
    reason = SMALL_PRACTICE if agreed else UNEXPLAINED
    for category, weight in said.items():
        if weight is not None and category not in zeroed:
            name = f"weight of {category.value}"
            yield _check(name, weight, Span.at(ours[category]), 2, reason)


def _row_weights(
    result: Published, zeroed: frozenset[Category], policy: Policy
) -> dict[Category, Amount]:
    """The weights by the rule; all on the one category that is left, where it is alone."""
    row = weight_row(result.performance, zeroed, policy)
    if row is None:
        left = [one for one in Category if one not in zeroed]
        alone = HUNDRED if len(left) == 1 else 0
        return {one: alone if one in left else 0 for one in Category}
    weights = row.value.weights
    return {one: weights.get(one.value, Decimal(0)) for one in Category}


def _final(result: Published, policy: Policy) -> Check | None:
    """The final score from percents, weights and bonus."""
    published = result.stated.get(Kind.FINAL_SCORE)
    ours = None if published is None else _final_span(result, policy)
    if published is None or ours is None:
        return None
    check = _check("final score", published, ours, 2)
    if check.matches:
        return check
    other = _final_span(result.with_small(not result.small), policy)
    if other is not None and _check("", published, other, 2).matches:
        return replace(check, reason=SMALL_PRACTICE)
    if published == policy.payment.threshold.value:
        return replace(check, reason=THRESHOLD)
    return check


def _final_span(result: Published, policy: Policy) -> Span | None:
    """The final score by the rule; None where a part of it is not published."""
    stated, zeroed = result.stated, _zeroed(result.stated)
    scores: dict[Category, CategoryScore] = {}
    for category in Category:
        percent = _percent(stated, category, policy)
        if percent is None and category not in zeroed:
            return None
        handed_in = percent is not None and percent.high > 0 and category not in zeroed
        scores[category] = CategoryScore(
            category,
            percent or Span.at(0),
            _WHY,
            submitted=handed_in and category is not Category.COST,
            qualifying=handed_in,
        )
    moved = frozenset({ReweightingReason.OTHER})
    performance = replace(
        result.performance,
        reweighted=dict.fromkeys(zeroed, moved),
        complex_patient_bonus=stated.get(Kind.COMPLEX_PATIENT_BONUS) or Decimal(0),
    )
    return weighted_score(performance, scores, policy).score


def _percent(stated: Stated, category: Category, policy: Policy) -> Span | None:
    """A category's percent with its rounding; activities are published in points."""
    if category in _CATEGORIES_WITH_PERCENT:
        percent = stated.get(Kind.PERCENT, category)
        if percent is None:
            return None
        return _span(percent, 2) if 0 < percent < HUNDRED else Span.at(percent)
    points = stated.get(Kind.POINTS, category)
    if points is None:
        return None
    return Span.at(HUNDRED * as_fraction(points) / policy.final.activities_maximum.value)


def _adjustment(result: Published, policy: Policy) -> Check | None:
    """The payment adjustment from the final score."""
    published = result.stated.get(Kind.ADJUSTMENT)
    score = result.stated.get(Kind.FINAL_SCORE)
    if published is None or score is None:
        return None
    near = _span(score, 2) if 0 < score < HUNDRED else Span.at(score)
    threshold = policy.payment.threshold.value
    if score == threshold:
        near = Span.at(score)
    return _check("payment adjustment", published, paid_span(near.low, near.high, policy), 2)
