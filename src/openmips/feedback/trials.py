"""What may lie behind a difference, each as a change of the facts that can be tried out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType

from openmips.amounts import HUNDRED, Span, as_fraction
from openmips.catalog.entries import COMPUTED
from openmips.feedback.comparing import Line, Verdict
from openmips.feedback.situation import Situation, counting, scored
from openmips.feedback.stated import Figure, Kind, Stated
from openmips.people import SpecialStatus
from openmips.performance import (
    Category,
    FacilityBased,
    Performance,
    PriorYear,
    ReweightingReason,
)
from openmips.policy.topics import QualityPolicy
from openmips.scoring.results import Basis, CategoryScore, MeasureScore
from openmips.why import Why

NAMES = {
    Category.QUALITY: "quality",
    Category.ACTIVITIES: "improvement activities",
    Category.INTEROPERABILITY: "promoting interoperability",
    Category.COST: "cost",
}
"""The categories in a sentence."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One possible reason, with what it would mean for the facts.

    `reason` is a key of the library, `about` what it concerns in a reader's words. `takes`
    are the figures whose value it takes from CMS: that they agree then proves nothing.
    """

    reason: str
    about: str
    apply: Callable[[Situation], Situation]
    takes: frozenset[Figure] = frozenset()


def practice_trials(
    situation: Situation, stated: Stated, lines: tuple[Line, ...]
) -> Iterator[Trial]:
    """What may be different about the practice, its weights, or what only CMS knows."""
    yield from _statuses(situation, stated)
    yield from _other_scores(situation)
    yield from _reweighting(situation, stated)
    yield from _facility(situation, stated)
    yield from _bonus(stated, lines)
    yield from _cost(stated, lines)
    yield from _improvement(stated, lines)


def _open(figure: Figure, lines: tuple[Line, ...]) -> bool:
    """Whether the figure is stated and ours is not the same."""
    return any(line.figure == figure and line.verdict is not Verdict.SAME for line in lines)


def _statuses(situation: Situation, stated: Stated) -> Iterator[Trial]:
    """A special status that CMS gave and we did not, or the other way round."""
    held = situation.performances[0].practice.special_statuses
    for status in SpecialStatus:
        ours = status in held
        if stated.statuses.get(status, not ours) is ours:
            continue
        reason = (
            "small_practice_status" if status is SpecialStatus.SMALL_PRACTICE else "special_status"
        )
        name = status.value.replace("_", " ")
        about = f"without {name}" if ours else f"with {name}"
        yield Trial(reason, about, _toggled(status))


def _toggled(status: SpecialStatus) -> Callable[[Situation], Situation]:
    def change(performance: Performance) -> Performance:
        practice = performance.practice
        statuses = practice.special_statuses ^ {status}
        return replace(performance, practice=replace(practice, special_statuses=statuses))

    return lambda situation: situation.each(change)


def _other_scores(situation: Situation) -> Iterator[Trial]:
    """Another of several scores counts."""
    if len(situation.performances) == 1:
        return
    place, scores = counting(situation)
    for number, score in enumerate(scores):
        if number != place:
            entity = score.performance.entity.entity_type.value
            about = f"the score of the {entity}, {score.performance.program}"
            yield Trial("other_score", about, _chosen(number))


def _chosen(number: int) -> Callable[[Situation], Situation]:
    return lambda situation: replace(situation, chosen=number)


def _reweighting(situation: Situation, stated: Stated) -> Iterator[Trial]:
    """Weights moved otherwise: exactly as CMS's weights say, or else one category at a time."""
    final = scored(situation)
    ours = {one for one, weighted in final.categories.items() if not weighted.weight}
    said = {one: stated.get(Kind.WEIGHT, one) for one in Category}
    if any(weight is not None for weight in said.values()):
        moved = [one for one, weight in said.items() if weight is not None and not weight]
        counted = [one for one, weight in said.items() if weight]
        more = [one for one in moved if one not in ours]
        fewer = [one for one in counted if one in ours]
        if more or fewer:
            yield _weights_moved(more, fewer)
        return
    for category in Category:
        yield _weights_moved([], [category]) if category in ours else _weights_moved([category], [])


def _weights_moved(more: list[Category], fewer: list[Category]) -> Trial:
    def change(performance: Performance) -> Performance:
        left = {one: why for one, why in performance.reweighted.items() if one not in fewer}
        moved = dict.fromkeys(more, frozenset({ReweightingReason.EXTREME_AND_UNCONTROLLABLE}))
        return replace(performance, reweighted=MappingProxyType({**left, **moved}))

    parts = [f"{NAMES[one]} counts nothing" for one in more]
    parts += [f"{NAMES[one]} counts" for one in fewer]
    return Trial("reweighting", ", ".join(parts), lambda situation: situation.each(change))


