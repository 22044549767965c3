"""The questions about a year's claims: progress, ranking, what they submit, where volume ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openmips.answers.asked import Asked, asked, one_of
from openmips.answers.claims_asked import claims_definitions
from openmips.answers.claims_counted import OWNERS, Counted, count_claims
from openmips.answers.claims_forecast import ClaimsForecastAnswer, claims_forecast, segments_of
from openmips.answers.claims_progress import ClaimsProgressAnswer, progress_answer
from openmips.answers.claims_rank import ClaimsRankAnswer, rank_answer
from openmips.answers.claims_results import ClaimsSubmission, claims_submissions
from openmips.answers.claims_tables import Files, claims_at_hand
from openmips.claims.days import between, span
from openmips.claims.engine.counting import Engine
from openmips.claims.engine.source import ClaimSource
from openmips.claims.totals import billed, quality_codes
from openmips.claims.waiting import Waiting, waiting
from openmips.formats.programs import TRADITIONAL, scored_programs
from openmips.formats.strict_json import Source
from openmips.problems.finding import Problem


def _silently(name: str) -> None:
    """Tell nobody which file is read."""


@dataclass(frozen=True, slots=True)
class YearAsked:
    """What is asked of a year's claims.

    `measures` None are all of the year. `clinicians` is how many bill under the TIN; a
    `profile` says it too. `as_of` None is today. `by` is "npi" or "tin". `mapping` is a file
    that says how columns are named, `remittances` are 835 files.
    """

    year: int
    measures: Iterable[str] | None = None
    program: str = TRADITIONAL
    by: str = OWNERS[0]
    as_of: date | None = None
    clinicians: int | None = None
    profile: Source | None = None
    mapping: str | Path | None = None
    remittances: Iterable[str | Path] = ()
    engine: Engine = Engine.POLARS

    def question(self) -> Asked:
        """The year with its rules, and the practice. Raises ProblemsFound."""
        return asked(self.profile, self.year, self.clinicians)

    def files(self, paths: Iterable[str | Path]) -> Files:
        """The files the claims lie in."""
        return Files.of(paths, self.mapping, self.remittances)


def claims_progress(
    *paths: str | Path,
    wanted: YearAsked,
    every: bool = False,
    patients: bool = False,
    told: Callable[[str], None] = _silently,
) -> ClaimsProgressAnswer:
    """Where measures stand, and how the year can end for them. Raises ProblemsFound.

    With `every`, also measures without an answer yet; with `patients`, those still to see.
    `told` hears the name of each file before it is read.
    """
    with claims_at_hand(wanted.files(paths), told) as at_hand:
        return progress_of(at_hand, wanted, at_hand.problems, every=every, patients=patients)


def claims_rank(
    *paths: str | Path, wanted: YearAsked, told: Callable[[str], None] = _silently
) -> ClaimsRankAnswer:
    """Which measures would earn most from the claims there are. Raises ProblemsFound."""
    with claims_at_hand(wanted.files(paths), told) as at_hand:
        return rank_answer(counted(at_hand, wanted, at_hand.problems), wanted.by)


def claims_results(
    *paths: str | Path, wanted: YearAsked, told: Callable[[str], None] = _silently
) -> tuple[Counted, tuple[ClaimsSubmission, ...]]:
    """What each clinician or TIN submits by claims, and the counts. Raises ProblemsFound."""
    with claims_at_hand(wanted.files(paths), told) as at_hand:
        found = counted(at_hand, wanted, at_hand.problems)
    return found, claims_submissions(found, wanted.by)


def claims_volume(
    *paths: str | Path, wanted: YearAsked, told: Callable[[str], None] = _silently
) -> ClaimsForecastAnswer:
    """Where the low-volume totals will end. Raises ProblemsFound."""
    with claims_at_hand(wanted.files(paths), told) as at_hand:
        return volume_of(at_hand, wanted, at_hand.problems)


def counted(source: ClaimSource, wanted: YearAsked, problems: tuple[Problem, ...] = ()) -> Counted:
    """The counts of a year's claims. Raises ProblemsFound."""
    definitions = claims_definitions(wanted.year, wanted.measures)
    question = wanted.question()
    program = one_of(wanted.program, scored_programs(question.catalog), "program")
    day = wanted.as_of or date.today()
    return count_claims(source, question, definitions, program, day, wanted.engine, problems)


def progress_of(
    source: ClaimSource,
    wanted: YearAsked,
    problems: tuple[Problem, ...] = (),
    *,
    every: bool = False,
    patients: bool = False,
) -> ClaimsProgressAnswer:
    """The progress of a table of claim lines; see `claims_progress`."""
    found = counted(source, wanted, problems)
    whom = _still_to_see(source, found) if patients else None
    return progress_answer(found, wanted.by, every, whom)


def _still_to_see(source: ClaimSource, found: Counted) -> tuple[Waiting, ...]:
    """Whom a later claim could still answer; nobody once the year is over."""
    if not found.course.left:
        return ()
    lines = between(source.scan(), found.first, found.last).collect()
    return waiting(found.definitions, found.asked.catalog.quality, lines.iter_rows(named=True))


def volume_of(
    source: ClaimSource, wanted: YearAsked, problems: tuple[Problem, ...] = ()
) -> ClaimsForecastAnswer:
    """The volume forecast of a table of claim lines; see `claims_volume`."""
    policy = wanted.question().policy
    codes = quality_codes([claims_definitions(wanted.year)])
    lines = source.scan()
    return claims_forecast(
        wanted.year,
        billed(lines, segments_of(policy), codes),
        span(lines),
        wanted.as_of or date.today(),
        policy,
        problems,
    )
