"""What a plan asks of whom, by when, and what to keep as evidence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from math import ceil

from openmips.amounts import HUNDRED, plain
from openmips.catalog.entries import CLAIMS
from openmips.performance import ReportingOption
from openmips.planning.activity_choices import begin_by, effort_of
from openmips.planning.candidates import EFFORTS, MEND, Candidate, Mend
from openmips.planning.estimates import Effort
from openmips.planning.search import Plan
from openmips.planning.situation import Situation
from openmips.planning.ways import naming
from openmips.policy.topics import QualityPolicy
from openmips.selection.activities import minimum_days
from openmips.selection.evidence import evidence_for

_HOW = {"registry": "through a registry", "electronicHealthRecord": "from your certified EHR"}


class StepKind(Enum):
    """What kind of work a step is."""

    REGISTRATION = "mvp_registration"
    LEVEL = "level"
    ACTIVITY = "activity"
    MEASURE = "new_measure"
    COMPLETENESS = "data_completeness"
    RATE = "better_rate"
    INTEROPERABILITY = "promoting_interoperability"
    SUBMISSION = "submission"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `start` is the latest day to begin, `due` the day it must be done."""

    kind: StepKind
    says: str
    owner: str
    start: date
    due: date
    hours: Decimal
    evidence: tuple[str, ...]
    entry_id: str | None = None
    collection_type: str | None = None


def steps_of(plan: Plan, situation: Situation) -> tuple[Step, ...]:
    """The steps of a plan, the earliest due first; the submission comes last."""
    found = [
        *way_steps(plan, situation),
        *(activity_step(name, plan.way.people, situation) for name in plan.activities.added),
        *(measure_step(one, situation) for one in plan.added),
        *(mend_step(one, situation) for one in plan.mended),
    ]
    found.sort(key=lambda step: (step.start, step.due, step.kind.value, step.entry_id or ""))
    return (*found, submission_step(situation, plan.excused))


def way_steps(plan: Plan, situation: Situation) -> list[Step]:
    """What changing the reporting option or the level asks for."""
    before, after = situation.performance, plan.way.performance
    efforts, dates = situation.estimates.efforts, situation.dates
    found = []
    if after.option is ReportingOption.MVP and after.program != before.program:
        mvp = situation.catalog.mvps[after.program]
        listed = naming(after.practice.specialty_set, mvp)
        named = f", which names {listed}" if listed else ""
        says = (
            f"Register for the MVP {after.program} ({mvp.title}){named}, if it is about the care"
            " you give. Register first: it cannot be made up later."
        )
        due = dates.registration_closes
        found.append(_step(StepKind.REGISTRATION, says, efforts["registration"], due, due, None))
    if after.entity.entity_type is not before.entity.entity_type:
        says = (
            f"Report as {after.entity.entity_type.value}, not as {before.entity.entity_type.value}."
        )
        due = dates.submission_closes
        found.append(_step(StepKind.LEVEL, says, efforts["level"], due, due, None))
    return found


def _step(
    kind: StepKind,
    says: str,
    effort: Effort,
    start: date,
    due: date,
    entry_id: str | None,
    hours: Decimal | None = None,
    collection_type: str | None = None,
) -> Step:
    return Step(
        kind,
        says,
        effort.owner,
        start,
        due,
        effort.hours if hours is None else hours,
        effort.evidence,
        entry_id,
        collection_type,
    )


def activity_step(activity_id: str, people: int, situation: Situation) -> Step:
    """Doing, or only attesting, one activity."""
    effort = effort_of(activity_id, situation)
    activity = situation.catalog.activities[activity_id]
    title, evidence = activity.title, evidence_for(activity).evidence
    dates = situation.dates
    if activity_id in situation.done:
        says = f"Attest {activity_id} ({title}), which you did this year."
        start = dates.submission_closes
    else:
        days, _ = minimum_days(activity_id, situation.policy)
        says = (
            f"Do {activity_id} ({title}), or another activity that earns as much, for at least"
            f" {days} days in a row, then attest it."
        )
        start = begin_by(activity_id, situation)
    hours = effort.hours * people
    due = dates.submission_closes
    step = _step(StepKind.ACTIVITY, says, effort, start, due, activity_id, hours)
    return replace(step, evidence=evidence)


def measure_step(one: Candidate, situation: Situation) -> Step:
    """Taking up one measure. Claims measures must begin while the year can be complete."""
    measure_id, collection_type = one.row.measure_id or "", one.row.collection_type or ""
    title = situation.catalog.quality[measure_id].title
    dates = situation.dates
    if collection_type == CLAIMS:
        start, due = last_complete_start(situation), dates.year_ends
        how = "by quality codes on your claims, for every eligible case"
        if situation.as_of > start:
            start = min(situation.as_of, due)
            how += f" from now on: {_too_late(situation)}"
    else:
        start = due = dates.submission_closes
        how = f"{_HOW[collection_type]}, for every eligible case of the year"
    says = f"Report measure {measure_id} ({title}) {how}."
    effort = situation.estimates.efforts[EFFORTS[collection_type]]
    return _step(StepKind.MEASURE, says, effort, start, due, measure_id, one.hours, collection_type)


def _too_late(situation: Situation) -> str:
    """What a claims measure still earns that cannot be complete any more."""
    share = plain(situation.policy.topic(QualityPolicy).data_completeness.value)
    return (
        f"too late to answer {share} % of the year's cases, so it earns only the points that a"
        " small practice gets for incomplete data"
    )


def last_complete_start(situation: Situation) -> date:
    """The last day on which what is left of the year is still a complete share of it."""
    dates = situation.dates
    share = Fraction(situation.policy.topic(QualityPolicy).data_completeness.value) / HUNDRED
    whole = (dates.year_ends - dates.year_begins).days + 1
    return dates.year_ends - timedelta(days=ceil(share * whole) - 1)


def mend_step(one: Mend, situation: Situation) -> Step:
    """Answering the cases that a measure lacks."""
    dates = situation.dates
    by_claims = one.row.by_claims
    due = dates.year_ends if by_claims else dates.submission_closes
    where = " on the claims still to come" if by_claims else ""
    says = f"Answer {one.cases} more eligible cases of measure {one.row.measure_id}{where}."
    effort = situation.estimates.efforts[MEND]
    return _step(
        StepKind.COMPLETENESS,
        says,
        effort,
        min(max(situation.as_of, dates.year_begins), due),
        due,
        one.row.measure_id,
        one.hours,
        one.row.collection_type,
    )


def submission_step(situation: Situation, excused: bool) -> Step:
    """Submitting what was done, all of it, and keeping it; or that nothing need be sent."""
    says = (
        "Submit all you have in the QPP portal and keep the confirmation. What you submit must be"
        " true, accurate and complete: nothing may be left out or picked because of its result."
    )
    due = situation.dates.submission_closes
    evidence = ("The confirmation of the submission", "All of the evidence above, for six years")
    if excused:
        says = (
            "Send nothing more unless you choose to: so many categories are excused that the final"
            " score is the performance threshold and payments do not change. Data that bring"
            " back enough categories are scored instead, and end that. What is sent must be"
            " true, accurate and complete."
        )
        evidence = ("CMS's decision on the exception", "The QPP portal's page that shows it")
    return Step(StepKind.SUBMISSION, says, "practice manager", due, due, Decimal(0), evidence)
