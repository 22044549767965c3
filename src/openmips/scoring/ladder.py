"""From a rate and a benchmark's cut points to a decile and its partial points."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from decimal import Decimal

from openmips.amounts import quotient_half_up
from openmips.catalog.entries import CUT_POINTS

DECILES = len(CUT_POINTS) - 1
"""The eleven cut points bound ten deciles; either end of them is no rung of its own."""


def decile_points(
    rate: Decimal, percentiles: tuple[Decimal, ...], inverse: bool, lowest: int, places: int
) -> tuple[int, Decimal]:
    """The decile that `rate` reaches and its points before any cap or floor.

    `percentiles` are the eleven values under the keys 1, 10, ... 90, 99, ascending also for
    inverse measures. A rate on a cut point belongs to the better decile, and on repeated cut
    points to the best of the tied ones. The top decile earns 10, a rate worse than the first
    cut point `lowest`; between them the points grow in proportion, rounded to `places`.
    Source: 42 CFR 414.1380(b)(1)(i)-(ii).
    """
    if inverse:
        rungs = percentiles[1:]
        reached = DECILES - bisect_left(rungs, rate)
    else:
        rungs = percentiles[:-1]
        reached = bisect_right(rungs, rate)
    if reached == DECILES:
        return DECILES, Decimal(DECILES)
    if reached == 0:
        return 1, Decimal(lowest)
    if inverse:
        start, end = rungs[-reached], rungs[-reached - 1]
        part = quotient_half_up(start - rate, start - end, places)
    else:
        start, end = rungs[reached - 1], rungs[reached]
        part = quotient_half_up(rate - start, end - start, places)
    return reached, reached + part
