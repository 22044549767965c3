"""What is scored: the performances of one year, and whatever is supposed of them for a trial."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from openmips.catalog.entries import COMPUTED, MetricType
from openmips.catalog.load import Catalog
from openmips.performance import Category, Performance
from openmips.policy.topics import Policy
from openmips.scoring.final import final_score
from openmips.scoring.levels import counting_score
from openmips.scoring.quality import quality_of_rows
from openmips.scoring.quality_rows import administrative_claims_rows, submitted_rows
from openmips.scoring.results import CategoryScore, FinalScore, MeasureScore

RowKey = tuple[str, str | None]
"""A quality measure by its id and collection type."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Performances that belong to one clinician or practice, and the rules they fall under.

    `rows` stand in place of the quality measures of that key, or beside them where no
    performance has one. `computed` stands for whole categories. `chosen` is the place of the
    performance that counts, where it is not the one that the rule picks.
    """

    performances: tuple[Performance, ...]
    catalog: Catalog | None
    policy: Policy
    rows: Mapping[RowKey, MeasureScore] = field(default_factory=lambda: MappingProxyType({}))
    computed: Mapping[Category, CategoryScore] = field(default_factory=lambda: MappingProxyType({}))
    chosen: int | None = None

    def with_row(self, row: MeasureScore) -> Situation:
        """The same with other points for one quality measure."""
        key = (row.measure_id or "", row.collection_type)
        return replace(self, rows=MappingProxyType({**self.rows, key: row}))

    def each(self, change: Callable[[Performance], Performance]) -> Situation:
        """The same with every performance changed."""
        return replace(self, performances=tuple(map(change, self.performances)))


def scored(situation: Situation) -> FinalScore:
    """The final score that counts."""
    place, scores = counting(situation)
    return scores[place]


def counting(situation: Situation) -> tuple[int, tuple[FinalScore, ...]]:
    """The place of the score that counts, and the score of every performance."""
    scores = tuple(_scored(one, situation) for one in situation.performances)
    if situation.chosen is not None:
        return situation.chosen, scores
    return counting_score(scores, situation.policy)[0], scores


def _scored(performance: Performance, situation: Situation) -> FinalScore:
    catalog, policy = situation.catalog, situation.policy
    computed = dict(situation.computed)
    rows = _rows_for(performance, situation)
    if rows and catalog is not None:
        computed[Category.QUALITY] = _quality(performance, rows, catalog, policy)
    return final_score(performance, catalog, policy, computed)


def _rows_for(performance: Performance, situation: Situation) -> Mapping[RowKey, MeasureScore]:
    """The supposed rows that concern a performance: its own measures', and nobody's."""
    own = _keys(performance)
    others = {key for one in situation.performances for key in _keys(one)} - own
    return {key: row for key, row in situation.rows.items() if key not in others}


def _keys(performance: Performance) -> set[RowKey]:
    computed = performance.administrative_claims or ()
    return {
        *((one.measure_id, one.collection_type) for one in performance.quality),
        *((one.measure_id, COMPUTED) for one in computed),
    }


def _quality(
    performance: Performance, rows: Mapping[RowKey, MeasureScore], catalog: Catalog, policy: Policy
) -> CategoryScore:
    """Quality with the rows that are supposed, in place of one's own or beside them."""
    _, own = submitted_rows(performance, catalog, policy)
    computed = administrative_claims_rows(performance, catalog, policy)
    left = dict(rows)

    def put(row: MeasureScore) -> MeasureScore:
        return left.pop((row.measure_id or "", row.collection_type), row)

    own = [put(row) for row in own]
    computed = tuple(put(row) for row in computed)
    by_claims = {key for key in left if _computed_by_cms(key[0], catalog)}
    more = [row for key, row in left.items() if key not in by_claims]
    beside = (row for key, row in left.items() if key in by_claims)
    return quality_of_rows([*own, *more], (*computed, *beside), performance, catalog, policy)


def _computed_by_cms(measure_id: str, catalog: Catalog) -> bool:
    measure = catalog.quality.get(measure_id)
    return measure is not None and measure.metric_type is MetricType.CLAIMS_SCORE
