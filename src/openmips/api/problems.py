"""What the API says when something is wrong: a problem document (RFC 9457) with our codes."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, TypedDict

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from openmips.answers.problems import ProblemRow, problem_document
from openmips.formats.exact_json import json_text
from openmips.practice.access import NotAllowed, NotThere
from openmips.practice.deeds import ChangedMeanwhile, hindrance
from openmips.problems import (
    CATALOGUE,
    Problem,
    ProblemKind,
    ProblemsFound,
    document_kinds,
    records_kinds,
)
from openmips.problems.api_kinds import (
    CHANGED_MEANWHILE,
    METHOD_NOT_OFFERED,
    RECORD_NOT_THERE,
    RIGHT_MISSING,
    TOKEN_NEEDED,
    UNEXPECTED_FAILURE,
)
from openmips.problems.finding import Findings, item, listed, member, shown

_LOG = logging.getLogger("openmips.api")

PROBLEM = "application/problem+json"

UNREADABLE, UNUSABLE = 400, 422
"""What cannot be read as JSON at all, and what is read and cannot be used."""

STATUSES: Mapping[str, int] = {
    document_kinds.FILE_TOO_LARGE.code: 413,
    records_kinds.IMPORT_TOO_LARGE.code: 413,
    records_kinds.IMPORT_UNKNOWN.code: 404,
    records_kinds.UNKNOWN_CLINICIAN.code: 404,
    records_kinds.YEAR_SEALED.code: 409,
    records_kinds.RECORDS_BUSY.code: 503,
    records_kinds.DATABASE_SILENT.code: 503,
    records_kinds.NO_ROOM.code: 507,
}
"""With which status a problem is told where it is not 422."""

_WRONG = {
    "missing": document_kinds.MISSING_FIELD,
    "extra_forbidden": document_kinds.UNKNOWN_KEY,
    "literal_error": document_kinds.UNKNOWN_VALUE,
    "enum": document_kinds.UNKNOWN_VALUE,
    "bad_date": document_kinds.BAD_DATE,
}
_BODY = "body"
_NOT_NOW, _SOON = 503, "30"
_EXPECTED = "Input should be "


class ProblemDocument(TypedDict):
    """Why a request was not answered. What stands on top is of the first of `problems`."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    remedy: str
    location: str
    problems: list[ProblemRow]


def problem_response(status: int, rows: Iterable[Mapping[str, Any]], title: str) -> HttpResponse:
    """A problem document about some problems, of which there is at least one."""
    told = [{name: one for name, one in row.items() if one is not None} for row in rows]
    first = next((one for one in told if one["severity"] == "error"), told[0])
    document = {
        "type": f"urn:openmips:problem:{first['code']}",
        "title": title,
        "status": status,
        "detail": first["message"],
        "code": first["code"],
        "remedy": first["remedy"],
        "location": first["location"],
        "problems": told,
    }
    return HttpResponse(json_text(document), status=status, content_type=PROBLEM)


def one_problem(status: int, kind: ProblemKind, says: str, location: str = "$") -> HttpResponse:
    """A problem document about one problem."""
    findings = Findings(None, document_kinds.TOO_MANY_PROBLEMS)
    findings.add(kind, location, says.rstrip("."))
    return problem_response(status, map(problem_document, findings.problems), kind.meaning)


def found_response(error: ProblemsFound, status: int = UNUSABLE) -> HttpResponse:
    """A problem document about everything that was found wrong."""
    rows = [problem_document(one) for one in error.problems]
    first = next((one for one in rows if one["severity"] == "error"), rows[0])
    kind = CATALOGUE.kinds.get(first["code"])
    title = "The request cannot be used." if kind is None else kind.meaning
    told = problem_response(STATUSES.get(first["code"], status), rows, title)
    if told.status_code == _NOT_NOW:
        told["Retry-After"] = _SOON
    return told


