"""What a year's imported claims say: where measures stand, and which claims lack a code.

Both follow from the files, few choices and the day, so they are kept until one of those changes:
marking a gap has nothing counted anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openmips.answers.claims_gaps_files import claims_gaps
from openmips.answers.claims_year import YearAsked, claims_progress
from openmips.catalog.entries import CLAIMS as BY_CLAIMS
from openmips.practice import memory
from openmips.practice.actions.imports import claims_files
from openmips.practice.chosen import chosen_names
from openmips.practice.documents import documents, on_record
from openmips.practice.exact import ExactEncoder
from openmips.practice.handed_in import INDIVIDUAL
from openmips.practice.imports.kinds import CLAIMS
from openmips.practice.imports.named import as_one_table
from openmips.practice.models import PracticeYear, StoredFile, Topic
from openmips.practice.remembered import Remembered
from openmips.problems import Problem, ProblemsFound

_KEPT = 32
DONE, NOT_APPLICABLE = "done", "not_applicable"
MARKS = {DONE: "Done", NOT_APPLICABLE: "Not applicable"}
"""What can be said of a gap."""


@dataclass(frozen=True, slots=True)
class Told:
    """An answer about claims, or the problems in its way; both are absent without claims."""

    answer: Mapping[str, Any] | None = None
    problems: tuple[Problem, ...] = ()


def claims_of(year: PracticeYear) -> list[StoredFile]:
    """The claims files that count for the year, the latest first."""
    return list(year.files.filter(kind__in=CLAIMS, taken_back_at=None))


def progress_of(year: PracticeYear, as_of: date) -> Told:
    """Where each claims measure of the practice stands."""
    return PROGRESS(year, as_of)


def gaps_of(year: PracticeYear, as_of: date) -> Told:
    """The claims without a valid answer, of the measures chosen or else of those begun."""
    return GAPS(year, as_of)


def gap_key(gap: Mapping[str, Any]) -> str:
    """Under which key it is kept what became of a gap."""
    parts = (gap["claimId"], gap["tin"], gap["npi"], gap["measureId"], gap["stratum"])
    return "gap/" + hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:32]


def marks_of(year: PracticeYear) -> dict[str, str]:
    """What was said of gaps, by key."""
    held = memory.values(year, Topic.TASK)
    return {key: str(value["status"]) for key, value in held.items() if key.startswith("gap/")}


def _progress(year: PracticeYear, as_of: date) -> Told:
    if not claims_of(year):
        return Told()
    try:
        with claims_files(year) as files, as_one_table(files) as paths:
            by = "npi" if on_record(year).level == INDIVIDUAL else "tin"
            wanted = YearAsked(
                year.performance_year, by=by, as_of=as_of, profile=documents(year).profile
            )
            return Told(dict(claims_progress(*paths, wanted=wanted)))
    except ProblemsFound as error:
        return Told(None, error.problems)


def _gaps(year: PracticeYear, as_of: date) -> Told:
    if not claims_of(year):
        return Told()
    try:
        with claims_files(year) as files, as_one_table(files) as paths:
            return Told(
                dict(
                    claims_gaps(
                        *paths,
                        year=year.performance_year,
                        measures=_measures(year, as_of),
                        as_of=as_of,
                        renewals=False,
                    )
                )
            )
    except ProblemsFound as error:
        return Told(None, error.problems)


def _measures(year: PracticeYear, as_of: date) -> Sequence[str] | None:
    """The claims measures chosen, or else those with an answer already; else all."""
    names = [name.partition("/") for name in chosen_names(year)]
    chosen = [measure_id for method, _, measure_id in names if method == BY_CLAIMS]
    if chosen:
        return chosen
    told = progress_of(year, as_of).answer
    begun = [] if told is None else [one["measureId"] for one in told["progress"]]
    return list(dict.fromkeys(begun)) or None


def _counted_from(year: PracticeYear, as_of: date) -> Hashable:
    """What progress follows from: the files, how their columns are named, and the profile."""
    profile = ExactEncoder(sort_keys=True).encode(documents(year).profile)
    return _files(year), hashlib.sha256(profile.encode()).hexdigest()


def _looked_for_in(year: PracticeYear, as_of: date) -> Hashable:
    """What gaps follow from: the files, and the measures that are looked at."""
    measures = _measures(year, as_of) if claims_of(year) else None
    return _files(year), None if measures is None else tuple(measures)


def _files(year: PracticeYear) -> Hashable:
    return frozenset((one.digest, str(one.summary.get("mapping", ""))) for one in claims_of(year))


def _lasts(told: Told) -> bool:
    """Problems may pass, such as where there was no room to count."""
    return not told.problems


PROGRESS = Remembered(_progress, _KEPT, follows_from=_counted_from, lasts=_lasts)
GAPS = Remembered(_gaps, _KEPT, follows_from=_looked_for_in, lasts=_lasts)
