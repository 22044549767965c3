"""For every operation of the API: who may not ask gets nothing, generated from its description."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from api.conftest import V1, Holder, Program
from django.utils import timezone

from openmips.api.v1.api import api
from openmips.practice.access import Actor
from openmips.practice.actions.members import accept_invitation, invite
from openmips.practice.actions.openings import open_practice_with_year
from openmips.practice.models import AuditEntry, PracticeYear, Role, TokenScope, User
from openmips.site.own_machine import owner

pytestmark = pytest.mark.django_db

READING = {"post_score", "post_points", "post_validate", "post_convert", "post_what_if"}
"""Operations that are no GET and change nothing."""

WORDS = {
    "performance_year": "2024",
    "entity": "group",
    "collection_type": "claims",
    "measure_id": "039",
    "activity_id": "IA_AHE_1",
    "npi": "1000000004",
    "token": "0" * 32,
    "file_id": "1",
    "key": "0" * 32,
    "name": "More patients",
    "score_id": "1",
    "digest": "0" * 64,
}
"""What stands in the addresses beside the practice."""

BODIES: dict[str, Any] = {
    "post_practice": {"name": "Elm Street", "performanceYear": 2024},
    "put_practice": {"name": "Elm Street", "tin": "000456789"},
    "post_year": {"performanceYear": 2025},
    "patch_facts": {"facts": {"partBPaid": "1.00"}},
    "patch_decisions": {"entityType": "group"},
    "put_result": {"value": {"performanceMet": 1}},
    "put_activity": {"start": "2024-01-01", "end": "2024-12-31"},
    "put_interoperability": {"answers": {}},
    "post_clinician": {"npi": "1000000046"},
    "put_clinician": {"npi": "1000000004"},
    "put_clinician_facts": {},
    "put_columns": {"mapping": ""},
    "put_gap": {"mark": "done"},
    "post_what_if": {},
    "post_scenario": {"name": "More patients"},
    "post_submission": {"entity": "group"},
}
"""What is sent to the operations that take a body of ours."""


@dataclass(frozen=True)
class Operation:
    """One operation of one address."""

    name: str
    method: str
    path: str
    of_practice: bool

    def ask(self, program: Program, sample: PracticeYear) -> Any:
        """The answer to a program that asks about the sample practice."""
        path = self.path.format(practice_id=sample.practice_id, **WORDS).removeprefix(V1)
        query = {"post_import": "?name=claims.csv", "get_adjust": "?year=2024&score=80"}
        return program.ask(self.method, path + query.get(self.name, ""), BODIES.get(self.name, {}))


def operations() -> Iterator[Operation]:
    """Every operation that the OpenAPI document describes."""
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, described in methods.items():
            name = described["operationId"]
            yield Operation(name, method.upper(), path, "{practice_id}" in path)


def statuses(program: Program, sample: PracticeYear, of_practice: bool) -> dict[str, int]:
    """The status of every answer, by operation."""
    return {
        one.name: one.ask(program, sample).status_code
        for one in operations()
        if one.of_practice or not of_practice
    }


def test_every_body_is_of_an_operation() -> None:
    """The list above has what needs a body, and nothing else."""
    described = api.get_openapi_schema()["paths"]
    taking = {
        one["operationId"]
        for methods in described.values()
        for one in methods.values()
        if "application/json" in one.get("requestBody", {}).get("content", {})
    }
    assert taking - READING | {"post_what_if"} == set(BODIES)


def test_nobody_is_answered_without_a_token(sample: PracticeYear) -> None:
    """Whatever the operation: 401, and how to ask."""
    found = statuses(Program(None), sample, of_practice=False)
    assert {name: status for name, status in found.items() if status != 401} == {}


def test_nobody_is_answered_with_a_wrong_token(sample: PracticeYear) -> None:
    """A token that never was made opens nothing."""
    found = statuses(Program("openmips_00000000_x"), sample, of_practice=False)
    assert {name: status for name, status in found.items() if status != 401} == {}


def test_practices_of_others_do_not_exist(sample: PracticeYear, holder: Holder) -> None:
    """The token of another practice's owner gets 404, whatever is asked."""
    eve = User.objects.create_user("eve@example.org")
    open_practice_with_year(Actor(eve, timezone.now()), "Elm Street", "", 2024)
    found = statuses(holder(eve), sample, of_practice=True)
    assert {name: status for name, status in found.items() if status != 404} == {}


def test_other_practices_of_the_same_owner_do_not_exist(
    sample: PracticeYear, holder: Holder
) -> None:
    """A token that was made for one practice gets 404 at the others."""
    elm_street = open_practice_with_year(Actor(owner(), timezone.now()), "Elm Street", "", 2024)
    program = holder(owner(), practice_id=elm_street.practice_id)
    found = statuses(program, sample, of_practice=True)
    assert {name: status for name, status in found.items() if status != 404} == {}


def test_a_reading_token_changes_nothing(sample: PracticeYear, holder: Holder) -> None:
    """Every operation that writes answers 403, and nothing is in the audit afterwards."""
    program = holder(owner(), TokenScope.READ)
    before = AuditEntry.objects.count()
    found = {
        one.name: one.ask(program, sample).status_code
        for one in operations()
        if one.method != "GET" and one.name not in READING
    }
    assert {name: status for name, status in found.items() if status != 403} == {}
    assert AuditEntry.objects.count() == before


def test_a_viewers_token_changes_nothing(sample: PracticeYear, holder: Holder) -> None:
    """Also one that may write: it reaches no further than its holder's role."""
    vic = User.objects.create_user("vic@example.org")
    secret = invite(Actor(owner(), timezone.now()), sample.practice_id, vic.email, Role.VIEWER)
    accept_invitation(Actor(vic, timezone.now()), secret)
    program = holder(vic)
    found = {
        one.name: one.ask(program, sample).json()["code"]
        for one in operations()
        if one.of_practice and one.method != "GET" and one.name not in READING
    }
    assert {name: code for name, code in found.items() if code != "right_missing"} == {}


def test_every_refusal_is_a_problem_document(sample: PracticeYear) -> None:
    """With its code, what to do, and where."""
    for one in operations():
        answer = one.ask(Program(None), sample)
        assert answer["Content-Type"] == "application/problem+json"
        told = json.loads(answer.content)
        assert told["code"] == "token_needed"
        assert told["status"] == 401
        assert told["remedy"]
