"""The questions about a year's claims: progress, ranking, what they submit, where volume ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from openmips.answers.asked import Asked, asked, one_of
from openmips.answers.claims_asked import claims_definitions
from openmips.answers.claims_counted import Counted, count_claims
from openmips.answers.claims_forecast import ClaimsForecastAnswer, claims_forecast, segments_of
from openmips.answers.claims_progress import ClaimsProgressAnswer, progress_answer
from openmips.answers.claims_rank import ClaimsRankAnswer, rank_answer
from openmips.claims.days import between, span
from openmips.claims.engine.counting import Engine
from openmips.claims.engine.source import ClaimSource
from openmips.claims.totals import billed, quality_codes
from openmips.claims.waiting import Waiting, waiting
from openmips.formats.programs import TRADITIONAL, scored_programs
from openmips.formats.strict_json import Source
from openmips.problems.finding import Problem


@dataclass(frozen=True, slots=True)
class YearAsked:
    """What is asked of a year's claims.

    `measures` None are all of the year. `clinicians` is how many bill under the TIN; a
    `profile` says it too. `as_of` None is today. `by` is "npi" or "tin".
    """

    year: int
    measures: Iterable[str] | None = None
    program: str = TRADITIONAL
    by: str = "npi"
    as_of: date | None = None
    clinicians: int | None = None
    profile: Source | None = None
    engine: Engine = Engine.POLARS
    problems: tuple[Problem, ...] = ()

    def question(self) -> Asked:
        """The year with its rules, and the practice. Raises ProblemsFound."""
        return asked(self.profile, self.year, self.clinicians)


def counted(source: ClaimSource, wanted: YearAsked) -> Counted:
    """The counts of a year's claims. Raises ProblemsFound."""
    definitions = claims_definitions(wanted.year, wanted.measures)
    question = wanted.question()
    program = one_of(wanted.program, scored_programs(question.catalog), "program")
    return count_claims(
        source, question, definitions, program, wanted.as_of, wanted.engine, wanted.problems
    )


def claims_progress(
    source: ClaimSource, wanted: YearAsked, *, every: bool = False, patients: bool = False
) -> ClaimsProgressAnswer:
    """Where measures stand, and how the year can end for them. Raises ProblemsFound.

    With `every`, also measures without an answer yet; with `patients`, those still to see.
    """
    told = counted(source, wanted)
    whom = patients_still_to_see(source, told) if patients else None
    return progress_answer(told, wanted.by, every, whom)


def patients_still_to_see(source: ClaimSource, told: Counted) -> tuple[Waiting, ...]:
    """Whom a later claim could still answer; nobody once the year is over."""
    if not told.course.left:
        return ()
    lines = between(source.scan(), told.first, told.last).collect()
    return waiting(told.definitions, told.asked.catalog.quality, lines.iter_rows(named=True))


def claims_rank(source: ClaimSource, wanted: YearAsked) -> ClaimsRankAnswer:
    """Which measures would earn most from the claims there are. Raises ProblemsFound."""
    return rank_answer(counted(source, wanted), wanted.by)


def claims_volume(source: ClaimSource, wanted: YearAsked) -> ClaimsForecastAnswer:
    """Where the low-volume totals will end. Raises ProblemsFound."""
    question = wanted.question()
    policy = question.policy
    codes = quality_codes([claims_definitions(wanted.year)])
    lines = source.scan()
    return claims_forecast(
        wanted.year,
        billed(lines, segments_of(policy), codes),
        span(lines),
        wanted.as_of or date.today(),
        policy,
        wanted.problems,
    )
