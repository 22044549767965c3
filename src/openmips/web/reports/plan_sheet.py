"""The plan of a year on one page, to hang up: must we report, what is due, what to do, money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from openmips.answers.collection_words import COLLECTION_TYPES
from openmips.catalog import YEARS as CATALOG_YEARS
from openmips.catalog import catalog_for
from openmips.catalog.entries import CLAIMS
from openmips.web.reports.codes import codes_of
from openmips.web.reports.report import Report, cut
from openmips.web.templatetags.collect import named
from openmips.web.words import STATUSES

MOST_MEASURES, MOST_ACTIVITIES, MOST_STEPS, MOST_DATES = 6, 4, 4, 3
LONGEST = 90
"""How many characters of a title or a step are shown."""

_DATES_FIRST = (
    "submission_closes",
    "claims_reporting_ends",
    "last_activity_start",
    "mvp_registration_closes",
    "exception_applications_close",
    "final_eligibility",
    "targeted_review_closes",
    "retention_ends",
)
"""The dates of the year, what costs most when it is missed first."""

_PLANS = {
    "minimum_safe": "Minimum safe",
    "balanced": "Balanced",
    "surest": "Surest",
}
"""The plans, that which is shown first."""

_AHEAD = ("today", "ahead")
_NEW_MEASURE, _ACTIVITY = "new_measure", "activity"


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What a plan is made from: the answers, as far as there are any, and what was chosen.

    `deadlines` are those of the year; `judged` says who must report; `names` are clinicians'
    by NPI; `measures` were chosen, such as `claims/047`; `periods` are first and last day of
    activities that are attested.
    """

    deadlines: Sequence[Mapping[str, Any]]
    score: Mapping[str, Any] | None = None
    plan: Mapping[str, Any] | None = None
    judged: Mapping[str, Any] | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    measures: Sequence[str] = ()
    periods: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def plan_sheet(practice: str, performance_year: int, as_of: date, facts: PlanFacts) -> Report:
    """The plan on one page."""
    title, chosen = _chosen_plan(facts.plan)
    steps = [] if chosen is None else [*chosen["steps"]]
    measures = list(_measures(performance_year, facts, steps))
    activities = list(_activities(facts, steps, performance_year))
    others = [one for one in steps if one["kind"] not in (_NEW_MEASURE, _ACTIVITY)]
    made = {
        "must": _must_report(facts.judged, facts.names),
        "dates": _dates(facts.deadlines),
        "activities": activities[:MOST_ACTIVITIES],
        "more_activities": len(activities[MOST_ACTIVITIES:]),
        "steps": [{**one, "says": cut(one["says"], 2 * LONGEST)} for one in others[:MOST_STEPS]],
        "measures": measures[:MOST_MEASURES],
        "more_measures": len(measures[MOST_MEASURES:]),
        "score": facts.score,
        "as_now": None if facts.plan is None else facts.plan["asNow"],
        "plan_title": title,
        "plan": chosen,
    }
    assumptions = () if facts.plan is None else facts.plan["assumptions"]
    heading = f"MIPS plan {performance_year}"
    return Report("plan", heading, practice, performance_year, as_of, made, assumptions, pages=1)


def _chosen_plan(answer: Mapping[str, Any] | None) -> tuple[str, Mapping[str, Any] | None]:
    plans = {} if answer is None else answer["plans"]
    for name, title in _PLANS.items():
        if plans.get(name) and "outcome" in plans[name]:
            return title, plans[name]
    return "", None


def _must_report(
    answer: Mapping[str, Any] | None, names: Mapping[str, str]
) -> dict[str, Any] | None:
    """Who must report alone, by status, and as a group; None where nobody is listed."""
    if answer is None or not answer["clinicians"]:
        return None
    statuses: dict[str, list[str]] = {}
    for one in answer["clinicians"]:
        found = STATUSES[one["individual"]["status"]]
        statuses.setdefault(found, []).append(cut(named(names, one["npi"]), 40))
    groups = {STATUSES[one["group"]["status"]] for one in answer["clinicians"] if one.get("group")}
    return {"statuses": list(statuses.items()), "group": " or ".join(sorted(groups))}


def _dates(deadlines: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The dates ahead that cost most when missed, in the order of the calendar."""
    ahead = [one for one in deadlines if one["status"] in _AHEAD and one["when"]]
    weight = {name: place for place, name in enumerate(_DATES_FIRST)}
    kept = sorted(ahead, key=lambda one: weight.get(one["id"], len(weight)))[:MOST_DATES]
    return sorted(kept, key=lambda one: str(one["when"]["last"]))


def _activities(
    facts: PlanFacts, steps: Iterable[Mapping[str, Any]], year: int
) -> Iterable[dict[str, Any]]:
    """Activities that are attested with their period, then those to do with their last days."""
    rows = [] if facts.score is None else facts.score["measures"]
    done = {one["measureId"]: one.get("title", "") for one in rows if one["category"] == "ia"}
    for name, title in done.items():
        if name is not None:
            first, last = facts.periods.get(name, ("", ""))
            yield _activity(name, title, done=True, first=first, last=last)
    known = catalog_for(year).activities if year in CATALOG_YEARS else {}
    for step in steps:
        if step["kind"] == _ACTIVITY and "id" in step and step["id"] not in done:
            title = known[step["id"]].title if step["id"] in known else step["says"]
            first, last = step["startBy"] or "", step["due"] or ""
            yield _activity(step["id"], title, done=False, first=first, last=last)


def _activity(name: str, title: str, *, done: bool, first: str, last: str) -> dict[str, Any]:
    return {"id": name, "title": cut(title, LONGEST), "done": done, "first": first, "last": last}


def _measures(
    year: int, facts: PlanFacts, steps: Iterable[Mapping[str, Any]]
) -> Iterable[dict[str, Any]]:
    """Each measure chosen, with results or in the plan, with the codes that answer it."""
    rows = {
        f"{one['collectionType']}/{one['measureId']}": one
        for one in (() if facts.score is None else facts.score["measures"])
        if one["category"] == "quality" and one["measureId"] and one.get("collectionType")
    }
    new = [
        f"{step.get('collectionType', CLAIMS)}/{step['id']}"
        for step in steps
        if step["kind"] == _NEW_MEASURE and "id" in step
    ]
    known = catalog_for(year).quality if year in CATALOG_YEARS else {}
    for name in dict.fromkeys((*facts.measures, *rows, *new)):
        method, _, measure_id = name.partition("/")
        row = rows.get(name)
        if measure_id not in known or method not in known[measure_id].collection_types:
            continue
        codes = codes_of(measure_id, year) if method == CLAIMS else None
        yield {
            "id": measure_id,
            "title": cut(codes.title if codes else known[measure_id].title, LONGEST),
            "by": COLLECTION_TYPES[method],
            "points": None if row is None else row["points"],
            "available": None if row is None else row["available"],
            "codes": codes.outcomes if codes else (),
            "new": name in new,
        }
