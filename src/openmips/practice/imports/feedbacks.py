"""What CMS's feedback says: of its own year as a whole, of the year after where it began."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from openmips.amounts import plain
from openmips.answers.last_year import achieved_percent, last_year_of
from openmips.formats.feedback_profile import Feedback, read_feedback
from openmips.formats.strict_json import read_json
from openmips.people import Practice
from openmips.policy.load import policy_for
from openmips.practice.documents import FEEDBACK
from openmips.practice.imports.proposals import Proposal
from openmips.practice.models import PracticeYear, Topic
from openmips.practice.models.files import FileKind
from openmips.practice.refusals import refusal
from openmips.problems import document_kinds
from openmips.problems.finding import Findings
from openmips.problems.records_kinds import OTHER_YEAR

_QUALITY, _COST = "priorYear.qualityAchievementPercent", "priorYear.costPercent"


def propose_feedback(path: Path, year: PracticeYear) -> Proposal:
    """The facts that a feedback document gives. Raises ProblemsFound.

    Feedback of the year itself is kept as it is. Feedback of the year before gives the
    results that improvement is measured from.
    """
    content = path.read_bytes()
    read = read_feedback(
        io.BytesIO(content), small_practice_clinicians=_small_practice, name=path.name
    )
    told, own = read.value.profile.performance_year, year.performance_year
    if told == own:
        findings = Findings(path.name, document_kinds.TOO_MANY_PROBLEMS)
        facts: dict[str, Any] = {FEEDBACK: read_json(io.BytesIO(content), findings)}
    elif told == own - 1:
        facts = _from_before(read.value)
    else:
        found, expected = f"the feedback is of {told}", f"{own} or {own - 1}"
        raise refusal(OTHER_YEAR, found, expected, location="$.performanceYear", file=path.name)
    return Proposal(
        FileKind.FEEDBACK,
        {Topic.FACT: facts},
        counts={"facts": len(facts)},
        problems=read.warnings,
    )


def _from_before(feedback: Feedback) -> dict[str, Any]:
    """What last year's results are to this year's improvement."""
    quality = achieved_percent(last_year_of(feedback, [], Practice()))
    cost = feedback.profile.given.cost_percent
    found = {_QUALITY: quality, _COST: cost}
    return {key: plain(value) for key, value in found.items() if value is not None}


def _small_practice(year: int) -> int:
    return policy_for(year).programme.small_practice_clinicians.value