def _facility(situation: Situation, stated: Stated) -> Iterator[Trial]:
    """A hospital's quality and cost in place of one's own, or not in their place."""
    performance = situation.performances[0]
    if performance.facility_based is not None:
        if stated.facility_score is not True:
            yield Trial("facility_based", "without the hospital's result", _hospital(None))
        return
    eligible = SpecialStatus.FACILITY_BASED in performance.practice.special_statuses
    if stated.facility_score is False or not (stated.facility_score or eligible):
        return
    quality = stated.get(Kind.PERCENT, Category.QUALITY)
    cost = stated.get(Kind.PERCENT, Category.COST)
    if quality is not None and cost is not None:
        takes = {Figure(Kind.PERCENT, Category.QUALITY), Figure(Kind.PERCENT, Category.COST)}
        hospital = _hospital(FacilityBased(quality, cost))
        yield Trial("facility_based", "with the hospital's result", hospital, frozenset(takes))


def _hospital(result: FacilityBased | None) -> Callable[[Situation], Situation]:
    return lambda situation: situation.each(lambda one: replace(one, facility_based=result))


def _bonus(stated: Stated, lines: tuple[Line, ...]) -> Iterator[Trial]:
    """CMS's complex patient bonus, which rests on facts that CMS alone has."""
    figure = Figure(Kind.COMPLEX_PATIENT_BONUS)
    if not _open(figure, lines):
        return
    bonus = stated.figures[figure]

    def change(performance: Performance) -> Performance:
        return replace(performance, complex_patient_bonus=bonus, complex_patients=None)

    yield Trial(
        "complex_patient_bonus",
        "CMS's bonus",
        lambda situation: situation.each(change),
        frozenset({figure}),
    )


def _cost(stated: Stated, lines: tuple[Line, ...]) -> Iterator[Trial]:
    """CMS's cost result in place of ours, which is a guess or a range."""
    figure = Figure(Kind.PERCENT, Category.COST)
    percent = stated.figures.get(figure)
    taken = {line.figure for line in lines if line.figure.category is Category.COST}
    taken -= {Figure(Kind.WEIGHT, Category.COST), Figure(Kind.CONTRIBUTION, Category.COST)}
    if percent is None or not any(_open(one, lines) for one in taken):
        return
    why = Why("CMS's cost result is taken: {} percent.", (percent,))
    improvement = stated.get(Kind.IMPROVEMENT, Category.COST)
    score = CategoryScore(
        Category.COST,
        Span.at(percent),
        why,
        tuple(_cost_row(one, cms, why) for one, cms in stated.figures.items() if _is_cost(one)),
        improvement=None if improvement is None else Span.at(improvement),
    )

    def apply(situation: Situation) -> Situation:
        computed = MappingProxyType({**situation.computed, Category.COST: score})
        return replace(situation, computed=computed)

    yield Trial("cost_from_claims", "CMS's cost result", apply, frozenset(taken))


def _is_cost(figure: Figure) -> bool:
    return figure.category is Category.COST and figure.kind is Kind.MEASURE_POINTS


def _cost_row(figure: Figure, points: Decimal, why: Why) -> MeasureScore:
    return MeasureScore(
        figure.measure_id,
        Category.COST,
        points,
        points,
        points,
        Basis.REPORTED,
        why,
        figure.collection_type or COMPUTED,
    )


def _improvement(stated: Stated, lines: tuple[Line, ...]) -> Iterator[Trial]:
    """CMS measured improvement from another quality score of last year, or from none."""
    figure = Figure(Kind.IMPROVEMENT, Category.QUALITY)
    if not _open(figure, lines):
        return
    improvement = as_fraction(stated.figures[figure])

    def apply(situation: Situation) -> Situation:
        score = scored(situation).categories[Category.QUALITY].score
        prior: Decimal | None = None
        if improvement and score.points is not None and score.available:
            most = situation.policy.topic(QualityPolicy).improvement_maximum.value
            achieved = score.points.low / as_fraction(score.available)
            exact = HUNDRED * most * achieved / (improvement + most)
            prior = Decimal(exact.numerator) / Decimal(exact.denominator)

        def change(performance: Performance) -> Performance:
            cost = performance.prior_year.cost_percent
            return replace(performance, prior_year=PriorYear(prior, cost))

        return situation.each(change)

    yield Trial("improvement", "quality of last year", apply, frozenset({figure}))
