"""What more a practice could attest: improvement activities, promoting interoperability."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from openmips.answers.change import Change, ChangeKind
from openmips.catalog import Catalog
from openmips.catalog.entries import Activity
from openmips.performance import (
    ActivitySet,
    Category,
    InteroperabilitySet,
    Performance,
    Ratio,
)
from openmips.policy.topics import ActivitiesPolicy, InteroperabilityPolicy, Policy
from openmips.scoring.final import category_score
from openmips.scoring.interoperability_points import SHARED

_WEIGHTS = ("high", None, "medium")
"""Activities that earn more come first."""


def activity_changes(
    performance: Performance, catalog: Catalog, policy: Policy
) -> Iterator[Change]:
    """The fewest further activities that earn all the points there are."""
    before = category_score(Category.ACTIVITIES, performance, catalog, policy)
    if before.points is None or before.available is None or before.points.low >= before.available:
        return
    done = _done(performance)
    medical_home = policy.topic(ActivitiesPolicy).medical_home_activities.value
    open_to_it = [
        activity
        for activity in catalog.activities.values()
        if performance.program in activity.programs
        and activity.activity_id not in done
        and activity.activity_id not in medical_home
    ]
    open_to_it.sort(key=lambda one: (_WEIGHTS.index(one.weight), one.activity_id))
    days = policy.topic(ActivitiesPolicy).minimum_days.value
    for count in range(len(open_to_it) + 1):
        more = open_to_it[:count]
        attested = _attested(performance, done, [one.activity_id for one in more])
        changed = replace(performance, activities=(attested,))
        after = category_score(Category.ACTIVITIES, changed, catalog, policy)
        if after.points is not None and after.points.low >= before.available:
            says = _attest(more, days)
            yield Change(ChangeKind.ACTIVITIES, Category.ACTIVITIES, says, changed)
            return


def _attest(more: list[Activity], days: int) -> str:
    """What to do; where no activity is lacking, the period is too short."""
    if not more:
        return f"Do the improvement activities for at least {days} days in a row."
    weight = f" {more[0].weight}-weighted" if more[0].weight else ""
    names = ", ".join(one.activity_id for one in more)
    noun = "activity" if len(more) == 1 else "activities"
    return (
        f"Attest {len(more)} more{weight} improvement {noun} (for instance {names}),"
        f" each done for at least {days} days in a row."
    )


def _done(performance: Performance) -> dict[str, bool]:
    """What is attested, of all submissions together."""
    return {
        activity_id: True
        for one in performance.activities
        for activity_id, done in one.done.items()
        if done
    }


def _attested(performance: Performance, done: dict[str, bool], more: list[str]) -> ActivitySet:
    start, end = _whole_year(performance)
    return ActivitySet(MappingProxyType({**done, **dict.fromkeys(more, True)}), start, end)


def interoperability_changes(
    performance: Performance, catalog: Catalog, policy: Policy
) -> Iterator[Change]:
    """Complete promoting interoperability data with the best results there can be."""
    rules = policy.topic(InteroperabilityPolicy)
    chosen, *others = rules.exchange_routes.value
    left_out = {part for route in others for part in route.split(SHARED)}
    full: dict[str, bool | Ratio] = {
        measure_id: Ratio(1, 1) if catalog.interoperability[measure_id].proportion else True
        for measure_id in rules.points
        if measure_id not in left_out - set(chosen.split(SHARED))
    }
    full |= dict.fromkeys(sorted(rules.attestations.value), True)
    levels = [catalog.interoperability[measure_id].engagement_levels for measure_id in full]
    full |= {names[-1]: True for names in levels if names}
    start, end = _whole_year(performance)
    held = next((one.cehrt_id for one in performance.interoperability if one.cehrt_id), "held")
    best = InteroperabilitySet(MappingProxyType(full), start, end, held)
    says = (
        "Submit complete promoting interoperability data from a certified EHR;"
        " the gain is what the best results would earn."
    )
    changed = replace(performance, interoperability=(best,))
    yield Change(ChangeKind.INTEROPERABILITY, Category.INTEROPERABILITY, says, changed)


def _whole_year(performance: Performance) -> tuple[date, date]:
    year = performance.performance_year
    return date(year, 1, 1), date(year, 12, 31)
