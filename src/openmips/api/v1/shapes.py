"""The shapes of answers about a practice's records that no command has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypedDict

from openmips.answers.problems import ProblemRow
from openmips.answers.shapes import Ends
from openmips.practice.models import PracticeYear, Statement


class Said(TypedDict):
    """A value with its giver, its time, and where it came from: typed, or a file's name."""

    value: Any
    saidBy: str
    saidAt: str
    source: str


class PracticeShown(TypedDict):
    """A practice, what the token may do there, and the years that are open."""

    id: str
    name: str
    tin: str
    role: str
    years: list[int]


class PracticesAnswer(TypedDict):
    """The practices that the token reaches."""

    practices: list[PracticeShown]


class TaskShown(TypedDict):
    """One thing to do, with its status, and when it can start and is due."""

    step: str
    name: str
    title: str
    status: str
    opens: str | None
    due: str | None
    note: str


class YearShown(TypedDict):
    """A practice's year. `finalScore` is None where `problems` stand in its way."""

    practiceId: str
    performanceYear: int
    version: int
    openedAt: str
    sealedAt: str | None
    finalScore: Ends | None
    problems: list[ProblemRow]
    tasks: list[TaskShown]


class Changed(TypedDict):
    """The year after a change. Send `version` in the header If-Match with the next one."""

    performanceYear: int
    version: int


def said(one: Statement) -> Said:
    """A statement as the API shows it."""
    return {
        "value": one.value,
        "saidBy": str(one.said_by),
        "saidAt": one.said_at.isoformat(),
        "source": one.source,
    }


def all_said(held: Mapping[str, Statement], begins: str = "") -> dict[str, Said]:
    """Statements by key, those whose key begins so."""
    return {key: said(one) for key, one in held.items() if key.startswith(begins)}


def changed(year: PracticeYear) -> Changed:
    """What is answered after a change."""
    return {"performanceYear": year.performance_year, "version": year.version}


def moment(at: datetime | date | None) -> str | None:
    """A day or a moment as text."""
    return None if at is None else at.isoformat()
