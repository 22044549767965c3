"""Everything that may be wrong with what somebody hands in: codes, remedies, places."""

from openmips.problems import (
    batch_kinds,
    builder_kinds,
    claims_kinds,
    claims_question_kinds,
    claims_year_kinds,
    document_kinds,
    merge_kinds,
    practice_kinds,
    qrda3_converter_kinds,
    qrda3_kinds,
    qrda3_pcf_kinds,
    records_kinds,
    submission_kinds,
    upload_kinds,
)
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
    "batch_kinds",
    "builder_kinds",
    "claims_kinds",
    "claims_question_kinds",
    "claims_year_kinds",
    "document_kinds",
    "merge_kinds",
    "practice_kinds",
    "qrda3_converter_kinds",
    "qrda3_kinds",
    "qrda3_pcf_kinds",
    "records_kinds",
    "submission_kinds",
    "upload_kinds",
]
