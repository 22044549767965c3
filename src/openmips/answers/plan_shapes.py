"""How plans, levers, losses and outcomes read in an answer."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import NotRequired, TypedDict

from openmips.amounts import HUNDRED, fixed, plain, round_half_up
from openmips.answers.adjust import NOT_PAID
from openmips.planning.estimates import Estimates
from openmips.planning.levers import Lever
from openmips.planning.losses import Loss
from openmips.planning.outcome import Outcome, Stakes, percent_of, stakes_of
from openmips.planning.search import Plan
from openmips.planning.situation import Situation
from openmips.planning.steps import Step, steps_of
from openmips.why import Attestation

_CAUSES = {
    "not_reported": "not reported",
    "too_few_measures": "a required measure is missing",
    "data_completeness": "too few eligible cases were answered",
    "case_minimum": "too few cases",
    "no_benchmark": "no benchmark",
    "benchmark_pending": "the benchmark is still open",
    "capped": "the measure is topped out and capped",
    "cliff": "a cliff: only a perfect rate scores high",
    "performance": "performance below the best decile",
    "activities": "not all activity points were attested",
    "given": "the category's own losses, not known in detail",
    "cost": "cost",
    "unknown_cost": "cost is not known",
    "bonus": "small practice bonus (gives back)",
    "improvement": "improvement (gives back)",
    "complex_patients": "complex patient bonus (gives back)",
    "category_full": "points beyond the category's maximum",
    "score_full": "points beyond the maximum score",
    "too_few_categories": "too few categories could be scored",
}


class RangeAnswer(TypedDict):
    """The mean of the years tried, and the ends of their middle 80 percent."""

    mean: str
    low: str
    high: str


class OutcomeAnswer(TypedDict):
    """What may come of it. `chanceOfThreshold` is a share from 0 to 1."""

    chanceOfThreshold: str
    finalScore: RangeAnswer
    adjustmentPercent: RangeAnswer
    dollars: RangeAnswer | None
    dollarsReason: NotRequired[str]


class StepAnswer(TypedDict):
    """One thing to do."""

    kind: str
    says: str
    owner: str
    startBy: str
    due: str
    hours: str
    evidence: list[str]
    id: NotRequired[str]
    collectionType: NotRequired[str]


class PlanOption(TypedDict):
    """One plan: how to report, what to do, what may come of it."""

    entityType: str
    reportingOption: str
    program: str
    newMeasures: list[str]
    activities: list[str]
    hours: str
    outcome: OutcomeAnswer
    dollarsGained: str | None
    steps: list[StepAnswer]


class LeverAnswer(TypedDict):
    """One change by itself. `dollarsGained` is the expected change of a year's payments."""

    kind: str
    says: str
    pointsGained: RangeAnswer
    percentGained: str
    chanceGained: str
    dollarsGained: str | None
    hours: str
    startBy: str
    due: str
    id: NotRequired[str]
    collectionType: NotRequired[str]
    onlyIf: NotRequired[str]


class LossAnswer(TypedDict):
    """Final points lost for one cause; below zero they were given back."""

    cause: str
    category: str | None
    measureId: NotRequired[str]
    collectionType: NotRequired[str]
    lost: str | None
    lostLow: NotRequired[str]
    lostHigh: NotRequired[str]
    says: str
    why: str


class EstimateAnswer(TypedDict):
    """One figure that no rule and no result says, with what it rests on."""

    estimate: str
    value: object
    unit: str
    says: str
    basis: str
    attestation: str


def estimate_answers(estimates: Estimates) -> list[EstimateAnswer]:
    """Every estimate a plan rests on; the hours of each kind of work among them."""
    found: list[EstimateAnswer] = [
        {
            "estimate": one.name,
            "value": [plain(each) for each in one.value]
            if isinstance(one.value, tuple)
            else plain(one.value),
            "unit": one.unit,
            "says": one.says,
            "basis": str(one.citation),
            "attestation": one.attestation.value,
        }
        for one in estimates.figures()
    ]
    for name, effort in estimates.efforts.items():
        found.append(
            {
                "estimate": f"efforts.{name}",
                "value": {"hours": plain(effort.hours), "perCase": plain(effort.per_case)},
                "unit": "hours",
                "says": effort.says,
                "basis": "OpenMIPS's own estimate",
                "attestation": Attestation.DERIVED.value,
            }
        )
    return found


