"""Which improvement activities there are, what each earns, and when it must have begun."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from openmips.amounts import HUNDRED, Amount
from openmips.catalog.entries import Activity
from openmips.catalog.load import Catalog
from openmips.performance import Performance
from openmips.policy.topics import ActivitiesPolicy, Policy
from openmips.reporting.activity_needs import activity_score, first_day, last_day
from openmips.selection.evidence import evidence_for
from openmips.why import Why


@dataclass(frozen=True, slots=True)
class ActivityOffer:
    """One activity: its points here, how long it takes, and what to keep as evidence.

    `percent` is its share of the whole category. `every_years` is how seldom it may be
    chosen, None where it may be chosen each year.
    """

    activity: Activity
    points: Amount
    percent: Fraction
    minimum_days: int
    last_start: date
    every_years: int | None
    evidence: tuple[str, ...]
    why: Why


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which an activity is performed. `fits`: they lie within the year."""

    activity_id: str
    start: date
    end: date
    fits: bool
    last_start: date
    why: Why


def activity_offers(
    performance: Performance, catalog: Catalog, policy: Policy
) -> tuple[ActivityOffer, ...]:
    """Every activity of the option's program, those with most points first."""
    found = [
        _offer(activity, performance, catalog, policy)
        for activity in catalog.activities.values()
        if performance.program in activity.programs
    ]
    return tuple(sorted(found, key=lambda one: (-one.points, one.activity.activity_id)))


def _offer(
    activity: Activity, performance: Performance, catalog: Catalog, policy: Policy
) -> ActivityOffer:
    row = activity_score(activity.activity_id, performance, catalog, policy)
    most = policy.final.activities_maximum.value
    days, days_why = minimum_days(activity.activity_id, policy)
    kept = evidence_for(activity)
    return ActivityOffer(
        activity,
        row.low,
        Fraction(HUNDRED * int(row.low), most),
        days,
        last_start(days, performance.performance_year),
        kept.every_years,
        kept.evidence,
        Why("{} earns {} points.", (activity.activity_id, row.low), (), (row.why, days_why)),
    )


def minimum_days(activity_id: str, policy: Policy) -> tuple[int, Why]:
    """How many days in a row the activity takes: its own number, or else the programme's."""
    usual = policy.topic(ActivitiesPolicy).minimum_days
    own = evidence_for(activity_id).minimum_days
    if own is None:
        says = "{} is performed for at least {} days in a row."
        return usual.value, Why(says, (activity_id, usual.value), (usual,))
    says = "{} says itself how long it takes: {} days."
    return own, Why(says, (activity_id, own), (usual,))


def last_start(days: int, year: int) -> date:
    """The last day of the year on which so many days can begin and still end within it."""
    return last_day(year) - timedelta(days=days - 1)


def windows(starts: Iterable[tuple[str, date]], policy: Policy) -> tuple[Window, ...]:
    """For activities and the days they begin: when each is done, and whether in time."""
    return tuple(_window(activity_id, start, policy) for activity_id, start in starts)


def _window(activity_id: str, start: date, policy: Policy) -> Window:
    year = policy.performance_year
    days, why = minimum_days(activity_id, policy)
    end = start + timedelta(days=days - 1)
    fits = first_day(year) <= start and end <= last_day(year)
    says = "Begun on {}, {} is done on {}, {} the performance year."
    facts = (start, activity_id, end, "within" if fits else "outside")
    return Window(
        activity_id, start, end, fits, last_start(days, year), Why(says, facts, (), (why,))
    )
