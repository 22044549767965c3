"""What a year's score would be if something else were said: asked, answered, and not stored."""

from __future__ import annotations

from datetime import date
from typing import Any

from openmips.answers.score import score
from openmips.practice.documents import Supposed, documents
from openmips.practice.models import PracticeYear, Topic
from openmips.practice.standing import Standing
from openmips.problems import ProblemsFound

GROUP = "group"
"""Who reports in the keys of results and attestations where nobody else is named."""


def supposed(year: PracticeYear, supposing: Supposed, as_of: date) -> Standing:
    """The standing of the year with some values in place of those that hold."""
    made = documents(year, supposing)
    try:
        answer: dict[str, Any] = dict(score(*made.submissions, profile=made.profile, as_of=as_of))
    except ProblemsFound as error:
        return Standing(made, None, error.problems)
    return Standing(made, answer)


def attestation_key(category: str, name: str) -> str:
    """The key under which the group attests something of a category: `ia` or `pi`."""
    return f"{GROUP}/{category}/{name}"


def result_key(collection_type: str, measure_id: str) -> str:
    """The key under which the group's result of a measure stands."""
    return f"{GROUP}/{collection_type}/{measure_id}"


def attested(performance_year: int, names: list[str], category: str = "ia") -> Supposed:
    """Suppose that things were done all year."""
    first, last = f"{performance_year}-01-01", f"{performance_year}-12-31"
    said = {"value": True, "start": first, "end": last}
    return {Topic.ATTESTATION: {attestation_key(category, name): said for name in names}}
