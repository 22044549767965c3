"""Whether Medicare paid as the final score says: remittances beside what was due, line by line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import NotRequired, TypedDict

from openmips.amounts import Amount, amount, fixed, plain
from openmips.answers import problems
from openmips.answers.adjust import UNPUBLISHED
from openmips.answers.claims_asked import ProblemAnswer, problem_answer, refusal
from openmips.answers.problems import problem
from openmips.claims.intake.files import X12, claim_files, opened
from openmips.claims.intake.notes import Notes
from openmips.claims.intake.remittance import RemittanceClaim
from openmips.claims.intake.x12_reading import X12Reader
from openmips.claims.payment_sums import MOST_LISTED, Drift, Sum, Sums
from openmips.claims.payments import Due, PaidLine, Question, paid_lines
from openmips.payment import adjustment
from openmips.policy.load import YEARS, policy_for
from openmips.policy.topics import Policy
from openmips.problems import claims_kinds
from openmips.problems.finding import ProblemsFound, listed, masked

NOT_ADJUSTED = "none"
"""How the percent of a clinician is written who is not adjusted."""

_MOST_PERCENT = 100
_SEEN = 4

SAID: Mapping[Question, str] = {
    Question.MISSING: "The adjustment is missing.",
    Question.OTHER_AMOUNT: "The adjustment is of another amount.",
    Question.WRONG_SIGN: "The adjustment goes the wrong way.",
    Question.NOT_COVERED: "The payment is adjusted, and this kind of service is not.",
    Question.NOT_SUBJECT: "The payment is adjusted, and the clinician's are not.",
    Question.OTHER_YEAR: "The payment is adjusted, and the service is of another year.",
    Question.NO_REMARK: "The adjustment stands there without the remark of MIPS.",
    Question.SEQUESTRATION: "Sequestration is of another amount; it has nothing to do with MIPS.",
}
FAMILIES = {
    "all_inclusive_rate": "paid by the all-inclusive rate of a clinic",
    "critical_access_hospital": "a critical access hospital's: adjusted only where the billing is"
    " reassigned to it",
    "institution": "an institution's",
    "clinician": "a clinician of whom no percent is given",
}


class SumAnswer(TypedDict):
    """Sums of lines in dollars. `due` and `changed` are of the lines that can be judged."""

    lines: int
    judged: int
    base: str
    due: str
    changed: str
    difference: str
    sequestration: str
    sequestrationDue: str


class MonthAnswer(SumAnswer):
    """The sums of a month of payment, "YYYY-MM"; "" where the payment bears no date."""

    month: str


class ClinicianAnswer(SumAnswer):
    """The sums of a clinician; `percent` is what is due, None for one who is not adjusted."""

    npi: str
    percent: str | None
    known: bool


class LineAnswer(TypedDict):
    """A line to question: what was, and what should have been, in dollars."""

    claim: str
    line: str
    patient: str
    npi: str
    code: str
    day: str | None
    paidOn: str | None
    base: str
    changed: str
    due: str | None
    sequestration: str
    sequestrationDue: str
    questions: list[str]
    says: list[str]
    service: str
    family: NotRequired[str]


class DriftAnswer(TypedDict):
    """Lines of a clinician, each right to a cent, that are not right together."""

    npi: str
    lines: int
    changed: str
    due: str
    percent: str
    says: str


class NotJudged(TypedDict):
    """Lines of which it cannot be told what is due, and why."""

    reason: str
    lines: int


class PaymentsAnswer(TypedDict):
    """What remittances say of a year's adjustment.

    NPIs and patient ids are masked unless asked for.
    """

    performanceYear: int
    paymentYear: int
    percent: str | None
    files: list[str]
    total: SumAnswer
    months: list[MonthAnswer]
    clinicians: list[ClinicianAnswer]
    counts: dict[str, int]
    questions: list[LineAnswer]
    notListed: int
    drifts: list[DriftAnswer]
    notJudged: list[NotJudged]
    says: list[str]
    problems: list[ProblemAnswer]


def _silently(name: str) -> None:
    """Tell nobody which file is read."""


def payments(
    *paths: str | Path,
    performance_year: int,
    percent: str | None = None,
    score: str | None = None,
    clinicians: Mapping[str, str] | None = None,
    identifiers: bool = False,
    told: Callable[[str], None] = _silently,
) -> PaymentsAnswer:
    """Compare 835 remittances of a payment year with the adjustment of its performance year.

    What is due is a `percent`, or follows from a final `score`; `clinicians` gives percents by
    NPI, or "none" for one who is not adjusted. Files, folders and archives are read line by
    line. Raises ProblemsFound.
    """
    if performance_year not in YEARS:
        found = f"the year is {performance_year}"
        raise problem(problems.UNKNOWN_YEAR, "$.performanceYear", found, listed(map(str, YEARS)))
    policy = policy_for(performance_year)
    due = _due(percent, score, clinicians or {}, policy)
    notes = Notes()
    sums = Sums(policy)
    files: list[str] = []
    for claim in _answers([Path(path) for path in paths], notes, files, told):
        for line in paid_lines(claim, due, policy):
            sums.add(line)
    if not files:
        raise ProblemsFound(notes.problems())
    shown = str if identifiers else hidden
    drifts = [_drift(one, due, shown) for one in sums.drifts()]
    return {
        "performanceYear": performance_year,
        "paymentYear": policy.programme.payment_year.value,
        "percent": None if due.usual is None else plain(due.usual),
        "files": files,
        "total": _sum(sums.whole),
        "months": [{"month": name, **_sum(one)} for name, one in sorted(sums.months.items())],
        "clinicians": [
            {
                "npi": shown(npi),
                "percent": _percent(due, npi),
                "known": due.knows(npi),
                **_sum(one),
            }
            for npi, one in sorted(sums.clinicians.items())
        ],
        "counts": {one.value: sums.questions[one] for one in Question if sums.questions[one]},
        "questions": [_line(one, shown) for one in sums.listed],
        "notListed": max(0, sums.questioned - MOST_LISTED),
        "drifts": drifts,
        "notJudged": [
            {"reason": FAMILIES.get(name, name), "lines": count}
            for name, count in sorted(sums.unjudged.items())
        ],
        "says": list(_advice(sums, drifts)),
        "problems": [problem_answer(one) for one in notes.problems()],
    }


def hidden(identifier: str) -> str:
    """An identifier with all but its last digits hidden; a short one is hidden whole."""
    seen = identifier[-_SEEN:] if len(identifier) >= 2 * _SEEN else ""
    return "*" * (len(identifier) - len(seen)) + seen


def _due(
    percent: str | None, score: str | None, clinicians: Mapping[str, str], policy: Policy
) -> Due:
    """What is due, from what was typed."""
    if percent is not None and score is not None:
        raise refusal(claims_kinds.PERCENT_UNKNOWN, "$.percent", "both percent and score are given")
    usual = None if percent is None else _typed("$.percent", percent)
    if score is not None:
        known = _typed("$.score", score)
        if known < 0:
            raise _not_a_number("$.score", score)
        usual = adjustment(known, policy).best
        if usual is None:
            raise refusal(claims_kinds.PERCENT_UNKNOWN, "$.score", UNPUBLISHED.rstrip("."))
    percents = {
        npi: None if text == NOT_ADJUSTED else _typed(f"$.clinicians.{masked(npi)}", text)
        for npi, text in clinicians.items()
    }
    if usual is None and not percents:
        raise refusal(claims_kinds.PERCENT_UNKNOWN, "$.percent", "nothing says what is due")
    return Due(usual, percents)


def _typed(place: str, text: str) -> Decimal:
    """A percent or score as typed."""
    try:
        value = amount(text)
    except ValueError as error:
        raise _not_a_number(place, text) from error
    if abs(value) > _MOST_PERCENT:
        raise _not_a_number(place, text)
    return value


def _not_a_number(place: str, text: str) -> ProblemsFound:
    found = f"{masked(text)} is no such number"
    return refusal(claims_kinds.PERCENT_UNKNOWN, place, found)


def _answers(
    paths: Iterable[Path], notes: Notes, files: list[str], told: Callable[[str], None]
) -> Iterator[RemittanceClaim]:
    """Every answered claim of the files; names of files with any go into `files`."""
    for file in claim_files(dict.fromkeys(paths), notes):
        told(file.name)
        answers = 0
        if file.kind == X12:
            with opened(file) as stream:
                for record in X12Reader(file.name, notes).records(stream):
                    if isinstance(record, RemittanceClaim):
                        answers += 1
                        yield record
            if stream.broken:
                notes.add(claims_kinds.CLAIMS_FILE_DAMAGED, file.name, "$", stream.broken)
        if answers:
            files.append(file.name)
        else:
            found = "the file holds no remittance"
            notes.add(claims_kinds.NO_REMITTANCE, file.name, "$", found)


def _sum(one: Sum) -> SumAnswer:
    return {
        "lines": one.lines,
        "judged": one.judged,
        "base": fixed(one.base),
        "due": _cents(one.due),
        "changed": fixed(one.judged_changed),
        "difference": _cents(Fraction(one.judged_changed) - one.due),
        "sequestration": fixed(one.taken),
        "sequestrationDue": _cents(one.taken_due),
    }


def _cents(value: Amount) -> str:
    return fixed(value)


def _percent(due: Due, npi: str) -> str | None:
    percent = due.percent(npi)
    return None if percent is None else plain(percent)


def _line(line: PaidLine, shown: Callable[[str], str]) -> LineAnswer:
    answer: LineAnswer = {
        "claim": line.claim,
        "line": line.control,
        "patient": shown(line.patient),
        "npi": shown(line.npi),
        "code": line.code,
        "day": None if line.day is None else line.day.isoformat(),
        "paidOn": None if line.paid_on is None else line.paid_on.isoformat(),
        "base": fixed(line.base),
        "changed": fixed(line.changed),
        "due": None if line.due is None else _cents(line.due),
        "sequestration": fixed(line.taken),
        "sequestrationDue": _cents(line.taken_due),
        "questions": [one.value for one in line.questions],
        "says": [SAID[one] for one in line.questions],
        "service": line.service.value,
    }
    if line.family is not None:
        answer["family"] = line.family
    return answer


def _drift(one: Drift, due: Due, shown: Callable[[str], str]) -> DriftAnswer:
    percent = _percent(due, one.npi) or "0"
    return {
        "npi": shown(one.npi),
        "lines": one.lines,
        "changed": fixed(one.changed),
        "due": _cents(one.due),
        "percent": _cents(one.percent),
        "says": (
            f"Together these lines were changed by {_cents(one.percent)} percent, not by {percent}:"
            " more than rounding explains."
        ),
    }


def _advice(sums: Sums, drifts: list[DriftAnswer]) -> Iterator[str]:
    """What follows, in sentences."""
    about = [one for one in sums.questions if one is not Question.SEQUESTRATION]
    if not sums.questions and not drifts:
        yield "Every line that can be judged was paid as it should be."
    if about or drifts:
        yield (
            "Ask the Medicare contractor about these lines; where the percent itself is wrong, ask"
            " the QPP service center, and see openmips review."
        )
    if sums.questions[Question.SEQUESTRATION]:
        yield "Sequestration is no matter of MIPS: ask the contractor, not the QPP service center."
