"""What may be different about single measures and activities, each as a change to try out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from openmips.catalog.altering import with_benchmark, with_measure
from openmips.catalog.entries import SURVEY, Benchmark, MetricType
from openmips.catalog.load import YEARS, Catalog, catalog_for
from openmips.feedback.comparing import Line, Verdict
from openmips.feedback.situation import Situation, scored
from openmips.feedback.stated import Figure, Kind, Stated
from openmips.feedback.trials import NAMES, Trial
from openmips.performance import (
    ActivitySet,
    Category,
    Performance,
    QualityResult,
    ReportingOption,
)
from openmips.policy.topics import QualityPolicy
from openmips.scoring.measure import measure_score, standing
from openmips.scoring.populations import measured_rate
from openmips.scoring.results import Basis, MeasuredRate, MeasureScore
from openmips.why import Why

Remeasured = Callable[[MeasuredRate], MeasuredRate]


def measure_trials(
    situation: Situation, stated: Stated, lines: tuple[Line, ...]
) -> Iterator[Trial]:
    """Trials for the measures whose figures are open, and for data CMS has more or fewer of."""
    catalog = situation.catalog
    if catalog is None:
        return
    for line in lines:
        figure = line.figure
        if figure.kind is not Kind.MEASURE_POINTS or figure.category is not Category.QUALITY:
            continue
        result = _result(figure, situation)
        if line.verdict in (Verdict.DIFFERENT, Verdict.WITHIN) and result is not None:
            yield from _of_measure(result, figure, situation, stated, catalog)
    yield from _pending(situation, stated)
    yield from _only_cms(lines, catalog, situation)
    yield from _activities(lines, catalog, situation)
    yield from _not_received(situation)


def _result(figure: Figure, situation: Situation) -> QualityResult | None:
    """The submitted result of a figure; the survey's and what CMS computes have none."""
    for performance in situation.performances:
        for one in performance.quality:
            key = (one.measure_id, one.collection_type)
            if key == (figure.measure_id, figure.collection_type) and key[1] != SURVEY:
                return one
    return None


def _of_measure(
    result: QualityResult, figure: Figure, situation: Situation, stated: Stated, catalog: Catalog
) -> Iterator[Trial]:
    name = f"measure {result.measure_id} ({result.collection_type})"
    measure = catalog.quality[result.measure_id]
    kind = result.collection_type
    yield Trial(
        "suppressed",
        name,
        _in_catalog(
            catalog,
            lambda c: with_measure(c, replace(measure, suppressed=measure.suppressed ^ {kind})),
        ),
    )
    benchmark = catalog.benchmarks.get((result.measure_id, kind))
    detail = stated.detail(figure)
    yield from _benchmarks(name, result, benchmark, detail.benchmark, catalog)
    if benchmark is not None:
        capped = benchmark.topped_out_by_program and kind not in measure.cap_removed
        free = measure.cap_removed | {kind} if capped else measure.cap_removed - {kind}
        ladder = replace(benchmark, topped_out_by_program=True)
        yield Trial(
            "topped_out_cap",
            f"{name} {'without' if capped else 'with'} the cap",
            _in_catalog(
                catalog,
                lambda c: with_benchmark(
                    with_measure(c, replace(measure, cap_removed=free)), ladder
                ),
            ),
        )
    yield from _counts(name, result, figure, situation, stated, catalog)


def _in_catalog(
    catalog: Catalog, change: Callable[[Catalog], Catalog]
) -> Callable[[Situation], Situation]:
    """A change of the catalog, or of what other trials have made of it."""
    return lambda given: replace(given, catalog=change(given.catalog or catalog))


