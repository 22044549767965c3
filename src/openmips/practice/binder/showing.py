"""A binder as answers show it: entries, documents, and what is proved and lacking."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, NotRequired, TypedDict

from openmips.answers.binder import to_prove
from openmips.answers.claims_asked import ProblemAnswer, problem_answer
from openmips.answers.score import Facts
from openmips.practice.binder.entries import About, Entry, digest
from openmips.practice.binder.keeping import Document, holds, kept_until
from openmips.practice.binder.proving import Standing, standing
from openmips.problems.finding import Problem, Severity


class LineAnswer(TypedDict):
    """A line of a list of evidence, and the numbers of the documents that prove it."""

    number: int
    text: str
    provedBy: list[int]


class StandingAnswer(TypedDict):
    """Something that was reported: its list of evidence, and what there is beside it."""

    category: str
    id: str | None
    title: str
    lines: list[LineAnswer]
    lacking: int
    otherDocuments: list[int]
    signatures: list[int]


class HoldAnswer(TypedDict):
    """A legal hold that is on."""

    number: int
    performanceYear: int
    reason: str
    by: str


class StatusAnswer(TypedDict):
    """What is proved and what lacks, until when it is kept, and what holds it."""

    performanceYear: int
    keptUntil: str
    reported: list[StandingAnswer]
    lacking: int
    holds: list[HoldAnswer]


class VerifyAnswer(TypedDict):
    """Whether all is as it was; where not, every change and loss. `seal` names the whole chain."""

    fine: bool
    entries: NotRequired[int]
    seal: NotRequired[str]
    problems: list[ProblemAnswer]


def entry_answer(entry: Entry) -> dict[str, Any]:
    """An entry as it stands in the chain."""
    found: dict[str, Any] = json.loads(entry.line())
    return found


def status_answer(facts: Facts, entries: Sequence[Entry]) -> StatusAnswer:
    """How all that was reported is proved."""
    year = facts.policy.performance_year
    found = [_standing(one) for one in standing(year, to_prove(facts), entries)]
    return {
        "performanceYear": year,
        "keptUntil": kept_until(year).isoformat(),
        "reported": found,
        "lacking": sum(one["lacking"] for one in found),
        "holds": [_hold(one) for one in holds(entries, year)],
    }


def _standing(one: Standing) -> StandingAnswer:
    return {
        "category": one.reported.category,
        "id": one.reported.entry_id,
        "title": one.reported.title,
        "lines": [
            {
                "number": line.line.number,
                "text": line.line.text,
                "provedBy": _numbers(line.by),
            }
            for line in one.lines
        ],
        "lacking": sum(not line.by for line in one.lines),
        "otherDocuments": _numbers(one.others),
        "signatures": [each.number for each in one.signed],
    }


def _numbers(found: Iterable[Document]) -> list[int]:
    return [one.entry.number for one in found]


def _hold(entry: Entry) -> HoldAnswer:
    year = 0 if entry.about is None else entry.about.performance_year
    return {
        "number": entry.number,
        "performanceYear": year,
        "reason": entry.facts["text"],
        "by": entry.by,
    }


def verify_answer(problems: Sequence[Problem], lines: Sequence[bytes]) -> VerifyAnswer:
    """What looking at a binder or an export with these lines came to."""
    fine = not any(one.severity is Severity.ERROR for one in problems)
    answer: VerifyAnswer = {"fine": fine, "problems": [problem_answer(one) for one in problems]}
    if fine:
        answer["entries"] = len(lines)
        answer["seal"] = digest(lines[-1]) if lines else ""
    return answer


def about_text(about: About | None) -> str:
    """What an entry is about, as it is typed: 2024/quality/236."""
    if about is None:
        return ""
    parts = [str(about.performance_year), about.category]
    return "/".join(parts if about.entry_id is None else [*parts, about.entry_id])
