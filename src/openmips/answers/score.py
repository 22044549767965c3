"""What final score submissions and a profile make, and what it pays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from openmips.amounts import fixed, plain
from openmips.answers.adjust import NOT_PAID, UNPUBLISHED, dollars_of
from openmips.answers.reading import examined_for_score
from openmips.answers.score_rows import category_answer, measure_row
from openmips.answers.shapes import EntityAnswer, OneScore, PaymentAnswer, ScoreAnswer, Warned
from openmips.answers.snapshot import Snapshot, snapshot, trace_digest
from openmips.answers.why import why_document
from openmips.catalog import YEARS as CATALOG_YEARS
from openmips.catalog import Catalog, catalog_for
from openmips.formats.assemble import performances
from openmips.formats.profile import Profile, read_profile
from openmips.formats.qpp_json import Submission
from openmips.formats.strict_json import Source
from openmips.payment import adjustment
from openmips.performance import Performance
from openmips.policy.load import policy_for
from openmips.policy.topics import Policy
from openmips.problems import practice_kinds
from openmips.problems.finding import Problem, ProblemsFound
from openmips.scoring.final import final_score
from openmips.scoring.levels import counting_score
from openmips.scoring.results import FinalScore
from openmips.why import Why

_NARROWS = {
    "cost": "The cost results of CMS's feedback: put them into the profile under cost or given.",
    "benchmarks": "The benchmarks that CMS makes from this year's data, once it publishes them.",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What was read: the performances of one year, and what they are scored with."""

    performances: tuple[Performance, ...]
    catalog: Catalog | None
    policy: Policy
    warnings: tuple[Problem, ...]


def score(
    *submissions: Source, profile: Source | None = None, as_of: date | None = None
) -> ScoreAnswer:
    """The final score of submissions and a profile, with its reasons.

    A submission is a path, the bytes of a document, or a parsed one: QPP JSON or XML, or
    QRDA III. A path may lead to a folder or a ZIP archive of them, or be a pattern. Several
    scores of one clinician stand under `scores`, the one that counts on top. `as_of` is today
    unless given. Raises ProblemsFound with everything that is wrong with the input.
    """
    return score_answer(read(submissions, profile), as_of or date.today())


def read(submissions: Iterable[Source], profile: Source | None) -> Facts:
    """The performances of one year that the documents make. Raises ProblemsFound."""
    return facts_of(*said(submissions, profile))


def said(
    submissions: Iterable[Source], profile: Source | None
) -> tuple[list[Submission], Profile | None, list[Problem]]:
    """What the documents say, whichever year each is of, and warnings. Raises ProblemsFound."""
    found: list[Problem] = []
    warnings: list[Problem] = []
    read_submissions = []
    for source in submissions:
        for one in examined_for_score(source):
            if one.submission is None:
                found += one.problems
            else:
                read_submissions.append(one.submission)
                warnings += one.problems
    facts = None
    if profile is not None:
        try:
            read_facts = read_profile(profile, small_practice_clinicians=_small_practice)
            facts = read_facts.value
            warnings += read_facts.warnings
        except ProblemsFound as error:
            found += error.problems
    if found:
        raise ProblemsFound([*found, *warnings])
    return read_submissions, facts, warnings


def profile_of(source: Source) -> Profile:
    """What a profile says. Raises ProblemsFound."""
    return read_profile(source, small_practice_clinicians=_small_practice).value


def facts_of(
    submissions: Sequence[Submission], profile: Profile | None, warnings: Iterable[Problem] = ()
) -> Facts:
    """The performances that submissions and a profile make. Raises ProblemsFound."""
    years = [one.performance_year for one in (*submissions, profile) if one is not None]
    catalog = catalog_for(years[0]) if years and years[0] in CATALOG_YEARS else None
    pooled = performances(submissions, profile, catalog)
    told = tuple(warnings) if profile is not None else (*warnings, _size_unknown())
    return Facts(pooled, catalog, policy_for(pooled[0].performance_year), told)


def score_answer(facts: Facts, as_of: date) -> ScoreAnswer:
    """The answer for what was read."""
    scores = tuple(final_score(one, facts.catalog, facts.policy) for one in facts.performances)
    place, why = counting_score(scores, facts.policy)
    stands_on = snapshot(facts.performances, facts.catalog, facts.policy)
    counts = cast(ScoreAnswer, one_score(scores[place], facts, as_of, stands_on, why))
    counts["warnings"] = [warned(each) for each in facts.warnings]
    if len(scores) > 1:
        counts["scores"] = [one_score(each, facts, as_of, stands_on, each.why) for each in scores]
    return counts


