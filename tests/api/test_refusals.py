"""What is wrong with a request is told as a problem document, and nobody is named in the log."""

from __future__ import annotations

import io
import json
import logging
from typing import Any

import pytest
from api.conftest import Program
from django.db import OperationalError
from pytest_django import Settings

from openmips.api.v1 import questions
from openmips.practice.models import PracticeYear
from openmips.practice.refusals import refusal
from openmips.problems.records_kinds import NO_ROOM, RECORDS_BUSY
from openmips.site.logs import JsonLines

SCORE = b'{"submissions": [], "submissions": []}'


def told(answer: Any) -> tuple[int, str, str]:
    """Status, code and place; the answer must be a problem document."""
    assert answer["Content-Type"] == "application/problem+json"
    document = json.loads(answer.content)
    assert document["status"] == answer.status_code
    assert document["type"] == f"urn:openmips:problem:{document['code']}"
    assert document["remedy"]
    assert document["problems"]
    return answer.status_code, document["code"], document["location"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"{", (400, "not_json", "$")),
        (b"\xff", (400, "not_utf8", "$")),
        (SCORE, (400, "repeated_key", "$.submissions")),
        (
            b'{"profile": {"performanceYear": 1e99}}',
            (400, "number_out_of_range", "$.profile.performanceYear"),
        ),
        (b'{"profile": {"x": "a\\u0000"}}', (400, "broken_text", "$.profile.x")),
        (b'{"profil": {}}', (422, "unknown_key", "$.profil")),
        (
            b'{"submissions": ["examples/oak-street/submission.json"]}',
            (422, "wrong_type", "$.submissions[0]"),
        ),
        (
            b'{"profile": {"performanceYear": 2024}, "asOf": "1.2.2025"}',
            (422, "bad_date", "$.asOf"),
        ),
        (
            b'{"profile": {"performanceYear": 2024}, "asOf": "0001-01-01"}',
            (422, "bad_date", "$.asOf"),
        ),
        (b'{"profile": {"performanceYear": 2031}}', (422, "unsupported_year", "$.performanceYear")),
    ],
)
def test_a_body_that_cannot_be_used(
    program: Program, body: bytes, expected: tuple[int, str, str]
) -> None:
    """The code says what is wrong with the body, the place where."""
    assert told(program.ask("POST", "/score", body)) == expected


def test_all_that_is_wrong_is_told_at_once(program: Program) -> None:
    """Two mistakes are two problems."""
    answer = program.ask("POST", "/practices", {"name": "", "tin": "12"})
    found = {one["code"]: one["location"] for one in answer.json()["problems"]}
    assert answer.status_code == 422
    assert found == {"wrong_type": "$.tin", "missing_field": "$.performanceYear"}
    assert len(answer.json()["problems"]) == 3


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/adjust?year=2024", (422, "missing_field", "query.score")),
        ("/adjust?year=x&score=80", (422, "wrong_type", "query.year")),
        ("/adjust?year=2024&score=80&payed=1", (422, "unknown_key", "query")),
        ("/adjust?year=2024&score=101", (422, "bad_score", "$.score")),
        ("/about?pretty=1", (422, "unknown_key", "query")),
        ("/adjust?year=2024&score=%00", (422, "broken_text", "query")),
    ],
)
def test_a_parameter_that_cannot_be_used(
    program: Program, path: str, expected: tuple[int, str, str]
) -> None:
    """A parameter that nothing reads is refused: it might have been meant to change the answer."""
    assert told(program.ask("GET", path)) == expected


def test_a_year_that_is_not_open_is_not_there(program: Program, sample: PracticeYear) -> None:
    """However large the number."""
    for year in (2023, 10**30):
        path = f"/practices/{sample.practice_id}/years/{year}/score"
        assert told(program.ask("GET", path))[:2] == (404, "record_not_there")


def test_a_method_that_is_not_offered(program: Program) -> None:
    """The header says which are."""
    answer = program.ask("DELETE", "/about")
    assert told(answer)[:2] == (405, "method_not_offered")
    assert answer["Allow"] == "GET"


def test_a_body_that_is_too_large(program: Program, settings: Settings) -> None:
    """It is not even read."""
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    body = {"profile": {"performanceYear": 2024}}
    assert told(program.ask("POST", "/score", body))[:2] == (413, "file_too_large")
    assert told(program.ask("POST", "/validate", body))[:2] == (413, "file_too_large")


def test_nobody_asks_without_saying_how(program: Program) -> None:
    """Whoever sends no token is told which header to send."""
    answer = Program(None).ask("GET", "/practices")
    assert told(answer)[:2] == (401, "token_needed")
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(("kind", "status"), [(RECORDS_BUSY, 503), (NO_ROOM, 507)])
def test_what_the_records_cannot_do_now(
    program: Program, monkeypatch: pytest.MonkeyPatch, kind: Any, status: int
) -> None:
    """A database that is held, and a disk that is full, are not the asker's fault."""

    def refuse() -> None:
        raise refusal(kind, "it cannot be done now")

    monkeypatch.setattr(questions, "about", refuse)
    assert told(program.ask("GET", "/about"))[:2] == (status, kind.code)


def test_a_database_that_is_held_is_told_so(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where nothing was to be saved."""

    def held() -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(questions, "about", held)
    answer = program.ask("GET", "/about")
    assert told(answer)[:2] == (503, "records_busy")
    assert answer["Retry-After"] == "30"


def test_a_failure_tells_nothing_but_that_it_happened(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither answer nor log holds what the error says; the log holds where it was raised."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("openmips")

    def fail() -> None:
        raise OperationalError("the patient 1Z00AA0AA00 of NPI 1000000004")

    monkeypatch.setattr(questions, "about", fail)
    logger.addHandler(handler)
    try:
        answer = program.ask("GET", "/about")
    finally:
        logger.removeHandler(handler)
    assert told(answer)[:2] == (500, "unexpected_failure")
    for text in (answer.content.decode(), written.getvalue()):
        assert "1000000004" not in text
        assert "1Z00" not in text
        assert program.token not in text
    assert "OperationalError" in written.getvalue()
