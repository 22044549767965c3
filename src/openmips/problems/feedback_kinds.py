"""What may be wrong with CMS's feedback, however it was written down."""

from __future__ import annotations

from openmips.problems.catalogue import CATALOGUE

_error = CATALOGUE.error
_warning = CATALOGUE.warning

FEEDBACK_EMPTY = _error(
    "feedback_empty",
    "The document holds no figure of a result.",
    "Write down the final score at least: finalScore, or a column named final score.",
)
FEEDBACK_YEAR_MISSING = _error(
    "feedback_year_missing",
    "Nothing says of which performance year the result is; CMS's public file does not say it.",
    "Which year is it of? Give --year, or add performanceYear.",
)
FEEDBACK_YEAR_DIFFERS = _error(
    "feedback_year_differs",
    "The result is of another performance year than what it is to be compared with.",
    "Compare results of one year only.",
)
FEEDBACK_COLUMN_TWICE = _error(
    "feedback_column_twice",
    "Two columns hold the same figure, perhaps under two names.",
    "Which of the two is meant? Take the other one out.",
)
FEEDBACK_WHICH_ROW = _error(
    "feedback_which_row",
    "The table holds the results of several clinicians or practices.",
    "Which row is meant? Give --row or --npi.",
)
FEEDBACK_NO_SUCH_ROW = _error(
    "feedback_no_such_row",
    "The table has no such row.",
    "Check the number of the row or the NPI.",
)
FEEDBACK_SCALE = _error(
    "feedback_scale",
    "A percent or score lies between 0 and 1, so that it may be a share.",
    "Is it a share of 1? Then write it as a percent: 0.77 as 77. If it is meant, write 0.77%.",
)
FEEDBACK_MEASURE_UNKNOWN = _warning(
    "feedback_measure_unknown",
    "CMS's result names a measure that the catalog of the year does not have; it is not compared.",
    "Check the measure's id and the year.",
)
FEEDBACK_COLLECTION_UNKNOWN = _error(
    "feedback_collection_unknown",
    "The words for a collection type are not known.",
    "How was the measure sent? Write registry, electronicHealthRecord or claims.",
)
FEEDBACK_MEASURE_UNCLEAR = _warning(
    "feedback_measure_unclear",
    "The measure was sent by several collection types and CMS's result does not say which it is.",
    "Which collection type did CMS score? Add collectionType to the measure.",
)
FEEDBACK_NOT_STATED = _warning(
    "feedback_not_stated",
    "A figure that CMS's feedback has was not written down; it is not compared.",
    "Copy it from CMS's feedback to have it compared.",
)
REVIEW_NEEDS_FEEDBACK = _error(
    "review_needs_feedback",
    "What a review could change is not known without CMS's payment adjustment.",
    "Write the payment adjustment percent or the final score of CMS's feedback down.",
)
REVIEW_STEP_REFUSED = _error(
    "review_step_refused",
    "This cannot have happened to the request for a review on that day.",
    "Look at what is noted already, and at the days when the review is open.",
)
