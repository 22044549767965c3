"""The ladder once more, slow and obvious: it shares no code with the rules."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

LOWEST, HIGHEST, CAP = 1, 10, 7
PLACES = 4


def points(
    rate: Fraction, percentiles: Sequence[Fraction], inverse: bool, topped_out: bool
) -> tuple[int, Fraction, bool]:
    """The decile a rate reaches, its points, and whether the cap changed them.

    `percentiles` are the values at 1, 10, 20, ... 90 and 99, ascending. The decile is the
    highest whose threshold the rate meets; where better means smaller, the thresholds are the
    same values from the other end.
    """
    thresholds: dict[int, Fraction] = {}
    for decile in range(1, 11):
        thresholds[decile] = percentiles[11 - decile] if inverse else percentiles[decile - 1]
    reached = 1
    for decile in range(2, 11):
        threshold = thresholds[decile]
        if (rate <= threshold) if inverse else (rate >= threshold):
            reached = decile
    if reached == 10:
        earned = Fraction(HIGHEST)
    elif reached == 1 and not ((rate < thresholds[1]) if inverse else (rate > thresholds[1])):
        earned = Fraction(LOWEST)
    else:
        start, end = thresholds[reached], thresholds[reached + 1]
        earned = reached + half_up((rate - start) / (end - start))
    if topped_out and earned > CAP:
        return reached, Fraction(CAP), True
    return reached, earned, False


def half_up(value: Fraction) -> Fraction:
    """A number of at least 0, to four decimals, halves up."""
    scaled = value * 10**PLACES
    whole = scaled.numerator // scaled.denominator
    if scaled - whole >= Fraction(1, 2):
        whole += 1
    return Fraction(whole, 10**PLACES)
