"""How categories and measures read in a score's answer."""

from __future__ import annotations

from typing import cast

from openmips.amounts import Amount, Span, plain
from openmips.answers.shapes import CategoryAnswer, MeasureRow
from openmips.catalog import Catalog
from openmips.scoring.results import Basis, MeasureScore, WeightedCategory

_SCORED_AS_NOTHING = frozenset({None, "not_submitted", "unknown"})
"""The reasons of categories that count; any other reason took a category out."""


def category_answer(weighted: WeightedCategory) -> CategoryAnswer:
    """A category with its weight; one that was taken out tells only why."""
    score = weighted.score
    if not weighted.weight and weighted.reason not in _SCORED_AS_NOTHING:
        return {
            "percent": None,
            "weight": plain(weighted.weight),
            "contribution": "0",
            "reason": str(weighted.reason),
        }
    answer: dict[str, object] = {}
    answer["percent"] = None
    if score.percent is not None:
        _put_span(answer, "percent", score.percent)
    if score.points is not None:
        _put_span(answer, "points", score.points)
    if score.available is not None:
        answer["available"] = plain(score.available)
    if score.bonus is not None:
        answer["bonusPoints"] = plain(score.bonus)
    if score.improvement is not None:
        _put_span(answer, "improvementPercent", score.improvement)
    answer["weight"] = plain(weighted.weight)
    _put_span(answer, "contribution", weighted.contribution)
    if weighted.reason is not None:
        answer["reason"] = weighted.reason
    return cast(CategoryAnswer, answer)


def _put(answer: dict[str, object], key: str, low: Amount, high: Amount) -> None:
    """One value, or None with its lowest and highest."""
    if low == high:
        answer[key] = plain(low)
        return
    answer[key] = None
    answer[f"{key}Low"] = plain(low)
    answer[f"{key}High"] = plain(high)


def _put_span(answer: dict[str, object], key: str, span: Span) -> None:
    _put(answer, key, span.low, span.high)


def measure_row(row: MeasureScore, catalog: Catalog | None) -> MeasureRow:
    """A measure or activity with its points, and its title from the catalog."""
    answer: dict[str, object] = {"measureId": row.measure_id}
    if row.measure_id is not None and catalog is not None:
        answer["title"] = catalog.entry(row.measure_id).title
    answer["category"] = row.category.value
    if row.collection_type is not None:
        answer["collectionType"] = row.collection_type
    measured = row.measured
    if measured is not None:
        answer["performanceRate"] = None if measured.rate is None else plain(measured.rate)
        if measured.completeness is not None:
            answer["dataCompleteness"] = plain(measured.completeness)
        if measured.cases is not None:
            answer["cases"] = measured.cases
        answer["decile"] = row.decile
    if row.basis is Basis.NOT_SCORED:
        answer["points"] = None
    else:
        _put(answer, "points", row.low, row.high)
    answer["available"] = plain(row.available)
    if measured is not None:
        answer["capped"] = row.capped
    answer["counted"] = row.counted
    answer["basis"] = row.basis.value
    return cast(MeasureRow, answer)
