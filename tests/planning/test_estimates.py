"""Estimates have a basis, and what is said to be derived from CMS's figures is."""

from decimal import Decimal
from fractions import Fraction

import pytest

from openmips.catalog import catalog_for
from openmips.planning.estimates import estimates_for
from openmips.policy.load import YEARS
from openmips.scoring.ladder import decile_points


@pytest.mark.parametrize("year", YEARS)
def test_every_estimate_says_what_it_is_and_where_it_comes_from(year: int) -> None:
    """Each figure has a sentence and a source, each effort a sentence, an owner and evidence."""
    estimates = estimates_for(year)
    figures = list(estimates.figures())
    assert figures
    assert all(
        one.says and one.citation.title and one.name.startswith("estimates.") for one in figures
    )
    assert all(one.says and one.owner and one.evidence for one in estimates.efforts.values())


@pytest.mark.parametrize("year", [2024, 2025])
def test_unknown_cost_is_what_the_ladder_gives_normally_spread_costs(year: int) -> None:
    """The table of cost percents is the deviates laid on a cost measure's ladder, times ten."""
    estimates = estimates_for(year)
    ladder = catalog_for(year).benchmarks["TPCC_1", "administrativeClaims"]
    low, high = ladder.percentiles[3], ladder.percentiles[4]
    median, deviation = (low + high) / 2, high - low
    for deviate, percent in zip(
        estimates.deviates.value, estimates.cost_percents.value, strict=True
    ):
        cost = median - deviate * deviation
        _, points = decile_points(cost, ladder.percentiles, ladder.inverse, 1, 4)
        assert abs(10 * points - percent) < Decimal("0.1")


def test_the_deviates_are_those_of_the_normal_distribution() -> None:
    """They lie evenly about 0, and rise."""
    deviates = estimates_for(2024).deviates.value
    assert list(deviates) == sorted(deviates)
    assert [-one for one in reversed(deviates)] == list(deviates)
    assert sum(map(Fraction, deviates)) == 0
