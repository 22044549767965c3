"""Which measures a way of reporting offers: by price, and the best of them from each place on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, chain, product

from openmips.planning.candidates import Candidate, dominators, in_order
from openmips.planning.lanes import Lanes
from openmips.planning.rows import Row
from openmips.planning.tally import Scale

Counts = tuple[int, ...]
"""How many measures of each price are added, or are still to be added."""

Place = tuple[int, int, bool]
"""A price, the place where its candidates begin, and whether the dearer ones follow."""

Places = tuple[tuple[int, int], ...]
"""Candidates, each by its price and its place there."""

_MODELS = 3
"""How many sets are kept to bound others by."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A measure with its points in lanes, and the years in which it is incomplete as a mask."""

    row: Row
    points: int
    incomplete: int

    @classmethod
    def of(cls, row: Row, lanes: Lanes) -> Packed:
        """The row in lanes."""
        return cls(row, lanes.pack(row.points), lanes.mask(row.incomplete))


@dataclass(frozen=True, slots=True)
class Offered:
    """A candidate, the bit of its measure, and those of its dominators' measures."""

    candidate: Candidate
    packed: Packed
    measure: int
    dominators: int


@dataclass(frozen=True, slots=True)
class Rest:
    """What is still to be added: so many of each price, of one from a place on."""

    counts: Counts
    price: int
    start: int

    @property
    def all(self) -> Place:
        """Where the candidates of all prices begin."""
        return self.price, self.start, True

    def starts(self) -> Iterator[tuple[Place, int]]:
        """Of each price of which some are missing where its candidates begin, and how many."""
        for price in range(self.price, len(self.counts)):
            if self.counts[price]:
                yield (price, self.start if price == self.price else 0, False), self.counts[price]


class Offers:
    """The candidates of a way by price, the cheapest first; `most` can be added together.

    No candidate stands before one that dominates it. A measure that is offered in several
    collection types can be added in one of them. `models` are sets that others are bounded by:
    the one with the most points, and the last that were found to be good.
    """

    def __init__(self, usable: Sequence[Candidate], most: int, alike: bool, scale: Scale) -> None:
        self.most, self._lanes = most, scale.lanes
        ordered = in_order(usable)
        names = dict.fromkeys(one.row.measure_id for one in ordered)
        bits = {name: 1 << place for place, name in enumerate(names)}
        self.ordered = [
            Offered(
                one,
                Packed.of(one.row, scale.lanes),
                bits[one.row.measure_id],
                sum({bits[ordered[place].row.measure_id] for place in places}),
            )
            for one, places in zip(ordered, dominators(ordered, alike), strict=True)
        ]
        self.prices = tuple(sorted({parts(one.hours, scale) for one in ordered}))
        self.priced = tuple(
            [one for one in self.ordered if parts(one.candidate.hours, scale) == price]
            for price in self.prices
        )
        self.models: tuple[Places, ...] = (self._best(),)
        self._tops: dict[Place, tuple[int, ...]] = {}
        self._measures: dict[Place, frozenset[int]] = {}
        self._after: dict[tuple[int, int], int] = {}

    def all_counts(self) -> Iterator[Counts]:
        """How many of each price there can be, up to as many as can be added."""
        ranges = [range(min(len(offered), self.most) + 1) for offered in self.priced]
        return (
            counts
            for counts in product(*ranges)
            if 0 < sum(counts) <= self.most and self.possible(Rest(counts, 0, 0))
        )

    def learn(self, places: Places) -> None:
        """Bound sets by one that was found to be good, too: those like it are told apart best."""
        if places not in self.models:
            self.models = (self.models[0], places, *self.models[1:])[:_MODELS]

    def _best(self) -> Places:
        """The different measures with the most points, as many as can be added."""
        found: dict[int, Offered] = {}
        for one in self.ordered:
            found.setdefault(one.measure, one)
        places = {
            id(one): (price, place)
            for price, offered in enumerate(self.priced)
            for place, one in enumerate(offered)
        }
        return tuple(places[id(one)] for one in list(found.values())[: self.most])

    def possible(self, rest: Rest) -> bool:
        """Whether there are as many different measures left as the rest asks for."""
        return len(self._different(rest.all)) >= sum(rest.counts) and all(
            len(self._different(start)) >= some for start, some in rest.starts()
        )

    def _different(self, start: Place) -> frozenset[int]:
        """The measures from a place on."""
        if start not in self._measures:
            self._measures[start] = frozenset(one.measure for one in self.since(start))
        return self._measures[start]

    def after(self, price: int, place: int) -> int:
        """The bits of the measures that can still be added after the candidate at a place."""
        key = price, place
        if key not in self._after:
            later = self._different((price, place + 1, True))
            self._after[key] = sum(later - {self.priced[price][place].measure})
        return self._after[key]

    def at(self, place: tuple[int, int]) -> Offered:
        """The candidate of a price at its place."""
        return self.priced[place[0]][place[1]]

    def since(self, start: Place) -> Iterator[Offered]:
        """The candidates from a place on."""
        price, place, later = start
        yield from self.priced[price][place:]
        if later:
            yield from chain.from_iterable(self.priced[price + 1 :])

    def tops(self, start: Place) -> tuple[int, ...]:
        """The most points of one, two ... different measures from a place on, year by year.

        The best collection type in each year stands for a measure.
        """
        if start not in self._tops:
            best: dict[int, int] = {}
            for one in self.since(start):
                points = one.packed.points
                held = best.get(one.measure)
                best[one.measure] = points if held is None else self._lanes.most(held, points)
            found: tuple[int, ...] = ()
            for points in best.values():
                found = self._lanes.inserted(found, points, self.most)
            self._tops[start] = tuple(accumulate(found))
        return self._tops[start]


def parts(hours: Decimal, scale: Scale) -> int:
    """Hours in the scale's parts."""
    return int(hours * scale.hour)
