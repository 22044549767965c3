"""What may be wrong with a question about claims: its measures, its one claim, its history."""

from __future__ import annotations

from openmips.problems.catalogue import CATALOGUE

_error = CATALOGUE.error
_warning = CATALOGUE.warning

CLAIMS_YEAR = _error(
    "claims_year",
    "Claims measures of the performance year are not covered.",
    "Use one of the years expected.",
)
NOT_BY_CLAIMS = _error(
    "not_by_claims",
    "The performance year does not offer the measure by claims.",
    "Use one of the measures expected, or another collection type.",
)
MEASURE_NOT_COUNTED = _error(
    "measure_not_counted",
    "How the measure is counted is not known, or not computed here.",
    "Leave the measure out.",
    years="2023",
)
HISTORY_UNREADABLE = _error(
    "history_unreadable",
    "The history cannot be read.",
    "Write it again with `openmips claims history`, or give the claims themselves.",
)
HISTORY_OF_ANOTHER_YEAR = _error(
    "history_of_another_year",
    "The history is of another performance year.",
    "Give the history of the year asked for.",
)
NOT_A_CLAIM = _error(
    "not_a_claim",
    "The text holds no claim.",
    "Give an 837P, or claim lines as JSON or CSV with the columns of the claim-line layout.",
)
CLAIM_FIELD = _error(
    "claim_field",
    "A field of a claim is missing, unknown, or does not hold what it should.",
    "Write the field as the claim-line layout has it.",
)
CLAIM_COLUMN_UNUSED = _warning(
    "claim_column_unused",
    "A claim has a column that the claim-line layout does not have.",
    "The column is not used. Check its spelling.",
)
