"""Which problems a question can have that is asked without a document."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from openmips.problems.finding import Catalogue, Problem, ProblemKind, ProblemsFound

CATALOGUE = Catalogue()
"""The kinds of problems of single questions, by code."""

_error = CATALOGUE.error

NOT_JSON = _error("not_json", "The request is not JSON.", "Write one JSON object a line.")
WRONG_TYPE = _error(
    "wrong_type", "A value has the wrong JSON type.", "Write the value as the type expected."
)
UNKNOWN_KEY = _error(
    "unknown_key", "The request has a key that nothing reads.", "Correct the key or take it out."
)
MISSING_KEY = _error("missing_key", "A key that is needed is absent.", "Add the key.")
UNKNOWN_YEAR = _error(
    "unknown_year", "The performance year is not covered.", "Use one of the years expected."
)
UNKNOWN_MEASURE = _error(
    "unknown_measure",
    "The performance year has no such measure.",
    "Write the id as CMS does, as a text with its leading zeros.",
)
UNKNOWN_NAME = _error(
    "unknown_name", "The year has nothing of that name.", "Use one of the names expected."
)
UNKNOWN_COLLECTION_TYPE = _error(
    "unknown_collection_type",
    "There is no such collection type.",
    "Use one of the names expected.",
)
COLLECTION_TYPE_NOT_OFFERED = _error(
    "collection_type_not_offered",
    "The measure cannot be reported through the collection type.",
    "Use one of the collection types expected.",
)
PLACEHOLDER_BENCHMARK = _error(
    "placeholder_benchmark",
    "CMS's file holds only placeholders for the benchmark; they are never scored.",
    "Wait for CMS to publish the benchmark, or give a ladder of your own as percentiles.",
)
BAD_RATE = _error(
    "bad_rate",
    "The rate is no decimal number, or none the measure can have.",
    'Write the rate as a text such as "70.00"; percents run from 0 to 100.',
)
BAD_CASES = _error(
    "bad_cases", "The cases are no whole number of 0 or more.", "Write the cases as digits."
)
BAD_COMPLETENESS = _error(
    "bad_completeness",
    "Data completeness is no percent from 0 to 100.",
    'Write it as a text such as "92.5", or leave it out.',
)
BAD_LADDER = _error(
    "bad_ladder",
    "The percentiles are not eleven decimal numbers in ascending order.",
    'Give a list of eleven, or an object with the keys "1", "10", "20" ... "90", "99".',
)
BAD_SCORE = _error(
    "bad_score", "The score is no decimal number from 0 to 100.", "Write it as 82.88, for instance."
)
BAD_AMOUNT = _error(
    "bad_amount",
    "The amount is no decimal number of 0 or more.",
    "Write dollars with a point and without commas, such as 300000.00.",
)


def problem(
    kind: ProblemKind, location: str, found: str, expected: str = "", hint: str = ""
) -> ProblemsFound:
    """The exception for one problem of a request: what was found, and what was expected."""
    message = f"{found}; expected {expected}." if expected else f"{found}."
    return ProblemsFound(
        [Problem(kind.code, kind.severity, message, hint or kind.remedy, location)]
    )


class ProblemRow(TypedDict):
    """One problem: its code, what was found, what to do, and where; what is not known is absent."""

    code: str
    severity: str
    message: str
    remedy: str
    location: str
    file: NotRequired[str]
    line: NotRequired[int]
    column: NotRequired[int]


def problem_document(problem: Problem) -> ProblemRow:
    """A problem in the shapes JSON has."""
    document: ProblemRow = {
        "code": problem.code,
        "severity": problem.severity.value,
        "message": problem.message,
        "remedy": problem.remedy,
        "location": problem.location,
    }
    if problem.file is not None:
        document["file"] = problem.file
    if problem.line is not None:
        document["line"] = problem.line
    if problem.column is not None:
        document["column"] = problem.column
    return document
