"""What comes after a year's data are sent, as the answers give it: CMS's result, later rules.

It follows from what the year's memory holds, so it is kept until that changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from openmips.answers.feedback import compare_with_cms
from openmips.answers.review import review
from openmips.answers.year_digest import digest
from openmips.practice.documents import documents, feedback
from openmips.practice.models import PracticeYear
from openmips.practice.remembered import Remembered
from openmips.problems import Problem, ProblemsFound


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer says, or the problems in its way."""

    answer: Mapping[str, Any] | None
    problems: tuple[Problem, ...] = ()


def changes(earlier: PracticeYear, later: int, as_of: date, whose: str) -> Told:
    """What changed from a year of the practice to a later one that touches one who reports."""
    return _CHANGES(earlier, as_of, later, whose)


def compared(year: PracticeYear, as_of: date, whose: str) -> Told:
    """CMS's result beside ours, of one who reports; no answer where nothing is known of it."""
    return _COMPARED(year, as_of, whose)


def weighed(year: PracticeYear, as_of: date, whose: str) -> Told:
    """What a targeted review takes and could bring one who reports; none without CMS's result."""
    return _WEIGHED(year, as_of, whose)


def _beside(year: PracticeYear, as_of: date, whose: str) -> Told:
    return _asked(compare_with_cms, year, as_of, whose)


def _reviewed(year: PracticeYear, as_of: date, whose: str) -> Told:
    return _asked(review, year, as_of, whose)


def _asked(
    answer: Callable[..., Mapping[str, Any]], year: PracticeYear, as_of: date, whose: str
) -> Told:
    """What an answer says of CMS's result and ours; nothing where CMS's is not known."""
    cms = feedback(year, whose)
    if cms is None:
        return Told(None)
    made = documents(year, whose=whose)
    try:
        return Told(answer(*made.submissions, cms=cms, profile=made.profile, as_of=as_of))
    except ProblemsFound as error:
        return Told(None, error.problems)


def _changed(earlier: PracticeYear, as_of: date, later: int, whose: str) -> Told:
    made = documents(earlier, whose=whose)
    try:
        found = digest(earlier.performance_year, later, *made.submissions, profile=made.profile)
    except ProblemsFound as error:
        return Told(None, error.problems)
    return Told(dict(found))


_CHANGES = Remembered(_changed)
_COMPARED = Remembered(_beside)
_WEIGHED = Remembered(_reviewed)