def install(api: NinjaAPI) -> None:
    """Have an API answer every refusal and failure with a problem document."""
    for kind in (Exception, HttpError, Http404, ValidationError):
        api.add_exception_handler(kind, _refused)


def method_not_offered(method: str, allowed: str) -> HttpResponse:
    """A problem document about a method that an address does not take."""
    told = one_problem(405, METHOD_NOT_OFFERED, f"{shown(method)} is not offered here")
    told["Allow"] = allowed
    return told


def unknown_parameters(unknown: Iterable[str], known: Collection[str]) -> HttpResponse:
    """A problem document about parameters that nothing reads."""
    findings = Findings(None, document_kinds.TOO_MANY_PROBLEMS)
    expected = listed(sorted(known)) if known else "no parameter"
    for name in unknown:
        found = f"the parameter is {shown(name)}"
        findings.add(document_kinds.UNKNOWN_KEY, "query", found, expected)
    return found_response(ProblemsFound(findings.problems))


def broken_address() -> HttpResponse:
    """A problem document about an address that no record can have and no database holds."""
    return one_problem(
        UNUSABLE, document_kinds.BROKEN_TEXT, "The address holds the character NUL", "query"
    )


def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """A problem document about an address at which there is nothing."""
    return one_problem(404, RECORD_NOT_THERE, "There is nothing at this address")


def _refused(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    match error:
        case AuthenticationError():
            return _no_token()
        case NotThere() | Http404():
            return one_problem(404, RECORD_NOT_THERE, "There is no such record")
        case NotAllowed():
            return one_problem(403, RIGHT_MISSING, str(error))
        case ChangedMeanwhile():
            return one_problem(409, CHANGED_MEANWHILE, str(error))
        case ProblemsFound():
            return found_response(error)
        case ValidationError():
            return found_response(ProblemsFound(_invalid(error.errors)))
        case HttpError():
            return _not_read(error.__cause__)
        case RequestDataTooBig():
            return one_problem(413, document_kinds.FILE_TOO_LARGE, "The body is too large")
        case Exception():
            return _failed(error)
    return one_problem(500, UNEXPECTED_FAILURE, "The request could not be answered")


def _no_token() -> HttpResponse:
    told = one_problem(401, TOKEN_NEEDED, "No token that serves was sent", "header.Authorization")
    told["WWW-Authenticate"] = "Bearer"
    return told


def _invalid(errors: Iterable[Mapping[str, Any]]) -> tuple[Problem, ...]:
    """What pydantic found wrong with parameters and bodies, in our words and codes."""
    findings = Findings(None, document_kinds.TOO_MANY_PROBLEMS)
    for one in errors:
        kind = _WRONG.get(one["type"], document_kinds.WRONG_TYPE)
        name = shown(str(one["loc"][-1]))
        says = f"{name} is missing" if one["type"] == "missing" else f"{name} cannot be used"
        findings.add(kind, _place(one["loc"]), says, str(one["msg"]).removeprefix(_EXPECTED))
    return findings.problems


def _place(path: Sequence[str | int]) -> str:
    """Where in the request: a JSONPath in the body, else the parameter by its kind and name."""
    source, argument, *rest = path
    if source != _BODY:
        return f"{source}.{argument}"
    place = "$"
    for part in rest:
        place = item(place, part) if isinstance(part, int) else member(place, part)
    return place


def _not_read(cause: BaseException | None) -> HttpResponse:
    """What is said of a body that could not be read."""
    if isinstance(cause, ProblemsFound):
        return found_response(cause, UNREADABLE)
    return one_problem(UNREADABLE, document_kinds.NOT_JSON, "The body cannot be read")


def _failed(error: Exception) -> HttpResponse:
    """What is said of an error that nobody raised on purpose; only the log says where it was."""
    found = hindrance(error)
    if found is not None:
        return found_response(found)
    _LOG.error("request_failed", exc_info=error)
    return one_problem(500, UNEXPECTED_FAILURE, "The request could not be answered")
