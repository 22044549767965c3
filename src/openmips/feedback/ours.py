"""Our own result in the same figures as CMS's."""

from __future__ import annotations

from collections.abc import Iterator

from openmips.amounts import Amount, Span, as_fraction
from openmips.feedback.stated import Figure, Kind
from openmips.payment import adjustment
from openmips.policy.topics import Policy
from openmips.scoring.results import Basis, FinalScore, MeasureScore, WeightedCategory


def figures_of(final: FinalScore, policy: Policy) -> dict[Figure, Span]:
    """Every figure of a final score; a span where ours is not known to the point.

    The adjustment rests on the unrounded score and on the bounds of the year's maximum.
    """
    found: dict[Figure, Span] = {}
    for row in final.measures:
        found.update(_of_measure(row))
    for category, weighted in final.categories.items():
        for kind, span in _of_category(weighted):
            found[Figure(kind, category)] = span
    found[Figure(Kind.COMPLEX_PATIENT_BONUS)] = Span.at(final.complex_patient_bonus)
    found[Figure(Kind.FINAL_SCORE)] = final.score
    found[Figure(Kind.ADJUSTMENT)] = paid_span(final.score.low, final.score.high, policy)
    return found


def paid_span(low: Amount, high: Amount, policy: Policy) -> Span:
    """What scores from `low` to `high` pay, in percent: one value where we know it exactly."""
    least, most = adjustment(low, policy), adjustment(high, policy)
    if low == high and least.best is not None and least.low == least.high:
        return Span.at(least.best)
    return Span(as_fraction(least.low), as_fraction(most.high))


def _of_measure(row: MeasureScore) -> Iterator[tuple[Figure, Span]]:
    if row.measure_id is None or row.basis is Basis.NOT_SUBMITTED:
        return
    yield _figure(Kind.MEASURE_POINTS, row), Span(as_fraction(row.low), as_fraction(row.high))
    if row.measured is not None and row.measured.rate is not None:
        yield _figure(Kind.RATE, row), Span.at(row.measured.rate)


def _figure(kind: Kind, row: MeasureScore) -> Figure:
    return Figure(kind, row.category, row.measure_id, row.collection_type)


def _of_category(weighted: WeightedCategory) -> Iterator[tuple[Kind, Span]]:
    score = weighted.score
    yield Kind.WEIGHT, Span.at(weighted.weight)
    yield Kind.CONTRIBUTION, weighted.contribution
    if score.percent is not None:
        yield Kind.PERCENT, score.percent
    if score.points is not None:
        yield Kind.POINTS, score.points
    if score.bonus is not None:
        yield Kind.BONUS, Span.at(score.bonus)
    if score.improvement is not None:
        yield Kind.IMPROVEMENT, score.improvement
