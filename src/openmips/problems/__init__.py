"""Everything that may be wrong with what somebody hands in: codes, remedies, places."""

from openmips.problems import document_kinds, practice_kinds, submission_kinds, upload_kinds
from openmips.problems.catalogue import CATALOGUE
from openmips.problems.finding import (
    Catalogue,
    Findings,
    Problem,
    ProblemKind,
    ProblemsFound,
    Read,
    Severity,
)

__all__ = [
    "CATALOGUE",
    "Catalogue",
    "Findings",
    "Problem",
    "ProblemKind",
    "ProblemsFound",
    "Read",
    "Severity",
    "document_kinds",
    "practice_kinds",
    "submission_kinds",
    "upload_kinds",
]
