"""The addresses below /api/submissions. They have no names: nothing in the guide leads here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from openmips.api.submissions.answering import nothing_here, view_of
from openmips.api.submissions.openapi import openapi
from openmips.api.submissions.operations import OPERATIONS, Operation
from openmips.formats.exact_json import json_text


def described(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    return HttpResponse(json_text(openapi()), content_type="application/json")


def _by_path() -> dict[str, dict[str, Operation]]:
    found: dict[str, dict[str, Operation]] = {}
    for each in OPERATIONS:
        found.setdefault(each.path, {})[each.method] = each
    return found


urlpatterns = [
    *(path(address, view_of(operations)) for address, operations in _by_path().items()),
    path("public/openapi.json", described),
    re_path("", nothing_here),
]
