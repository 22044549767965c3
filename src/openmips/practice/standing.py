"""Where a year stands: its score, and on request its plans, as the answers give them.

Both follow from what the year's memory holds, so they are kept until it changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from openmips.answers.plan import plan
from openmips.answers.score import score
from openmips.practice.documents import Documents, documents
from openmips.practice.models import PracticeYear
from openmips.problems import Problem, ProblemsFound

_KEPT = 128


@dataclass(frozen=True, slots=True)
class Standing:
    """A year's score as `openmips score` answers it, or the problems that stand in its way."""

    documents: Documents
    score: Mapping[str, Any] | None
    problems: tuple[Problem, ...] = ()


def standing(year: PracticeYear, as_of: date) -> Standing:
    """The score of the year as it is remembered now."""
    return _standing(year.practice_id, year.performance_year, year.version, as_of)


@lru_cache(maxsize=_KEPT)
def _standing(practice_id: UUID, performance_year: int, version: int, as_of: date) -> Standing:
    made = documents(_year(practice_id, performance_year))
    try:
        answer = score(*made.submissions, profile=made.profile, as_of=as_of)
    except ProblemsFound as error:
        return Standing(made, None, error.problems)
    return Standing(made, dict(answer))


@dataclass(frozen=True, slots=True)
class Plans:
    """A year's plans as `openmips plan` answers them, or the problems in their way."""

    answer: Mapping[str, Any] | None
    problems: tuple[Problem, ...] = ()


def plans(year: PracticeYear, as_of: date) -> Plans:
    """The plans of the year as it is remembered now; the first time takes a second or two."""
    key = (year.practice_id, year.performance_year, year.version, as_of)
    made = _plans(*key)
    _READY.add(key)
    return made


def plans_at_hand(year: PracticeYear, as_of: date) -> Plans | None:
    """The plans if they were made since the last change, None where they would take time."""
    key = (year.practice_id, year.performance_year, year.version, as_of)
    return plans(year, as_of) if key in _READY else None


_READY: set[tuple[UUID, int, int, date]] = set()


@lru_cache(maxsize=_KEPT)
def _plans(practice_id: UUID, performance_year: int, version: int, as_of: date) -> Plans:
    made = documents(_year(practice_id, performance_year))
    try:
        return Plans(dict(plan(*made.submissions, profile=made.profile, as_of=as_of)))
    except ProblemsFound as error:
        return Plans(None, error.problems)


def _year(practice_id: UUID, performance_year: int) -> PracticeYear:
    found = PracticeYear.objects.select_related("practice")
    return found.get(practice_id=practice_id, performance_year=performance_year)
