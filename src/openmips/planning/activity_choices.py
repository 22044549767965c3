"""Which activities to add: for each number of points the fewest hours that earn them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from openmips.performance import ActivitySet, Category, Performance
from openmips.planning.estimates import Effort
from openmips.planning.situation import Situation
from openmips.policy.topics import ActivitiesPolicy
from openmips.scoring.final import category_score
from openmips.selection.activities import last_start, minimum_days

KEPT = "activity_kept"
UNWEIGHTED = "unweighted"


@dataclass(frozen=True, slots=True)
class ActivityChoice:
    """Activities to add, the points of the category with them, and their hours."""

    added: tuple[str, ...]
    points: int
    hours: Decimal


def activity_choices(
    performance: Performance, situation: Situation, people: int
) -> tuple[ActivityChoice, ...]:
    """Every number of points that can be reached, each with the fewest hours, nothing first.

    An exact 0/1 knapsack over all activities that can still be done: at each number of points
    only the cheapest choice can be part of an optimum, since the score depends on no more.
    A choice that costs more and earns no more than another is left out.
    """
    before = category_score(Category.ACTIVITIES, performance, situation.catalog, situation.policy)
    start = int(before.points.low) if before.points else 0
    most = situation.policy.final.activities_maximum.value
    nothing = ActivityChoice((), start, Decimal(0))
    if performance.given.activity_points is not None or situation.closed:
        return (nothing,)
    best = {start: nothing}
    for activity_id, points in _open(performance, situation).items():
        hours = effort_of(activity_id, situation).hours * people
        for held in sorted(best.values(), key=lambda choice: -choice.points):
            reached = min(most, held.points + points)
            tried = ActivityChoice((*held.added, activity_id), reached, held.hours + hours)
            if reached > held.points and _cheaper(tried, best.get(reached)):
                best[reached] = tried
    chosen: list[ActivityChoice] = []
    for choice in sorted(best.values(), key=lambda one: -one.points):
        if not chosen or choice.hours < chosen[-1].hours:
            chosen.append(choice)
    return tuple(reversed(chosen))


def begin_by(activity_id: str, situation: Situation) -> date:
    """The last day on which the activity can begin and still last as long as it must."""
    days, _ = minimum_days(activity_id, situation.policy)
    return last_start(days, situation.policy.performance_year)


def _cheaper(tried: ActivityChoice, held: ActivityChoice | None) -> bool:
    """Fewer hours, then fewer activities."""
    if held is None:
        return True
    return (tried.hours, len(tried.added)) < (held.hours, len(held.added))


def effort_of(activity_id: str, situation: Situation) -> Effort:
    """The work of an activity: little where it is done already."""
    efforts = situation.estimates.efforts
    if activity_id in situation.done:
        return efforts[KEPT]
    weight = situation.catalog.activities[activity_id].weight or UNWEIGHTED
    return efforts[f"activity_{weight}"]


def _open(performance: Performance, situation: Situation) -> dict[str, int]:
    """What each activity earns that could be added: done already, or begun in time."""
    attested = {name for one in performance.activities for name, done in one.done.items() if done}
    homes = situation.policy.topic(ActivitiesPolicy).medical_home_activities.value
    names = [
        activity.activity_id
        for activity in situation.catalog.activities.values()
        if performance.program in activity.programs
        and activity.activity_id not in attested | homes
        and (
            activity.activity_id in situation.done
            or situation.as_of <= begin_by(activity.activity_id, situation)
        )
    ]
    tried = with_activities(performance, names, situation, alone=True)
    score = category_score(Category.ACTIVITIES, tried, situation.catalog, situation.policy)
    return {row.measure_id: int(row.low) for row in score.measures if row.measure_id}


def with_activities(
    performance: Performance, added: list[str], situation: Situation, alone: bool = False
) -> Performance:
    """The performance with activities added to those that are attested, for the whole year."""
    if not added and not alone:
        return performance
    before = () if alone else performance.activities
    done = {name: True for one in before for name, yes in one.done.items() if yes}
    start, end = _year(situation)
    whole = ActivitySet(MappingProxyType({**done, **dict.fromkeys(added, True)}), start, end)
    return replace(performance, activities=(whole,))


def _year(situation: Situation) -> tuple[date, date]:
    return situation.dates.year_begins, situation.dates.year_ends
