"""Which of many practices have the most dollars at risk, and what a plan would save each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypedDict

from openmips.answers.plan import is_feedback, is_submission, plan
from openmips.answers.plan_situation import Asked
from openmips.formats.strict_json import read_json
from openmips.problems import document_kinds
from openmips.problems.finding import Findings, ProblemsFound


class PortfolioRow(TypedDict):
    """One practice. Dollars at risk: what the low end of its range loses if nothing changes."""

    practice: str
    performanceYear: int
    chanceAsNow: str
    finalScoreAsNow: str
    dollarsAtRisk: str | None
    chanceWithPlan: str
    dollarsGained: str | None
    hours: str
    firstStep: str


class PortfolioProblem(TypedDict):
    """A practice whose documents cannot be used."""

    practice: str
    message: str


class PortfolioAnswer(TypedDict):
    """All practices, the most dollars at risk first; those without known payments last."""

    practices: list[PortfolioRow]
    problems: list[PortfolioProblem]


def portfolio(
    folder: Path, asked: Asked | None = None, as_of: date | None = None
) -> PortfolioAnswer:
    """A row for each folder in `folder`: its JSON files are told apart by what they hold.

    A document with measurement sets is a submission, one with the key `feedback` last year's
    feedback, any other the profile. Submissions of the profile's year are this year's.
    """
    rows: list[PortfolioRow] = []
    found: list[PortfolioProblem] = []
    for place in sorted(each for each in folder.iterdir() if each.is_dir()):
        try:
            rows.append(_row(place, asked, as_of))
        except ProblemsFound as error:
            found.append({"practice": place.name, "message": str(error.problems[0])})
    rows.sort(key=_place)
    return {"practices": rows, "problems": found}


def _place(row: PortfolioRow) -> tuple[bool, Decimal, Decimal, str]:
    at_risk = row["dollarsAtRisk"]
    known = Decimal(at_risk) if at_risk is not None else Decimal(0)
    return at_risk is None, -known, Decimal(row["chanceAsNow"]), row["practice"]


def _row(place: Path, asked: Asked | None, as_of: date | None) -> PortfolioRow:
    profile: Path | None = None
    submissions: list[tuple[Path, object]] = []
    last_year: list[Path] = []
    year: object = None
    for path in sorted(place.glob("*.json")):
        document = read_json(path, Findings(str(path), document_kinds.TOO_MANY_PROBLEMS))
        if is_submission(document):
            submissions.append((path, document))
        elif is_feedback(document):
            last_year.append(path)
        else:
            profile = path
            year = document.get("performanceYear") if isinstance(document, dict) else None
    this_year: list[Path] = []
    for path, document in submissions:
        said = document.get("performanceYear") if isinstance(document, dict) else None
        (this_year if profile is None or said == year else last_year).append(path)
    answer = plan(*this_year, profile=profile, last_year=last_year, asked=asked, as_of=as_of)
    now, best = answer["asNow"], answer["plans"]["balanced"]
    dollars = now["dollars"]
    return {
        "practice": place.name,
        "performanceYear": answer["performanceYear"],
        "chanceAsNow": now["chanceOfThreshold"],
        "finalScoreAsNow": now["finalScore"]["mean"],
        "dollarsAtRisk": None
        if dollars is None
        else str(max(Decimal("0.00"), -Decimal(dollars["low"]))),
        "chanceWithPlan": best["outcome"]["chanceOfThreshold"],
        "dollarsGained": best["dollarsGained"],
        "hours": best["hours"],
        "firstStep": best["steps"][0]["says"],
    }
