"""What comes after a year's data are sent, as the answers give it: what the next rules change.

It follows from what the year's memory holds, so it is kept until that changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from openmips.answers.year_digest import digest
from openmips.practice.documents import documents
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


def _changed(earlier: PracticeYear, as_of: date, later: int, whose: str) -> Told:
    made = documents(earlier, whose=whose)
    try:
        found = digest(earlier.performance_year, later, *made.submissions, profile=made.profile)
    except ProblemsFound as error:
        return Told(None, error.problems)
    return Told(dict(found))


_CHANGES = Remembered(_changed)
