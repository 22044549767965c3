"""The improvement activities category: which activities earn how many points."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from openmips.amounts import HUNDRED, Span
from openmips.catalog.load import Catalog
from openmips.people import EntityType
from openmips.performance import ActivitySet, Category, Performance, ReportingOption
from openmips.policy.topics import ActivitiesPolicy, Policy, QualityPolicy
from openmips.scoring.quality_rows import usable_results
from openmips.scoring.results import Basis, CategoryScore, MeasureScore
from openmips.why import Provision, Why

UNWEIGHTED = "unweighted"
"""The key of an activity's points in years in which activities carry no weight."""


def activities_category(
    performance: Performance, catalog: Catalog, policy: Policy
) -> CategoryScore:
    """Points of the category's maximum, as a percent (rule IA-1).

    Each activity counts once; of several submissions the best is used. Special statuses and
    MVPs multiply an activity's points. Patient-centered medical homes earn the maximum, as
    does the APP; participants in a MIPS APM get their points once quality or promoting
    interoperability data are in. Source: 42 CFR 414.1380(b)(3).
    """
    rules = policy.topic(ActivitiesPolicy)
    most = policy.final.activities_maximum
    maximum = most.value
    sets = [_set_points(one, performance, catalog, rules, most) for one in performance.activities]
    points, rows, why = max(sets, key=lambda one: one[0], default=(0, (), None))
    parts = [why] if why else []
    if performance.option is ReportingOption.APP:
        points = max(points, rules.app_points.value)
        says = "Reporting through the APP earns {} points."
        parts.append(Why(says, (rules.app_points.value,), (rules.app_points,)))
    elif _in_mips_apm(performance) and _other_data(performance, policy):
        points += rules.apm_participant_points.value
        says = "A MIPS APM participant gets {} points."
        baseline = rules.apm_participant_points
        parts.append(Why(says, (baseline.value,), (baseline,)))
    points = min(points, maximum)
    percent = Fraction(HUNDRED * points, maximum)
    done = any(any(one.done.values()) for one in performance.activities)
    says = "Improvement activities: {} of {} points, {} percent."
    whole = Why(says, (points, maximum, percent), (most,), tuple(parts))
    return CategoryScore(
        Category.ACTIVITIES,
        Span.at(percent),
        whole,
        tuple(row for row in rows if row.basis is Basis.ATTESTED),
        tuple(row for row in rows if row.basis is not Basis.ATTESTED),
        Span.at(points),
        maximum,
        submitted=bool(performance.activities),
        qualifying=done,
        reason=None if points or performance.activities else "not_submitted",
    )


def _in_mips_apm(performance: Performance) -> bool:
    """An APM entity that reports to MIPS takes part in a MIPS APM; others may say so."""
    entity = performance.entity.entity_type
    return performance.mips_apm_participant or entity is EntityType.APM_ENTITY


def _other_data(performance: Performance, policy: Policy) -> bool:
    """Whether quality data that may count, or promoting interoperability data, are in."""
    given = performance.given
    return bool(
        performance.interoperability
        or given.quality_percent is not None
        or given.interoperability_percent is not None
        or usable_results(performance, policy.topic(QualityPolicy))
    )


def _set_points(
    attested: ActivitySet,
    performance: Performance,
    catalog: Catalog,
    rules: ActivitiesPolicy,
    most: Provision[int],
) -> tuple[int, tuple[MeasureScore, ...], Why]:
    """The points of one submission with its rows."""
    days = (attested.end - attested.start).days + 1
    if days < rules.minimum_days.value:
        facts = (days, rules.minimum_days.value)
        why = Why("A period of {} days is shorter than {}.", facts, (rules.minimum_days,))
        rows = tuple(_row(activity_id, 0, why, False) for activity_id in attested.done)
        return 0, rows, why
    scored = []
    total = 0
    for activity_id, done in attested.done.items():
        points, why = _activity_points(activity_id, performance, catalog, rules, most)
        if not done:
            points, why = 0, Why("{} was answered no.", (activity_id,), (most,))
        total += points
        scored.append(_row(activity_id, points, why, done))
    parts = tuple(row.why for row in scored)
    says = "{} activities earn {} points."
    return total, tuple(scored), Why(says, (len(scored), total), (most,), parts)


def _activity_points(
    activity_id: str,
    performance: Performance,
    catalog: Catalog,
    rules: ActivitiesPolicy,
    most: Provision[int],
) -> tuple[int, Why]:
    if activity_id in rules.medical_home_activities.value:
        says = "{} attests a patient-centered medical home: the full {} points."
        under = (rules.medical_home_activities, most)
        return most.value, Why(says, (activity_id, most.value), under)
    weight = catalog.activities[activity_id].weight or UNWEIGHTED
    base = rules.points[weight]
    statuses = {status.value for status in performance.practice.special_statuses}
    if statuses & rules.special_statuses.value:
        factor = rules.special_status_multiplier
        multiplied: tuple[Provision[Any], ...] = (base, rules.special_statuses, factor)
        says = "{} ({}) earns {} points, times {} for the practice's special status: {}."
    elif performance.option is ReportingOption.MVP:
        factor = rules.mvp_multiplier
        multiplied = (base, factor)
        says = "{} ({}) earns {} points, times {} in an MVP: {}."
    else:
        why = Why("{} ({}) earns {} points.", (activity_id, weight, base.value), (base,))
        return base.value, why
    points = base.value * factor.value
    facts = (activity_id, weight, base.value, factor.value, points)
    return points, Why(says, facts, multiplied)


def _row(activity_id: str, points: int, why: Why, done: bool) -> MeasureScore:
    return MeasureScore(
        activity_id,
        Category.ACTIVITIES,
        points,
        points,
        points,
        Basis.ATTESTED if done else Basis.NO_POINTS,
        why,
    )
