"""The OpenAPI document is as it was agreed on, and needs no token."""

from __future__ import annotations

import json

import pytest
from api.conftest import V1, Program
from api.snapshot import SNAPSHOT, present
from django.test import Client

from openmips.answers import eligibility_shapes, plan_shapes
from openmips.api.described import components


def test_the_document_changes_only_on_purpose() -> None:
    """A change of any shape shows here; `python tests/api/snapshot.py` agrees to it."""
    assert present() == SNAPSHOT.read_text("utf-8")


@pytest.mark.django_db
def test_whoever_writes_a_client_needs_no_token() -> None:
    """The document is the same for everybody and holds nobody's data."""
    answer = Client().get(f"{V1}/openapi.json")
    assert answer.status_code == 200
    assert answer.json() == json.loads(SNAPSHOT.read_text("utf-8"))


def test_every_operation_says_what_it_is_about() -> None:
    """Each has a summary, a description, and the shape of its answer or none on purpose."""
    for methods in json.loads(SNAPSHOT.read_text("utf-8"))["paths"].values():
        for one in methods.values():
            assert one["summary"]
            assert one["description"].endswith(".")
            statuses = [status for status in one["responses"] if status.startswith("2")]
            assert statuses in (["200"], ["201"], ["204"])
            assert one["security"] == [{"Bearer": []}]


def test_no_number_is_a_float() -> None:
    """Amounts are texts: nothing in the document is a JSON number but counts."""

    def types(value: object) -> set[str]:
        if isinstance(value, dict):
            own = {value["type"]} if isinstance(value.get("type"), str) else set()
            return own.union(*map(types, value.values()))
        return set().union(*map(types, value)) if isinstance(value, list) else set()

    assert "number" not in types(json.loads(SNAPSHOT.read_text("utf-8")))


def test_two_shapes_of_one_name_are_refused() -> None:
    """Otherwise one would be described as the other."""
    with pytest.raises(ValueError, match="OutcomeAnswer"):
        components([eligibility_shapes.OutcomeAnswer, plan_shapes.OutcomeAnswer])


@pytest.mark.django_db
def test_nothing_is_at_other_addresses() -> None:
    """Below the API every answer is a problem document, also where nothing is."""
    for path in ("/", "/nothing", "/practices/1"):
        answer = Program(None).ask("POST", path)
        assert (answer.status_code, answer.json()["code"]) == (404, "record_not_there")
