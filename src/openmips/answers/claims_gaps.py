"""Which claims lack a quality code: for claims at hand, before they are billed or after."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import NotRequired, TypedDict

from openmips.answers.claims_asked import (
    ProblemAnswer,
    RefusedAnswer,
    calendar_of,
    claims_definitions,
    problem_answer,
    refusal,
    refused_answer,
)
from openmips.answers.claims_gap_shapes import (
    GapAnswer,
    LeftOutAnswer,
    LostCodeAnswer,
    gap_answer,
    left_out_answer,
    lost_code_answers,
)
from openmips.answers.claims_given import Given, claims_given
from openmips.claims.answered import History, NotAHistory, is_history, read
from openmips.claims.definitions import Definitions
from openmips.claims.gaps import Calendar, Fault, Gap, Remedy, gaps
from openmips.claims.gathering import Gathered, key_of
from openmips.claims.left_out import left_out, lost_codes
from openmips.claims.lines import Claim
from openmips.problems.claims_question_kinds import HISTORY_OF_ANOTHER_YEAR, HISTORY_UNREADABLE

_HEAD = 1000


class ClaimsGapsAnswer(TypedDict):
    """Every gap, by day and claim, and the quality codes that count for nothing.

    `open` counts the claims to which a code can still be added. `leftOut` is there where it
    was asked for: claims that are asked nothing although they bear a code of a measure.
    """

    performanceYear: int
    codeSetYear: int
    provisional: bool
    asOf: str
    measures: list[str]
    gaps: list[GapAnswer]
    open: int
    lostCodes: list[LostCodeAnswer]
    leftOut: NotRequired[list[LeftOutAnswer]]
    refused: list[RefusedAnswer]
    problems: list[ProblemAnswer]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which gaps are asked for: of claims since a day, and of some clinicians.

    `renewals` False leaves out later visits of patients whose earlier answer stands.
    """

    since: date | None = None
    npis: frozenset[str] = frozenset()
    renewals: bool = True

    def has(self, claim: Claim) -> bool:
        """Whether the claim is asked for."""
        late = self.since is None or claim.date >= self.since
        return late and (not self.npis or claim.npi in self.npis)

    def asks(self, gap: Gap) -> bool:
        """Whether the gap is asked for."""
        wanted = self.renewals or gap.fault is not Fault.NEWER_VISIT
        return wanted and self.has(gap.claim)


def gaps_of(
    claim: Given,
    year: int | None = None,
    measures: Iterable[str] | None = None,
    *,
    program: str | None = None,
    history: str | Path | History | None = None,
    as_of: date | None = None,
    renewals: bool = True,
    explain: bool = False,
) -> ClaimsGapsAnswer:
    """What a claim lacks before it is billed: one claim, or a few, as text or as values.

    `year` None is the year of the latest claim. `history` says what the year has answered
    already: a file that `openmips claims history` wrote, or claims. `renewals` False asks
    nothing where an earlier answer of the year stands. Raises ProblemsFound.
    """
    handed = claims_given(claim)
    claims = handed.gathered.claims
    today = as_of or date.today()
    wanted = year or max((one.date for one in claims), default=today).year
    definitions = claims_definitions(wanted, measures, program)
    patients = frozenset(one.patient_id for one in claims)
    past = past_answers(history, definitions, patients)
    calendar = calendar_of(wanted, today)
    narrowed = Narrowed(renewals=renewals)
    answer = gaps_answer(definitions, handed.gathered, calendar, past, narrowed, explain)
    answer["problems"] = [problem_answer(each) for each in handed.problems]
    return answer


def gaps_answer(
    definitions: Definitions,
    gathered: Gathered,
    calendar: Calendar,
    past: History | None = None,
    narrowed: Narrowed | None = None,
    explain: bool = False,
) -> ClaimsGapsAnswer:
    """The gaps among claims, in the public shape."""
    asked = narrowed or Narrowed()
    found = [gap for gap in gaps(definitions, gathered, calendar, past) if asked.asks(gap)]
    found.sort(key=_order)
    claims = [one for one in gathered.claims if asked.has(one)]
    lost = lost_codes(definitions, claims)
    answer: ClaimsGapsAnswer = {
        "performanceYear": definitions.performance_year,
        "codeSetYear": definitions.code_set_year,
        "provisional": definitions.provisional,
        "asOf": calendar.today.isoformat(),
        "measures": list(dict.fromkeys(rate.measure_id for rate in definitions.rates)),
        "gaps": [gap_answer(gap) for gap in found],
        "open": len({key_of(gap.claim) for gap in found if gap.remedy is Remedy.ADD_TO_CLAIM}),
        "lostCodes": [row for one in lost for row in lost_code_answers(one)],
        "refused": refused_answer(definitions),
        "problems": [],
    }
    if explain:
        answer["leftOut"] = [left_out_answer(one) for one in left_out(definitions, claims)]
    return answer


def _order(gap: Gap) -> tuple[date, str, str, str, str, str]:
    claim, rate = gap.claim, gap.rate
    return claim.date, claim.tin, claim.npi, claim.claim_id, rate.measure_id, rate.stratum


def past_answers(
    history: str | Path | History | None,
    definitions: Definitions,
    patients: Collection[str] | None = None,
) -> History | None:
    """What the year has answered: a history, the file that keeps one, or claims of the year.

    Of a file only some patients' answers are read, where they are named. Raises ProblemsFound.
    """
    if history is None or isinstance(history, History):
        return history
    if is_history_file(history):
        return read_history(history, definitions, patients)
    # Claims need the readers of files, which are loaded only for them.
    files = import_module("openmips.answers.claims_gaps_files")
    found: History = files.history_in(history, definitions)
    return found


def is_history_file(path: str | Path) -> bool:
    """Whether the file is one that `openmips claims history` wrote."""
    try:
        with Path(path).open("rb") as stream:
            return is_history(stream.read(_HEAD))
    except OSError:
        return False


def read_history(
    path: str | Path, definitions: Definitions, patients: Collection[str] | None = None
) -> History:
    """The history in a file: of some patients, where they are named. Raises ProblemsFound."""
    place = "$.history"
    try:
        with Path(path).open("rb") as stream:
            found = read(stream, patients)
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise refusal(
            HISTORY_UNREADABLE, place, f"the history cannot be read ({reason})"
        ) from error
    except NotAHistory as error:
        raise refusal(HISTORY_UNREADABLE, place, f"this is no history: {error.found}") from error
    if found.performance_year != definitions.performance_year:
        told = f"the history is of {found.performance_year}"
        expected = f"one of {definitions.performance_year}"
        raise refusal(HISTORY_OF_ANOTHER_YEAR, place, told, expected)
    return found