def one_score(
    final: FinalScore, facts: Facts, as_of: date, stands_on: Snapshot, why: Why
) -> OneScore:
    """One final score in the shape of the contract."""
    performance, policy = final.performance, facts.policy
    reason = why_document(_why(final, policy, why))
    return {
        "performanceYear": performance.performance_year,
        "paymentYear": policy.programme.payment_year.value,
        "entityType": performance.entity.entity_type.value,
        "reportingOption": performance.option.value,
        "program": performance.program,
        "asOf": as_of.isoformat(),
        "entity": _entity(performance),
        "categories": {
            category.value: category_answer(one) for category, one in final.categories.items()
        },
        "complexPatientBonus": plain(final.complex_patient_bonus),
        "finalScore": {"low": fixed(final.score.low), "high": fixed(final.score.high)},
        "paymentAdjustment": payment_answer(final, policy),
        "measures": [measure_row(row, facts.catalog) for row in final.measures],
        "assumptions": list(dict.fromkeys(final.assumptions)),
        "narrowedBy": narrowed_by(final),
        "snapshot": {**stands_on, "traceDigest": trace_digest(reason)},
        "why": reason,
    }


def _entity(performance: Performance) -> EntityAnswer:
    entity, practice = performance.entity, performance.practice
    return {
        "practiceName": practice.name,
        "clinicianCount": practice.clinician_count,
        "taxpayerIdentificationNumber": entity.tin,
        "nationalProviderIdentifier": entity.npi,
        "entityId": entity.entity_id,
    }


def payment_answer(final: FinalScore, policy: Policy) -> PaymentAnswer:
    """What the unrounded score pays, from the least to the most."""
    lowest = adjustment(final.score.low, policy)
    highest = lowest if final.score.exact else adjustment(final.score.high, policy)
    paid = final.performance.part_b_paid
    best = lowest.best if final.score.exact else None
    answer: PaymentAnswer = {
        "percent": None if best is None else fixed(best),
        "percentLow": fixed(lowest.low),
        "percentHigh": fixed(highest.high),
        "performanceThreshold": plain(policy.payment.threshold.value),
        "partBPaid": None if paid is None else fixed(paid),
        "dollars": dollars_of(best, paid, policy),
        "dollarsLow": dollars_of(lowest.low, paid, policy),
        "dollarsHigh": dollars_of(highest.high, paid, policy),
    }
    if best is None:
        unknown = UNPUBLISHED if final.score.exact else "The final score is a range."
        answer["percentReason"] = unknown
    if paid is None:
        answer["dollarsReason"] = NOT_PAID
    elif best is None:
        answer["dollarsReason"] = answer["percentReason"]
    return answer


def narrowed_by(final: FinalScore) -> list[str]:
    """One sentence for each fact that would make the range narrower."""
    return [_NARROWS[name] for name in sorted({one for facts in final.needs for one in facts})]


def warned(problem: Problem) -> Warned:
    """A warning about the input, as answers show it."""
    warning: Warned = {
        "code": problem.code,
        "message": f"{problem.message} {problem.remedy}",
        "location": problem.location,
    }
    if problem.file is not None:
        warning["file"] = problem.file
    return warning


def _why(final: FinalScore, policy: Policy, why: Why) -> Why:
    """Why the score is what it is, and why it pays what it pays."""
    ends = [final.score.low] if final.score.exact else [final.score.low, final.score.high]
    pays = [adjustment(end, policy) for end in ends]
    year = policy.programme.payment_year
    percents = dict.fromkeys(fixed(each) for each in (pays[0].low, pays[-1].high))
    return Why(
        "A final score of {} changes what Medicare pays in {} by {} percent.",
        (
            " to ".join(fixed(end) for end in ends),
            year.value,
            fixed(pays[0].best)
            if final.score.exact and pays[0].best is not None
            else " to ".join(percents),
        ),
        (year,),
        (why, *(each.why for each in pays)),
    )


def _small_practice(year: int) -> int:
    return policy_for(year).programme.small_practice_clinicians.value


def _size_unknown() -> Problem:
    kind = practice_kinds.PRACTICE_SIZE_UNKNOWN
    message = "No profile is given, so the practice counts as not small."
    return Problem(kind.code, kind.severity, message, kind.remedy)
