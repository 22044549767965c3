"""Claims handed over as an 837P."""

from __future__ import annotations

import io

from openmips.answers.claims_given import Handed
from openmips.claims.gathering import Gathered
from openmips.claims.intake.notes import Notes
from openmips.claims.intake.submitted import SubmittedClaim, claims_of
from openmips.claims.intake.x12_reading import X12Reader
from openmips.claims.lines import REPLACEMENT, VOID
from openmips.problems.claims_question_kinds import NOT_A_CLAIM
from openmips.problems.finding import Findings, ProblemsFound, Severity

_UNDOING = frozenset({REPLACEMENT, VOID})


def handed(given: bytes, findings: Findings) -> Handed:
    """The claims to Part B of an 837P, and what could not be read. Raises ProblemsFound."""
    notes = Notes()
    records = X12Reader("-", notes).records(io.BytesIO(given))
    found = [one for one in records if isinstance(one, SubmittedClaim)]
    problems = notes.problems()
    if not found:
        if any(problem.severity is Severity.ERROR for problem in problems):
            raise ProblemsFound(problems)
        findings.refuse(NOT_A_CLAIM, "the 837P holds no claim to Medicare Part B")
    undone = (one for one in found if one.original and one.frequency in _UNDOING)
    standing = (one for one in found if one.frequency != VOID)
    return Handed(
        Gathered(
            tuple(claims_of(standing)),
            replaced=frozenset((one.tin, one.original) for one in undone),
        ),
        problems,
    )
