"""The score in the order of CMS's feedback: score, payment, categories, measures, why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from openmips.problems.finding import Problem
from openmips.web.categories import categories, contributions
from openmips.web.reports.report import Report

DEPTH = 3
"""How deep the reasons go on paper; the page of the score has them all."""

MOST_LEVERS = 5


def score_sheet(
    practice: str,
    performance_year: int,
    as_of: date,
    score: Mapping[str, Any] | None,
    problems: Sequence[Problem] = (),
    plan: Mapping[str, Any] | None = None,
) -> Report:
    """The score with its reasons; without a score, the problems in its way."""
    heading = f"MIPS score report {performance_year}"
    made: dict[str, Any] = {"score": score, "problems": problems}
    assumptions: Sequence[str] = ()
    if score is not None:
        assumptions = score["assumptions"]
        levers = [] if plan is None else plan["levers"]
        made |= {
            "categories": categories(score),
            "picture": contributions(score),
            "reasons": [_reason(score["why"], DEPTH)],
            "levers": levers[:MOST_LEVERS],
            "closed": plan is not None and plan["closed"],
        }
    return Report("score", heading, practice, performance_year, as_of, made, assumptions)


def _reason(why: Mapping[str, Any], depth: int) -> dict[str, Any]:
    """A reason with its parts, as deep as asked for; `more` is how many were left out below it."""
    return {
        "says": why["says"],
        "cites": list(dict.fromkeys(one["citation"] for one in why["cites"])),
        "parts": [_reason(part, depth - 1) for part in why["parts"]] if depth else [],
        "more": 0 if depth else len(why["parts"]),
    }
