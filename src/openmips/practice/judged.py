"""Who must report in a year: the roster and CMS's status answers, as eligibility answers them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from openmips.answers.eligibility import eligibility
from openmips.answers.eligibility_cms import beside, eligibility_from_cms
from openmips.practice.documents import cms_answers, roster
from openmips.practice.models import PracticeYear
from openmips.practice.remembered import Remembered
from openmips.problems import Problem, ProblemsFound


@dataclass(frozen=True, slots=True)
class Judged:
    """The answer about everybody on the roster; None where nobody is listed or it has problems."""

    answer: Mapping[str, Any] | None
    problems: tuple[Problem, ...] = ()


def judged(year: PracticeYear, as_of: date) -> Judged:
    """Who must report of the roster as it is remembered now, with CMS's answers beside."""
    return JUDGED(year, as_of)


def _judged(year: PracticeYear, as_of: date) -> Judged:
    rows = roster(year)
    if not rows:
        return Judged(None)
    try:
        found = eligibility([*rows], year.performance_year, as_of=as_of)
        answers = cms_answers(year).values()
        if answers:
            theirs = eligibility_from_cms(
                *answers, performance_year=year.performance_year, as_of=as_of
            )
            found = beside(found, theirs)
    except ProblemsFound as error:
        return Judged(None, error.problems)
    return Judged(dict(found))


JUDGED = Remembered(_judged)
