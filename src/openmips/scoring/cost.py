"""The cost category: the mean of the measures CMS could score, plus improvement."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from openmips.amounts import HUNDRED, Amount, Span, clamp, total
from openmips.catalog.entries import COMPUTED
from openmips.catalog.load import Catalog
from openmips.people import EntityType
from openmips.performance import Category, ClaimsResult, Performance, ReportingOption
from openmips.policy.topics import CostPolicy, Policy, QualityPolicy
from openmips.scoring.choosing import Level, highest, lowest
from openmips.scoring.claims_measures import claims_measure_score, refused
from openmips.scoring.results import CategoryScore, MeasureScore
from openmips.values import value
from openmips.why import Why

UNKNOWN = Span(Fraction(0), Fraction(HUNDRED))


def unknown_cost() -> CategoryScore:
    """The category while CMS's result is not known: anything from 0 to 100 percent."""
    why = Why("CMS computes cost from claims; it is not known: {} percent.", (UNKNOWN,))
    return CategoryScore(Category.COST, UNKNOWN, why, reason="unknown", needs=frozenset({"cost"}))


def cost_category(performance: Performance, catalog: Catalog, policy: Policy) -> CategoryScore:
    """The cost percent (rule C-CAT-1): 100 x mean points / 10 + improvement, at most 100.

    Not given, it is unknown: anything from 0 to 100. Given without one measure that can be
    scored, it has no percent. Source: 42 CFR 414.1380(b)(2).
    """
    if performance.cost is None:
        return unknown_cost()
    rules = policy.topic(CostPolicy)
    rows = tuple(_row(one, performance, catalog, policy) for one in performance.cost)
    scored = [row for row in rows if row.available > 0]
    if not scored:
        why = Why(
            "No cost measure can be scored.",
            (),
            (rules.suppressed,),
            tuple(row.why for row in rows),
        )
        return CategoryScore(
            Category.COST, None, why, others=rows, reason="no_measure_met_case_minimum"
        )
    available = total(row.available for row in scored)
    worst = best = _outcome(scored, available, performance, policy, lowest)
    if any(row.low != row.high for row in scored):
        best = _outcome(scored, available, performance, policy, highest)
    prior = performance.prior_year.cost_percent
    assumptions = ("Last year's cost score is not given: improvement counts as 0.",)
    return CategoryScore(
        Category.COST,
        Span(worst.percent, best.percent),
        worst.why,
        tuple(scored),
        tuple(row for row in rows if not row.available > 0),
        Span(worst.points, best.points),
        available,
        improvement=Span(worst.improvement, best.improvement),
        reason=None if best is worst else "unknown",
        assumptions=assumptions if prior is None else (),
        needs=frozenset({"benchmarks"} if best is not worst else ()),
    )


@value
class _Outcome:
    """One end of the category's span."""

    percent: Fraction
    points: Fraction
    improvement: Fraction
    why: Why


def _outcome(
    scored: list[MeasureScore],
    available: Fraction,
    performance: Performance,
    policy: Policy,
    level: Level,
) -> _Outcome:
    points = total(level(row) for row in scored)
    achieved = HUNDRED * points / available
    improvement, reasons = cost_improvement(achieved, performance.prior_year.cost_percent, policy)
    percent = min(Fraction(HUNDRED), achieved + improvement)
    why = Why(
        "Cost: {} of {} points, plus {} for improvement: {} percent.",
        (points, available, improvement, percent),
        (policy.topic(QualityPolicy).highest_points,),
        (*(row.why for row in scored), *reasons),
    )
    return _Outcome(percent, points, improvement, why)


def cost_improvement(
    achieved: Fraction, prior: Amount | None, policy: Policy
) -> tuple[Fraction, tuple[Why, ...]]:
    """Percentage points for a better cost percent than last year's (rule C-IMP-1)."""
    if not prior:
        return Fraction(0), ()
    most = policy.topic(CostPolicy).improvement_maximum
    base = Fraction(prior)
    improvement = clamp((achieved - base) / base, 0, most.value)
    why = Why(
        "Improvement: ({} - {}) / {}, between 0 and {}: {} percentage points.",
        (achieved, prior, prior, most.value, improvement),
        (most,),
    )
    return improvement, (why,)


def _row(
    result: ClaimsResult, performance: Performance, catalog: Catalog, policy: Policy
) -> MeasureScore:
    rules = policy.topic(CostPolicy)
    measure_id = result.measure_id
    if not _asked_for(measure_id, performance, catalog):
        because = "{} is not a cost measure of this reporting option."
        return refused(result, Category.COST, because, rules.suppressed)
    if measure_id in rules.suppressed.value:
        because = "{} is suppressed this year and is not scored."
        return refused(result, Category.COST, because, rules.suppressed)
    individual = performance.entity.entity_type is EntityType.INDIVIDUAL
    if individual and measure_id in rules.groups_only.value:
        because = "{} is computed for groups only."
        return refused(result, Category.COST, because, rules.groups_only)
    row = claims_measure_score(
        result,
        Category.COST,
        catalog.benchmarks.get((measure_id, COMPUTED)),
        rules.case_minimums.get(measure_id),
        policy.topic(QualityPolicy),
        policy.programme,
    )
    return replace(row, counted=row.available > 0)


def _asked_for(measure_id: str, performance: Performance, catalog: Catalog) -> bool:
    if performance.option is ReportingOption.MVP:
        return measure_id in catalog.mvps[performance.program].cost_measures
    return measure_id in catalog.cost
