"""What a practice should do next: from last year's feedback to three plans with their chances."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import NotRequired, TypedDict

from openmips.amounts import HUNDRED, plain
from openmips.answers import problems
from openmips.answers.last_year import (
    LastYear,
    LastYearAnswer,
    RuleChangesAnswer,
    changes_answer,
    changes_of,
    last_year_answer,
    last_year_of,
)
from openmips.answers.plan_levers import all_levers
from openmips.answers.plan_shapes import (
    EstimateAnswer,
    LeverAnswer,
    LossAnswer,
    OutcomeAnswer,
    PlanOption,
    estimate_answers,
    lever_answer,
    loss_answers,
    outcome_answer,
    plan_option,
)
from openmips.answers.plan_situation import Asked, situation_of
from openmips.answers.problems import problem
from openmips.answers.score import Facts, read, warned
from openmips.answers.shapes import Warned
from openmips.answers.snapshot import Snapshot, snapshot
from openmips.catalog import YEARS as CATALOG_YEARS
from openmips.catalog import catalog_for
from openmips.formats.feedback_profile import FEEDBACK, Feedback, read_feedback, typed_feedback
from openmips.formats.profile import Profile
from openmips.formats.qpp_json import Submission, read_submission
from openmips.formats.strict_json import Source, read_json, source_name
from openmips.people import Entity, EntityType, Practice, SpecialStatus
from openmips.performance import Performance
from openmips.planning.aims import Aim
from openmips.planning.losses import losses
from openmips.planning.optimise import MOST_TRIED, plans
from openmips.planning.situation import Situation
from openmips.planning.ways import MOST_CANDIDATES, ways
from openmips.policy.load import policy_for
from openmips.problems import document_kinds, practice_kinds
from openmips.problems.finding import Findings, Problem, listed
from openmips.scoring.final import final_score
from openmips.scoring.levels import counting_score
from openmips.scoring.results import FinalScore

NUMBERS = (
    "finalScore",
    "quality",
    "ia",
    "pi",
    "cost",
    "complexPatientBonus",
    "improvementPercent",
    "adjustmentPercent",
)
"""The eight numbers that may stand for last year's feedback, in the order they are typed."""

DUTY = (
    "What is submitted must be true, accurate and complete. No plan leaves data out or picks"
    " them by their result: measures that are reported stay reported, well or badly."
)

ALONE = (
    "That holds if you must report (see openmips eligibility): whoever need not, and has not"
    " opted in, loses nothing by sending nothing."
)
NO_GROUP = (
    "A group that sends nothing has no group score: that is about the score of each clinician"
    " who must report (see openmips eligibility), scored alone; the others lose nothing."
)
"""Whose the score of doing nothing is."""

LIMITED = (
    f"No specialty set is given: at most {MOST_CANDIDATES} new measures are tried in each way of"
    " reporting, those with the most expected points. With one, all measures of the specialty are."
)

UNPROVED = (
    f"So many measures are nearly as good as each other that the search ended after {MOST_TRIED:,}"
    " sets of them for an aim: these are the best plans that were found, and it is not proved that"
    " there are no better ones."
)
"""Stands there where the search did not go through to the end."""

_ASSUMED = (
    (
        "Hours, chances of failure and costs of time are OpenMIPS's own estimates; they are listed"
        " with their basis under estimates."
    ),
    (
        "Measures are independent of each other, but a practice that does well with one new measure"
        " does well with all new ones."
    ),
    (
        "Plans with new measures are held against the full number of required measures: where CMS"
        " finds that fewer apply, they score higher."
    ),
)


class LossesAnswer(TypedDict):
    """Where the points to the maximum were lost; the rows sum to `total`."""

    performanceYear: int
    total: str | None
    totalLow: str
    totalHigh: str
    rows: list[LossAnswer]


class Plans(TypedDict):
    """The plans; `minimum_safe` is None where no plan is safe, and `surest` the safest then."""

    minimum_safe: PlanOption | None
    balanced: PlanOption
    highest: PlanOption
    surest: NotRequired[PlanOption]


