"""What holds a rate against its points: the measure, its benchmark and the year's rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache

from openmips.answers import problems
from openmips.answers.points_request import PointsRequest, ladder_of
from openmips.answers.problems import problem
from openmips.catalog import Catalog, catalog_for
from openmips.catalog.entries import (
    CLAIMS,
    COMPUTED,
    SURVEY,
    Benchmark,
    CostMeasure,
    MetricType,
    OverallAlgorithm,
    QualityMeasure,
)
from openmips.performance import Category, ClaimsResult
from openmips.policy.load import policy_for
from openmips.policy.topics import CostPolicy, ProgrammePolicy, QualityPolicy
from openmips.problems.finding import ProblemsFound, listed, nearest, shown
from openmips.scoring.claims_measures import claims_measure_score, refused
from openmips.scoring.measure import Standing, measure_score, standing
from openmips.scoring.results import Basis, MeasuredRate, MeasureScore
from openmips.why import Provision, Why

COLLECTION_TYPES = (
    CLAIMS,
    "registry",
    "electronicHealthRecord",
    "cmsWebInterface",
    SURVEY,
    COMPUTED,
)
"""CMS's names of the collection types."""

_HUNDRED = Decimal(100)
_ID_LENGTH = 3
_PERCENTS = frozenset(
    {
        MetricType.SINGLE,
        MetricType.MULTIPLE,
        MetricType.REGISTRY_SINGLE,
        MetricType.REGISTRY_MULTIPLE,
    }
)
_GIVEN = {
    (False, False): "The rate is given as {}; cases and data completeness count as enough.",
    (True, False): "The rate is given as {}, of {} cases; data completeness counts as enough.",
    (False, True): "The rate is given as {}, data completeness as {} %; cases count as enough.",
    (True, True): "The rate is given as {}, of {} cases, data completeness as {} %.",
}


@dataclass(frozen=True, slots=True)
class Submitted:
    """The ruler of a measure that somebody submits. `percent`: its rates run to 100."""

    at: Standing
    percent: bool
    quality: QualityPolicy
    programme: ProgrammePolicy

    def score(self, request: PointsRequest) -> MeasureScore:
        """The points of the requested rate. Raises ProblemsFound where it cannot be meant."""
        if self.percent and request.rate is not None and request.rate > _HUNDRED:
            found = f"rate is {request.rate}"
            raise problem(problems.BAD_RATE, "$.rate", found, "a percent from 0 to 100")
        if self.at.collection_type == SURVEY and self.at.benchmark is None:
            return self._not_scored()
        return measure_score(self._measured(request), self.at, self.quality, self.programme)

    def with_ladder(self, benchmark: Benchmark) -> Submitted:
        """The same measure on another ladder."""
        return replace(self, at=replace(self.at, benchmark=benchmark))

    def _measured(self, request: PointsRequest) -> MeasuredRate:
        cases, completeness = request.cases, request.data_completeness
        threshold = self.quality.data_completeness
        facts: list[object] = [request.rate]
        facts += [each for each in (cases, completeness) if each is not None]
        return MeasuredRate(
            request.rate,
            completeness is None or completeness >= threshold.value,
            completeness,
            cases,
            cases != 0 and completeness != 0,
            Why(
                _GIVEN[cases is not None, completeness is not None],
                tuple(facts),
                (self.quality.case_minimum, threshold),
            ),
        )

    def _not_scored(self) -> MeasureScore:
        why = Why(
            "{} has no benchmark: of the survey, only measures with a benchmark are scored.",
            (self.at.measure_id,),
            (self.quality.survey_measure,),
        )
        return MeasureScore(
            self.at.measure_id, Category.QUALITY, 0, 0, 0, Basis.NOT_SCORED, why, SURVEY
        )


@dataclass(frozen=True, slots=True)
class Computed:
    """The ruler of a measure that CMS computes from claims."""

    measure_id: str
    category: Category
    benchmark: Benchmark | None
    minimum: Provision[int] | None
    suppressed: Provision[frozenset[str]] | None
    quality: QualityPolicy
    programme: ProgrammePolicy

    def score(self, request: PointsRequest) -> MeasureScore:
        """The points of the requested value. Raises ProblemsFound where there are none."""
        if request.rate is None:
            raise problem(problems.BAD_RATE, "$.rate", "rate is null", "the value CMS computed")
        result = ClaimsResult(self.measure_id, request.rate, request.cases)
        if self.suppressed is not None:
            because = "{} is suppressed this year and is not scored."
            return refused(result, self.category, because, self.suppressed)
        if self.benchmark is not None and self.benchmark.placeholder:
            found = f"The benchmark of {self.measure_id} in CMS's file is a placeholder"
            raise problem(problems.PLACEHOLDER_BENCHMARK, "$.measureId", found)
        return claims_measure_score(
            result, self.category, self.benchmark, self.minimum, self.quality, self.programme
        )

    def with_ladder(self, benchmark: Benchmark) -> Computed:
        """The same measure on another ladder."""
        return replace(self, benchmark=benchmark)


Ruler = Submitted | Computed


