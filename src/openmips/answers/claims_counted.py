"""What claims come to for a question about a year: counts by owner, days, and who is asked of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from openmips.amounts import plain
from openmips.answers.asked import Asked
from openmips.answers.claims_asked import refusal
from openmips.claims.days import UpTo, between, span
from openmips.claims.definitions import Definitions, Rate
from openmips.claims.engine.counting import Engine, count
from openmips.claims.engine.source import ClaimSource
from openmips.claims.outlook import Course, course, deciding
from openmips.claims.progress import Progress, progress
from openmips.claims.rate_counts import NOTHING, Owner, RateCounts, by_owner, by_tin
from openmips.performance import Counts
from openmips.problems.claims_year_kinds import CLAIMS_END_EARLY, NO_CLAIMS_IN_YEAR
from openmips.problems.finding import Problem
from openmips.scoring.results import MeasureScore

OWNERS = ("npi", "tin")
"""Whose results are asked for: each clinician's under each TIN, or each TIN's."""


STALE = timedelta(days=14)
"""Claims that end more than these days before the day asked for may lack some."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The counts of a year's claims, per clinician.

    `earlier` are the counts of the claims up to the days that are as many as those left of the
    year: what became eligible since is the pace of what is to come. `first` and `last` are
    the days the claims reach from and to.
    """

    asked: Asked
    definitions: Definitions
    program: str
    as_of: date
    first: date
    last: date
    rows: tuple[RateCounts, ...]
    earlier: tuple[RateCounts, ...] | None
    problems: tuple[Problem, ...] = ()

    @property
    def course(self) -> Course:
        """How far the year has come."""
        return course(self.first, self.as_of, self.definitions.performance_year)


def count_claims(
    source: ClaimSource,
    asked: Asked,
    definitions: Definitions,
    program: str,
    day: date,
    engine: Engine,
    problems: tuple[Problem, ...] = (),
) -> Counted:
    """The counts of a year's claims as they were on a day: later claims are left out.

    Raises ProblemsFound where there are none.
    """
    year = definitions.performance_year
    days = span(between(source.scan(), date(year, 1, 1), date(year, 12, 31)))
    if days is None or days[0] > day:
        when = f"in {year}" if days is None else f"in {year} up to {day}"
        raise refusal(NO_CLAIMS_IN_YEAR, "$", f"no claim has a day {when}")
    first, last = days
    if last > day:
        source, last = UpTo(source, day), day
    before = split_day(first, day, year)
    earlier = None
    if before is not None:
        earlier = tuple(count(UpTo(source, before), definitions, engine))
    return Counted(
        asked,
        definitions,
        program,
        day,
        first,
        last,
        tuple(count(source, definitions, engine)),
        earlier,
        (*problems, *_stale(last, day, year)),
    )


def _stale(last: date, as_of: date, performance_year: int) -> Iterator[Problem]:
    """A warning where claims end long before the day that is asked for."""
    known = min(as_of, date(performance_year, 12, 31))
    if known - last > STALE:
        kind, days = CLAIMS_END_EARLY, (known - last).days
        found = f"the claims end on {last}, {days} days before {known}"
        yield Problem(kind.code, kind.severity, f"{found[0].upper()}{found[1:]}.", kind.remedy, "$")


def split_day(first: date, as_of: date, performance_year: int) -> date | None:
    """The day after which as many days are done as are left; None where they are fewer."""
    at = course(first, as_of, performance_year)
    if not at.left or at.left > at.done:
        return None
    return as_of - timedelta(days=at.left)


def measures_of(definitions: Definitions) -> dict[str, tuple[Rate, ...]]:
    """The rates of each measure, in their order."""
    return {
        measure_id: tuple(rates)
        for measure_id, rates in groupby(definitions.rates, lambda rate: rate.measure_id)
    }


def owned(rows: Iterable[RateCounts], by: str) -> dict[Owner, dict[str, dict[str, Counts]]]:
    """The counts by owner, measure and stratum; `by` is one of `OWNERS`."""
    return by_owner(by_tin(rows) if by == "tin" else rows)


def progress_by_owner(counted: Counted, by: str) -> Iterator[tuple[Owner, list[Progress]]]:
    """Each owner with the progress of every measure that has something eligible."""
    asked = counted.asked
    earlier = None if counted.earlier is None else owned(counted.earlier, by)
    measures = measures_of(counted.definitions)
    for owner, own in owned(counted.rows, by).items():
        found = []
        for measure_id, strata in own.items():
            rates = measures[measure_id]
            leading, _ = deciding(rates, asked.catalog.quality[measure_id])
            recent = None
            if earlier is not None:
                before = earlier.get(owner, {}).get(measure_id, {}).get(leading.stratum, NOTHING)
                recent = max(0, strata.get(leading.stratum, NOTHING).eligible - before.eligible)
            found.append(
                progress(
                    rates,
                    strata,
                    counted.course,
                    recent,
                    asked.practice.small,
                    asked.catalog,
                    asked.policy,
                )
            )
        yield owner, found


def score_members(score: MeasureScore) -> dict[str, object]:
    """Points, and the rate, completeness and cases they stand on, as answers show them."""
    answer: dict[str, object] = {}
    if score.low == score.high:
        answer["points"] = plain(score.low)
    else:
        answer["points"] = None
        answer["pointsLow"], answer["pointsHigh"] = plain(score.low), plain(score.high)
    answer["available"] = plain(score.available)
    measured = score.measured
    if measured is not None:
        answer["performanceRate"] = None if measured.rate is None else plain(measured.rate)
        complete = measured.completeness
        answer["dataCompleteness"] = None if complete is None else plain(complete)
        answer["cases"] = measured.cases
    answer["decile"], answer["capped"] = score.decile, score.capped
    answer["basis"] = score.basis.value
    return answer


def assumptions(counted: Counted, by: str) -> list[str]:
    """What every answer about a year's claims takes for granted, in sentences."""
    asked, at = counted.asked, counted.course
    found = []
    if asked.practice.clinician_count is None and asked.practice.small:
        found.append(SMALL)
    if counted.definitions.provisional:
        found.append(PROVISIONAL.format(asked.year, counted.definitions.code_set_year))
    if at.left:
        found.append(PACE.format(at.left, at.done))
        found.append(STAYS)
    if by == "tin":
        found.append(GROUP)
    return found


SMALL = "The practice is small: only small practices may report by claims."
PROVISIONAL = (
    "CMS has not published the code sets of {} yet: those of {} stand in, so all counts are"
    " provisional."
)
PACE = (
    "{} days are left after {} days of claims. As many become eligible in them as in the latest"
    " days before, or else at the pace so far."
)
STAYS = "Answers given stay; at the worst and the best only open and new ones change."
GROUP = (
    "A group's claims measures count only if it sends data in another category too. Its numbers"
    " are the sums of its clinicians'."
)
