"""The final score: category percents times weights, plus the complex patient bonus."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from types import MappingProxyType

from openmips.amounts import HUNDRED, Span, total
from openmips.catalog.load import Catalog
from openmips.performance import Category, Performance
from openmips.policy.topics import Policy
from openmips.scoring.activities import activities_category
from openmips.scoring.complex_patients import complex_patient_bonus
from openmips.scoring.cost import cost_category, unknown_cost
from openmips.scoring.facility import facility_based_alternative
from openmips.scoring.given import given_category
from openmips.scoring.interoperability import interoperability_category
from openmips.scoring.quality import quality_category
from openmips.scoring.results import CategoryScore, FinalScore, WeightedCategory
from openmips.scoring.weights import Reweighted, reweighted_categories, weight_row
from openmips.why import Why

RULES = {
    Category.QUALITY: quality_category,
    Category.ACTIVITIES: activities_category,
    Category.INTEROPERABILITY: interoperability_category,
    Category.COST: cost_category,
}


def final_score(
    performance: Performance,
    catalog: Catalog | None,
    policy: Policy,
    computed: Mapping[Category, CategoryScore] = MappingProxyType({}),
) -> FinalScore:
    """The final score of one entity under one reporting option (rule FS-1, FS-2).

    0 to 100, unrounded; a span where cost or a benchmark is not known yet. Facility-based
    quality and cost are used where they give more. `catalog` None: the year has only
    final-score arithmetic, so what is not given was not submitted, and cost is unknown.
    `computed` holds categories that were scored elsewhere. Source: 42 CFR 414.1380(c).
    """
    scores = {
        category: computed.get(category) or category_score(category, performance, catalog, policy)
        for category in Category
    }
    own = weighted_score(performance, scores, policy)
    hospital = facility_based_alternative(performance, scores, policy)
    if hospital is None:
        return own
    return higher_score(own, weighted_score(performance, hospital, policy))


def category_score(
    category: Category, performance: Performance, catalog: Catalog | None, policy: Policy
) -> CategoryScore:
    """One category as given, or else computed."""
    given = given_category(category, performance.given, policy.final)
    if given is not None:
        return given
    if catalog is None:
        return _not_computed(category, policy)
    return RULES[category](performance, catalog, policy)


def _not_computed(category: Category, policy: Policy) -> CategoryScore:
    """A category of a year without rules of its own: unknown cost, or nothing submitted."""
    if category is Category.COST:
        return unknown_cost()
    why = Why("No {} result is given: 0 percent.", (category.value,), (policy.final.maximum,))
    return CategoryScore(category, Span.at(0), why, reason="not_submitted")


def weighted_score(
    performance: Performance, scores: Mapping[Category, CategoryScore], policy: Policy
) -> FinalScore:
    """The sum of weight x percent plus the bonus, at most the maximum; or the threshold."""
    moved = reweighted_categories(performance, scores, policy)
    zeroed = frozenset(moved)
    submitted = performance.given.submitted or any(one.submitted for one in scores.values())
    bonus, bonus_why, assumptions = complex_patient_bonus(performance, submitted, policy)
    remaining = len(Category) - len(zeroed)
    fewest = policy.weights.minimum_categories
    row = weight_row(performance, zeroed, policy) if remaining >= fewest.value else None
    weights = row.value.weights if row else _last_one(zeroed)
    categories = {
        category: _weighted(score, weights.get(category.value, Decimal(0)), moved.get(category))
        for category, score in scores.items()
    }
    notes = tuple(note for category in categories.values() for note in category.score.assumptions)
    if row is None:
        threshold = policy.payment.threshold
        why = Why(
            "{} categories can be scored, fewer than {}: the final score is the performance"
            " threshold, {}.",
            (remaining, fewest.value, threshold.value),
            (fewest, threshold),
            tuple(one.why for one in categories.values()),
        )
        span = Span.at(threshold.value)
        nothing = Decimal(0)
        return FinalScore(performance, categories, nothing, span, notes, frozenset(), why)
    most = Fraction(policy.final.maximum.value)
    parts = tuple(one.contribution for one in categories.values())
    low = high = total((bonus, *(part.low for part in parts)))
    if not all(part.exact for part in parts):
        high = total((bonus, *(part.high for part in parts)))
    span = Span(min(most, low), min(most, high))
    why = Why(
        "Final score: {} for quality + {} for improvement activities + {} for promoting"
        " interoperability + {} for cost + {} complex patient bonus = {}, at most {}.",
        (*(categories[one].contribution for one in Category), bonus, span, most),
        (row, policy.final.maximum),
        (*(one.why for one in categories.values()), bonus_why),
    )
    needs = frozenset(
        one.score.needs for one in categories.values() if one.weight and one.score.needs
    )
    return FinalScore(performance, categories, bonus, span, notes + assumptions, needs, why)


def _last_one(zeroed: frozenset[Category]) -> dict[str, Decimal]:
    """All the weight on the one category that is left, if any."""
    left = [category for category in Category if category not in zeroed]
    return {category.value: Decimal(HUNDRED) for category in left if len(left) == 1}


@cache
def weight_share(weight: Decimal) -> Fraction:
    """A weight in points of 100 as a share of the whole."""
    return Fraction(weight) / HUNDRED


def _weighted(score: CategoryScore, weight: Decimal, moved: Reweighted | None) -> WeightedCategory:
    percent = score.percent
    if moved is not None or percent is None:
        why = moved.why if moved is not None else score.why
        reason = moved.reason if moved is not None else score.reason
        return WeightedCategory(score, Decimal(0), Span.at(0), reason, why)
    share = weight_share(weight)
    low = share * percent.low
    contribution = Span(low, low if percent.exact else share * percent.high)
    why = Why(
        "{}: {} percent x weight {} = {}.",
        (score.category.value, percent, weight, contribution),
        (),
        (score.why,),
    )
    return WeightedCategory(score, weight, contribution, score.reason, why)


def higher_score(own: FinalScore, other: FinalScore) -> FinalScore:
    """The better of the own and the facility-based score, as a span where that is open."""
    best = other if other.score.low > own.score.low else own
    span = Span(max(own.score.low, other.score.low), max(own.score.high, other.score.high))
    why = Why(
        "The higher of the own score ({}) and the facility-based score ({}) counts: {}.",
        (own.score, other.score, span),
        (),
        (own.why, other.why),
    )
    return FinalScore(
        best.performance,
        best.categories,
        best.complex_patient_bonus,
        span,
        best.assumptions,
        own.needs if not span.exact else frozenset(),
        why,
    )
