"""What CMS's converter would say of a document, by its numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from openmips.problems import document_kinds
from openmips.problems.finding import Problem, ProblemKind, Severity
from openmips.problems.qrda3_converter_kinds import CONVERTER, CONVERTER_CODES

WHOLE = "/"
"""The place of what is wrong with a document as a whole."""

NOT_XML = 2
BREAKS_OFF = 3
NOT_QRDA3 = 5
NOT_WRITTEN = 1
TOO_MANY = 82
"""Numbers of problems that CMS's converter gives no place."""

MOST_LISTED = 100
"""How many errors CMS's converter lists."""


def whole(number: int, found: str, file: str | None) -> Problem:
    """A problem of the document as a whole."""
    kind: ProblemKind = CONVERTER[number]
    return Problem(str(number), kind.severity, found, kind.remedy, WHOLE, file)


def as_unreadable(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """What CMS's converter says of a text that could not be read; a missing file it never sees."""
    return tuple(
        problem
        if problem.code == document_kinds.FILE_NOT_READABLE.code
        else replace(problem, code=str(NOT_XML))
        for problem in problems
    )


def as_converter_says(problems: Iterable[Problem], file: str | None) -> tuple[Problem, ...]:
    """The problems under CMS's numbers: a hundred errors at most, then that there are more.

    Beside errors CMS's converter gives no warnings.
    """
    errors: list[Problem] = []
    warnings: list[Problem] = []
    for problem in problems:
        if problem.code in CONVERTER_CODES:
            numbered = replace(problem, code=CONVERTER_CODES[problem.code])
            (errors if problem.severity is Severity.ERROR else warnings).append(numbered)
    if len(errors) > MOST_LISTED:
        found = f"There are {len(errors)} errors; the first {MOST_LISTED} are listed."
        errors = [*errors[:MOST_LISTED], whole(TOO_MANY, found, file)]
    return tuple(errors or warnings)
