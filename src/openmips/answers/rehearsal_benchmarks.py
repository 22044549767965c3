"""The benchmarks of a year in the shape of CMS's service, as far as they are known here."""

from __future__ import annotations

from typing import Any

from openmips.catalog import catalog_for
from openmips.catalog.entries import CUT_POINTS, Benchmark


def rehearsal_benchmarks(year: int) -> list[dict[str, Any]]:
    """Each benchmark that is no mock, by measure and submission method.

    CMS may show 99 percentiles; those that it publishes, and so those here, are eleven.
    """
    catalog = catalog_for(year)
    return [
        {
            "measureId": one.measure_id,
            "benchmarkYear": one.benchmark_year,
            "performanceYear": one.performance_year,
            "submissionMethod": one.collection_type,
            "metricType": one.metric_type,
            "status": "historical" if one.historical else "performance",
            "isInverse": one.inverse,
            "isToppedOut": one.topped_out,
            "isToppedOutByProgram": one.topped_out_by_program,
            "isHighPriority": _high_priority(one),
            "percentiles": dict(zip(CUT_POINTS, one.percentiles, strict=True)),
        }
        for one in catalog.benchmarks.values()
        if not one.placeholder
    ]


def _high_priority(benchmark: Benchmark) -> bool:
    measure = catalog_for(benchmark.performance_year).quality.get(benchmark.measure_id)
    return measure is not None and measure.high_priority
