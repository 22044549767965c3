"""How each address answers: in CMS's envelope and media types, and never with a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from openmips.answers.problems import problem_document
from openmips.answers.rehearsal_score import OWN
from openmips.api.submissions.asking import (
    JSON,
    ORGANIZATION_HEADER,
    TIN_HEADER,
    answer_type,
)
from openmips.api.submissions.operations import SUBMISSION, Operation
from openmips.api.submissions.refusing import Refused, error_body, one, refused
from openmips.api.submissions.views import Answer
from openmips.formats.exact_json import json_text
from openmips.practice.access import NotThere
from openmips.problems.api_kinds import METHOD_NOT_OFFERED
from openmips.problems.finding import listed

SAYS = "This is a rehearsal on this machine. Nothing was sent to CMS."
MARK = "X-OpenMIPS-Rehearsal"
"""The header by which every answer tells that it is none of CMS's."""

View = Callable[..., HttpResponse]

_FROM_ANYWHERE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": MARK,
}
"""A page of any origin may ask, as at CMS: no cookie counts here, only a token in a header."""

_SENT = ", ".join(("authorization", "accept", "content-type", ORGANIZATION_HEADER, TIN_HEADER))


def view_of(operations: Mapping[str, Operation]) -> View:
    """The view of one address, with its operations by method."""
    allowed = [*operations, *(["HEAD"] if "GET" in operations else []), "OPTIONS"]

    @csrf_exempt
    def view(request: HttpRequest, **ids: Any) -> HttpResponse:
        method = str(request.method)
        if method == "OPTIONS":
            return _options(allowed)
        operation = operations.get("GET" if method == "HEAD" else method)
        if operation is None:
            says, expected = f"{method} was asked", listed(allowed)
            told = one(METHOD_NOT_OFFERED, says, expected)
            return _refusal(request, Refused(405, told, {"Allow": ", ".join(allowed)}), None)
        try:
            media_type = answer_type(request)
            return _answer(operation.does(request, **ids), media_type)
        except Exception as error:
            return _refusal(request, refused(error), operation)

    return view


@csrf_exempt
def nothing_here(request: HttpRequest) -> HttpResponse:
    """The answer at any other address."""
    return _refusal(request, refused(NotThere()), None)


def _answer(answer: Answer, media_type: str) -> HttpResponse:
    if answer.data is None:
        made = HttpResponse(status=answer.status)
        del made["Content-Type"]
        return _marked(made)
    own = {
        "rehearsal": True,
        "says": SAYS,
        "warnings": [problem_document(each) for each in answer.warnings],
    }
    return _written({"data": answer.data, OWN: own}, answer.status, media_type)


def _refusal(request: HttpRequest, refusal: Refused, operation: Operation | None) -> HttpResponse:
    try:
        media_type = answer_type(request)
    except Refused:
        media_type = JSON
    subject = SUBMISSION if operation is None or operation.takes is None else operation.takes
    made = _written(error_body(refusal, subject), refusal.status, media_type)
    for name, value in refusal.headers.items():
        made[name] = value
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        made["WWW-Authenticate"] = "Bearer"
    return made


def _options(allowed: list[str]) -> HttpResponse:
    made = HttpResponse(status=HTTPStatus.NO_CONTENT)
    del made["Content-Type"]
    made["Allow"] = made["Access-Control-Allow-Methods"] = ", ".join(allowed)
    made["Access-Control-Allow-Headers"] = _SENT
    return _marked(made)


def _written(document: Mapping[str, Any], status: int, media_type: str) -> HttpResponse:
    return _marked(HttpResponse(json_text(document), status=status, content_type=media_type))


def _marked(made: HttpResponse) -> HttpResponse:
    made[MARK] = "true"
    for name, value in _FROM_ANYWHERE.items():
        made[name] = value
    return made
