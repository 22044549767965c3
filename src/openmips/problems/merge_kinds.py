"""What may be wrong with several submissions that are to become one."""

from __future__ import annotations

from openmips.problems.catalogue import CATALOGUE

_error = CATALOGUE.error
_warning = CATALOGUE.warning

NOT_ONE_SUBMISSION = _error(
    "not_one_submission",
    "The files are of different entities or years, so that they are not one submission.",
    "Merge only files with the same performanceYear, entityType and identifiers.",
)
SAME_SET = _error(
    "same_set",
    "Two files hold a set of the same category, submission method and program.",
    "Take one of the two out, or say which is to count with --same-set.",
)
SET_REPLACED = _warning(
    "set_replaced",
    "A set takes the place of the same set of an earlier file, as it does at CMS.",
    "Check that the later file is complete: what only the earlier one holds is gone.",
)
SETS_COMBINED = _warning(
    "sets_combined",
    "The measurements of two sets stand in one; where both have one, the later file's counts.",
    "Check the period and the certification id: they are the later file's.",
)
KEPT_FIELD_REPLACED = _warning(
    "kept_field_replaced",
    "A field that nothing here knows stands in several files with different values.",
    "Check the field: the later file's value counts.",
)
