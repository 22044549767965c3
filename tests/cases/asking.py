"""What OpenMIPS answers to a case: its public functions, asked with what the case gives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from cases import (
    asking_claims,
    asking_deadlines,
    asking_eligibility,
    asking_feedback,
    asking_reporting,
)
from cases.reading import Instance
from cases.writing import submission

from openmips.answers.adjust import adjust
from openmips.answers.points import points
from openmips.answers.score import score
from openmips.problems.finding import ProblemsFound

AS_OF = date(2026, 11, 21)


def answer(case: Instance) -> Any:
    """The answer to what the case asks; a refusal is an answer too."""
    try:
        return ASKS[case.ask](case.year, case.given)
    except ProblemsFound as error:
        return {"problem": {"code": error.problems[0].code}}


def _points(year: int, given: Mapping[str, Any]) -> Any:
    return points({"performanceYear": year, **given})


def _adjust(year: int, given: Mapping[str, Any]) -> Any:
    return adjust(year, given["score"], given.get("paid"), given.get("claimPaid"))


def _score(year: int, given: Mapping[str, Any]) -> Any:
    """The score of a submission (or several) in the short form of the cases, and a profile."""
    if set(given) - {"submission", "submissions", "profile"}:
        raise KeyError(f"a score is asked of submissions and a profile, not {sorted(given)}")
    shorts = given.get("submissions") or ([given["submission"]] if "submission" in given else [])
    documents = [submission(short, year) for short in shorts]
    profile = None
    if "profile" in given:
        profile = {"performanceYear": year, **given["profile"]}
    found: dict[str, Any] = {**score(*documents, profile=profile, as_of=AS_OF)}
    found["counted"] = sorted(
        row["measureId"]
        for row in found["measures"]
        if row["counted"] and row["category"] == "quality" and row["measureId"] is not None
    )
    return found


ASKS = {
    "points": _points,
    "score": _score,
    "adjust": _adjust,
    **asking_claims.ASKS,
    **asking_deadlines.ASKS,
    **asking_eligibility.ASKS,
    **asking_feedback.ASKS,
    **asking_reporting.ASKS,
}
