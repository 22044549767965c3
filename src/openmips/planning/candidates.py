"""Which measures could be added or mended, and which of them no optimum needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from openmips.amounts import HUNDRED
from openmips.catalog.entries import CLAIMS, MetricType, QualityMeasure
from openmips.performance import Counts, QualityResult
from openmips.planning.lanes import Lanes
from openmips.planning.rows import Row, counts_of, new_row, reported_row, to_come
from openmips.planning.situation import Situation
from openmips.policy.topics import QualityPolicy

EFFORTS = {
    CLAIMS: "measure_claims",
    "registry": "measure_registry",
    "electronicHealthRecord": "measure_electronic",
}
"""The estimate of the work, by collection type; through others nothing new is proposed."""

MEND = "completeness"
_COMPUTED = frozenset({MetricType.CLAIMS_SCORE, MetricType.CAHPS})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A measure that could be reported beside the others, with its hours."""

    row: Row
    hours: Decimal


@dataclass(frozen=True, slots=True)
class Mend:
    """A reported measure that could be made complete: its place, the row then, the cases."""

    place: int
    row: Row
    hours: Decimal
    cases: int


class Pool:
    """The rows of measures that could be taken up, each made once for all ways of reporting."""

    def __init__(self, situation: Situation) -> None:
        self._situation = situation
        self._rows: dict[tuple[str, str, int], Row] = {}

    def row(self, measure: QualityMeasure, collection_type: str, cases: int) -> Row:
        """The row of a measure with so many cases a year."""
        key = measure.measure_id, collection_type, cases
        if key not in self._rows:
            self._rows[key] = new_row(measure, collection_type, cases, self._situation)
        return self._rows[key]


def new_candidates(
    pool: Pool,
    situation: Situation,
    reported: Sequence[str],
    asked: Callable[[QualityMeasure], bool],
    share: Fraction,
    people: int,
) -> list[Candidate]:
    """Every measure that could be taken up; `asked` tells which the way of reporting scores."""
    if situation.closed:
        return []
    cases = round(situation.estimates.typical_cases.value * share)
    found = []
    for measure in situation.catalog.quality.values():
        if measure.metric_type in _COMPUTED or measure.registry_measure or not asked(measure):
            continue
        if measure.measure_id in reported:
            continue
        for collection_type in situation.collection_types:
            if collection_type not in measure.collection_types:
                continue
            if collection_type == CLAIMS and situation.elapsed == 1:
                continue
            row = pool.row(measure, collection_type, cases)
            effort = situation.estimates.efforts[EFFORTS[collection_type]]
            if row.scored:
                found.append(Candidate(row, people * (effort.hours + effort.per_case * cases)))
    return found


def in_order(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates with the most points in the mean first; none comes before its dominators."""
    return sorted(
        candidates,
        key=lambda one: (
            -sum(one.row.points),
            one.hours,
            one.row.measure_id or "",
            one.row.collection_type or "",
        ),
    )


def dominators(ordered: Sequence[Candidate], alike: bool) -> tuple[tuple[int, ...], ...]:
    """For each candidate the places of those before it that dominate it.

    One candidate dominates another if it costs no more, earns no less in any year, serves the
    requirements no worse and is as free of conditions. Where more measures may be reported
    than count (`alike`), both must be outcome measures or neither: the best outcome measure
    must count then, however few points it has.
    """
    if not ordered:
        return ()
    rows = [one.row.points for one in ordered]
    lanes = Lanes(len(rows[0]), max(map(max, rows)))
    packed = list(map(lanes.pack, rows))
    return tuple(
        tuple(
            place
            for place in range(end)
            if lanes.at_least(packed[place], packed[end]) == lanes.tops
            and _serves(ordered[place], ordered[end], alike)
        )
        for end in range(len(ordered))
    )


def undominated(candidates: Sequence[Candidate], most: int, alike: bool) -> tuple[Candidate, ...]:
    """The candidates that an optimum of at most `most` of them can need.

    A candidate that is dominated by `most` different measures is never needed: whatever holds
    it holds at most `most` - 1 others, so one of its dominators is free to stand in its place.
    """
    ordered = in_order(candidates)
    kept = []
    for one, places in zip(ordered, dominators(ordered, alike), strict=True):
        better = {ordered[place].row.measure_id for place in places}
        if len(better) < most and one.row.measure_id not in better:
            kept.append(one)
    return tuple(kept)


def _serves(one: Candidate, other: Candidate, alike: bool) -> bool:
    """Whether the first costs no more than the other, and serves the requirements no worse."""
    return (
        one.hours <= other.hours
        and one.row.priority >= other.row.priority
        and (not alike or one.row.outcome == other.row.outcome)
        and one.row.by_claims <= other.row.by_claims
        and one.row.incomplete <= other.row.incomplete
    )


def mend(
    place: int, result: QualityResult, row: Row, situation: Situation, people: int
) -> Mend | None:
    """The measure with just enough more cases answered, or None where that cannot be done.

    Codes cannot be added to claims that were sent: only claims to come can mend a measure.
    """
    counts = counts_of(result.value)
    if counts is None or not row.incomplete or situation.closed:
        return None
    if result.collection_type == CLAIMS and situation.elapsed == 1 and not situation.repeated:
        return None
    needed, unanswered = _lacking(counts, situation)
    if not 0 < needed <= unanswered:
        return None
    mended = reported_row(result, situation, Fraction(1), needed)
    effort = situation.estimates.efforts[MEND]
    return Mend(place, mended, people * (effort.hours + effort.per_case * needed), needed)


def _lacking(counts: Counts, situation: Situation) -> tuple[int, int]:
    """How many more cases must be answered, and how many still can be."""
    quality = situation.policy.topic(QualityPolicy)
    factor, begun = to_come(counts, situation, Fraction(1))
    coming = round(factor * counts.eligible)
    answers = counts.met + counts.not_met, counts.exclusion, counts.exception
    reported = sum(round(factor * each) for each in answers)
    before = begun.met + begun.not_met + begun.exclusion + begun.exception
    needed = ceil(Fraction(quality.data_completeness.value) * (begun.eligible + coming) / HUNDRED)
    open_cases = coming if coming else begun.eligible - before
    return needed - before - reported, open_cases - reported if coming else open_cases