def ruler_for(request: PointsRequest) -> Ruler:
    """What decides the points of the request. Raises ProblemsFound."""
    if request.percentiles is not None:
        return _own_ladder(request)
    if request.measure_id is None:
        raise problem(
            problems.MISSING_KEY, "$.measureId", "measureId is absent", "a measure or percentiles"
        )
    if request.collection_type is None:
        found = "collectionType is absent"
        expected = listed(COLLECTION_TYPES)
        raise problem(problems.MISSING_KEY, "$.collectionType", found, expected)
    return _catalog_ruler(
        request.performance_year,
        request.measure_id,
        request.collection_type,
        bool(request.small_practice),
    )


def _own_ladder(request: PointsRequest) -> Ruler:
    """The ruler with the ladder of the request in place of the catalog's."""
    year, small = request.performance_year, bool(request.small_practice)
    measure_id, collection_type = request.measure_id, request.collection_type
    known: Ruler | None = None
    inverse = bool(request.is_inverse)
    if measure_id is not None and collection_type is not None:
        try:
            known = _catalog_ruler(year, measure_id, collection_type, small)
        except ProblemsFound:
            known = None
    if known is not None and request.is_inverse is None:
        inverse = _inverse(year, known)
    benchmark = Benchmark(
        measure_id or "",
        collection_type or "",
        year,
        year,
        ladder_of(request.percentiles or []),
        inverse,
        topped_out=bool(request.is_topped_out_by_program),
        topped_out_by_program=bool(request.is_topped_out_by_program),
        metric_type=MetricType.SINGLE.value,
    )
    if known is not None:
        return known.with_ladder(benchmark)
    policy = policy_for(year)
    at = Standing(measure_id or "The measure", collection_type or "own ladder", benchmark, small)
    return Submitted(at, False, policy.topic(QualityPolicy), policy.programme)


def _inverse(year: int, known: Ruler) -> bool:
    """Whether lower is better for a measure of the catalog; lower cost always is."""
    measure_id = known.at.measure_id if isinstance(known, Submitted) else known.measure_id
    measure = catalog_for(year).quality.get(measure_id)
    return measure is None or measure.inverse


@cache
def _catalog_ruler(year: int, measure_id: str, collection_type: str, small: bool) -> Ruler:
    """The ruler of a measure of the catalog. Raises ProblemsFound where there is none."""
    catalog, policy = catalog_for(year), policy_for(year)
    quality = policy.topic(QualityPolicy)
    measure = _measure(catalog, measure_id)
    benchmark = catalog.benchmarks.get((measure_id, collection_type))
    if collection_type not in COLLECTION_TYPES:
        found = f"collectionType is {shown(collection_type)}"
        hint = nearest(collection_type, COLLECTION_TYPES)
        expected = listed(COLLECTION_TYPES)
        kind = problems.UNKNOWN_COLLECTION_TYPE
        raise problem(kind, "$.collectionType", found, expected, hint)
    offered = _offered(measure)
    if collection_type not in offered and benchmark is None:
        found = f"{measure_id} cannot be reported through {collection_type}"
        kind = problems.COLLECTION_TYPE_NOT_OFFERED
        raise problem(kind, "$.collectionType", found, listed(offered))
    if isinstance(measure, CostMeasure):
        cost = policy.topic(CostPolicy)
        minimum = cost.case_minimums.get(measure_id)
        suppressed = cost.suppressed if measure_id in cost.suppressed.value else None
        return Computed(
            measure_id, Category.COST, benchmark, minimum, suppressed, quality, policy.programme
        )
    if collection_type == COMPUTED:
        minimum = quality.administrative_claims_minimums.get(measure_id)
        return Computed(
            measure_id, Category.QUALITY, benchmark, minimum, None, quality, policy.programme
        )
    at = standing(measure, collection_type, benchmark, year, small and collection_type != SURVEY)
    counted = measure.overall_algorithm is OverallAlgorithm.SUM_NUMERATORS
    percent = measure.metric_type in _PERCENTS and not counted
    return Submitted(at, percent, quality, policy.programme)


def _measure(catalog: Catalog, measure_id: str) -> QualityMeasure | CostMeasure:
    for part in (catalog.quality, catalog.cost):
        if measure_id in part:
            found: QualityMeasure | CostMeasure = part[measure_id]
            return found
    hint = _nearest_id(catalog.performance_year, measure_id)
    found_id = f"{catalog.performance_year} has no measure {shown(measure_id)}"
    raise problem(problems.UNKNOWN_MEASURE, "$.measureId", found_id, hint=hint)


@lru_cache(maxsize=1024)
def _nearest_id(year: int, measure_id: str) -> str:
    """A hint at the id somebody may have meant; a long file may hold the same slip often."""
    ids = [*catalog_for(year).quality, *catalog_for(year).cost]
    padded = measure_id.zfill(_ID_LENGTH).upper()
    return f"Did you mean {padded}?" if padded in ids else nearest(measure_id, ids)


def _offered(measure: QualityMeasure | CostMeasure) -> tuple[str, ...]:
    """The collection types through which the measure can be had."""
    if isinstance(measure, CostMeasure):
        return (COMPUTED,)
    return measure.collection_types
