"""The answers of `points` agree with a second implementation on every benchmark that exists."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import oracle
import pytest

from openmips.answers.points import points
from openmips.catalog.entries import Benchmark
from openmips.catalog.load import YEARS, catalog_for
from openmips.policy.load import policy_for
from openmips.problems.finding import ProblemsFound

HAIR = Decimal("0.0001")
FAR = Decimal(1_000_000)
PERCENT = Decimal(100)


def rates(benchmark: Benchmark) -> Iterator[Decimal]:
    """Every cut point, a hair to both sides of it, the middle between two, and far outside."""
    cuts = sorted(set(benchmark.percentiles))
    for cut in cuts:
        yield from (cut - HAIR, cut, cut + HAIR)
    for lower, upper in pairwise(cuts):
        yield (lower + upper) / 2
    yield from (Decimal(0), PERCENT, FAR)


@pytest.mark.parametrize("year", YEARS)
def test_points_agree_with_the_oracle_on_every_benchmark(year: int) -> None:
    """Points, decile and cap are those of the slow implementation, around every cut point."""
    catalog, policy = catalog_for(year), policy_for(year)
    compared = rows = 0
    wrong: list[str] = []
    for benchmark in catalog.benchmarks.values():
        measure_id, collection_type = benchmark.measure_id, benchmark.collection_type
        measure = catalog.quality.get(measure_id)
        suppressed = measure is not None and collection_type in measure.suppressed
        if benchmark.placeholder or suppressed or measure_id in policy.cost.suppressed.value:
            continue
        age = year - measure.first_performance_year if measure else 9
        floor = {0: 7, 1: 5}.get(age, 0) if collection_type != "administrativeClaims" else 0
        capped = benchmark.topped_out_by_program and collection_type not in (
            measure.cap_removed if measure else ()
        )
        rows += 1
        ladder = [Fraction(cut) for cut in benchmark.percentiles]
        for rate in rates(benchmark):
            request = {
                "performanceYear": year,
                "measureId": measure_id,
                "collectionType": collection_type,
                "rate": str(rate),
                "cases": 500,
            }
            try:
                answer = points(request)
            except ProblemsFound:
                assert not 0 <= rate <= PERCENT, request
                continue
            decile, earned, cut = oracle.points(Fraction(rate), ladder, benchmark.inverse, capped)
            compared += 1
            expected: tuple[object, ...] = (decile, earned, cut, "benchmark")
            if earned < floor:
                expected = (None, Fraction(floor), False, "new_measure_floor")
            found = (
                answer["decile"],
                Fraction(answer["points"] or "-1"),
                answer["capped"],
                answer["basis"],
            )
            if found != expected:
                wrong.append(f"{year} {measure_id} {collection_type} {rate}: {found} {expected}")
    assert wrong == []
    assert rows > 200
    assert compared > 20 * rows
