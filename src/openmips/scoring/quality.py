"""The quality category: the points that count, bonuses and improvement, as one percent."""

from __future__ import annotations

from fractions import Fraction

from openmips.amounts import HUNDRED, Span, clamp, total
from openmips.catalog.entries import ELECTRONIC
from openmips.catalog.load import Catalog
from openmips.people import EntityType
from openmips.performance import Category, Performance, QualityResult
from openmips.policy.topics import Policy, QualityPolicy
from openmips.scoring.choosing import Level, Selection, highest, lowest
from openmips.scoring.quality_rows import administrative_claims_rows, submitted_rows
from openmips.scoring.quality_selection import select
from openmips.scoring.results import Basis, CategoryScore, MeasureScore
from openmips.values import value
from openmips.why import Why

FULL = Fraction(HUNDRED)
NOTHING = Fraction(0)


@value
class _Outcome:
    """One end of the category's span with everything it was made from."""

    percent: Fraction
    selection: Selection
    points: Fraction
    bonus: Fraction
    improvement: Fraction
    why: Why


def quality_category(performance: Performance, catalog: Catalog, policy: Policy) -> CategoryScore:
    """The quality percent (rule Q-CAT-1), with every measure's points.

    percent = 100 x (points + bonuses) / available + improvement, at most 100. It is a span
    only while a benchmark is pending; it is None where every measure that counts is
    suppressed. Source: 42 CFR 414.1380(b)(1)(vii).
    """
    results, rows = submitted_rows(performance, catalog, policy)
    claims_rows = administrative_claims_rows(performance, catalog, policy)
    assumptions = _assumptions(performance, results, catalog)
    return quality_of_rows(rows, claims_rows, performance, catalog, policy, assumptions)


def quality_of_rows(
    rows: list[MeasureScore],
    claims_rows: tuple[MeasureScore, ...],
    performance: Performance,
    catalog: Catalog,
    policy: Policy,
    assumptions: tuple[str, ...] = (),
) -> CategoryScore:
    """The quality percent that the points of submitted and administrative claims rows make."""
    quality = policy.topic(QualityPolicy)

    def outcome(level: Level) -> _Outcome:
        chosen = select(rows, claims_rows, performance, catalog, quality, level)
        return _outcome(chosen, rows, performance, quality, level)

    low = high = outcome(lowest)
    if any(row.low != row.high for row in (*rows, *claims_rows)):
        high = outcome(highest)
    counted = low.selection.counted
    taken = set(map(id, counted))
    others = tuple(row for row in (*rows, *claims_rows) if id(row) not in taken)
    submitted = any(row.basis is not Basis.NOT_SUBMITTED for row in rows)
    scored = low.selection.available > 0
    reason = None if low is high else "unknown"
    if not submitted and not high.points:
        reason = "not_submitted"
    return CategoryScore(
        Category.QUALITY,
        Span(low.percent, high.percent) if scored else None,
        low.why,
        counted,
        others,
        Span(low.points, high.points),
        low.selection.available,
        low.bonus,
        Span(low.improvement, high.improvement),
        submitted,
        submitted,
        reason if scored else "not_scored",
        assumptions if low.selection.note is None else (*assumptions, low.selection.note),
        frozenset() if low is high else frozenset({"benchmarks"}),
    )


def _outcome(
    selection: Selection,
    rows: list[MeasureScore],
    performance: Performance,
    quality: QualityPolicy,
    level: Level,
) -> _Outcome:
    points = total(level(row) for row in selection.counted)
    available = selection.available
    if not available:
        why = Why("No quality measure that counts can be scored.", (), (), (selection.why,))
        return _Outcome(NOTHING, selection, points, NOTHING, NOTHING, why)
    bonus, bonus_why = _bonus(rows, performance, available, quality)
    improvement, improvement_why = _improvement(points, selection, performance, quality)
    raised = HUNDRED * total((points, bonus)) / available
    percent = min(FULL, raised + improvement if improvement else raised)
    why = Why(
        "Quality: ({} points + {} bonus) of {} available, plus {} for improvement: {} percent.",
        (points, bonus, available, improvement, percent),
        (quality.highest_points,),
        (
            selection.why,
            *(row.why for row in selection.counted),
            *bonus_why,
            *improvement_why,
        ),
    )
    return _Outcome(percent, selection, points, bonus, improvement, why)


def _bonus(
    rows: list[MeasureScore],
    performance: Performance,
    available: Fraction,
    quality: QualityPolicy,
) -> tuple[Fraction, tuple[Why, ...]]:
    """The small practice bonus, and the adjustment for complex organizations' eCQMs."""
    reasons: list[Why] = []
    bonus = NOTHING
    submitted = any(row.basis is not Basis.NOT_SUBMITTED for row in rows)
    if performance.practice.small and submitted:
        provision = quality.small_practice_bonus
        bonus += provision.value
        why = Why("A small practice gets {} bonus points.", (provision.value,), (provision,))
        reasons.append(why)
    each = quality.complex_organization_points
    levels = (EntityType.VIRTUAL_GROUP, EntityType.APM_ENTITY)
    if each.value and performance.entity.entity_type in levels:
        share = quality.complex_organization_share
        electronic = len({row.measure_id for row in rows if _full_electronic(row, quality)})
        most = available * Fraction(share.value) / HUNDRED
        adjustment = min(Fraction(each.value) * electronic, most)
        bonus += adjustment
        why = Why(
            "{} complete eCQMs earn {} points (at most {} % of the available points).",
            (electronic, adjustment, share.value),
            (each, share),
        )
        reasons.append(why)
    return bonus, tuple(reasons)


def _full_electronic(row: MeasureScore, quality: QualityPolicy) -> bool:
    measured = row.measured
    return (
        row.collection_type == ELECTRONIC
        and row.available > 0
        and measured is not None
        and measured.complete
        and (measured.cases or 0) >= quality.case_minimum.value
    )


def _improvement(
    points: Fraction, selection: Selection, performance: Performance, quality: QualityPolicy
) -> tuple[Fraction, tuple[Why, ...]]:
    """Percentage points for doing better than last year, without any bonus (Q-IMP-1)."""
    prior = performance.prior_year.quality_achievement_percent
    if not prior:
        return NOTHING, ()
    most, floor = quality.improvement_maximum, quality.improvement_prior_floor
    if not selection.complete:
        says = "No improvement points: not every required measure was submitted in full."
        return NOTHING, (Why(says, (), (most,)),)
    achieved = HUNDRED * points / selection.available
    base = max(Fraction(prior), Fraction(floor.value))
    improvement = clamp(most.value * (achieved - base) / base, 0, most.value)
    why = Why(
        "Improvement: {} x ({} - {}) / {}, between 0 and {}: {} percentage points.",
        (most.value, achieved, base, base, most.value, improvement),
        (most, floor),
    )
    return improvement, (why,)


def _assumptions(
    performance: Performance,
    results: tuple[QualityResult, ...],
    catalog: Catalog,
) -> tuple[str, ...]:
    notes = []
    if len(results) < len(performance.quality):
        notes.append(
            "A group's Part B claims measures count only beside group data in another"
            " category. None was submitted, so they are left out."
        )
    if performance.prior_year.quality_achievement_percent is None:
        notes.append("Last year's quality score is not given: improvement counts as 0.")
    if performance.administrative_claims is None:
        notes.append("Administrative claims quality measures are not given: none is counted.")
    notes += [
        f"Measure {result.measure_id} ({result.collection_type}) is scored on the first nine"
        " months: its counts are taken to cover them."
        for result in results
        if result.collection_type in catalog.quality[result.measure_id].truncated
    ]
    return tuple(notes)
