"""Which plan is best: every combination is tried or proved to be no better, none is guessed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, chain, combinations
from typing import Any

from openmips.performance import Category
from openmips.planning.activity_choices import ActivityChoice, with_activities
from openmips.planning.aims import Aim, Key, Order, orders
from openmips.planning.candidates import Candidate, Mend, dominators, in_order
from openmips.planning.counting import at_most, counted
from openmips.planning.frame import Frame, frame_for
from openmips.planning.outcome import Outcome, Stakes, outcome, stakes_of
from openmips.planning.rows import Row
from openmips.planning.situation import Situation
from openmips.planning.ways import Way, sample, ways
from openmips.policy.topics import QualityPolicy
from openmips.scoring.quality_rows import claims_left_out


@dataclass(frozen=True, slots=True)
class Plan:
    """One choice in one way of reporting, and what it may come to.

    `excused`: so few categories count that the final score is the performance threshold.
    """

    way: Way
    added: tuple[Candidate, ...]
    mended: tuple[Mend, ...]
    activities: ActivityChoice
    hours: Decimal
    outcome: Outcome
    excused: bool = False

    @property
    def habits(self) -> int:
        """How many new habits the plan asks for."""
        return len(self.added) + len(self.mended) + len(self.activities.added)


@dataclass(frozen=True, slots=True)
class Plans:
    """What there is if nothing changes, and the best plan for each aim."""

    as_now: Plan
    best: dict[Aim, Plan]


def plans(
    situation: Situation, hours: Decimal | None = None, open_ways: Sequence[Way] | None = None
) -> Plans:
    """The best plan for each aim within the hours (None: as many as it takes).

    Branch and bound: measures are added one after the other, never one without those that
    dominate it, and a branch is left only where even the best measures to come, year by year,
    would give no aim a better plan.
    """
    stakes = stakes_of(situation)
    searches = [
        Search(way, mended, choice, situation, stakes, hours)
        for way in (ways(situation) if open_ways is None else open_ways)
        for mended in _subsets(way.mends)
        for choice in way.activities
    ]
    best = _Best(orders(situation))
    as_now = searches[0].plan(())
    best.offer(as_now)
    for search in sorted(searches, key=lambda one: -one.most):
        if search.affordable:
            search.run(best)
    return Plans(as_now, {aim: plan for aim, (_, plan) in best.held.items()})


class _Best:
    """The best plan found so far for each aim."""

    def __init__(self, by_aim: dict[Aim, Order]) -> None:
        self._orders = by_aim
        self.held: dict[Aim, tuple[Key, Plan]] = {}

    def offer(self, plan: Plan) -> None:
        """Keep the plan for each aim in which it is better than the one that is held."""
        for aim, key_of in self._orders.items():
            key = key_of(plan.outcome, plan.hours, plan.habits)
            if aim not in self.held or key > self.held[aim][0]:
                self.held[aim] = key, plan

    def hopeless(self, bound: Outcome, hours: Decimal, habits: int) -> bool:
        """Whether no plan within the bounds could be better than what is held, for any aim."""
        return all(
            key_of(bound, hours, habits) <= self.held[aim][0]
            for aim, key_of in self._orders.items()
        )


class Search:
    """All plans of one way, with one set of mended measures and one choice of activities."""

    def __init__(
        self,
        way: Way,
        mended: tuple[Mend, ...],
        choice: ActivityChoice,
        situation: Situation,
        stakes: Stakes,
        limit: Decimal | None = None,
    ) -> None:
        self._way, self._mended, self._choice = way, mended, choice
        self._situation, self._stakes, self._limit = situation, stakes, limit
        rows = list(way.rows)
        for one in mended:
            rows[one.place] = one.row
        attested = with_activities(way.performance, list(choice.added), situation)
        without_claims = claims_left_out(attested, situation.policy.topic(QualityPolicy))
        self._attested, self._without_claims = attested, without_claims
        self._rows = tuple(row for row in rows if self._counts(row))
        self._hours = way.hours + choice.hours + sum((one.hours for one in mended), Decimal(0))
        self._frames: dict[tuple[bool, bool], Frame] = {}
        self._minds_claims = Category.QUALITY in way.performance.reweighted
        usable = [one for one in way.candidates if self._counts(one.row)]
        self._candidates = in_order(usable)
        self._dominators = dominators(self._candidates, bool(way.rows))
        self._tops: dict[int, tuple[Row, ...]] = {}
        self._least: dict[int, tuple[Decimal, ...]] = {}

    def _counts(self, row: Row) -> bool:
        """Whether the measure may count: a group's claims need data of another category."""
        return not (self._without_claims and row.by_claims)

    @property
    def affordable(self) -> bool:
        """Whether the way, the mended measures and the activities are within the hours."""
        return self._limit is None or self._hours <= self._limit

    @property
    def most(self) -> Fraction:
        """A mean score that no plan exceeds."""
        return max(one.mean for one in self.bounds((), 0, self._way.required))

    def run(self, best: _Best) -> None:
        """Offer every plan that could be the best."""
        best.offer(self.plan(()))
        self._grow((), 0, self._hours, best)

    def _grow(self, added: tuple[Candidate, ...], start: int, hours: Decimal, best: _Best) -> None:
        if len(added) == self._way.required:
            return
        for place in range(start, len(self._candidates)):
            one = self._candidates[place]
            spent = hours + one.hours
            if self._limit is not None and spent > self._limit:
                continue
            if not self._closed(place, added):
                continue
            # What follows holds this measure or a later one: bounded with all of them.
            if self._hopeless(added, place, hours, best):
                return
            grown = (*added, one)
            best.offer(self.plan(grown))
            self._grow(grown, place + 1, spent, best)

    def _hopeless(
        self, added: tuple[Candidate, ...], start: int, hours: Decimal, best: _Best
    ) -> bool:
        """Whether no number of measures from `start` on can make a better plan.

        So many measures more take at least the hours of the so many cheapest.
        """
        least = self._cheapest(start)[: self._way.required - len(added)]
        for count, more in enumerate(least, 1):
            spent = hours + more
            if self._limit is not None and spent > self._limit:
                break
            for one in self.bounds(added, start, count):
                if not best.hopeless(one, spent, len(added) + count):
                    return False
        return True

    def _cheapest(self, start: int) -> tuple[Decimal, ...]:
        """The least hours of one, two ... different measures from `start` on."""
        if start not in self._least:
            least: dict[str | None, Decimal] = {}
            for one in self._candidates[start:]:
                name = one.row.measure_id
                least[name] = min(one.hours, least.get(name, one.hours))
            self._least[start] = tuple(accumulate(sorted(least.values())))
        return self._least[start]

    def _closed(self, place: int, added: tuple[Candidate, ...]) -> bool:
        """Whether the candidate's measure is still free, and all that dominate it are chosen.

        A plan that holds a candidate without one of its dominators is no better than with the
        dominator in its place, so it need not be tried; unless the dominator's measure is
        chosen already in another collection type.
        """
        chosen = {one.row.measure_id for one in added}
        return self._candidates[place].row.measure_id not in chosen and all(
            self._candidates[better].row.measure_id in chosen for better in self._dominators[place]
        )

    def plan(self, added: tuple[Candidate, ...]) -> Plan:
        """The plan with these measures added."""
        totals, frame = self._totals(added)
        hours = self._hours + sum((one.hours for one in added), Decimal(0))
        result = outcome(totals, frame.unit, self._stakes)
        few = frame.fixed is not None
        return Plan(self._way, added, self._mended, self._choice, hours, result, few)

    def totals(self, added: tuple[Candidate, ...]) -> tuple[list[int], int]:
        """The final score in each year with these measures added, and its unit."""
        totals, frame = self._totals(added)
        return totals, frame.unit

    def _totals(self, added: tuple[Candidate, ...]) -> tuple[list[int], Frame]:
        rows = [*self._rows, *(one.row for one in added if self._counts(one.row))]
        way, alone = self._way, self._minds_claims and all(row.by_claims for row in rows)
        frame = self._frame(bool(rows), alone)
        required = way.required if added else way.required_now
        found = counted(rows, required, way.outcome_needed, self._situation.years)
        line = frame.lines[max(1, required - found.neutral) - 1]
        return frame.totals(line.contributions(found.points, found.unimproved)), frame

    def bounds(self, added: tuple[Candidate, ...], start: int, count: int) -> list[Outcome]:
        """Outcomes of which no plan with these measures and `count` from `start` on exceeds all.

        There are two where a plan of claims alone has other weights than one with more.
        """
        way, years = self._way, self._situation.years
        rows = [*self._rows, *(one.row for one in added)]
        to_come = self._top(start, count)
        most = [row for row in (*rows, *to_come) if row.scored]
        required = max(way.required, way.required_now)
        points = at_most(most, required, years)
        fewest = min(way.required, way.required_now) - sum(not row.scored for row in rows)
        found = []
        for alone in (False, True)[: 1 + self._minds_claims]:
            frame = self._frame(bool(rows or to_come), alone)
            line = frame.lines[max(1, fewest) - 1]
            totals = frame.totals(line.contributions(points))
            found.append(outcome(totals, frame.unit, self._stakes))
        return found

    def _top(self, start: int, count: int) -> tuple[Row, ...]:
        """The best, second best ... measure of those from `start` on, year by year.

        A measure is reported in one collection type: the best of them stands for it.
        """
        if start not in self._tops:
            left: dict[str | None, tuple[int, ...]] = {}
            for one in self._candidates[start:]:
                name, points = one.row.measure_id, one.row.points
                left[name] = tuple(map(max, left[name], points)) if name in left else points
            most = self._way.required
            sorts = [sorted(year, reverse=True)[:most] for year in zip(*left.values(), strict=True)]
            self._tops[start] = tuple(
                Row(None, None, points) for points in zip(*sorts, strict=True)
            )
        return self._tops[start][:count]

    def _frame(self, any_rows: bool, claims_alone: bool) -> Frame:
        """The frame with or without quality data: made once, since no more depends on them.

        Claims measures alone bring back no quality category that is reweighted.
        """
        key = any_rows, claims_alone
        if key not in self._frames:
            way, situation = self._way, self._situation
            measures = (*self._rows, *(one.row for one in self._candidates))
            more = self._minds_claims and not claims_alone
            if claims_alone:
                measures = tuple(row for row in measures if row.by_claims)
            results = sample(way.performance, measures, situation, more) if any_rows else ()
            performance = replace(self._attested, quality=results)
            each = situation.policy.topic(QualityPolicy).highest_points.value
            most = max(way.required, way.required_now)
            availables = [each * places for places in range(1, most + 1)]
            self._frames[key] = frame_for(performance, situation, availables, way.extra)
        return self._frames[key]


def _subsets(items: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    sizes = range(len(items) + 1)
    return chain.from_iterable(combinations(items, size) for size in sizes)