def outcome_answer(outcome: Outcome, situation: Situation) -> OutcomeAnswer:
    """An outcome in points, percent and dollars."""
    stakes = stakes_of(situation)
    share = Fraction(situation.estimates.range_share.value, HUNDRED)
    low, high = outcome.middle(share)
    paid = situation.performance.part_b_paid
    percents = [
        outcome.percent,
        _percent(low, stakes, situation),
        _percent(high, stakes, situation),
    ]
    answer: OutcomeAnswer = {
        "chanceOfThreshold": plain(outcome.chance),
        "finalScore": _range(outcome.mean, low, high),
        "adjustmentPercent": _range(*percents),
        "dollars": None
        if paid is None
        else _range(*(Fraction(paid) * Fraction(percent) / HUNDRED for percent in percents)),
    }
    if paid is None:
        answer["dollarsReason"] = NOT_PAID
    return answer


def _percent(score: Fraction, stakes: Stakes, situation: Situation) -> Fraction:
    places = situation.policy.programme.percent_places.value
    return Fraction(round_half_up(percent_of(score, stakes), places))


def _range(mean: Fraction, low: Fraction, high: Fraction) -> RangeAnswer:
    return {"mean": fixed(mean), "low": fixed(low), "high": fixed(high)}


def dollars_of_percent(percent: Fraction, situation: Situation) -> str | None:
    """What a difference of expected percents is in dollars of a year."""
    paid = situation.performance.part_b_paid
    return None if paid is None else fixed(Fraction(paid) * percent / HUNDRED)


def plan_option(plan: Plan, as_now: Plan, situation: Situation) -> PlanOption:
    """One plan as an answer."""
    performance = plan.way.performance
    return {
        "entityType": performance.entity.entity_type.value,
        "reportingOption": performance.option.value,
        "program": performance.program,
        "newMeasures": [one.row.measure_id or "" for one in plan.added],
        "activities": list(plan.activities.added),
        "hours": _hours(plan.hours),
        "outcome": outcome_answer(plan.outcome, situation),
        "dollarsGained": dollars_of_percent(
            plan.outcome.percent - as_now.outcome.percent, situation
        ),
        "steps": [step_answer(step) for step in steps_of(plan, situation)],
    }


def _hours(hours: Decimal) -> str:
    return plain(round_half_up(hours, 1))


def step_answer(step: Step) -> StepAnswer:
    """One step as an answer."""
    answer: StepAnswer = {
        "kind": step.kind.value,
        "says": step.says,
        "owner": step.owner,
        "startBy": step.start.isoformat(),
        "due": step.due.isoformat(),
        "hours": _hours(step.hours),
        "evidence": list(step.evidence),
    }
    if step.entry_id is not None:
        answer["id"] = step.entry_id
    if step.collection_type is not None:
        answer["collectionType"] = step.collection_type
    return answer


def lever_answer(lever: Lever, situation: Situation) -> LeverAnswer:
    """One lever as an answer."""
    answer: LeverAnswer = {
        "kind": lever.kind.value,
        "says": lever.says,
        "pointsGained": _range(lever.points, lever.low, lever.high),
        "percentGained": fixed(lever.percent),
        "chanceGained": plain(lever.chance),
        "dollarsGained": dollars_of_percent(lever.percent, situation),
        "hours": _hours(lever.hours),
        "startBy": lever.start.isoformat(),
        "due": lever.due.isoformat(),
    }
    if lever.entry_id is not None:
        answer["id"] = lever.entry_id
    if lever.collection_type is not None:
        answer["collectionType"] = lever.collection_type
    if lever.only_if is not None:
        answer["onlyIf"] = lever.only_if
    return answer


def loss_answers(found: Iterable[Loss]) -> list[LossAnswer]:
    """The losses as an answer."""
    return [_loss_answer(loss) for loss in found]


def _loss_answer(loss: Loss) -> LossAnswer:
    lost = loss.lost
    answer: LossAnswer = {
        "cause": loss.cause.value,
        "category": None if loss.category is None else loss.category.value,
        "lost": plain(lost.low) if lost.exact else None,
        "says": _CAUSES[loss.cause.value],
        "why": loss.why.says,
    }
    if not lost.exact:
        answer["lostLow"], answer["lostHigh"] = plain(lost.low), plain(lost.high)
    if loss.measure_id is not None:
        answer["measureId"] = loss.measure_id
    if loss.collection_type is not None:
        answer["collectionType"] = loss.collection_type
    return answer
