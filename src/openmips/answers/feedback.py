"""CMS's feedback beside our own score, figure by figure, each difference with its reason."""

from __future__ import annotations

from datetime import date

from openmips.amounts import plain
from openmips.answers.feedback_reading import read_stated
from openmips.answers.feedback_shapes import (
    CauseAnswer,
    FeedbackAnswer,
    FeedbackLine,
    FeedbackSummary,
)
from openmips.answers.score import Facts, read, warned
from openmips.feedback.comparing import Verdict
from openmips.feedback.explaining import Cause, Comparison, Explained, comparison
from openmips.feedback.library import reasons
from openmips.feedback.situation import Situation
from openmips.feedback.stated import Stated
from openmips.formats.strict_json import Source
from openmips.problems import feedback_kinds
from openmips.problems.finding import Problem, ProblemKind, ProblemsFound

_AGREEING = (Verdict.SAME, Verdict.WITHIN)


def compare_with_cms(
    *submissions: Source,
    cms: Source,
    profile: Source | None = None,
    year: int | None = None,
    row: int | None = None,
    npi: str | None = None,
    as_of: date | None = None,
) -> FeedbackAnswer:
    """CMS's result beside the score of submissions and a profile.

    `cms` is what was copied from CMS's feedback (JSON, YAML or CSV), or a table of results,
    such as CMS's public use file, of which `row` or `npi` picks one; `year` is its
    performance year where it does not say it. Raises ProblemsFound.
    """
    facts, stated, warnings = compared_with(submissions, profile, cms, year, row, npi)
    found = comparison(situation_of(facts), stated)
    return {
        "performanceYear": facts.policy.performance_year,
        "paymentYear": facts.policy.programme.payment_year.value,
        "asOf": (as_of or date.today()).isoformat(),
        "summary": _summary(found),
        "lines": [line_answer(one) for one in found.lines],
        "warnings": [warned(one) for one in (*facts.warnings, *warnings, *unclear(found))],
    }


def compared_with(
    submissions: tuple[Source, ...],
    profile: Source | None,
    cms: Source,
    year: int | None = None,
    row: int | None = None,
    npi: str | None = None,
) -> tuple[Facts, Stated, tuple[Problem, ...]]:
    """Our facts and CMS's result of the same year. Raises ProblemsFound."""
    facts = read(submissions, profile)
    own = facts.policy.performance_year
    read_result = read_stated(cms, own if year is None else year, row, npi)
    told = read_result.value.performance_year
    if told != own:
        found = f"CMS's result is of {told}, what it is compared with of {own}"
        raise ProblemsFound([_problem(feedback_kinds.FEEDBACK_YEAR_DIFFERS, found)])
    return facts, read_result.value, read_result.warnings


def situation_of(facts: Facts) -> Situation:
    """What was read, as the comparison takes it."""
    return Situation(facts.performances, facts.catalog, facts.policy)


def unclear(found: Comparison) -> list[Problem]:
    """A warning for each measure whose collection type is not said."""
    kind = feedback_kinds.FEEDBACK_MEASURE_UNCLEAR
    return [
        _problem(kind, f"CMS's result has measure {one.measure_id} without its collection type")
        for one in found.unclear
    ]


def _problem(kind: ProblemKind, found: str) -> Problem:
    return Problem(kind.code, kind.severity, f"{found}.", kind.remedy)


def _summary(found: Comparison) -> FeedbackSummary:
    verdicts = [one.line.verdict for one in found.lines]
    unexplained = sum(one.unexplained for one in found.lines)
    return {
        "compared": len(verdicts),
        "same": verdicts.count(Verdict.SAME),
        "inRange": verdicts.count(Verdict.WITHIN),
        "explained": sum(one not in _AGREEING for one in verdicts) - unexplained,
        "unexplained": unexplained,
    }


def line_answer(one: Explained) -> FeedbackLine:
    """A line of the comparison in the shape of the contract."""
    line, figure, ours = one.line, one.line.figure, one.line.ours
    return {
        "figure": figure.kind.value,
        "category": None if figure.category is None else figure.category.value,
        "measureId": figure.measure_id,
        "collectionType": figure.collection_type,
        "cms": None if line.cms is None else plain(line.cms),
        "ours": plain(ours.low) if ours is not None and ours.exact else None,
        "oursLow": None if ours is None else plain(ours.low),
        "oursHigh": None if ours is None else plain(ours.high),
        "difference": None if line.apart is None else plain(line.apart),
        "verdict": line.verdict.value,
        "explained": None if line.verdict in _AGREEING else not one.unexplained,
        "causes": [cause_answer(cause) for cause in one.causes],
    }


def cause_answer(cause: Cause) -> CauseAnswer:
    """A cause with what the library says of it."""
    reason = reasons()[cause.reason]
    return {
        "reason": cause.reason,
        "title": reason.title,
        "about": cause.about,
        "says": reason.says,
        "toDo": reason.to_do,
        "attestation": reason.attested.value,
        "citation": str(reason.citation),
        "ground": reason.ground,
        "alternatives": [
            {"reason": one.reason, "about": one.about, "title": reasons()[one.reason].title}
            for one in cause.alternatives
        ],
    }
