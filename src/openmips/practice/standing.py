"""Where a year stands: its score, and on request its plans, as the answers give them.

Both follow from what the year's memory holds, so they are kept until it changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from openmips.answers.chance import chance_as_now
from openmips.answers.plan import plan
from openmips.answers.score import score
from openmips.practice.documents import Documents, documents, reporters
from openmips.practice.handed_in import GROUP
from openmips.practice.models import PracticeYear
from openmips.practice.remembered import Remembered
from openmips.problems import Problem, ProblemsFound


@dataclass(frozen=True, slots=True)
class Standing:
    """A year's score as `openmips score` answers it, or the problems that stand in its way.

    `whose` is the entity that reports. Where several clinicians report, each for himself,
    there is no one score: `each` holds theirs, by entity.
    """

    documents: Documents
    score: Mapping[str, Any] | None
    problems: tuple[Problem, ...] = ()
    whose: str = GROUP
    each: Mapping[str, Standing] = field(default_factory=dict)

    @property
    def by_entity(self) -> Mapping[str, Standing]:
        """Of everybody who reports, be it one or several."""
        return self.each or {self.whose: self}


@dataclass(frozen=True, slots=True)
class Plans:
    """A year's plans as `openmips plan` answers them, or the problems in their way."""

    answer: Mapping[str, Any] | None
    problems: tuple[Problem, ...] = ()


def standing(year: PracticeYear, as_of: date, whose: str | None = None) -> Standing:
    """The score of the year as it is remembered now: of one who reports, or of all who do."""
    found = SCORES(year, as_of)
    return found if whose is None else found.each.get(whose, found)


def plans(year: PracticeYear, as_of: date, whose: str | None = None) -> Plans:
    """The plans of one who reports, or of the only one; the first time takes a second or two."""
    return PLANS(year, as_of, whose)


def plans_at_hand(year: PracticeYear, as_of: date, whose: str | None = None) -> Plans | None:
    """The plans if they were made since the last change, None where they would take time."""
    return PLANS.at_hand(year, as_of, whose)


def chances(year: PracticeYear, as_of: date) -> Mapping[str, Fraction]:
    """How likely each who reports reaches the threshold if nothing more is done, by entity.

    Whoever cannot be scored is left out.
    """
    return CHANCES(year, as_of)


def scored(made: Documents, as_of: date, whose: str = GROUP) -> Standing:
    """The standing that the documents of one who reports make."""
    try:
        answer = score(*made.submissions, profile=made.profile, as_of=as_of)
    except ProblemsFound as error:
        return Standing(made, None, error.problems, whose)
    return Standing(made, dict(answer), whose=whose)


def _scored(year: PracticeYear, as_of: date) -> Standing:
    reporting = reporters(year)
    if len(reporting) > 1:
        each = {one: scored(documents(year, whose=one), as_of, one) for one in reporting}
        problems = dict.fromkeys(one for found in each.values() for one in found.problems)
        return Standing(documents(year), None, tuple(problems), each=each)
    (whose,) = reporting or (GROUP,)
    return scored(documents(year, whose=whose), as_of, whose)


def _planned(year: PracticeYear, as_of: date, whose: str | None) -> Plans:
    made = documents(year, whose=whose)
    try:
        return Plans(dict(plan(*made.submissions, profile=made.profile, as_of=as_of)))
    except ProblemsFound as error:
        return Plans(None, error.problems)


def _chances(year: PracticeYear, as_of: date) -> Mapping[str, Fraction]:
    return {
        whose: chance_as_now(*one.documents.submissions, profile=one.documents.profile, as_of=as_of)
        for whose, one in standing(year, as_of).by_entity.items()
        if one.score is not None
    }


SCORES = Remembered(_scored)
CHANCES = Remembered(_chances)
PLANS = Remembered(_planned)