class PlanAnswer(TypedDict):
    """The whole plan. `lastYear` and `ruleChanges` are None where nothing of it is known.

    `unproved` is there where the plans are the best that were found, and not proved to be the best.
    """

    performanceYear: int
    paymentYear: int
    entityType: str
    program: str
    asOf: str
    closed: bool
    performanceThreshold: str
    lastYear: LastYearAnswer | None
    ruleChanges: RuleChangesAnswer | None
    losses: LossesAnswer
    asNow: OutcomeAnswer
    asNowNote: str | None
    excused: bool
    levers: list[LeverAnswer]
    plans: Plans
    minimumSafeReason: NotRequired[str]
    unproved: NotRequired[str]
    duty: str
    assumptions: list[str]
    estimates: list[EstimateAnswer]
    snapshot: Snapshot
    warnings: list[Warned]


def plan(
    *submissions: Source,
    profile: Source | None = None,
    last_year: Iterable[Source] = (),
    asked: Asked | None = None,
    as_of: date | None = None,
) -> PlanAnswer:
    """The plan for the year of the profile or the submissions, from all that is known.

    `last_year` are last year's feedback document and submissions. Raises ProblemsFound.
    """
    wanted = asked or Asked()
    today = as_of or date.today()
    known = read(submissions, profile) if submissions or profile is not None else None
    year = wanted.year or today.year
    usual = (year if known is None else _year_of(known)) - 1
    feedback, before, warnings = _read_last_year(last_year, wanted, usual)
    facts = known or _continued_practice(feedback, wanted)
    last = None
    if feedback is not None:
        if feedback.profile.performance_year >= _year_of(facts):
            found = f"last year is {feedback.profile.performance_year}"
            raise problem(
                problems.UNKNOWN_YEAR, "$.performanceYear", found, f"before {_year_of(facts)}"
            )
        last = last_year_of(feedback, before, facts.performances[0].practice)
    return _answer(facts, last, wanted, today, (*warnings, *facts.warnings))


def _year_of(facts: Facts) -> int:
    return facts.performances[0].performance_year


def _read_last_year(
    documents: Iterable[Source], asked: Asked, usual: int
) -> tuple[Feedback | None, list[Submission], list[Problem]]:
    """Last year's feedback and submissions; a submission alone is feedback of its year.

    Typed numbers are of the `usual` year unless another is said.
    """
    feedback: Feedback | None = None
    submissions: list[Submission] = []
    warnings: list[Problem] = []
    if asked.numbers:
        document = typed_feedback(
            asked.numbers_year or usual, dict(zip(NUMBERS, asked.numbers, strict=False))
        )
        feedback = read_feedback(document, small_practice_clinicians=_small).value
    for source in documents:
        findings = Findings(source_name(source, None), document_kinds.TOO_MANY_PROBLEMS)
        document_read = read_json(source, findings)
        name = source_name(source, None)
        if isinstance(document_read, Mapping) and is_submission(document_read):
            one = read_submission(document_read, name=name)
            submissions.append(one.value)
            warnings += one.warnings
        else:
            known = document_read if isinstance(document_read, Mapping) else source
            told = read_feedback(known, small_practice_clinicians=_small, name=name)
            feedback = told.value
            warnings += told.warnings
    if feedback is None and submissions:
        feedback = Feedback(Profile(submissions[0].performance_year))
    size = practice_kinds.PRACTICE_SIZE_UNKNOWN.code
    return feedback, submissions, [one for one in warnings if one.code != size]


def is_submission(document: object) -> bool:
    """Whether a document holds measurement sets, bare or in a server's envelope."""
    keys = ("measurementSets", "submission", "data")
    return isinstance(document, Mapping) and any(key in document for key in keys)


def is_feedback(document: object) -> bool:
    """Whether a document is feedback of CMS's."""
    return isinstance(document, Mapping) and FEEDBACK in document


def _continued_practice(feedback: Feedback | None, asked: Asked) -> Facts:
    """This year's facts without a document: last year's practice goes on, taken as small."""
    if feedback is None:
        found = "nothing is given to plan from"
        raise problem(problems.MISSING_KEY, "$", found, "a profile, or last year's feedback")
    told = feedback.profile
    year = asked.year or told.performance_year + 1
    if year not in CATALOG_YEARS:
        expected = listed(map(str, CATALOG_YEARS))
        raise problem(problems.UNKNOWN_YEAR, "$.performanceYear", f"the year is {year}", expected)
    practice = told.practice
    if practice == Practice():
        practice = Practice(special_statuses=frozenset({SpecialStatus.SMALL_PRACTICE}))
    entity = Entity(told.entity_type or EntityType.GROUP)
    performance = Performance(year, entity, practice=practice, part_b_paid=told.part_b_paid)
    return Facts((performance,), catalog_for(year), policy_for(year), ())


