"""All sets of measures that one search could add: what each comes to, and at most can come to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import accumulate

from openmips.planning.candidates import Candidate
from openmips.planning.gains import Gains
from openmips.planning.offers import Counts, Offers, Packed, Places, Rest, parts
from openmips.planning.search import Search
from openmips.planning.tally import Scale, Scores, Tally


@dataclass(frozen=True, slots=True)
class Held:
    """A set of measures, the reported ones and those that were added, at these `places`.

    `tops` are the greatest, second greatest ... points in each year, None where all that will
    be held may count; `outcome` and `priority` the greatest of outcome and of high priority
    measures. `measures` are the bits of the added ones.
    """

    added: tuple[Candidate, ...]
    places: Places
    scored: int
    whole: int
    tops: tuple[int, ...] | None
    outcome: int | None
    priority: int | None
    required: bool
    incomplete: int
    claims_only: bool
    measures: int


def _least(one: Tally, other: Tally) -> Tally:
    """The closest bounds of two."""
    return Tally(*map(min, one, other))


class Tree:
    """All sets of measures that one search could add, reckoned in lanes."""

    def __init__(self, search: Search, offers: Offers, scale: Scale) -> None:
        self.search, self.offers, self._scale = search, offers, scale
        self._lanes, self._needed = scale.lanes, search.way.required
        self.hours = parts(search.hours, scale)
        self._unscored = sum(not row.scored for row in search.rows)
        self._reported = [Packed.of(row, self._lanes) for row in search.rows if row.scored]
        self._scores: dict[tuple[bool, int], Scores] = {}
        self._gains: dict[tuple[Places, bool, int, bool], Gains] = {}
        priority = any(row.priority for row in search.rows)
        claims_only = all(row.by_claims for row in search.rows)
        nothing = Held((), (), 0, 0, (), None, None, priority, 0, claims_only, 0)
        self.root = reduce(self._with, self._reported, nothing)

    def begun(self, rest: Rest) -> Held:
        """The reported measures; sorted year by year where with the rest not all may count."""
        if self.root.scored + sum(rest.counts) < self._needed:
            return replace(self.root, tops=None)
        return self.root

    def hours_with(self, counts: Counts) -> int:
        """The hours of sets with so many measures of each price, in parts."""
        prices = zip(counts, self.offers.prices, strict=True)
        return self.hours + sum(count * price for count, price in prices)

    def _with(self, held: Held, packed: Packed, place: tuple[int, int] | None = None) -> Held:
        """What is held, with one measure more: a reported one, or one that is added."""
        row, points, lanes = packed.row, packed.points, self._lanes
        outcome, priority = held.outcome, held.priority
        if row.outcome:
            outcome = points if outcome is None else lanes.most(outcome, points)
        if row.high_priority:
            priority = points if priority is None else lanes.most(priority, points)
        added, places, measures = held.added, held.places, held.measures
        if place is not None:
            one = self.offers.at(place)
            added, places = (*added, one.candidate), (*places, place)
            measures |= one.measure
        return Held(
            added,
            places,
            held.scored + 1,
            held.whole + points,
            None if held.tops is None else lanes.inserted(held.tops, points, self._needed),
            outcome,
            priority,
            held.required or row.priority,
            held.incomplete | packed.incomplete,
            held.claims_only and row.by_claims,
            measures,
        )

    def adding(self, held: Held, price: int, place: int) -> Held | None:
        """What is held with the candidate at a place; None where that need not be tried.

        A set that holds a candidate without one of its dominators is no better than with the
        dominator in its place; unless the dominator's measure is held in another collection
        type, or still may be.
        """
        one = self.offers.at((price, place))
        lacking = one.dominators & ~held.measures
        if held.measures & one.measure or lacking & ~self.offers.after(price, place):
            return None
        return self._with(held, one.packed, (price, place))

    def tally(self, held: Held) -> Tally:
        """What a set with something added comes to: the choice of `counted`, in lanes."""
        places = self._needed - (self.search.way.outcome_needed and not held.required)
        filled = min(self._unscored, max(0, places - held.scored))
        missing = self._needed - held.scored - filled
        improving = 0 if missing > 0 else self._lanes.tops & ~held.incomplete
        alone = self.search.minds_claims and held.claims_only
        scores = self._made(alone, self._needed - filled)
        points = held.whole if held.scored <= places else self._best(held, places)
        return self._scale.tally(scores.totals(points, improving, self._lanes))

    def _best(self, held: Held, places: int) -> int:
        """The best outcome measure, or else high priority measure, and the best of the others.

        It is among the best of all, or takes the last of their places.
        """
        best = (held.tops or ())[:places]
        first = held.priority if held.outcome is None else held.outcome
        if first is None:
            return sum(best)
        return sum(best[:-1]) + self._lanes.least(best[-1], first)

    def promising(self, held: Held, rest: Rest, better: Callable[[Tally], bool]) -> bool:
        """Whether a set with these measures and the rest could be better than what is known.

        The bounds are tried that are made fastest, before those that are closest: how many
        years can reach the threshold, then sums over all years, then year by year.
        """
        points, improving = self._most_points(held, rest)
        for alone in self._kinds():
            scores = self._made(alone, self._available(held, rest))
            chance = self._lanes.at_least(points, scores.enough).bit_count()
            loose = self._scale.at_most(scores.most_sum)
            if not better(Tally(chance, loose, scores.most_sum)):
                continue
            quick = self._quick_bound(alone, held, rest)
            if better(Tally(chance, quick.percent, quick.mean)):
                found = self._scale.tally(scores.totals(points, improving, self._lanes))
                if better(_least(found, quick)):
                    return True
        return False

    def bounds(self, held: Held, rest: Rest) -> Iterator[Tally]:
        """What no set with these measures and the rest exceeds.

        There are two where sets of claims alone have other weights than those with more.
        """
        points, improving = self._most_points(held, rest)
        for alone in self._kinds():
            scores = self._made(alone, self._available(held, rest))
            found = self._scale.tally(scores.totals(points, improving, self._lanes))
            yield _least(found, self._quick_bound(alone, held, rest))

    def quick_bounds(self, held: Held, rest: Rest) -> Iterator[Tally]:
        """Looser bounds than `bounds`: only means are bounded, by sums over all years."""
        return (self._quick_bound(alone, held, rest) for alone in self._kinds())

    def _quick_bound(self, alone: bool, held: Held, rest: Rest) -> Tally:
        crowded = held.scored + sum(rest.counts) > self._needed
        models = self._gains_for(alone, self._available(held, rest), crowded)
        return reduce(_least, (gains.bound(held.places, rest) for gains in models))

    def _available(self, held: Held, rest: Rest) -> int:
        """How many places ask for points: a suppressed measure fills one and asks for none."""
        free = max(0, self._needed - held.scored - sum(rest.counts))
        return self._needed - min(self._unscored, free)

    def _most_points(self, held: Held, rest: Rest) -> tuple[int, int]:
        """The most points in each year, and the years that can improve."""
        count = sum(rest.counts)
        scored, available = held.scored + count, self._available(held, rest)
        improving = 0 if scored < available else self._lanes.tops
        together = self.offers.tops(rest.all)
        if scored > self._needed:
            return self._merged(held.tops or (), together[:count]), improving
        apart = sum(self.offers.tops(start)[some - 1] for start, some in rest.starts())
        return held.whole + self._lanes.least(apart, together[count - 1]), improving

    def _kinds(self) -> tuple[bool, ...]:
        """Whether sets of claims alone are bounded by themselves, beside the others."""
        return (False, True) if self.search.minds_claims else (False,)

    def _gains_for(self, alone: bool, available: int, crowded: bool) -> Iterator[Gains]:
        """The bounds by sums that are like the models."""
        reported = [one.points for one in self._reported]
        room = self._needed if crowded else max(0, self._needed - len(reported))
        for model in self.offers.models:
            key = model, alone, available, crowded
            if key not in self._gains:
                rows = [self.offers.at(place).packed.points for place in model]
                self._gains[key] = Gains(
                    self.offers,
                    self._reported,
                    self._made(alone, available),
                    (*reported, *rows[:room]),
                    self._needed,
                    crowded,
                    self._scale,
                )
            yield self._gains[key]

    def _merged(self, tops: Sequence[int], more: Sequence[int]) -> int:
        """The most points of the best of both: so many of the one, the rest of the other."""
        most = self._needed
        sums = (0, *accumulate(tops[:most]))
        found = 0
        for count, points in enumerate((0, *more)):
            others = sums[min(most - count, len(sums) - 1)]
            found = self._lanes.most(found, points + others)
        return found

    def _made(self, alone: bool, available: int) -> Scores:
        """How points become final scores, of so many available places."""
        key = alone, max(1, available)
        if key not in self._scores:
            frame = self.search.frame(True, alone)
            self._scores[key] = self._scale.scores(frame, frame.lines[key[1] - 1])
        return self._scores[key]
