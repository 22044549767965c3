"""What plans come to, in whole numbers of one scale, so that they are compared fast and exactly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, lcm
from typing import NamedTuple

from openmips.amounts import HUNDRED
from openmips.planning.aims import Terms
from openmips.planning.frame import Frame, Line
from openmips.planning.lanes import Lanes
from openmips.planning.outcome import Outcome, Stakes
from openmips.planning.situation import Situation


class Tally(NamedTuple):
    """An `Outcome` in whole numbers: the years at the threshold, and sums over all years."""

    chance: int
    percent: int
    mean: int


@dataclass(frozen=True, slots=True)
class Scores:
    """How points become final scores in each year: `slope` and `start`, up to `most`.

    `improved` is what improvement adds to a row of points in the years that a mask picks, at
    most `most_rise`; None where nothing can improve. `most_sum` is the sum of the ends.
    `enough` are the points with which a year reaches the performance threshold, if it
    improves as much as can be; more than there can be where it never does.
    """

    slope: int
    start: int
    most: int
    most_sum: int
    enough: int
    most_rise: int = 0
    improved: Callable[[int, int], int] | None = None

    def totals(self, points: int, improving: int, lanes: Lanes) -> int:
        """The final scores of a row of points; `improving` picks the years that may improve."""
        made = points * self.slope + self.start
        if self.improved is not None:
            made += self.improved(points, improving)
        return lanes.least(made, self.most)


class Scale:
    """The whole numbers in which all plans of a situation are compared.

    A final score of 1 is `unit`. An hour has `hour` parts.
    """

    def __init__(self, stakes: Stakes, frames: Sequence[Frame], points: int, hour: int) -> None:
        """`points` is more than any plan's quality points in any year."""
        parts = (stakes.threshold.denominator, stakes.lowest.denominator)
        self.unit, self.hour = lcm(*{frame.unit for frame in frames}, *parts), hour
        self.years = len(frames[0].rest)
        self._points = points
        reaches = (frame.reach(points) * (self.unit // frame.unit) for frame in frames)
        self.lanes = Lanes(self.years, max(points + 1, *reaches))
        most = HUNDRED * self.unit
        self._threshold = int(stakes.threshold * self.unit)
        below = stakes.loss / self._threshold
        above = stakes.highest / (most - self._threshold)
        self._percent = lcm(below.denominator, above.denominator, stakes.loss.denominator)
        self._below, self._above = int(below * self._percent), int(above * self._percent)
        self._loss = int(stakes.loss * self._percent)
        pack = self.lanes.pack
        self.all_reached = pack([self._threshold] * self.years)
        self._all_above_lowest = pack([int(stakes.lowest * self.unit) + 1] * self.years)

    def tally(self, totals: int) -> Tally:
        """What a row of final scores comes to."""
        lanes, threshold = self.lanes, self._threshold
        reached = lanes.at_least(totals, self.all_reached)
        not_lost = lanes.at_least(totals, self._all_above_lowest)
        safe, kept = reached.bit_count(), not_lost.bit_count()
        whole = lanes.total(totals)
        high = whole if safe == self.years else lanes.total(lanes.picked(totals, reached))
        mean = whole if kept == self.years else lanes.total(lanes.picked(totals, not_lost))
        short = threshold * (kept - safe) - (mean - high)
        percent = self._above * (high - threshold * safe) - self._below * short
        return Tally(safe, percent - self._loss * (self.years - kept), whole)

    def at_most(self, mean: int) -> int:
        """The greatest `percent` that final scores of this sum can have.

        Below the threshold a point is worth more than above it, and no score pays less than
        on the straight line from no points at all: so even scores pay the most.
        """
        over = mean - self._threshold * self.years
        return self.evenly_at_most(over * (self._above if over > 0 else self._below))

    def evenly_at_most(self, percent: int) -> int:
        """A bound of payments that rests on points being worth less above the threshold.

        Were they worth more there, it would be what the highest score pays in all years.
        """
        if self._above <= self._below:
            return percent
        return self._above * self.years * (HUNDRED * self.unit - self._threshold)

    def worth(self, high: int, low: int, high_years: int = 0, low_years: int = 0) -> int:
        """What points pay at most: some by their worth above the threshold, some below it.

        With numbers of years they are whole scores, counted from the threshold.
        """
        above = high - self._threshold * high_years
        return self._above * above + self._below * (low - self._threshold * low_years)

    def at_most_each(self, scores: int, mask: int) -> int:
        """What the scores that the mask picks pay at most."""
        lanes = self.lanes
        high = mask & lanes.at_least(scores, self.all_reached)
        low = mask & ~high
        reached, short = (lanes.total(lanes.picked(scores, picked)) for picked in (high, low))
        return self.worth(reached, short, high.bit_count(), low.bit_count())

    def scores(self, frame: Frame, line: Line) -> Scores:
        """How points become final scores in a frame, with one of its lines."""
        pack, factor = self.lanes.pack, self.unit // frame.unit
        slope, rise = factor * line.slope, factor * line.most_rise
        starts = [factor * (line.start + rest) for rest in frame.rest]
        ends = [factor * min(frame.most, line.most + rest) for rest in frame.rest]
        if frame.fixed is not None:
            slope = rise = 0
            starts = ends = [factor * frame.fixed] * self.years
        enough = [
            self._enough(end, start + rise, slope) for start, end in zip(starts, ends, strict=True)
        ]
        improved = _improved(line, factor, self.lanes) if rise else None
        return Scores(slope, pack(starts), pack(ends), sum(ends), pack(enough), rise, improved)

    def _enough(self, end: int, start: int, slope: int) -> int:
        """The points with which a year reaches the threshold."""
        lacking = self._threshold - start
        if end >= self._threshold and lacking <= 0:
            return 0
        if end < self._threshold or not slope:
            return self._points + 1
        return min(self._points + 1, -(-lacking // slope))

    def tally_of(self, found: Outcome) -> Tally:
        """An outcome in these whole numbers."""
        factor = self.unit // found.unit
        return Tally(
            int(found.chance * self.years),
            int(found.percent * self.years * self._percent),
            sum(found.scores) * factor,
        )

    def terms(self, situation: Situation) -> Terms:
        """What the aims compare with, in these whole numbers."""
        exact = Terms.of(situation)
        percents = self.years * self._percent
        each = exact.each
        enough, sure = (ceil(chance * self.years) for chance in (exact.enough, exact.sure))
        if each is None:
            return Terms(enough, sure, None, exact.hourly)
        return Terms(
            enough,
            sure,
            each.numerator * self.hour,
            exact.hourly * each.denominator * percents,
        )


def _improved(line: Line, factor: int, lanes: Lanes) -> Callable[[int, int], int]:
    """What improvement adds to a row of points in the years that a mask picks."""
    below = lanes.ones * (factor * max(0, line.base))
    above = lanes.ones * (factor * max(0, -line.base))
    most = lanes.ones * (factor * line.most_rise)

    def improved(points: int, improving: int) -> int:
        risen = lanes.most(points * (factor * line.rise), below) - below + above
        return lanes.picked(lanes.least(risen, most), improving)

    return improved
