"""What can still change this year's score from a day on, in points and dollars, by date."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NotRequired, TypedDict

from openmips.amounts import fixed
from openmips.answers.adjust import NOT_PAID
from openmips.answers.deadlines import (
    PAST,
    WhenAnswer,
    covered,
    known_practice,
    status,
    when_answer,
)
from openmips.answers.improve import Improvement, improve
from openmips.answers.possibilities import (
    POSSIBLE,
    PRICES,
    SCORED,
    Case,
    Possibility,
    at_best,
)
from openmips.answers.score import Facts, read, warned
from openmips.answers.shapes import Ends, Warned
from openmips.catalog import catalog_for
from openmips.formats.strict_json import Source
from openmips.people import Entity, EntityType
from openmips.performance import Performance
from openmips.policy.when import When
from openmips.scoring.final import final_score
from openmips.scoring.levels import counting_score
from openmips.timeline.concern import PracticeFacts
from openmips.timeline.deadlines import Deadline, timeline

_EVERY_CHANGE = 1000


class LeftRow(TypedDict):
    """A deadline that lies ahead, with what it ends; `pointsAtMost` is the best single one."""

    id: str
    name: str
    whatToDo: str
    when: WhenAnswer
    daysLeft: int
    attestation: str
    pointsAtMost: str | None
    dollarsAtMost: str | None
    reason: NotRequired[str]
    possible: list[Possibility]


class LeftAnswer(TypedDict):
    """What is left of a year, the nearest date first."""

    performanceYear: int
    paymentYear: int
    asOf: str
    basis: str
    finalScore: Ends
    left: list[LeftRow]
    closed: list[str]
    assumptions: list[str]
    warnings: list[Warned]


def deadlines_left(
    *submissions: Source,
    profile: Source | None = None,
    performance_year: int | None = None,
    as_of: date | None = None,
) -> LeftAnswer:
    """What can still change the score of the year from the day `as_of` on.

    With data, each possibility is priced by scoring again; without, by what is possible at
    most. The year is needed only where no document names it. Raises ProblemsFound.
    """
    day = as_of or date.today()
    facts = _facts(submissions, profile, performance_year)
    policy = covered(facts.policy.performance_year)
    scores = [final_score(one, facts.catalog, policy) for one in facts.performances]
    now = scores[counting_score(scores, policy)[0]]
    basis = SCORED if now.performance.submitted else POSSIBLE
    found: tuple[Improvement, ...] = ()
    if basis == SCORED:
        answer = improve(*submissions, profile=profile, top=_EVERY_CHANGE, as_of=day)
        found = tuple(answer["improvements"])
    else:
        now = final_score(at_best(now.performance, facts), facts.catalog, policy)
    practice = _practice_facts(now.performance, profile is not None)
    mine = [one for one in timeline(policy) if one.concerns(practice, policy)]
    ours = [one for one in mine if one.milestone_id in PRICES]
    ahead = [(one, one.when) for one in ours if one.when is not None and status(one, day) != PAST]
    closed = [one for one in ours if status(one, day) == PAST]
    days = {one.milestone_id: one.when.in_words() for one in closed if one.when is not None}
    case = Case(facts, now, basis, found, days)
    return {
        "performanceYear": policy.performance_year,
        "paymentYear": policy.programme.payment_year.value,
        "asOf": day.isoformat(),
        "basis": basis,
        "finalScore": {"low": fixed(now.score.low), "high": fixed(now.score.high)},
        "left": [_row(one, when, case, day) for one, when in ahead],
        "closed": list(days),
        "assumptions": list(dict.fromkeys(now.assumptions)),
        "warnings": [warned(one) for one in facts.warnings],
    }


def _facts(
    submissions: tuple[Source, ...], profile: Source | None, performance_year: int | None
) -> Facts:
    """What the documents say; without any, a group of which nothing is known."""
    if submissions or profile is not None:
        facts = read(submissions, profile)
        covered(facts.policy.performance_year)
        return facts
    policy = covered(performance_year)
    year = policy.performance_year
    nobody = Performance(year, Entity(EntityType.GROUP))
    return Facts((nobody,), catalog_for(year), policy, ())


def _practice_facts(performance: Performance, known: bool) -> PracticeFacts:
    """What the dates need to know. Without a profile, APM participation is not known."""
    return PracticeFacts(
        level=performance.entity.entity_type,
        option=performance.option,
        practice=known_practice(performance.practice),
        apm_participant=performance.mips_apm_participant if known else None,
    )


def _row(deadline: Deadline, when: When, case: Case, day: date) -> LeftRow:
    possible = list(PRICES[deadline.milestone_id](case))
    points = [Decimal(one["pointsGained"]) for one in possible if one["pointsGained"] is not None]
    dollars = [
        Decimal(one["dollarsGained"]) for one in possible if one["dollarsGained"] is not None
    ]
    row: LeftRow = {
        "id": deadline.milestone_id,
        "name": deadline.milestone.name,
        "whatToDo": deadline.milestone.to_do,
        "when": when_answer(when),
        "daysLeft": max(0, (when.first - day).days),
        "attestation": deadline.date.attestation.value,
        "pointsAtMost": fixed(max(points)) if points else None,
        "dollarsAtMost": fixed(max(dollars)) if dollars else None,
        "possible": possible,
    }
    if not points:
        reasons = [one["reason"] for one in possible if "reason" in one]
        row["reason"] = reasons[0] if reasons else "Nothing that was tried would gain points."
    elif not dollars:
        row["reason"] = NOT_PAID
    return row
