"""Which of a plan's measures count in each year, and for how many points together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openmips.planning.rows import Row


@dataclass(frozen=True, slots=True)
class Counted:
    """The points that count in each year, and the places that are filled by nothing or more.

    `neutral` places hold suppressed measures, which ask for no points. `unimproved` are the
    years in which the improvement points are lost, since something required is incomplete.
    """

    points: tuple[int, ...]
    neutral: int
    unimproved: frozenset[int]


def counted(rows: Sequence[Row], required: int, outcome_needed: bool, years: int) -> Counted:
    """The best outcome measure, or else high priority measure, and the best of the others.

    The same choice as in scoring, in every year by itself.
    """
    scored = [row for row in rows if row.scored]
    neutral = len(rows) - len(scored)
    priority = any(row.priority for row in rows)
    places = required - 1 if outcome_needed and not priority else required
    filled = min(neutral, max(0, places - len(scored)))
    missing = required - len(scored) - filled
    unimproved = (
        frozenset(range(years))
        if missing > 0
        else frozenset().union(*(row.incomplete for row in scored))
    )
    fits = len(scored) <= places
    points = _sums(scored, years) if fits else _best(scored, places, years)
    return Counted(points, filled, unimproved)


def _sums(rows: Sequence[Row], years: int) -> tuple[int, ...]:
    if not rows:
        return (0,) * years
    return tuple(map(sum, zip(*(row.points for row in rows), strict=True)))


def _best(rows: Sequence[Row], places: int, years: int) -> tuple[int, ...]:
    first = [row for row in rows if row.outcome] or [row for row in rows if row.high_priority]
    everything = list(zip(*(row.points for row in rows), strict=True))
    if not first:
        return tuple(sum(sorted(year, reverse=True)[:places]) for year in everything)
    leading = [max(year) for year in zip(*(row.points for row in first), strict=True)]
    sums = []
    for year, most in zip(everything, leading, strict=True):
        others = sorted(year, reverse=True)
        others.remove(most)
        sums.append(most + sum(others[: places - 1]))
    return tuple(sums)
