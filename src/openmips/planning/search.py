"""What one choice comes to: a way of reporting, measures added and mended, activities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from openmips.performance import Category
from openmips.planning.activity_choices import ActivityChoice, with_activities
from openmips.planning.candidates import Candidate, Mend
from openmips.planning.counting import counted
from openmips.planning.frame import Frame, frame_for
from openmips.planning.outcome import Outcome, Stakes, outcome
from openmips.planning.rows import Row
from openmips.planning.situation import Situation
from openmips.planning.ways import Way, sample
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


class Search:
    """All plans of one way, with one set of mended measures and one choice of activities.

    `rows` are the reported measures that may count, `usable` those that could be added and
    count, `hours` and `habits` what there is before anything is added. `minds_claims`: claims
    measures alone do not bring quality back, which is reweighted.
    """

    def __init__(
        self,
        way: Way,
        mended: tuple[Mend, ...],
        choice: ActivityChoice,
        situation: Situation,
        stakes: Stakes,
    ) -> None:
        self.way, self.mended, self.choice = way, mended, choice
        self._situation, self._stakes = situation, stakes
        rows = list(way.rows)
        for one in mended:
            rows[one.place] = one.row
        self._attested = with_activities(way.performance, list(choice.added), situation)
        self.without_claims = claims_left_out(self._attested, situation.policy.topic(QualityPolicy))
        self.rows = tuple(row for row in rows if self._counts(row))
        self.usable = tuple(one for one in way.candidates if self._counts(one.row))
        self.hours = way.hours + choice.hours + sum((one.hours for one in mended), Decimal(0))
        self.habits = len(mended) + len(choice.added)
        self.minds_claims = Category.QUALITY in way.performance.reweighted
        self._frames: dict[tuple[bool, bool], Frame] = {}

    def _counts(self, row: Row) -> bool:
        """Whether the measure may count: a group's claims need data of another category."""
        return not (self.without_claims and row.by_claims)

    def plan(self, added: tuple[Candidate, ...]) -> Plan:
        """The plan with these measures added."""
        totals, frame = self._totals(added)
        hours = self.hours + sum((one.hours for one in added), Decimal(0))
        result = outcome(totals, frame.unit, self._stakes)
        few = frame.fixed is not None
        return Plan(self.way, added, self.mended, self.choice, hours, result, few)

    def totals(self, added: tuple[Candidate, ...]) -> tuple[list[int], int]:
        """The final score in each year with these measures added, and its unit."""
        totals, frame = self._totals(added)
        return totals, frame.unit

    def _totals(self, added: tuple[Candidate, ...]) -> tuple[list[int], Frame]:
        rows = [*self.rows, *(one.row for one in added if self._counts(one.row))]
        way, alone = self.way, self.minds_claims and all(row.by_claims for row in rows)
        frame = self.frame(bool(rows), alone)
        required = way.required if added else way.required_now
        found = counted(rows, required, way.outcome_needed, self._situation.years)
        line = frame.lines[max(1, required - found.neutral) - 1]
        return frame.totals(line.contributions(found.points, found.unimproved)), frame

    def frames(self) -> Iterator[Frame]:
        """Every frame that any of the plans can need."""
        if not self.rows:
            yield self.frame(False, self.minds_claims)
        if self.rows or self.usable:
            for alone in (False, True)[: 1 + self.minds_claims]:
                yield self.frame(True, alone)

    def frame(self, any_rows: bool, claims_alone: bool) -> Frame:
        """The frame with or without quality data: made once, since no more depends on them.

        Claims measures alone bring back no quality category that is reweighted.
        """
        key = any_rows, claims_alone
        if key not in self._frames:
            self._frames[key] = self._made(any_rows, claims_alone)
        return self._frames[key]

    def _made(self, any_rows: bool, claims_alone: bool) -> Frame:
        way, situation = self.way, self._situation
        measures: Sequence[Row] = (*self.rows, *(one.row for one in self.usable))
        more = self.minds_claims and not claims_alone
        if claims_alone:
            measures = [row for row in measures if row.by_claims]
        results = sample(way.performance, measures, situation, more) if any_rows else ()
        performance = replace(self._attested, quality=results)
        each = situation.policy.topic(QualityPolicy).highest_points.value
        most = max(way.required, way.required_now)
        availables = [each * places for places in range(1, most + 1)]
        return frame_for(performance, situation, availables, way.extra)
