"""What a plan may come to: its scores in all years tried, and what they are worth."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from openmips.amounts import HUNDRED
from openmips.planning.situation import Situation


@dataclass(frozen=True, slots=True)
class Stakes:
    """What a final score is worth, as an expected percent of payments.

    Below the threshold a line to 0, with the full loss up to `lowest`; above it a line to
    `highest` at 100, the best estimate of the year's maximum or, unpublished, an earlier one.
    """

    threshold: Fraction
    lowest: Fraction
    loss: Fraction
    highest: Fraction


def stakes_of(situation: Situation) -> Stakes:
    """The stakes of the situation's year."""
    payment = situation.policy.payment
    threshold = Fraction(payment.threshold.value)
    published = payment.maximum_positive.value
    highest = situation.estimates.maximum_positive.value if published is None else published.best
    return Stakes(
        threshold,
        threshold * Fraction(payment.lowest_share.value),
        Fraction(payment.applicable_percent.value),
        Fraction(highest),
    )


def percent_of(score: Fraction, stakes: Stakes) -> Fraction:
    """The payment adjustment of one score by these stakes, before rounding."""
    if score <= stakes.lowest:
        return -stakes.loss
    if score <= stakes.threshold:
        return -stakes.loss * (stakes.threshold - score) / stakes.threshold
    return stakes.highest * (score - stakes.threshold) / (HUNDRED - stakes.threshold)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The final score in all years, lowest first, in units of `unit`.

    `chance` is the share of years at or above the performance threshold, `percent` the mean
    payment adjustment before rounding.
    """

    scores: tuple[int, ...]
    unit: int
    chance: Fraction
    percent: Fraction

    @property
    def mean(self) -> Fraction:
        """The mean final score."""
        return Fraction(sum(self.scores), len(self.scores) * self.unit)

    def at(self, share: Fraction) -> Fraction:
        """The final score that this share of the years does not exceed."""
        place = max(1, ceil(share * len(self.scores)))
        return Fraction(self.scores[place - 1], self.unit)

    def middle(self, share: Fraction) -> tuple[Fraction, Fraction]:
        """The ends of the middle share of the years."""
        tail = (1 - share) / 2
        count = len(self.scores)
        above = min(count, count - ceil(tail * count) + 1)
        return self.at(tail), Fraction(self.scores[above - 1], self.unit)


def outcome(totals: Sequence[int], unit: int, stakes: Stakes) -> Outcome:
    """The outcome of a plan with that final score in each year."""
    scores = sorted(totals)
    count = len(scores)
    threshold = stakes.threshold * unit
    lost = bisect_right(scores, stakes.lowest * unit)
    short = bisect_left(scores, threshold, lost)
    percent = -stakes.loss * lost
    if short > lost:
        missed = threshold * (short - lost) - sum(scores[lost:short])
        percent -= stakes.loss * missed / threshold
    if count > short:
        above = sum(scores[short:]) - threshold * (count - short)
        percent += stakes.highest * above / (HUNDRED * unit - threshold)
    return Outcome(tuple(scores), unit, Fraction(count - short, count), percent / count)
