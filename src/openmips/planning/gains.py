"""What each measure adds at most to the scores of all years: bounds that are sums."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from openmips.planning.offers import Offers, Packed, Place, Places, Rest
from openmips.planning.tally import Scale, Scores, Tally


class Gains:
    """What measures add at most to scores and payments of all years, each by itself.

    Three things hold for any set of measures. For any level of points in each year, the best so
    many of them have together at most so many levels, and what each of them has above it. For
    any choice of years, the scores of the others are at most their ends. And a score pays at
    most what a point is worth below the threshold, or above it, times the points from there.
    All come close for sets that are like the one of which levels, years and worths are taken:
    `like` holds its points, `places` of which count. `crowded`: more than that are held, else
    all count.
    """

    def __init__(
        self,
        offers: Offers,
        reported: Sequence[Packed],
        scores: Scores,
        like: Sequence[int],
        places: int,
        crowded: bool,
        scale: Scale,
    ) -> None:
        lanes = scale.lanes
        self._offers, self._scale, self._scores = offers, scale, scores
        tops: tuple[int, ...] = ()
        for points in like:
            tops = lanes.inserted(tops, points, places)
        self._level = tops[-1] if crowded else 0
        made = sum(tops) * scores.slope + scores.start
        ended = lanes.at_least(made, scores.most)
        reached = lanes.at_least(made, scale.all_reached)
        self._high, self._low = reached & ~ended, lanes.tops & ~(reached | ended)
        start = self._sums(scores.start + places * scores.slope * self._level)
        ends = lanes.total(lanes.picked(scores.most, ended))
        self._mean = sum(start) + ends
        self._percent = scale.worth(*start, self._high.bit_count(), self._low.bit_count())
        self._percent += scale.at_most_each(scores.most, ended)
        risen = scores.most_rise * self._high.bit_count(), scores.most_rise * self._low.bit_count()
        parts = [self._above(one.points) for one in reported]
        for high, low in (risen, *parts):
            self._mean += high + low
            self._percent += scale.worth(high, low)
        each = [[self._above(one.packed.points) for one in offered] for offered in offers.priced]
        self._means = Sums(offers, [[high + low for high, low in row] for row in each])
        self._percents = Sums(offers, [[scale.worth(*gain) for gain in row] for row in each])

    def _sums(self, row: int) -> tuple[int, int]:
        """The sums of a row over the years above the threshold, and below it."""
        lanes = self._scale.lanes
        return lanes.total(lanes.picked(row, self._high)), lanes.total(lanes.picked(row, self._low))

    def _above(self, points: int) -> tuple[int, int]:
        """What the points above the level make of scores."""
        over = self._scale.lanes.most(points, self._level) - self._level
        return self._sums(over * self._scores.slope)

    def bound(self, chosen: Places, rest: Rest) -> Tally:
        """The most that a set with what is chosen and the rest comes to."""
        mean = min(self._scores.most_sum, self._mean + self._means.most(chosen, rest))
        linear = self._scale.evenly_at_most(self._percent + self._percents.most(chosen, rest))
        return Tally(self._scale.years, min(self._scale.at_most(mean), linear), mean)


class Sums:
    """A number of each candidate, and the greatest sums of several of them."""

    def __init__(self, offers: Offers, each: Sequence[Sequence[int]]) -> None:
        self._offers, self._each = offers, each
        self._greatest: dict[Place, tuple[int, ...]] = {}

    def most(self, chosen: Places, rest: Rest) -> int:
        """The greatest sum with those chosen and the rest."""
        apart = sum(self._since(start)[some - 1] for start, some in rest.starts())
        together = self._since(rest.all)[sum(rest.counts) - 1]
        return sum(self._each[price][place] for price, place in chosen) + min(apart, together)

    def _since(self, start: Place) -> tuple[int, ...]:
        """The greatest sum of one, two ... different measures from a place on."""
        if start not in self._greatest:
            best: dict[int, int] = {}
            for one, number in zip(self._offers.since(start), self._numbers(*start), strict=True):
                best[one.measure] = max(number, best.get(one.measure, number))
            ordered = sorted(best.values(), reverse=True)[: self._offers.most]
            self._greatest[start] = tuple(accumulate(ordered))
        return self._greatest[start]

    def _numbers(self, price: int, place: int, later: bool) -> Iterator[int]:
        yield from self._each[price][place:]
        if later:
            for dearer in self._each[price + 1 :]:
                yield from dearer
