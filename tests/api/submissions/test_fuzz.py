"""Whatever is asked, within the OpenAPI document or beside it, no answer is a server error."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
import schemathesis
from api.submissions.client import Caller
from api.submissions.test_laws import KEYS, set_sent, undone
from django.core.handlers.wsgi import WSGIHandler
from formats.documents import individual
from formats.test_laws import WHOLE, mutated
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
        "measurement_id": a_set["measurements"][0]["id"],
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
        if operation == "create_submission":
            headers["organization-id"] = "individual"
        with undone():
            case.call_and_validate(headers=headers, checks=CHECKS)

    law()


def test_no_twisted_document_breaks_the_server(ann: Caller) -> None:
    """A submission with one thing changed anywhere in it is taken or refused, whatever is asked."""
    staff = ann.as_staff()
    _, made = ann("POST", "/measurement-sets", set_sent(KEYS[0], {0: 1}))
    path = f"/measurement-sets/{made['data']['measurementSet']['id']}"
    seen: set[int] = set()

    @settings(max_examples=60, suppress_health_check=SLOW)
    @given(mutated(WHOLE) | mutated(individual()))
    def law(twisted: dict[str, Any]) -> None:
        sets = twisted.get("measurementSets")
        first = sets[0] if isinstance(sets, list) and sets else None
        one: dict[str, Any] = first if isinstance(first, dict) else {}
        with undone():
            for caller, method, address, body in (
                (staff, "POST", "/submissions", twisted),
                (ann, "POST", "/submissions/score-preview", twisted),
                (ann, "POST", "/measurement-sets", {**one, "submission": twisted}),
                (ann, "PATCH", path, one),
                (ann, "POST", "/measurements", one),
            ):
                raw = json.dumps(body, default=float).encode()
                status, answer = caller(method, address, raw=raw)
                seen.add(status)
                assert status < 500, answer
                assert set(answer) == {"openmips", "data" if status < 300 else "error"}

    law()
    assert seen >= {200, 201, 422}


def test_the_document_is_served_as_it_is_made(ann: Caller) -> None:
    """At its address anybody reads the document, and it names every operation."""
    ann.token = None
    status, served = ann("GET", "/public/openapi.json")
    assert (status, served) == (200, openapi())
    named = {one["operationId"] for each in served["paths"].values() for one in each.values()}
    assert named == {one.does.__name__ for one in OPERATIONS}
