"""What each single step would change, by itself, and what it would cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil

from openmips.amounts import HUNDRED
from openmips.performance import Performance
from openmips.planning.activity_choices import ActivityChoice, activity_choices
from openmips.planning.candidates import Candidate, Mend
from openmips.planning.outcome import Stakes, stakes_of
from openmips.planning.search import Plan, Search
from openmips.planning.situation import Situation
from openmips.planning.steps import (
    Step,
    StepKind,
    activity_step,
    measure_step,
    mend_step,
    way_steps,
)
from openmips.planning.ways import Way, ways

NEW_MEASURES = 10
"""How many new measures are priced, those that gain most."""


@dataclass(frozen=True, slots=True)
class Lever:
    """One change by itself: the points it gains in the mean and in the middle range of years.

    `percent` is the change of the expected payment adjustment, `chance` that of the chance to
    reach the threshold. `start` is the last day to begin it, `due` the day by which it is
    done. `only_if` is a condition that nobody knows here.
    """

    kind: StepKind
    says: str
    points: Fraction
    low: Fraction
    high: Fraction
    percent: Fraction
    chance: Fraction
    hours: Decimal
    start: date
    due: date
    entry_id: str | None = None
    collection_type: str | None = None
    only_if: str | None = None


class Prices:
    """Compares what changes with what is, year by year."""

    def __init__(self, situation: Situation, open_ways: Sequence[Way] | None = None) -> None:
        self.situation = situation
        self.stakes: Stakes = stakes_of(situation)
        self.ways = ways(situation) if open_ways is None else open_ways
        self.now = self._search(self.ways[0])
        self.as_now = self.now.plan(())

    def _search(
        self,
        way: Way,
        mended: tuple[Mend, ...] = (),
        choice: ActivityChoice | None = None,
        situation: Situation | None = None,
    ) -> Search:
        chosen = way.activities[0] if choice is None else choice
        return Search(way, mended, chosen, situation or self.situation, self.stakes)

    def levers(self) -> list[Lever]:
        """Every lever that gains something in the mean, the greatest gain first."""
        found = [
            *self._activities(),
            *self._measures(),
            *self._mends(),
            *self._ways(),
        ]
        return sorted(
            (lever for lever in found if lever.points > 0),
            key=lambda lever: (-lever.points, lever.hours, lever.says),
        )

    def performed(self, performance: Performance, step: Step) -> Lever:
        """The lever that changes the practice's own results to those of `performance`."""
        changed = replace(self.situation, performance=performance)
        way = ways(changed, only_current=True)[0]
        search = self._search(way, situation=changed)
        return self._lever(search, (), step, step.hours)

    def _activities(self) -> Iterator[Lever]:
        way, situation = self.ways[0], self.situation
        only_if = None
        most = way.activities[-1]
        if not most.added and not situation.closed:
            # Too late to begin one: what may have been done already can still be attested.
            known = replace(situation, done=frozenset(situation.catalog.activities))
            most = activity_choices(way.performance, known, way.people)[-1]
            situation = known
            days = situation.dates.activity_days
            only_if = f"only if it was really done for {days} days in a row this year"
        if not most.added:
            return
        steps = [activity_step(name, way.people, situation) for name in most.added]
        first = steps[0]
        says = first.says if len(steps) == 1 else " ".join(step.says for step in steps)
        step = replace(first, says=says)
        yield self._lever(self._search(way, choice=most), (), step, most.hours, only_if)

    def _measures(self) -> list[Lever]:
        found = [
            self._lever(self.now, (one,), measure_step(one, self.situation), one.hours)
            for one in self.ways[0].candidates
        ]
        found.sort(key=lambda lever: (-lever.points, lever.hours, lever.entry_id or ""))
        return found[:NEW_MEASURES]

    def _mends(self) -> Iterator[Lever]:
        way = self.ways[0]
        for one in way.mends:
            step = mend_step(one, self.situation)
            yield self._lever(self._search(way, (one,)), (), step, one.hours)

    def _ways(self) -> Iterator[Lever]:
        """Another option or level, with the same results: the best of each kind."""
        best: dict[StepKind, Lever] = {}
        for way in self.ways[1:]:
            search = self._search(way)
            plan: Plan = search.plan(())
            steps = way_steps(plan, self.situation)
            if not way.rows or not steps:
                continue
            lever = self._lever(search, (), steps[0], plan.hours)
            held = best.get(lever.kind)
            if held is None or lever.points > held.points:
                best[lever.kind] = lever
        yield from best.values()

    def _lever(
        self,
        search: Search,
        added: tuple[Candidate, ...],
        step: Step,
        hours: Decimal,
        only_if: str | None = None,
    ) -> Lever:
        after, unit = search.totals(added)
        before, old_unit = self.now.totals(())
        gains = sorted(
            Fraction(one, unit) - Fraction(other, old_unit)
            for one, other in zip(after, before, strict=True)
        )
        plan = search.plan(added)
        tail = (1 - Fraction(self.situation.estimates.range_share.value, HUNDRED)) / 2
        place = max(0, ceil(tail * len(gains)) - 1)
        return Lever(
            step.kind,
            step.says,
            plan.outcome.mean - self.as_now.outcome.mean,
            gains[place],
            gains[len(gains) - 1 - place],
            plan.outcome.percent - self.as_now.outcome.percent,
            plan.outcome.chance - self.as_now.outcome.chance,
            hours,
            step.start,
            step.due,
            step.entry_id,
            step.collection_type,
            only_if,
        )
