"""Which of the submitted quality measures count, and out of how many points."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from openmips.amounts import Amount, total
from openmips.performance import Category
from openmips.policy.topics import QualityPolicy
from openmips.scoring.results import Basis, MeasureScore
from openmips.values import value
from openmips.why import Provision, Why

Level = Callable[[MeasureScore], Amount]
"""Which end of a measure's points a choice goes by: `lowest` or `highest`."""


def lowest(row: MeasureScore) -> Amount:
    """The points a measure earns at least."""
    return row.low


def highest(row: MeasureScore) -> Amount:
    """The points a measure earns at most."""
    return row.high


@value
class Selection:
    """The rows that count (missing ones among them) and the available points."""

    counted: tuple[MeasureScore, ...]
    available: Fraction
    complete: bool
    why: Why
    note: str | None = None


@value
class Requirement:
    """How many measures are asked for, and whether one must be outcome or high priority.

    `note` says what was assumed to come to that number.
    """

    measures: int
    under: Provision[int]
    outcome_needed: bool = True
    why: Why | None = None
    note: str | None = None


def best_collection_types(rows: Iterable[MeasureScore], level: Level) -> list[MeasureScore]:
    """Of a measure submitted several times only the result with the most points stays.

    A submitted result beats one without a reported case, a scored one a suppressed one, and of
    equal points those from complete data stay.
    Source: 42 CFR 414.1380(b)(1)(i) (rule Q-COLL-1).
    """
    best: dict[str | None, MeasureScore] = {}
    for row in rows:
        held = best.get(row.measure_id)
        if held is None or _rank(row, level) > _rank(held, level):
            best[row.measure_id] = row
    return list(best.values())


def _rank(row: MeasureScore, level: Level) -> tuple[bool, bool, Amount, bool]:
    submitted = row.basis is not Basis.NOT_SUBMITTED
    return submitted, row.available > 0, level(row), is_complete(row)


def is_complete(row: MeasureScore) -> bool:
    """Whether the data of a row are complete; a row that leaves the score always is."""
    return row.measured is None or row.measured.complete or not row.available > 0


def choose(
    rows: list[MeasureScore], required: Requirement, quality: QualityPolicy, level: Level
) -> Selection:
    """The measures that count (rule Q-SEL-1).

    First the highest-scoring outcome measure, or failing that the highest-scoring high
    priority measure; then the best of the rest. Without either, one slot earns nothing,
    unless the requirement waives it. Slots that nothing fills earn nothing. A suppressed
    measure fills a slot only while no scored measure does, and takes its available points out.
    """
    submitted = [row for row in rows if row.basis is not Basis.NOT_SUBMITTED]
    scored = sorted(
        (row for row in submitted if row.available > 0),
        key=lambda row: (-level(row), row.measure_id or ""),
    )
    neutral = [row for row in submitted if not row.available > 0]
    slots = required.measures
    first = _first(scored) or _first(neutral)
    places = slots - 1 if first is not None or required.outcome_needed else slots
    rest = [row for row in scored if row is not first][:places]
    rest += [row for row in neutral if row is not first][: places - len(rest)]
    picked = [first, *rest] if first is not None else rest
    missing = slots - len(picked)
    empty = missing_row(quality)
    available = total(row.available for row in picked) + missing * quality.highest_points.value
    why = Why(
        "{} of {} required measures count{}.",
        (
            len(picked),
            slots,
            ""
            if first is not None or not required.outcome_needed
            else "; without an outcome or high priority measure one place earns nothing",
        ),
        (required.under,),
        (required.why,) if required.why else (),
    )
    complete = missing == 0 and all(map(is_complete, picked))
    counted = (*picked, *(empty,) * missing)
    return Selection(counted, available, complete, why, required.note)


def _first(rows: list[MeasureScore]) -> MeasureScore | None:
    """The first outcome measure, else the first high priority one, of rows in order."""
    for row in rows:
        if row.outcome:
            return row
    for row in rows:
        if row.high_priority:
            return row
    return None


def missing_row(quality: QualityPolicy, measure_id: str | None = None) -> MeasureScore:
    """A required measure that nobody submitted: no points, and its available points stay."""
    why = Why(
        "{} was not submitted: 0 of {} points.",
        (measure_id or "A required measure", quality.highest_points.value),
        (quality.highest_points,),
    )
    return MeasureScore(
        measure_id,
        Category.QUALITY,
        0,
        0,
        quality.highest_points.value,
        Basis.NOT_SUBMITTED,
        why,
    )
