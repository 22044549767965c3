"""What each date ends, priced by scoring again: in points, and in dollars where they are known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import NotRequired, TypedDict

from openmips.amounts import HUNDRED, fixed
from openmips.answers.adjust import NOT_PAID
from openmips.answers.change import ChangeKind
from openmips.answers.improve import Improvement, dollars_gained
from openmips.answers.score import Facts
from openmips.catalog.entries import Mvp
from openmips.performance import Category, Given, Performance, ReportingOption, ReweightingReason
from openmips.scoring.final import final_score
from openmips.scoring.results import FinalScore

SCORED, POSSIBLE = "scored", "possible_at_most"
"""Points are measured from what was given, or from the most that anybody could have."""

_NOT_PRICED = "What it changes depends on facts that no submission holds."
_NO_PATHWAY = "Which MVP fits follows from measures; none are given."
_NONE_OFFERS = "No MVP of the specialty offers any of the measures given."


class Possibility(TypedDict):
    """One thing that can still be done. Points go by the low end where the score is a range."""

    kind: str
    says: str
    measureId: NotRequired[str]
    collectionType: NotRequired[str]
    pointsGained: str | None
    dollarsGained: str | None
    reason: NotRequired[str]


@dataclass(frozen=True, slots=True)
class Case:
    """The score to be changed, what it is made of, and the changes found elsewhere.

    `closed`: the dates that are past, with their day in words.
    """

    facts: Facts
    now: FinalScore
    basis: str
    improvements: tuple[Improvement, ...]
    closed: Mapping[str, str]


def at_best(performance: Performance, facts: Facts) -> Performance:
    """The practice with everything it could submit, at its best; cost stays as it is."""
    given = replace(
        performance.given,
        quality_percent=Decimal(HUNDRED),
        activity_points=Decimal(facts.policy.final.activities_maximum.value),
    )
    return replace(performance, given=given)


def _priced(
    case: Case, kind: str, says: str, after: FinalScore, before: FinalScore | None = None
) -> Possibility:
    """A possibility with what it gains, never less than nothing."""
    start = before or case.now
    gain = after.score.low - start.score.low
    paid = dollars_gained(start, after, case.facts.policy)
    gained: Possibility = {
        "kind": kind,
        "says": says,
        "pointsGained": fixed(max(gain, Fraction(0))),
        "dollarsGained": None if paid is None else fixed(max(paid, Decimal(0))),
    }
    if paid is None:
        gained["reason"] = NOT_PAID
    return gained


def _unpriced(kind: str, says: str, reason: str) -> Possibility:
    return {
        "kind": kind,
        "says": says,
        "pointsGained": None,
        "dollarsGained": None,
        "reason": reason,
    }


def _score(case: Case, performance: Performance) -> FinalScore:
    return final_score(performance, case.facts.catalog, case.facts.policy)


def _without(case: Case, **parts: Decimal) -> FinalScore:
    """The best score with a part of it taken away."""
    performance = case.now.performance
    return _score(case, replace(performance, given=replace(performance.given, **parts)))


def _nothing_submitted(case: Case) -> FinalScore:
    performance = case.now.performance
    cost = Given(cost_percent=performance.given.cost_percent)
    return _score(
        case,
        replace(performance, quality=(), activities=(), interoperability=(), given=cost),
    )


def _not_yet_submitted(case: Case) -> FinalScore:
    """The score of what nobody has to submit any more: the quality codes on claims are in."""
    nothing = _nothing_submitted(case).performance
    claims = tuple(one for one in case.now.performance.quality if one.collection_type == "claims")
    return _score(case, replace(nothing, quality=claims))


def _changes(case: Case, wanted: Callable[[Improvement], bool]) -> Iterator[Possibility]:
    """The changes of `improve` that this date ends."""
    for one in case.improvements:
        if wanted(one):
            found: Possibility = {
                "kind": one["kind"],
                "says": one["says"],
                "pointsGained": one["pointsGained"],
                "dollarsGained": one["dollarsGained"],
            }
            if "measureId" in one and "collectionType" in one:
                found["measureId"] = one["measureId"]
                found["collectionType"] = one["collectionType"]
            if "dollarsReason" in one:
                found["reason"] = one["dollarsReason"]
            yield found


def _interoperability(case: Case) -> Iterator[Possibility]:
    kind = ChangeKind.INTEROPERABILITY.value
    if case.basis == SCORED:
        yield from _changes(case, lambda one: one["kind"] == kind)
        return
    full = replace(case.now.performance.given, interoperability_percent=Decimal(HUNDRED))
    after = _score(case, replace(case.now.performance, given=full))
    yield _priced(case, kind, "Report promoting interoperability in full.", after)


def _activities(case: Case) -> Iterator[Possibility]:
    kind = ChangeKind.ACTIVITIES.value
    if case.basis == SCORED:
        yield from _changes(case, lambda one: one["kind"] == kind)
        return
    before = _without(case, activity_points=Decimal(0))
    yield _priced(case, kind, "Attest enough improvement activities.", case.now, before)


def _quality(case: Case, says: str) -> Iterator[Possibility]:
    before = _without(case, quality_percent=Decimal(0))
    yield _priced(case, "quality", says, case.now, before)


def _claims(case: Case) -> Iterator[Possibility]:
    """Claims carry their quality codes when they are sent, or never."""
    if case.basis == SCORED:
        yield from _changes(case, lambda one: one.get("collectionType") == "claims")
        return
    yield from _quality(case, "Report quality by codes on Part B claims.")


def _care(case: Case) -> Iterator[Possibility]:
    """Rates and case counts come from care, which ends with the year."""
    if case.basis == SCORED:
        kinds = (ChangeKind.NEXT_DECILE, ChangeKind.BEST_RATE, ChangeKind.CASES)
        names = {kind.value for kind in kinds}
        yield from _changes(
            case, lambda one: one["kind"] in names and one.get("collectionType") != "claims"
        )
        return
    yield from _quality(case, "Give, and record, the care that quality measures ask for.")


def _pathway(case: Case) -> Iterator[Possibility]:
    """The best of the MVPs that offer any of the measures that were submitted."""
    kind, performance = "mvp", case.now.performance
    says = "Register for an MVP."
    catalog = case.facts.catalog
    if catalog is None or not performance.quality or performance.given.quality_percent is not None:
        yield _unpriced(kind, says, _NO_PATHWAY)
        return
    tried = {
        mvp_id: _score(case, through)
        for mvp_id in fitting(catalog.mvps, performance.practice.specialty_set)
        if mvp_id != performance.program
        if (through := _through(performance, catalog.mvps[mvp_id])).quality
    }
    if not tried:
        yield _unpriced(kind, says, _NONE_OFFERS)
        return
    best = max(tried, key=lambda mvp_id: tried[mvp_id].score.low)
    offered = len(tried[best].performance.quality)
    if tried[best].score.low > case.now.score.low:
        says = (
            f"Register for the MVP {best} ({catalog.mvps[best].title}) and report through it: it"
            f" offers {offered} of the {len(performance.quality)} measures given."
        )
    else:
        says = "Register for an MVP: none gains points with the measures given."
    yield _priced(case, kind, says, tried[best])


def _through(performance: Performance, mvp: Mvp) -> Performance:
    """What of the performance can be reported through the MVP."""
    activities = tuple(
        replace(one, done=MappingProxyType({key: one.done[key] for key in offered}))
        for one in performance.activities
        if (offered := [key for key in one.done if key in mvp.activities])
    )
    return replace(
        performance,
        option=ReportingOption.MVP,
        program=mvp.mvp_id,
        quality=tuple(one for one in performance.quality if one.measure_id in mvp.quality_measures),
        activities=activities,
    )


def fitting(mvps: Mapping[str, Mvp], specialty_set: str | None) -> tuple[str, ...]:
    """The MVPs made for the specialty; all of them where none is, or no specialty is known."""
    wanted = _letters(specialty_set or "")
    own = tuple(mvp_id for mvp_id, mvp in mvps.items() if wanted in map(_letters, mvp.specialties))
    return own or tuple(mvps)


def _letters(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def _exceptions(case: Case) -> Iterator[Possibility]:
    reasons = frozenset({ReweightingReason.EXTREME_AND_UNCONTROLLABLE})
    excused = MappingProxyType(dict.fromkeys(Category, reasons))
    performance = replace(_nothing_submitted(case).performance, given=Given(), reweighted=excused)
    before = case.now if case.basis == SCORED else _nothing_submitted(case)
    says = (
        "Apply if a disaster or another event outside your control kept you from collecting or"
        " submitting data: with all categories excused the score is the performance threshold."
    )
    yield _priced(case, "exception", says, _score(case, performance), before)


def _hardship(case: Case) -> Iterator[Possibility]:
    performance = case.now.performance
    category = Category.INTEROPERABILITY
    reasons = performance.reweighted.get(category, frozenset()) | {ReweightingReason.HARDSHIP}
    excused = MappingProxyType({**performance.reweighted, category: reasons})
    after = _score(case, replace(performance, reweighted=excused))
    says = "Apply if one of the hardships applies to you: the category then counts nothing."
    yield _priced(case, "hardship", says, after)


def _survey(case: Case) -> Iterator[Possibility]:
    yield _unpriced("survey", "Have the CAHPS for MIPS survey made; it is a measure.", _NOT_PRICED)


def _election(case: Case) -> Iterator[Possibility]:
    says = "Choose whether the score changes what you are paid."
    yield _unpriced("election", says, _NOT_PRICED)


def _review(case: Case) -> Iterator[Possibility]:
    yield _unpriced("review", "Have an error of CMS corrected.", _NOT_PRICED)


def _submission(case: Case) -> Iterator[Possibility]:
    """All that is submitted, and the changes that no earlier date ends or ended."""
    empty = _not_yet_submitted(case)
    if empty.performance.quality:
        says = "Submit the rest: with what claims carry alone the final score is {}."
    else:
        says = "Submit: without data the final score is {}."
    if empty.score != case.now.score:
        yield _priced(case, "submission", says.format(fixed(empty.score.low)), case.now, empty)
    if case.basis == POSSIBLE:
        return
    kinds = {ChangeKind.COMPLETENESS.value, ChangeKind.NEW_MEASURE.value}
    yield from _changes(
        case, lambda one: one["kind"] in kinds and one.get("collectionType") != "claims"
    )
    for kind, start in _STARTS.items():
        if start in case.closed:
            yield from _begun(case, kind.value, case.closed[start])


def _begun(case: Case, kind: str, day: str) -> Iterator[Possibility]:
    """What can still be submitted, but no longer be started."""
    for one in _changes(case, lambda change: change["kind"] == kind):
        one["says"] += f" Only if it was under way by {day}."
        yield one


_STARTS = {
    ChangeKind.ACTIVITIES: "last_activity_start",
    ChangeKind.INTEROPERABILITY: "last_interoperability_start",
}
"""What must be started by a day of its own, and that day."""

PRICES: Mapping[str, Callable[[Case], Iterator[Possibility]]] = {
    "survey_registration_closes": _survey,
    "last_interoperability_start": _interoperability,
    "last_activity_start": _activities,
    "mvp_registration_closes": _pathway,
    "exception_applications_close": _exceptions,
    "hardship_applications_close": _hardship,
    "claims_reporting_ends": _claims,
    "performance_year_ends": _care,
    "opt_in_election_closes": _election,
    "partial_qp_election_closes": _election,
    "shortage_exception_closes": _exceptions,
    "submission_closes": _submission,
    "targeted_review_closes": _review,
}
