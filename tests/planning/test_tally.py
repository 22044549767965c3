"""Sums of payments are bounded, whichever side of the threshold a point is worth more on."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from openmips.planning.frame import Frame, Line
from openmips.planning.outcome import Stakes
from openmips.planning.tally import Scale

YEARS = 2
SCORES = range(0, 101, 5)


@pytest.mark.parametrize("highest", [Fraction(1), Fraction(3), Fraction(9)], ids=str)
def test_no_scores_of_a_sum_pay_more_than_the_bound(highest: Fraction) -> None:
    """The bound of a sum of final scores holds for every way to split it over the years."""
    frames = [Frame(1, (0,) * YEARS, (Line(0, 0, 100),), 100)]
    scale = Scale(Stakes(Fraction(75), Fraction(75, 4), Fraction(9), highest), frames, 1, 1)
    for scores in product(SCORES, repeat=YEARS):
        totals = [score * scale.unit for score in scores]
        found = scale.tally(scale.lanes.pack(totals))
        assert found.mean == sum(totals)
        assert found.percent <= scale.at_most(found.mean)
