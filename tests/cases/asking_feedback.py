"""What cases about CMS's feedback, reviews and public reporting ask, in a short form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from cases.writing import submission

from openmips.answers.feedback import compare_with_cms
from openmips.answers.feedback_shapes import FeedbackLine
from openmips.answers.publishing import publishing
from openmips.answers.review import review

AS_OF = date(2026, 11, 21)


def _documents(year: int, given: Mapping[str, Any]) -> tuple[list[Any], dict[str, Any] | None]:
    """The submissions and the profile of a case."""
    shorts = given.get("submissions") or ([given["submission"]] if "submission" in given else [])
    profile = {"performanceYear": year, **given["profile"]} if "profile" in given else None
    return [submission(short, year) for short in shorts], profile


def _name(line: FeedbackLine) -> str:
    """A line in a word or two: its measure, or its category and figure."""
    parts = (line["measureId"] or line["category"], line["figure"])
    return " ".join(part for part in parts if part is not None)


def _feedback(year: int, given: Mapping[str, Any]) -> Any:
    """What differs, and every reason that is given for anything, alternatives too."""
    documents, profile = _documents(year, given)
    cms = {"performanceYear": year, **given["cms"]}
    answer = compare_with_cms(*documents, cms=cms, profile=profile, as_of=AS_OF)
    causes = [cause for line in answer["lines"] for cause in line["causes"]]
    named = {cause["reason"] for cause in causes}
    named |= {other["reason"] for cause in causes for other in cause["alternatives"]}
    return {
        "reasons": sorted(named),
        "about": sorted({cause["about"] for cause in causes}),
        "unexplained": [_name(one) for one in answer["lines"] if one["explained"] is False],
        "verdicts": {_name(one): one["verdict"] for one in answer["lines"]},
        "apart": {_name(one): one["difference"] for one in answer["lines"]},
        "warnings": sorted({one["code"] for one in answer["warnings"]}),
    }


def _review(year: int, given: Mapping[str, Any]) -> Any:
    """Whether a review is open, its grounds, and what it could bring."""
    documents, profile = _documents(year, given)
    cms = {"performanceYear": year, **given["cms"]}
    on = date.fromisoformat(given["asOf"])
    answer = review(*documents, cms=cms, profile=profile, as_of=on)
    worth = answer["worth"]
    return {
        "state": answer["window"]["state"],
        "closes": answer["window"]["closes"],
        "daysLeft": answer["window"]["daysLeft"],
        "grounds": {one["ground"]: one["proofs"] for one in answer["grounds"]},
        "mayAsk": answer["mayAsk"],
        "documentDays": answer["documentDays"],
        "decisionFinal": answer["decisionFinal"],
        "hours": worth["hours"],
        "percent": [worth["percentLow"], worth["percentHigh"]],
        "dollars": [worth["dollarsLow"], worth["dollarsHigh"]],
    }


def _publishing(year: int, given: Mapping[str, Any]) -> Any:
    """What becomes of each part of a result."""
    documents, profile = _documents(year, given)
    answer = publishing(*documents, profile=profile, as_of=AS_OF)
    return {
        "shown": {one["name"]: one["shown"] for one in answer["items"]},
        "display": {one["name"]: one["display"] for one in answer["items"]},
        "why": {one["name"]: one["why"]["says"] for one in answer["items"]},
        "previewDays": answer["preview"]["days"],
        "previewOpens": answer["preview"]["opens"],
        "mayDecline": answer["mayDecline"],
        "notes": [one["says"] for one in answer["notes"]],
    }


ASKS = {"feedback": _feedback, "review": _review, "publishing": _publishing}
