"""How a refusal reads: the error body of CMS's service, our codes and remedies beside it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from typing import Any

from openmips.answers.problems import problem_document
from openmips.answers.rehearsal_score import OWN
from openmips.api.problems import STATUSES
from openmips.practice.access import NotAllowed, NotThere
from openmips.practice.rehearsals import Duplicate
from openmips.problems import document_kinds
from openmips.problems.api_kinds import RECORD_NOT_THERE, RIGHT_MISSING, UNEXPECTED_FAILURE
from openmips.problems.finding import Findings, Problem, ProblemKind, ProblemsFound, Severity
from openmips.problems.rehearsal_kinds import DUPLICATE, WINDOW_CLOSED

TYPES: Mapping[int, str] = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    405: "MethodNotAllowed",
    406: "NotAcceptable",
    409: "DuplicateEntryError",
    413: "PayloadTooLarge",
    415: "UnsupportedMediaType",
    422: "ValidationError",
    500: "InternalServerError",
    503: "ServiceUnavailable",
    507: "InsufficientStorage",
}
"""The type of the error by status. CMS's documents name Unauthorized and the two ...Error."""

_LOG = logging.getLogger("openmips.api.submissions")
_MEMBER = re.compile(r"(?P<parent>\$.*)\.(?P<name>[A-Za-z]\w*)")


class Refused(Exception):
    """A request that is not answered as asked: the status, what is wrong, and further headers."""

    def __init__(
        self,
        status: int,
        problems: Iterable[Problem],
        headers: Mapping[str, str] | None = None,
        details: object = None,
    ) -> None:
        super().__init__(status)
        self.status = status
        self.problems = tuple(problems)
        self.headers = headers or {}
        self.details = details


def one(
    kind: ProblemKind, says: str, expected: str = "", *, place: str = "$"
) -> tuple[Problem, ...]:
    """One problem: what was found, what was expected, and where."""
    findings = Findings(None, document_kinds.TOO_MANY_PROBLEMS)
    findings.add(kind, place, says, expected)
    return findings.problems


def refused(error: Exception) -> Refused:
    """The refusal that an exception is; one that nobody expected is logged."""
    match error:
        case Refused():
            return error
        case ProblemsFound():
            codes = [each.code for each in error.problems]
            status = next((STATUSES[code] for code in codes if code in STATUSES), 422)
            return Refused(401 if WINDOW_CLOSED.code in codes else status, error.problems)
        case NotThere():
            return Refused(404, one(RECORD_NOT_THERE, "there is nothing of yours under this id"))
        case NotAllowed():
            return Refused(403, one(RIGHT_MISSING, str(error).rstrip(".")))
        case Duplicate():
            says = f"{error} is there already"
            details = {"submissionId": str(error.submission_id)}
            return Refused(409, one(DUPLICATE, says), details=details)
    _LOG.error("request_failed", exc_info=error)
    return Refused(500, one(UNEXPECTED_FAILURE, "the request could not be answered"))


def error_body(refusal: Refused, subject: str) -> dict[str, Any]:
    """CMS's error body for a refusal; `subject` is what the request's body is."""
    errors = [each for each in refusal.problems if each.severity is Severity.ERROR]
    told = [{"message": _message(each, subject), "path": each.location} for each in errors]
    first = told[0]["message"]
    says = first if len(told) == 1 else f"{first} And {len(told) - 1} more."
    return {
        "error": {
            "type": TYPES[refusal.status],
            "message": says,
            "details": told if refusal.details is None else refusal.details,
        },
        OWN: {
            "rehearsal": True,
            "problems": [problem_document(each) for each in refusal.problems],
        },
    }


def _message(problem: Problem, subject: str) -> str:
    """In CMS's grammar where a field of the body is meant: field, where, invalid or missing."""
    place = _MEMBER.fullmatch(problem.location)
    if place is None:
        return f"{problem.message} {problem.remedy}"
    where = subject + place["parent"].removeprefix("$")
    wrong = "missing" if problem.code == document_kinds.MISSING_FIELD.code else "invalid"
    return f"field '{place['name']}' in {where} is {wrong}: {problem.message}"