def _benchmarks(
    name: str,
    result: QualityResult,
    own: Benchmark | None,
    said: tuple[Decimal, ...] | None,
    catalog: Catalog,
) -> Iterator[Trial]:
    """The ladder that CMS's feedback shows; else those that other years have for the measure."""
    others = [
        catalog_for(year).benchmarks.get((result.measure_id, result.collection_type))
        for year in YEARS
        if year != catalog.performance_year
    ]
    known = [one for one in (own, *others) if one is not None and not one.placeholder]
    if said is not None:
        if known and said != known[0].percentiles:
            ladder = replace(known[0], percentiles=said)
            yield _laddered(f"{name}, the benchmark of CMS's feedback", ladder, catalog)
        return
    for one in known:
        if own is None or one.percentiles != own.percentiles:
            about = f"{name}, the benchmark of {one.performance_year}"
            yield _laddered(about, replace(own or one, percentiles=one.percentiles), catalog)


def _laddered(about: str, ladder: Benchmark, catalog: Catalog) -> Trial:
    of_year = replace(ladder, performance_year=catalog.performance_year)
    return Trial(
        "benchmark_revised", about, _in_catalog(catalog, lambda c: with_benchmark(c, of_year))
    )


def _counts(
    name: str,
    result: QualityResult,
    figure: Figure,
    situation: Situation,
    stated: Stated,
    catalog: Catalog,
) -> Iterator[Trial]:
    """Too few cases, incomplete data, or another rate, as CMS counted."""
    quality = situation.policy.topic(QualityPolicy)
    detail = stated.detail(figure)
    fewest, share = quality.case_minimum.value, quality.data_completeness.value
    few = detail.cases is not None and detail.cases < fewest
    partial = detail.completeness is not None and detail.completeness < share
    if few or (detail.cases is None and not partial):
        cases = fewest - 1 if detail.cases is None else detail.cases
        yield Trial(
            "case_minimum",
            name,
            _remeasured(result, catalog, lambda one: replace(one, cases=cases)),
        )
    if partial or (detail.completeness is None and not few):
        yield Trial(
            "data_completeness",
            name,
            _remeasured(
                result,
                catalog,
                lambda one: replace(one, complete=False, completeness=detail.completeness),
            ),
        )
    rate_figure = replace(figure, kind=Kind.RATE)
    rate = stated.figures.get(rate_figure)
    if rate is not None:
        yield Trial(
            "rate_differs",
            name,
            _remeasured(result, catalog, lambda one: replace(one, rate=rate)),
            frozenset({rate_figure}),
        )


def _remeasured(
    result: QualityResult, shipped: Catalog, change: Remeasured
) -> Callable[[Situation], Situation]:
    """The measure's row with something else measured, under whatever else is supposed."""

    def apply(situation: Situation) -> Situation:
        catalog, policy = situation.catalog or shipped, situation.policy
        first = situation.performances[0]
        quality = policy.topic(QualityPolicy)
        measure = catalog.quality[result.measure_id]
        measured = measured_rate(result.value, measure.overall_algorithm, quality, policy.programme)
        at = standing(
            measure,
            result.collection_type,
            catalog.benchmarks.get((result.measure_id, result.collection_type)),
            first.performance_year,
            first.practice.small,
            first.option is ReportingOption.APP,
        )
        return situation.with_row(measure_score(change(measured), at, quality, policy.programme))

    return apply


def _pending(situation: Situation, stated: Stated) -> Iterator[Trial]:
    """CMS's points where the benchmark was made after the year and is not known here."""
    rows = [
        replace(row, low=cms, high=cms)
        for row in scored(situation).measures
        if row.basis is Basis.BENCHMARK_PENDING and row.category is Category.QUALITY
        for cms in [stated.figures.get(_points_of(row))]
        if cms is not None
    ]
    if rows:
        about = _named(row.measure_id for row in rows)
        yield Trial("benchmark_pending", about, _with_rows(rows), frozenset(map(_points_of, rows)))


def _points_of(row: MeasureScore) -> Figure:
    return Figure(Kind.MEASURE_POINTS, row.category, row.measure_id, row.collection_type)


