"""What one improvement activity earns a practice, and how many it needs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType

from openmips.catalog.load import Catalog
from openmips.performance import ActivitySet, Performance, ReportingOption
from openmips.policy.topics import ActivitiesPolicy, Policy
from openmips.scoring.activities import activities_category
from openmips.scoring.results import MeasureScore
from openmips.why import Why


@dataclass(frozen=True, slots=True)
class ActivityNeed:
    """How many activities of one weight earn the whole category; the weight may be None."""

    weight: str | None
    points: int
    activities: int


def first_day(year: int) -> date:
    """The first day of a performance year."""
    return date(year, 1, 1)


def last_day(year: int) -> date:
    """The last day of a performance year."""
    return first_day(year + 1) - timedelta(days=1)


def activity_score(
    activity_id: str, performance: Performance, catalog: Catalog, policy: Policy
) -> MeasureScore:
    """What the activity alone earns under the option and statuses of the performance."""
    year = performance.performance_year
    whole_year = ActivitySet(MappingProxyType({activity_id: True}), first_day(year), last_day(year))
    alone = replace(performance, activities=(whole_year,))
    return activities_category(alone, catalog, policy).counted[0]


def activity_needs(
    performance: Performance, catalog: Catalog, policy: Policy
) -> tuple[tuple[ActivityNeed, ...], Why]:
    """How many activities of each weight earn the whole category; none in the APP."""
    rules, most = policy.topic(ActivitiesPolicy), policy.final.activities_maximum
    if performance.option is ReportingOption.APP:
        says = "The APP earns {} of {} points without an activity."
        facts = (rules.app_points.value, most.value)
        return (), Why(says, facts, (rules.app_points, most))
    start = rules.apm_participant_points
    left = most.value - (start.value if performance.mips_apm_participant else 0)
    scored = {
        catalog.activities[activity_id].weight: activity_score(
            activity_id, performance, catalog, policy
        )
        for activity_id in sorted(catalog.activities, reverse=True)
        if activity_id not in rules.medical_home_activities.value
    }
    needs = tuple(
        ActivityNeed(weight, int(row.low), int(-(-left // row.low)))
        for weight, row in sorted(scored.items(), key=lambda one: -one[1].low)
    )
    counts = " or ".join(
        f"{need.activities}{f' {need.weight}' if need.weight else ''} ({need.points} points each)"
        for need in needs
    )
    says = "{} points are the whole category; activities for {} of them: {}."
    why = Why(
        says,
        (most.value, left, counts),
        (most, start),
        tuple(row.why for row in scored.values()),
    )
    return needs, why
