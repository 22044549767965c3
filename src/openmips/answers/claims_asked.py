"""What questions about claims have in common: the year, its measures, the days that matter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any, NotRequired, TypedDict, TypeVar

from openmips.answers.why import WhyAnswer, why_document
from openmips.catalog.load import YEARS, catalog_for
from openmips.catalog.search import same_id
from openmips.claims.definitions import Definitions, NotAClaimsMeasure, definitions_for
from openmips.claims.gaps import Calendar
from openmips.policy.claims_topics import ClaimsPolicy, CountingUnit
from openmips.policy.deadlines_topics import DeadlinesPolicy
from openmips.policy.load import FOLDER, load_sources, load_topic
from openmips.problems.claims_question_kinds import (
    CLAIMS_YEAR,
    MEASURE_NOT_COUNTED,
    NOT_BY_CLAIMS,
)
from openmips.problems.document_kinds import UNKNOWN_VALUE
from openmips.problems.finding import Problem, ProblemKind, ProblemsFound, listed, nearest, shown
from openmips.why import Provision, Why

T = TypeVar("T")

_KEPT = 8

UNITS = {
    CountingUnit.PATIENT_PROCESS: "once a patient",
    CountingUnit.PATIENT_INTERMEDIATE: "once a patient, the latest answer counts",
    CountingUnit.VISIT: "at every visit",
    CountingUnit.PROCEDURE: "for every day with the procedure",
    CountingUnit.EPISODE: "for every episode",
}
"""How often a measure asks, in a few words."""


def refusal(
    kind: ProblemKind, location: str, found: str, expected: str = "", hint: str = ""
) -> ProblemsFound:
    """The exception for one problem of a question."""
    sentence = f"{found}; expected {expected}." if expected else f"{found}."
    message = sentence[0].upper() + sentence[1:]
    return ProblemsFound(
        [Problem(kind.code, kind.severity, message, hint or kind.remedy, location)]
    )


def claims_definitions(
    year: int, measures: Iterable[str] | None = None, program: str | None = None
) -> Definitions:
    """The rates asked for: all of the year, or some measures', or a program's.

    Measures may be written without leading zeros. Raises ProblemsFound for a year that is not
    covered, a program it does not have, and measures that it does not offer by claims or that
    cannot be counted.
    """
    if year not in YEARS:
        raise refusal(
            CLAIMS_YEAR, "$.performanceYear", f"the year is {year}", listed(map(str, YEARS))
        )
    catalog = catalog_for(year)
    if program is not None:
        programs = {name for one in catalog.quality.values() for name in one.programs}
        own = next((name for name in programs if name.casefold() == program.casefold()), None)
        if own is None:
            found = f"{year} has no program {shown(program)}"
            raise refusal(UNKNOWN_VALUE, "$.program", found, hint=nearest(program, programs))
        program = own
    wanted = None
    if measures is not None:
        wanted = tuple(dict.fromkeys(_own(name, catalog.quality) for name in measures))
    try:
        found_definitions = _made(year, wanted, program)
    except NotAClaimsMeasure as error:
        found = f"{year} does not offer {listed(map(shown, error.wrong))} by claims"
        raise refusal(NOT_BY_CLAIMS, "$.measures", found, listed(error.offered)) from error
    if wanted is not None and found_definitions.refused:
        says = " ".join(_refused(name, unit) for name, unit in found_definitions.refused.items())
        raise refusal(MEASURE_NOT_COUNTED, "$.measures", says.removesuffix("."))
    return found_definitions


@lru_cache(_KEPT)
def _made(year: int, measures: tuple[str, ...] | None, program: str | None) -> Definitions:
    return definitions_for(catalog_for(year), ClaimsLaw(year), measures, program)


class ClaimsLaw:
    """The topics of a year's law that claims need, each read when it is first asked for.

    The whole policy takes ten times as long, which whoever waits for one claim would feel.
    """

    def __init__(self, year: int) -> None:
        self._year = year

    def topic(self, kind: type[T]) -> T:
        """The topic of that type."""
        found: T = _topic(_NAMES[kind], self._year)
        return found


_NAMES: Mapping[type, str] = {ClaimsPolicy: "claims", DeadlinesPolicy: "deadlines"}


@cache
def _topic(name: str, year: int) -> Any:
    return load_topic(FOLDER, name, year, load_sources(FOLDER))


def _own(text: str, names: Iterable[str]) -> str:
    return next((name for name in names if same_id(text, name)), text.strip())


def _refused(name: str, unit: Provision[CountingUnit]) -> str:
    return f"{name}: {unit.says}"


class RefusedAnswer(TypedDict):
    """A measure that is left out because nobody can count it, and why."""

    measureId: str
    why: WhyAnswer


class ProblemAnswer(TypedDict):
    """A problem of the input; what is not known is left out."""

    code: str
    severity: str
    message: str
    remedy: str
    location: str
    file: NotRequired[str]
    line: NotRequired[int]
    column: NotRequired[int]


def refused_answer(definitions: Definitions) -> list[RefusedAnswer]:
    """The measures that are left out because they cannot be counted, each with the reason."""
    return [
        {"measureId": name, "why": why_document(Why(_refused(name, unit), (), (unit,)))}
        for name, unit in definitions.refused.items()
    ]


def calendar_of(year: int, as_of: date | None, sent_through: date | None = None) -> Calendar:
    """The days that decide what can still be mended; `as_of` None is today."""
    days = ClaimsLaw(year).topic(DeadlinesPolicy).claims_processing_days.value
    last = date(year + 1, 1, 1) - timedelta(days=1) + timedelta(days=days)
    return Calendar(as_of or date.today(), last, sent_through)


def problem_answer(problem: Problem) -> ProblemAnswer:
    """A problem of the input as answers hold it; what is not known is left out."""
    answer: ProblemAnswer = {
        "code": problem.code,
        "severity": problem.severity.value,
        "message": problem.message,
        "remedy": problem.remedy,
        "location": problem.location,
    }
    if problem.file is not None:
        answer["file"] = problem.file
    if problem.line is not None:
        answer["line"] = problem.line
    if problem.column is not None:
        answer["column"] = problem.column
    return answer
