"""Whatever is asked, within the OpenAPI document or beside it, no answer is a server error."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
import schemathesis
from api.submissions.client import Caller
from api.submissions.test_laws import KEYS, set_sent, undone
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from openmips.api.submissions.openapi import openapi
from openmips.api.submissions.operations import OPERATIONS

DOCUMENT = "/api/submissions/public/openapi.json"
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]
MODES = list(schemathesis.GenerationMode)
SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)


@cache
def described() -> dict[str, schemathesis.APIOperation]:
    """Every operation as the document that is served describes it, by its name."""
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, WSGIHandler())
    found = (one.ok() for one in schema.get_all_operations())
    return {one.definition.raw["operationId"]: one for one in found}


@pytest.mark.parametrize("operation", [one.does.__name__ for one in OPERATIONS])
def test_no_question_breaks_the_server(operation: str, ann: Caller) -> None:
    """Each operation answers what its document promises, to sense and to nonsense."""
    _, made = ann("POST", "/measurement-sets", set_sent(KEYS[0], {0: 1}))
    a_set = made["data"]["measurementSet"]
    there = {
        "submission_id": a_set["submissionId"],
        "set_id": a_set["id"],
    }
    found = described()[operation]
    cases: st.SearchStrategy[Any] = st.one_of(
        *(found.as_strategy(generation_mode=mode) for mode in MODES)
    )

    @settings(max_examples=12, suppress_health_check=SLOW)
    @given(cases, st.booleans())
    def law(case: Any, known: bool) -> None:
        if known:
            own = {name: there[name] for name in case.path_parameters if name in there}
            case.path_parameters.update(own)
        headers = {"Authorization": f"Bearer {ann.token}"}
        with undone():
            case.call_and_validate(headers=headers, checks=CHECKS)

    law()


def test_the_document_is_served_as_it_is_made(ann: Caller) -> None:
    """At its address anybody reads the document, and it names every operation."""
    ann.token = None
    status, served = ann("GET", "/public/openapi.json")
    assert (status, served) == (200, openapi())
    named = {one["operationId"] for each in served["paths"].values() for one in each.values()}
    assert named == {one.does.__name__ for one in OPERATIONS}
