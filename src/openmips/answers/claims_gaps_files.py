"""Which of a practice's claims lack a quality code, and what a year of claims has answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TypedDict

from openmips.answers.claims_asked import (
    ProblemAnswer,
    calendar_of,
    claims_definitions,
    problem_answer,
)
from openmips.answers.claims_gaps import (
    ClaimsGapsAnswer,
    Narrowed,
    gaps_answer,
    is_history_file,
    read_history,
)
from openmips.answers.claims_tables import AtHand, Files, claims_at_hand
from openmips.claims.answered import History, history_of, written
from openmips.claims.definitions import Definitions


def _silently(name: str) -> None:
    """Tell nobody which file is read."""


class ClaimsHistoryAnswer(TypedDict):
    """How much a history holds: patients of a clinician with an answer, and answers."""

    performanceYear: int
    patients: int
    answers: int
    problems: list[ProblemAnswer]


def claims_gaps(
    *paths: str | Path,
    year: int,
    measures: Iterable[str] | None = None,
    program: str | None = None,
    history: str | Path | None = None,
    since: date | None = None,
    npis: Iterable[str] = (),
    sent_through: date | None = None,
    as_of: date | None = None,
    mapping: str | Path | None = None,
    remittances: Iterable[str | Path] = (),
    renewals: bool = True,
    explain: bool = False,
    told: Callable[[str], None] = _silently,
) -> ClaimsGapsAnswer:
    """The claims in files that lack a valid answer. Raises ProblemsFound.

    `history` is a file that `openmips claims history` wrote, or claims of the year. `since`
    and `npis` narrow what is listed, and without `renewals` later visits of patients whose
    earlier answer stands are left out. Claims up to `sent_through` are already sent.
    """
    definitions = claims_definitions(year, measures, program)
    past = None
    if history is not None:
        past = (
            read_history(history, definitions)
            if is_history_file(history)
            else history_in(history, definitions, mapping, told)
        )
    narrowed = Narrowed(since, frozenset(npis), renewals)
    calendar = calendar_of(year, as_of, sent_through)
    with claims_at_hand(Files.of(paths, mapping, remittances), told) as at_hand:
        answer = gaps_answer(
            definitions, at_hand.gathered(), calendar, past, narrowed, explain=explain
        )
        answer["problems"] = [problem_answer(each) for each in at_hand.problems]
    return answer


def history_in(
    claims: str | Path,
    definitions: Definitions,
    mapping: str | Path | None = None,
    told: Callable[[str], None] = _silently,
) -> History:
    """What claims in files have answered. Raises ProblemsFound where none can be read."""
    with claims_at_hand(Files.of([claims], mapping), told) as at_hand:
        return _history(definitions, at_hand)


def _history(definitions: Definitions, at_hand: AtHand) -> History:
    return history_of(definitions, at_hand.gathered().claims)


def claims_history(
    *paths: str | Path,
    year: int,
    out: Callable[[Iterable[str]], object],
    measures: Iterable[str] | None = None,
    mapping: str | Path | None = None,
    remittances: Iterable[str | Path] = (),
    told: Callable[[str], None] = _silently,
) -> ClaimsHistoryAnswer:
    """Give the lines of the history of a year's claims to `out`. Raises ProblemsFound."""
    definitions = claims_definitions(year, measures)
    with claims_at_hand(Files.of(paths, mapping, remittances), told) as at_hand:
        history = _history(definitions, at_hand)
        out(written(history))
        return {
            "performanceYear": year,
            "patients": len(history.answers),
            "answers": sum(map(len, history.answers.values())),
            "problems": [problem_answer(each) for each in at_hand.problems],
        }
