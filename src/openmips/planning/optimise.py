"""Which plan is best: every combination is tried or ruled out, up to a bound of work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, combinations
from math import lcm
from typing import Any

from openmips.planning.aims import Aim, Key, Terms, orders
from openmips.planning.offers import Offers, Rest, parts
from openmips.planning.outcome import Stakes, stakes_of
from openmips.planning.search import Plan, Search
from openmips.planning.situation import Situation
from openmips.planning.tally import Scale, Tally
from openmips.planning.tree import Held, Tree
from openmips.planning.ways import Way, ways


@dataclass(frozen=True, slots=True)
class Plans:
    """What there is if nothing changes, and the best plan for each aim.

    `unproved` are the aims for which the search ended before every set was tried or ruled out.
    """

    as_now: Plan
    best: dict[Aim, Plan]
    unproved: frozenset[Aim] = frozenset()


MOST_TRIED = 6_000
"""Sets that are looked at for one aim. The best is among the first hundreds: what follows proves
it. Where many measures are nearly as good as each other, the proof alone takes minutes."""


def plans(
    situation: Situation,
    hours: Decimal | None = None,
    open_ways: Sequence[Way] | None = None,
    most_tried: int = MOST_TRIED,
) -> Plans:
    """The best plan for each aim within the hours (None: as many as it takes).

    Branch and bound: for each aim the most promising numbers of measures come first, and what
    could not be better than the best plan found is left. Measures are added one after the
    other, never one without those that dominate it. After `most_tried` sets the search for an
    aim ends with the best that was found.
    """
    stakes = stakes_of(situation)
    searches = [
        Search(way, mended, choice, situation, stakes)
        for way in (ways(situation) if open_ways is None else open_ways)
        for choice in way.activities
        for mended in _subsets(way.mends)
    ]
    scale = scale_of(searches, stakes)
    limit = None if hours is None else parts(hours, scale)
    best = _Best(scale.terms(situation), most_tried)
    trees = list(_trees(searches, scale))
    as_now = searches[0].plan(())
    best.offer(scale.tally_of(as_now.outcome), trees[0], trees[0].root, trees[0].hours)
    for tree in trees:
        if limit is None or tree.hours <= limit:
            bare = tree.search.plan(())
            best.offer(scale.tally_of(bare.outcome), tree, tree.root, tree.hours)
    branches = [
        branch
        for tree in trees
        for branch in _branches(tree)
        if limit is None or branch.hours <= limit
    ]
    for aim in Aim:
        best.improve(aim, branches)
    return Plans(as_now, best.plans(), frozenset(best.unproved))


def scale_of(searches: Sequence[Search], stakes: Stakes) -> Scale:
    """The whole numbers that fit every plan of the searches."""
    frames = [frame for search in searches for frame in search.frames()]
    measures = [
        row for search in searches for row in (*search.rows, *(one.row for one in search.usable))
    ]
    each = max((max(row.points) for row in measures), default=0)
    held = max(len(search.rows) + search.way.required for search in searches)
    hours = [search.hours for search in searches]
    hours += [one.hours for search in searches for one in search.usable]
    hour = lcm(*{amount.as_integer_ratio()[1] for amount in hours})
    return Scale(stakes, frames, each * held, hour)


def _trees(searches: Sequence[Search], scale: Scale) -> Iterator[Tree]:
    """The tree of each search; those of one way share their offers."""
    offers: dict[tuple[int, bool], Offers] = {}
    for search in searches:
        key = id(search.way), search.without_claims
        if key not in offers:
            way = search.way
            offers[key] = Offers(search.usable, way.required, bool(way.rows), scale)
        yield Tree(search, offers[key], scale)


@dataclass(frozen=True, slots=True)
class _Branch:
    """All sets of one tree with so many measures of each price, and bounds on what they are."""

    tree: Tree
    rest: Rest
    hours: int
    bounds: tuple[Tally, ...]

    @property
    def habits(self) -> int:
        """How many new habits each of its sets asks for."""
        return self.tree.search.habits + sum(self.rest.counts)


def _branches(tree: Tree) -> Iterator[_Branch]:
    for counts in tree.offers.all_counts():
        rest = Rest(counts, 0, 0)
        yield _Branch(
            tree, rest, tree.hours_with(counts), tuple(tree.quick_bounds(tree.root, rest))
        )


class _Best:
    """The best plan found so far for each aim."""

    def __init__(self, terms: Terms, most_tried: int) -> None:
        self.unproved: set[Aim] = set()
        self._most_tried, self._left = most_tried, most_tried
        self._orders = orders(terms)
        self._held: dict[Aim, tuple[Key, Tree, Held]] = {}

    def plans(self) -> dict[Aim, Plan]:
        """The best plans."""
        return {aim: tree.search.plan(held.added) for aim, (_, tree, held) in self._held.items()}

    def offer(self, found: Tally, tree: Tree, held: Held, hours: int) -> None:
        """Keep the plan for each aim in which it is better than the one that is held."""
        habits = tree.search.habits + len(held.added)
        for aim, key_of in self._orders.items():
            key = key_of(found, hours, habits)
            if aim not in self._held or key > self._held[aim][0]:
                self._held[aim] = key, tree, held
                if held.places and aim is not Aim.SAFE:
                    tree.offers.learn(held.places)

    def improve(self, aim: Aim, branches: Sequence[_Branch]) -> None:
        """Try every branch that could hold a better plan for the aim, the likeliest first."""
        key_of = self._orders[aim]
        self._left = self._most_tried
        keys = [
            max(key_of(bound, branch.hours, branch.habits) for bound in branch.bounds)
            for branch in branches
        ]
        for place in sorted(range(len(branches)), key=keys.__getitem__, reverse=True):
            if keys[place] <= self._held[aim][0]:
                break
            if not self._left:
                self.unproved.add(aim)
                break
            branch = branches[place]
            self._grow(aim, branch, branch.tree.begun(branch.rest), branch.rest)

    def _grow(self, aim: Aim, branch: _Branch, held: Held, rest: Rest) -> None:
        """Offer every set that could be the best with these measures and the rest."""
        self._left -= 1
        (price, start, _), _ = next(rest.starts(), ((None, 0, False), 0))
        if price is None:
            self.offer(branch.tree.tally(held), branch.tree, held, branch.hours)
            return
        fewer = tuple(count - (place == price) for place, count in enumerate(rest.counts))
        for place in range(start, len(branch.tree.offers.priced[price])):
            if not self._left:
                self.unproved.add(aim)
                return
            grown = branch.tree.adding(held, price, place)
            if grown is None:
                continue
            # What follows holds this measure or a later one: bounded with all of them.
            if not self._promising(aim, branch, held, Rest(rest.counts, price, place)):
                return
            self._grow(aim, branch, grown, Rest(fewer, price, place + 1))

    def _promising(self, aim: Aim, branch: _Branch, held: Held, rest: Rest) -> bool:
        """Whether a set with these measures and the rest could be better than what is held."""
        key_of, (best, *_) = self._orders[aim], self._held[aim]
        return branch.tree.offers.possible(rest) and branch.tree.promising(
            held, rest, lambda bound: key_of(bound, branch.hours, branch.habits) > best
        )


def _subsets(items: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    sizes = range(len(items) + 1)
    return chain.from_iterable(combinations(items, size) for size in sizes)