def _with_rows(rows: Iterable[MeasureScore]) -> Callable[[Situation], Situation]:
    def apply(situation: Situation) -> Situation:
        for row in rows:
            situation = situation.with_row(row)
        return situation

    return apply


def _named(measure_ids: Iterable[str | None]) -> str:
    names = [one for one in measure_ids if one is not None]
    return f"{'measure' if len(names) == 1 else 'measures'} {', '.join(names)}"


def _only_cms(lines: tuple[Line, ...], catalog: Catalog, situation: Situation) -> Iterator[Trial]:
    """Quality measures that CMS scored and we do not have: its own, or somebody else's data."""
    highest = situation.policy.topic(QualityPolicy).highest_points.value
    computed: list[MeasureScore] = []
    submitted: list[MeasureScore] = []
    for line in lines:
        figure = line.figure
        if (
            line.verdict is not Verdict.ONLY_CMS
            or (figure.kind, figure.category) != (Kind.MEASURE_POINTS, Category.QUALITY)
            or line.cms is None
        ):
            continue
        measure = catalog.quality.get(figure.measure_id or "")
        if measure is None:
            continue
        row = MeasureScore(
            measure.measure_id,
            Category.QUALITY,
            line.cms,
            line.cms,
            highest,
            Basis.REPORTED,
            Why("CMS's points of measure {} are taken: {}.", (measure.measure_id, line.cms)),
            figure.collection_type,
            outcome=measure.is_outcome,
            high_priority=measure.high_priority,
        )
        by_claims = measure.metric_type is MetricType.CLAIMS_SCORE
        (computed if by_claims else submitted).append(row)
    for reason, rows in (("administrative_claims", computed), ("other_submission", submitted)):
        if rows:
            about = _named(row.measure_id for row in rows)
            yield Trial(reason, about, _with_rows(rows), frozenset(map(_points_of, rows)))


def _activities(lines: tuple[Line, ...], catalog: Catalog, situation: Situation) -> Iterator[Trial]:
    """Activities that CMS counts and we do not have, scored by our rules."""
    names = [
        line.figure.measure_id
        for line in lines
        if line.verdict is Verdict.ONLY_CMS
        and line.figure.category is Category.ACTIVITIES
        and line.figure.measure_id in catalog.activities
    ]
    if not names:
        return
    year = situation.policy.performance_year
    done = {name: True for name in names if name is not None}
    attested = ActivitySet(done, date(year, 1, 1), date(year, 12, 31))

    def change(performance: Performance) -> Performance:
        return replace(performance, activities=(*performance.activities, attested))

    yield Trial("other_submission", ", ".join(done), lambda given: given.each(change))


def _not_received(situation: Situation) -> Iterator[Trial]:
    """A part of the data that did not reach CMS, or that CMS set aside."""
    results = {
        (one.measure_id, one.collection_type): one
        for performance in situation.performances
        for one in performance.quality
    }
    for measure_id, kind in results:
        about = f"measure {measure_id} ({kind})"
        yield Trial("not_received", about, _without(kind, measure_id))
    for kind in dict.fromkeys(kind for _, kind in results):
        yield Trial("not_received", f"all quality data of {kind}", _without(kind))
    if any(one.activities for one in situation.performances):
        yield Trial(
            "not_received",
            NAMES[Category.ACTIVITIES],
            lambda given: given.each(lambda one: replace(one, activities=())),
        )
    if any(one.interoperability for one in situation.performances):
        yield Trial(
            "not_received",
            NAMES[Category.INTEROPERABILITY],
            lambda given: given.each(lambda one: replace(one, interoperability=())),
        )


def _without(kind: str, measure_id: str | None = None) -> Callable[[Situation], Situation]:
    """No data of a collection type, or none of one of its measures."""

    def change(performance: Performance) -> Performance:
        left = tuple(
            one
            for one in performance.quality
            if one.collection_type != kind or measure_id not in (None, one.measure_id)
        )
        return replace(performance, quality=left)

    return lambda situation: situation.each(change)
