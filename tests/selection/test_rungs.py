"""What each decile takes agrees with the rule that scores, on every benchmark there is."""

from __future__ import annotations

from decimal import Decimal

import pytest

from openmips.catalog.entries import Benchmark
from openmips.catalog.load import YEARS, catalog_for
from openmips.scoring.ladder import DECILES, decile_points
from openmips.selection.rungs import best_rate, has_cliff, is_percent, rungs, starting_rates

HAIR = Decimal("0.0000001")
CLIFFS_OF_2024 = ["024", "047", "141", "155", "249", "250", "320", "395", "397"]


def ladders(year: int) -> list[Benchmark]:
    """Every benchmark of the year that scores."""
    return [one for one in catalog_for(year).benchmarks.values() if not one.placeholder]


def decile(benchmark: Benchmark, rate: Decimal) -> int:
    """The decile that the scoring rule finds."""
    return decile_points(rate, benchmark.percentiles, benchmark.inverse, 1, 4)[0]


@pytest.mark.parametrize("year", YEARS)
def test_a_rung_is_the_worst_rate_of_its_decile(year: int) -> None:
    """Its rate reaches exactly its decile, and a hair less reaches a lower one."""
    for benchmark in ladders(year):
        worse = HAIR if benchmark.inverse else -HAIR
        for rung in rungs(benchmark, None):
            if rung.rate is not None:
                assert decile(benchmark, rung.rate) == rung.decile
                assert decile(benchmark, rung.rate + worse) < rung.decile


@pytest.mark.parametrize("year", YEARS)
def test_no_rate_ends_in_an_empty_decile(year: int) -> None:
    """Neither the repeated cut point nor a hair beside it reaches an empty decile."""
    for benchmark in ladders(year):
        starts = starting_rates(benchmark)
        reached = {
            decile(benchmark, start + beside)
            for start in starts
            for beside in (-HAIR, Decimal(0), HAIR)
        }
        empty = {rung.decile for rung in rungs(benchmark, None) if rung.empty}
        assert not reached & empty


@pytest.mark.parametrize("year", YEARS)
def test_the_best_rate_reaches_the_last_decile(year: int) -> None:
    """A perfect rate earns the most, on percents and on scales of their own."""
    for benchmark in ladders(year):
        entry = catalog_for(year).quality.get(benchmark.measure_id)
        percent = entry is not None and is_percent(entry.metric_type)
        assert decile(benchmark, best_rate(benchmark, percent)) == DECILES


def test_the_cliff_list_of_2024_is_exactly_the_known_one() -> None:
    """Nine of the 22 benchmarked claims measures of 2024 have a cliff."""
    by_claims = [one for one in ladders(2024) if one.collection_type == "claims"]
    found = [one.measure_id for one in by_claims if has_cliff(one, percent=True)]
    assert len(by_claims) == 22
    assert sorted(found) == CLIFFS_OF_2024


def test_a_scale_of_its_own_has_no_cliff() -> None:
    """Minutes and doses do not round to a perfect percent."""
    benchmark = next(one for one in ladders(2024) if one.measure_id == "024")
    assert has_cliff(benchmark, percent=True)
    assert not has_cliff(benchmark, percent=False)


def test_the_cap_holds_the_points_of_higher_deciles() -> None:
    """With a cap of seven, deciles eight to ten earn seven."""
    benchmark = next(one for one in ladders(2024) if one.measure_id == "236")
    assert [rung.points for rung in rungs(benchmark, 7)][6:] == [7, 7, 7, 7]