def _small(year: int) -> int:
    return policy_for(year).programme.small_practice_clinicians.value


def _answer(
    facts: Facts,
    last: LastYear | None,
    asked: Asked,
    today: date,
    warnings: tuple[Problem, ...],
) -> PlanAnswer:
    policy, catalog = facts.policy, facts.catalog
    scores = [final_score(one, catalog, policy) for one in facts.performances]
    place, _ = counting_score(scores, policy)
    now = scores[place]
    changes = None
    if last is not None:
        changes = changes_of(last, policy.performance_year, now.performance.practice)
    situation, assumptions = situation_of(now, facts, last, changes, asked, today)
    open_ways = ways(situation)
    found = plans(situation, asked.hours, open_ways)
    lost_of = now if last is None or now.performance.submitted else last.final
    levers = all_levers(situation, open_ways)
    options = {aim: plan_option(found.best[aim], found.as_now, situation) for aim in Aim}
    unsafe = _unsafe(found.best[Aim.SAFE].outcome.chance, situation)
    if now.performance.practice.specialty_set is None:
        assumptions = (*assumptions, LIMITED)
    answer: PlanAnswer = {
        "performanceYear": policy.performance_year,
        "paymentYear": policy.programme.payment_year.value,
        "entityType": now.performance.entity.entity_type.value,
        "program": now.performance.program,
        "asOf": today.isoformat(),
        "closed": situation.closed,
        "performanceThreshold": str(policy.payment.threshold.value),
        "lastYear": None if last is None else last_year_answer(last),
        "ruleChanges": None if changes is None else changes_answer(changes),
        "losses": _losses(lost_of),
        "asNow": outcome_answer(found.as_now.outcome, situation),
        "asNowNote": _note(now.performance, found.as_now.excused),
        "excused": found.as_now.excused and found.best[Aim.BALANCED].excused,
        "levers": [lever_answer(lever, situation) for lever in levers],
        "plans": {
            "minimum_safe": None if unsafe else options[Aim.SAFE],
            "balanced": options[Aim.BALANCED],
            "highest": options[Aim.HIGHEST],
        },
        "duty": DUTY,
        "assumptions": list(dict.fromkeys((*assumptions, *_ASSUMED))),
        "estimates": estimate_answers(situation.estimates),
        "snapshot": snapshot(facts.performances, catalog, policy),
        "warnings": [warned(each) for each in warnings],
    }
    if unsafe is not None:
        answer["plans"]["surest"] = options[Aim.SAFE]
        answer["minimumSafeReason"] = unsafe
    if found.unproved:
        answer["unproved"] = UNPROVED
    return answer


def _unsafe(chance: Fraction, situation: Situation) -> str | None:
    """Why no plan is safe, where none is; `chance` is the greatest there is."""
    enough = situation.estimates.safe_chance.value
    if chance * HUNDRED >= enough:
        return None
    threshold = plain(situation.policy.payment.threshold.value)
    if not chance:
        return f"No plan that was tried reaches the threshold of {threshold} points."
    return (
        f"No plan is safe: none that was tried has a chance of {enough} % to reach the threshold"
        f" of {threshold} points. The greatest chance is {plain(chance * HUNDRED)} %."
    )


def _note(performance: Performance, excused: bool) -> str | None:
    """Whose the score of doing nothing more is.

    Who must report is not known here. Nobody need report as a group: it has a score only once
    it sends data.
    """
    if excused:
        return None
    if performance.entity.entity_type is EntityType.INDIVIDUAL:
        return ALONE
    return None if performance.submitted else NO_GROUP


def _losses(final: FinalScore) -> LossesAnswer:
    year = final.performance.performance_year
    policy = policy_for(year)
    catalog = catalog_for(year) if year in CATALOG_YEARS else None
    most = policy.final.maximum.value
    low, high = most - final.score.high, most - final.score.low
    return {
        "performanceYear": year,
        "total": plain(low) if low == high else None,
        "totalLow": plain(low),
        "totalHigh": plain(high),
        "rows": loss_answers(losses(final, catalog, policy)),
    }
