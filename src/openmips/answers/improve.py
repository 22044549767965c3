"""Which single changes would raise a practice's score most, in points and dollars."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NotRequired, TypedDict

from openmips.amounts import fixed, plain
from openmips.answers.adjust import NOT_PAID
from openmips.answers.category_changes import activity_changes, interoperability_changes
from openmips.answers.change import Change
from openmips.answers.quality_changes import measure_changes, new_measure_changes
from openmips.answers.score import Facts, payment_answer, read, warned
from openmips.answers.shapes import Ends, PaymentAnswer, Warned
from openmips.answers.snapshot import Snapshot, snapshot
from openmips.answers.still_open import collectable, still_open
from openmips.answers.why import WhyAnswer, why_document
from openmips.catalog import Catalog
from openmips.formats.strict_json import Source
from openmips.payment import adjustment, dollars
from openmips.planning.dates import dates_for
from openmips.policy.topics import Policy
from openmips.scoring.final import final_score
from openmips.scoring.levels import counting_score
from openmips.scoring.results import FinalScore
from openmips.why import Why

MOST = 3
"""How many changes are named unless more are asked for."""


class Improvement(TypedDict):
    """One change and what it would bring. Gains go by the low end where the score is a range."""

    kind: str
    category: str
    measureId: NotRequired[str]
    collectionType: NotRequired[str]
    says: str
    pointsGained: str
    dollarsGained: str | None
    dollarsReason: NotRequired[str]
    finalScore: Ends
    paymentAdjustment: PaymentAnswer
    note: NotRequired[str]
    onlyIf: NotRequired[str]
    why: WhyAnswer


class ImproveAnswer(TypedDict):
    """The score as it is, and the changes that would raise it most, the largest gain first."""

    performanceYear: int
    paymentYear: int
    entityType: str
    program: str
    asOf: str
    closed: bool
    finalScore: Ends
    paymentAdjustment: PaymentAnswer
    improvements: list[Improvement]
    assumptions: list[str]
    snapshot: Snapshot
    warnings: list[Warned]


@dataclass(frozen=True, slots=True)
class _Tried:
    """A change with the score it would make."""

    change: Change
    final: FinalScore
    gain: Fraction


def improve(
    *submissions: Source,
    profile: Source | None = None,
    top: int = MOST,
    as_of: date | None = None,
) -> ImproveAnswer:
    """The changes that would raise the score most, each tried by itself.

    Takes what `score` takes; of several scores the one that counts is improved. Left out is
    what cannot be done any more, unless the year is closed: then it is a look back. Raises
    ProblemsFound.
    """
    facts = read(submissions, profile)
    scores = [final_score(one, facts.catalog, facts.policy) for one in facts.performances]
    place, _ = counting_score(scores, facts.policy)
    final = scores[place]
    today = as_of or date.today()
    tried = _best(final, facts, today)[:top]
    return {
        "performanceYear": final.performance.performance_year,
        "paymentYear": facts.policy.programme.payment_year.value,
        "entityType": final.performance.entity.entity_type.value,
        "program": final.performance.program,
        "asOf": today.isoformat(),
        "closed": facts.catalog is not None and dates_for(facts.policy).closed(today),
        "finalScore": _ends(final),
        "paymentAdjustment": payment_answer(final, facts.policy),
        "improvements": [_improvement(one, final, facts.policy) for one in tried],
        "assumptions": list(dict.fromkeys(final.assumptions)),
        "snapshot": snapshot(facts.performances, facts.catalog, facts.policy),
        "warnings": [warned(each) for each in facts.warnings],
    }


def _best(final: FinalScore, facts: Facts, today: date) -> list[_Tried]:
    """The changes that gain something, the most first; of each measure only the best."""
    if facts.catalog is None:
        return []
    tried = []
    changes = _changes(final, facts.catalog, facts.policy, today)
    for change in still_open(changes, facts.policy, today):
        after = final_score(change.performance, facts.catalog, facts.policy)
        gain = after.score.low - final.score.low
        if gain > 0:
            tried.append(_Tried(change, after, gain))
    tried.sort(key=lambda one: (-one.gain, one.change.kind.value, one.change.says))
    best: dict[object, _Tried] = {}
    for one in tried:
        best.setdefault((one.change.category, one.change.measure_id), one)
    return list(best.values())


def _changes(final: FinalScore, catalog: Catalog, policy: Policy, today: date) -> Iterator[Change]:
    """Everything worth trying. A category whose result is given is left as it is."""
    performance, given = final.performance, final.performance.given
    if given.activity_points is None:
        yield from activity_changes(performance, catalog, policy)
    if given.quality_percent is None:
        yield from measure_changes(final, catalog, policy)
        yield from new_measure_changes(final, catalog, policy, collectable(policy, today))
    if given.interoperability_percent is None:
        yield from interoperability_changes(performance, catalog, policy)


def _improvement(tried: _Tried, before: FinalScore, policy: Policy) -> Improvement:
    change, final = tried.change, tried.final
    gained = dollars_gained(before, final, policy)
    answer: Improvement = {
        "kind": change.kind.value,
        "category": change.category.value,
        "says": change.says,
        "pointsGained": fixed(tried.gain),
        "dollarsGained": None if gained is None else fixed(gained),
        "finalScore": _ends(final),
        "paymentAdjustment": payment_answer(final, policy),
        "why": why_document(_why(tried, before)),
    }
    if gained is None:
        answer["dollarsReason"] = NOT_PAID
    note = _unpaid(before, final, policy)
    if note is not None:
        answer["note"] = note
    if change.only_if is not None:
        answer["onlyIf"] = change.only_if
    if change.measure_id is not None and change.collection_type is not None:
        answer["measureId"] = change.measure_id
        answer["collectionType"] = change.collection_type
    return answer


def _unpaid(before: FinalScore, after: FinalScore, policy: Policy) -> str | None:
    """Why more points pay no more, where they do not, by the low ends of both scores."""
    if adjustment(before.score.low, policy).low != adjustment(after.score.low, policy).low:
        return None
    lowest = policy.payment.threshold.value * policy.payment.lowest_share.value
    if after.score.low <= lowest:
        return f"It pays nothing by itself: the full cut stays up to {plain(lowest)} points."
    return "It pays nothing by itself: the payment adjustment stays the same."


def dollars_gained(before: FinalScore, after: FinalScore, policy: Policy) -> Decimal | None:
    """What the change pays in a year, by the low ends of both scores."""
    paid = before.performance.part_b_paid
    if paid is None:
        return None

    def worth(final: FinalScore) -> Decimal:
        found = adjustment(final.score.low, policy)
        percent = found.low if found.best is None else found.best
        return dollars(percent, paid, policy.programme)

    return worth(after) - worth(before)


def _why(tried: _Tried, before: FinalScore) -> Why:
    return Why(
        "The final score goes from {} to {}: {} points more.",
        (before.score, tried.final.score, tried.gain),
        (),
        (tried.final.categories[tried.change.category].why,),
    )


def _ends(final: FinalScore) -> Ends:
    return {"low": fixed(final.score.low), "high": fixed(final.score.high)}
