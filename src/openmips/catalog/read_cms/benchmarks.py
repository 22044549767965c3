"""Rows of CMS's benchmark, exclusion reason and national average files as entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from openmips.catalog.entries import CUT_POINTS, Benchmark, BenchmarkExclusion, NationalAverage
from openmips.catalog.read_cms.rows import Refused, Row, in_order

ADMINISTRATIVE_CLAIMS = "administrativeClaims"


def benchmark(row: Row, year: int) -> Benchmark:
    """The ladder of one measure and collection type. A ladder that falls is refused."""
    row.ignore("isHighPriority")
    return Benchmark(
        measure_id=row.text("measureId"),
        collection_type=row.text("submissionMethod"),
        performance_year=_same_year(row, year),
        benchmark_year=row.year("benchmarkYear"),
        percentiles=_percentiles(row.row("percentiles")),
        inverse=row.flag("isInverse"),
        topped_out=row.flag("isToppedOut"),
        topped_out_by_program=row.flag("isToppedOutByProgram"),
        metric_type=row.text("metricType"),
        average=row.optional_number("averagePerformanceRate"),
    )


def _same_year(row: Row, year: int) -> int:
    found = row.year("performanceYear")
    if found != year:
        raise Refused(f"performanceYear is {found} in a file of {year}")
    return found


def _percentiles(row: Row) -> tuple[Decimal, ...]:
    if set(row.keys) != set(CUT_POINTS):
        raise Refused(
            f"percentiles has the keys {', '.join(row.keys)}, expected {', '.join(CUT_POINTS)}"
        )
    ladder = tuple(row.number(cut) for cut in CUT_POINTS)
    if list(ladder) != sorted(ladder):
        raise Refused("percentiles fall: " + " ".join(map(str, ladder)))
    return ladder


def mark_placeholders(
    benchmarks: Iterable[Benchmark], year_before: Mapping[tuple[str, str], Benchmark]
) -> list[Benchmark]:
    """The benchmarks, with the mock rows of administrative claims measures marked.

    CMS fills these rows before the year's claims are in by repeating last year's ladders. So
    a row made from the performance year itself is a placeholder when its ladder is last
    year's; and so is a row that last year lacks, as long as any other row repeats. Once CMS
    publishes ladders of the year's own, no row repeats and no mark remains.
    """
    rows = list(benchmarks)
    repeated = {
        key
        for row in rows
        if _from_claims_of_the_year(row)
        and (key := (row.measure_id, row.collection_type)) in year_before
        and year_before[key].percentiles == row.percentiles
    }

    def mock(row: Benchmark) -> bool:
        key = (row.measure_id, row.collection_type)
        new = bool(repeated) and key not in year_before
        return _from_claims_of_the_year(row) and (key in repeated or new)

    return [replace(row, placeholder=True) if mock(row) else row for row in rows]


def _from_claims_of_the_year(row: Benchmark) -> bool:
    return row.collection_type == ADMINISTRATIVE_CLAIMS and not row.historical


def exclusion(row: Row, year: int) -> BenchmarkExclusion:
    """Why a benchmark is absent: reason codes only; CMS's sentences stay with CMS."""
    row.ignore("reasonDescriptions")
    _same_year(row, year)
    return BenchmarkExclusion(
        measure_id=row.text("measureId"),
        collection_type=row.text("submissionMethod"),
        benchmark_year=row.year("benchmarkYear"),
        reason_codes=in_order(row.names("reasonCodes")),
    )


def national_average(row: Row, year: int) -> NationalAverage:
    """The mean dollars of a cost measure."""
    row.ignore("benchmarkYear")
    _same_year(row, year)
    return NationalAverage(
        measure_id=row.text("measureId"),
        group=row.number("groupNationalAverage"),
        individual=row.number("individualNationalAverage"),
    )
