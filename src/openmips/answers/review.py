"""Whether a targeted review is worth asking for: days left, grounds, hours, dollars, a draft."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from openmips.amounts import Span, fixed
from openmips.answers.adjust import NOT_PAID
from openmips.answers.feedback import compared_with, line_answer, situation_of, unclear
from openmips.answers.feedback_shapes import (
    FeedbackLine,
    GroundAnswer,
    ReviewAnswer,
    WindowAnswer,
    WorthAnswer,
)
from openmips.answers.score import Facts, warned
from openmips.answers.why import why_document
from openmips.feedback.explaining import comparison, conceded
from openmips.feedback.ours import paid_span
from openmips.feedback.review import Ground, Window, Worth, grounds, window, worth
from openmips.feedback.situation import scored
from openmips.feedback.stated import Kind, Stated
from openmips.formats.strict_json import Source
from openmips.payment import adjustment
from openmips.people import Entity
from openmips.policy.feedback_topics import ReviewPolicy
from openmips.policy.topics import Policy
from openmips.problems import feedback_kinds
from openmips.problems.finding import Problem, ProblemsFound, masked
from openmips.timeline.deadlines import Deadline

_FIGURES = {
    "final_score": "the final score",
    "adjustment": "the payment adjustment (percent)",
    "complex_patient_bonus": "the complex patient bonus",
    "percent": "the percent",
    "points": "the points",
    "weight": "the weight",
    "contribution": "the contribution to the final score",
    "bonus": "the bonus points",
    "improvement": "the improvement percent",
    "measure_points": "the points",
    "rate": "the performance rate",
}
_CATEGORIES = {
    "quality": "quality",
    "ia": "improvement activities",
    "pi": "promoting interoperability",
    "cost": "cost",
}


def review(
    *submissions: Source,
    cms: Source,
    profile: Source | None = None,
    year: int | None = None,
    row: int | None = None,
    npi: str | None = None,
    as_of: date | None = None,
    show_identifiers: bool = False,
) -> ReviewAnswer:
    """All that is needed to decide whether to ask CMS for a targeted review.

    The arguments are those of `compare_with_cms`. The draft hides TIN and NPI unless
    `show_identifiers`. Raises ProblemsFound.
    """
    facts, stated, warnings = compared_with(submissions, profile, cms, year, row, npi)
    on = as_of or date.today()
    policy, situation = facts.policy, situation_of(facts)
    found = comparison(situation, stated)
    rules = policy.topic(ReviewPolicy)
    grounded = [_ground(one) for one in grounds(found, policy)]
    final = scored(conceded(situation, stated))
    paid = final.performance.part_b_paid
    gains = worth(
        paid_span(final.score.low, final.score.high, policy),
        _adjustment_of(stated, policy),
        paid,
        policy,
    )
    value = _worth(gains, rules, paid)
    answer: ReviewAnswer = {
        "performanceYear": policy.performance_year,
        "paymentYear": policy.programme.payment_year.value,
        "asOf": on.isoformat(),
        "window": _window(window(policy, on)),
        "grounds": grounded,
        "worth": value,
        "mayAsk": sorted(rules.requesters.value),
        "documentDays": rules.document_days.value,
        "decisionFinal": rules.decision_final.value,
        "draft": list(_draft(facts, final.performance.entity, grounded, show_identifiers)),
        "warnings": [warned(one) for one in (*facts.warnings, *warnings, *unclear(found))],
    }
    return answer


def _adjustment_of(stated: Stated, policy: Policy) -> Decimal:
    """CMS's percent, or what CMS's final score pays. Raises ProblemsFound without either."""
    percent, score = stated.get(Kind.ADJUSTMENT), stated.get(Kind.FINAL_SCORE)
    if percent is not None:
        return percent
    best = None if score is None else adjustment(score, policy).best
    if best is None:
        kind = feedback_kinds.REVIEW_NEEDS_FEEDBACK
        message = "CMS's payment adjustment is not written down."
        raise ProblemsFound([Problem(kind.code, kind.severity, message, kind.remedy)])
    return best


def _window(found: Window) -> WindowAnswer:
    return {
        "opens": _day(found.opens),
        "closes": _day(found.closes),
        "state": found.state.value,
        "daysLeft": found.days_left,
        "why": [why_document(one.date.why) for one in (found.opens, found.closes)],
    }


def _day(deadline: Deadline) -> str | None:
    return None if deadline.when is None else str(deadline.when)


def _ground(one: Ground) -> GroundAnswer:
    provision = one.provision
    return {
        "ground": one.name,
        "says": provision.says,
        "citation": str(provision.citation),
        "attestation": provision.attestation.value,
        "proofs": list(provision.value),
        "lines": [line_answer(line) for line in one.lines],
    }


def _worth(found: Worth, rules: ReviewPolicy, paid: Decimal | None) -> WorthAnswer:
    percent, money = found.percent, found.dollars
    answer: WorthAnswer = {
        "hours": rules.hours.value,
        "hoursAttestation": rules.hours.attestation.value,
        "percentLow": fixed(percent.low),
        "percentHigh": fixed(percent.high),
        "dollarsLow": _fixed(money, low=True),
        "dollarsHigh": _fixed(money, low=False),
    }
    if paid is None:
        answer["reason"] = NOT_PAID
    return answer


def _fixed(money: Span | None, *, low: bool) -> str | None:
    if money is None:
        return None
    return fixed(money.low if low else money.high)


def _draft(
    facts: Facts, entity: Entity, grounded: Sequence[GroundAnswer], show_identifiers: bool
) -> Iterator[str]:
    """The request in paragraphs; empty where there is no ground for one."""
    if not grounded:
        return
    year, pays = facts.policy.performance_year, facts.policy.programme.payment_year.value
    yield (
        f"We ask for a targeted review of our MIPS result of {year}, which decides our payment"
        f" adjustment of {pays}."
    )
    yield f"Who asks: {_who(entity, show_identifiers)}."
    for one in grounded:
        told = "; ".join(_told(line) for line in one["lines"])
        yield f"{one['says']} This concerns {told}."
    proofs = dict.fromkeys(proof for one in grounded for proof in one["proofs"])
    yield f"We attach: {'; '.join(proofs)}."
    yield "What we say here is true, accurate and complete to the best of our knowledge."


def _who(entity: Entity, show_identifiers: bool) -> str:
    ids = (("TIN", entity.tin), ("NPI", entity.npi), ("entity", entity.entity_id))
    named = [
        f"{name} {value if show_identifiers else masked(value)}" for name, value in ids if value
    ]
    return ", ".join((f"reported as {entity.entity_type.value}", *named))


def _told(line: FeedbackLine) -> str:
    """What differs, in half a sentence."""
    what = _FIGURES[line["figure"]]
    if line["measureId"] is not None:
        what = f"{what} of measure {line['measureId']}"
    elif line["category"] is not None:
        what = f"{what} of {_CATEGORIES[line['category']]}"
    cms = "nothing" if line["cms"] is None else line["cms"]
    ours = "nothing"
    if line["oursLow"] is not None:
        ours = line["ours"] or f"{line['oursLow']} to {line['oursHigh']}"
    return f"{what}: CMS's feedback has {cms}, our data give {ours}"
