"""The file to send for a year, made from what a practice says, unless something blocks it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NotRequired, TypedDict

from openmips import __version__
from openmips.amounts import fixed
from openmips.answers.checked_files import FileProblem, file_problem
from openmips.answers.score import payment_answer
from openmips.answers.shapes import Ends, PaymentAnswer
from openmips.answers.snapshot import Snapshot, snapshot
from openmips.answers.submission_blocks import (
    check_activities,
    check_claims,
    check_option,
    check_weights,
    check_window,
)
from openmips.answers.submission_checklist import ChecklistItem, LeftOut, checklist, left_out
from openmips.catalog import catalog_for
from openmips.catalog.entries import CLAIMS
from openmips.formats.assemble import performances
from openmips.formats.claims_answer import ClaimsOf
from openmips.formats.profile import Profile, read_profile
from openmips.formats.qpp_json import MEASUREMENT_SETS, Submission, read_submission
from openmips.formats.qpp_sets import MEASUREMENTS, PROGRAM
from openmips.formats.qpp_writer import document_of, write_submission
from openmips.formats.strict_json import Source, read_json, source_name
from openmips.formats.year_end import YearEnd, read_year_end
from openmips.people import Entity
from openmips.performance import Performance
from openmips.policy.load import policy_for
from openmips.policy.topics import Policy
from openmips.problems import document_kinds, upload_kinds
from openmips.problems.finding import Findings, Problem, ProblemsFound, Severity
from openmips.scoring.final import final_score

READY, BLOCKED = "ready", "blocked"
_NOTHING = "Say what was done under quality, activities or promotingInteroperability."


class SetCount(TypedDict):
    """How many measurements one set holds."""

    category: str
    submissionMethod: str
    program: str
    measurements: int


class Receipt(TypedDict):
    """What was made, so that anybody can see later that it is what was sent."""

    digest: str
    bytes: int
    performanceYear: int
    entityType: str
    program: str
    sets: list[SetCount]
    measurements: int
    leftOut: list[LeftOut]
    asOf: str
    engine: str
    snapshot: Snapshot


class BuildAnswer(TypedDict):
    """The submission, or what blocks it. `submission` and `receipt` are there when ready."""

    outcome: str
    performanceYear: int | None
    problems: list[FileProblem]
    finalScore: NotRequired[Ends]
    paymentAdjustment: NotRequired[PaymentAnswer]
    checklist: list[ChecklistItem]
    leftOut: list[LeftOut]
    submission: dict[str, Any] | None
    text: str | None
    receipt: Receipt | None


@dataclass(frozen=True, slots=True)
class Built:
    """What was put together so far, and everything found wrong with it."""

    said: YearEnd
    submission: Submission
    performance: Performance
    policy: Policy


def build_submission(
    year_end: Source,
    claims: Iterable[Source] = (),
    profile: Source | None = None,
    as_of: date | None = None,
) -> BuildAnswer:
    """The QPP JSON to send for a year, a checklist, and a receipt; or what blocks it.

    `year_end` is a document as `docs/year-end.md` describes it; `claims` are answers of
    `openmips claims`, which count for the score and are never sent; `profile` says what a
    submission does not. Raises ProblemsFound where a document cannot be read at all.
    """
    today = as_of or date.today()
    findings = Findings(source_name(year_end, None), document_kinds.TOO_MANY_PROBLEMS)
    said = read_year_end(year_end, findings)
    if said is None:
        return _blocked(findings.problems, None)
    policy = policy_for(said.performance_year)
    problems: list[Problem] = []
    submission, about_file = _checked(said, findings)
    problems += about_file
    facts, about_profile = _profile(profile)
    problems += about_profile
    check_option(said, findings)
    check_activities(said, policy, findings)
    check_window(policy, today, findings)
    if submission is None or (profile is not None and facts is None):
        return _blocked((*problems, *findings.problems), said.performance_year)
    by_claims, about_claims = _by_claims(said, submission.entity, claims)
    problems += about_claims
    performance = _performance(said, submission, by_claims, facts)
    built = Built(said, submission, performance, policy)
    return _answer(built, problems, findings, today)


def _answer(built: Built, problems: list[Problem], findings: Findings, today: date) -> BuildAnswer:
    said, policy, performance = built.said, built.policy, built.performance
    catalog = catalog_for(said.performance_year)
    score = final_score(performance, catalog, policy)
    check_claims(said, performance, policy, findings)
    check_weights(said, score, catalog, policy, findings)
    problems += findings.problems
    ready = not any(one.severity is Severity.ERROR for one in problems)
    out = left_out(said, score, performance)
    text = write_submission(built.submission) if ready else None
    return {
        "outcome": READY if ready else BLOCKED,
        "performanceYear": said.performance_year,
        "problems": [file_problem(one) for one in problems],
        "finalScore": {"low": fixed(score.score.low), "high": fixed(score.score.high)},
        "paymentAdjustment": payment_answer(score, policy),
        "checklist": checklist(said, score, catalog, policy, ready),
        "leftOut": out,
        "submission": document_of(built.submission) if ready else None,
        "text": text,
        "receipt": None if text is None else _receipt(built, text, out, today),
    }


def _blocked(problems: tuple[Problem, ...], year: int | None) -> BuildAnswer:
    return {
        "outcome": BLOCKED,
        "performanceYear": year,
        "problems": [file_problem(one) for one in problems],
        "checklist": [],
        "leftOut": [],
        "submission": None,
        "text": None,
        "receipt": None,
    }


def _checked(said: YearEnd, findings: Findings) -> tuple[Submission | None, list[Problem]]:
    """The submission as CMS would take it, and its problems at the places where it was said."""
    try:
        read = read_submission(said.document, name=findings.file, for_upload=True)
    except ProblemsFound as stopped:
        return None, [_where_said(one, said.origins) for one in stopped.problems]
    return read.value, [_where_said(one, said.origins) for one in read.warnings]


def _where_said(problem: Problem, origins: Mapping[str, str]) -> Problem:
    path = problem.location
    while path not in origins:
        path = path[: max(path.rfind("."), path.rfind("["))] or "$"
    if problem.code == upload_kinds.NOTHING_TO_UPLOAD.code:
        return replace(problem, location="$", remedy=_NOTHING)
    rest = problem.location[len(path) :] if origins[path] == path else ""
    return replace(problem, location=origins[path] + rest)


def _profile(profile: Source | None) -> tuple[Profile | None, list[Problem]]:
    if profile is None:
        return None, []
    try:
        read = read_profile(profile, small_practice_clinicians=_small_practice)
    except ProblemsFound as stopped:
        return None, list(stopped.problems)
    return read.value, list(read.warnings)


def _by_claims(
    said: YearEnd, entity: Entity, sources: Iterable[Source]
) -> tuple[Submission | None, list[Problem]]:
    """The quality measures that went in on claims; they are read as results to be scored."""
    catalog = catalog_for(said.performance_year)
    measured = list(said.by_claims)
    problems: list[Problem] = []
    for source in sources:
        findings = Findings(source_name(source, None), document_kinds.TOO_MANY_PROBLEMS)
        document = read_json(source, findings)
        measured += ClaimsOf(entity, catalog).measurements(document, findings)
        problems += findings.problems
    if not measured:
        return None, problems
    year = said.performance_year
    identity = {name: v for name, v in said.document.items() if name != MEASUREMENT_SETS}
    claims_set = {
        "category": "quality",
        "submissionMethod": CLAIMS,
        PROGRAM: said.program,
        "performanceStart": f"{year}-01-01",
        "performanceEnd": f"{year}-12-31",
        MEASUREMENTS: measured,
    }
    try:
        read = read_submission({**identity, MEASUREMENT_SETS: [claims_set]}, name="claims")
    except ProblemsFound as stopped:
        return None, [*problems, *stopped.problems]
    return read.value, problems


def _performance(
    said: YearEnd, submission: Submission, by_claims: Submission | None, facts: Profile | None
) -> Performance:
    """What is sent and what went in on claims, as one performance."""
    both = [one for one in (submission, by_claims) if one is not None]
    (found,) = performances(both, facts, catalog_for(said.performance_year))
    return found


def _receipt(built: Built, text: str, out: list[LeftOut], today: date) -> Receipt:
    said, content = built.said, text.encode()
    sets: list[SetCount] = [
        {
            "category": one["category"],
            "submissionMethod": one["submissionMethod"],
            "program": one[PROGRAM],
            "measurements": len(one[MEASUREMENTS]),
        }
        for one in document_of(built.submission)[MEASUREMENT_SETS]
    ]
    return {
        "digest": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "bytes": len(content),
        "performanceYear": said.performance_year,
        "entityType": built.submission.entity.entity_type.value,
        "program": said.program,
        "sets": sets,
        "measurements": sum(one["measurements"] for one in sets),
        "leftOut": out,
        "asOf": today.isoformat(),
        "engine": __version__,
        "snapshot": snapshot(
            (built.performance,), catalog_for(said.performance_year), built.policy
        ),
    }


def _small_practice(year: int) -> int:
    return policy_for(year).programme.small_practice_clinicians.value
