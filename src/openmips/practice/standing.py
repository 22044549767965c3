"""Where a year stands: its score, and on request its plans, as the answers give them.

Both follow from what the year's memory holds, so they are kept until it changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

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
    return _standing(year.pk, year.version, as_of)


@lru_cache(maxsize=_KEPT)
def _standing(year_id: int, version: int, as_of: date) -> Standing:
    made = documents(PracticeYear.objects.select_related("practice").get(pk=year_id))
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
    made = _plans(year.pk, year.version, as_of)
    _READY.add((year.pk, year.version, as_of))
    return made


def plans_at_hand(year: PracticeYear, as_of: date) -> Plans | None:
    """The plans if they were made since the last change, None where they would take time."""
    return plans(year, as_of) if (year.pk, year.version, as_of) in _READY else None


_READY: set[tuple[int, int, date]] = set()


@lru_cache(maxsize=_KEPT)
def _plans(year_id: int, version: int, as_of: date) -> Plans:
    made = documents(PracticeYear.objects.select_related("practice").get(pk=year_id))
    try:
        return Plans(dict(plan(*made.submissions, profile=made.profile, as_of=as_of)))
    except ProblemsFound as error:
        return Plans(None, error.problems)
