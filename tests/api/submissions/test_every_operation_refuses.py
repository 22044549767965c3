"""For every operation, from their list: no token no answer, others' records are not there."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from api.submissions.client import Caller
from api.submissions.test_laws import KEYS, set_sent

from openmips.api.submissions.operations import OPERATIONS, Operation
from openmips.practice.models import RehearsalMeasurement, RehearsalSet, TokenScope

PROTECTED = [one for one in OPERATIONS if one.token]
CHANGING = [one for one in PROTECTED if one.method != "GET" and one.status != 200] + [
    one for one in PROTECTED if one.method in ("PUT", "PATCH")
]
WITH_ID = [one for one in PROTECTED if "<" in one.path]


def name(operation: Operation) -> str:
    """What a test of an operation is called."""
    return operation.does.__name__


def asked(caller: Caller, operation: Operation, ids: dict[str, str]) -> int:
    """The status of an operation asked for with a body that could be right."""
    path = re.sub(r"<uuid:(\w+)>", lambda match: ids[match[1]], operation.path)
    sent = None
    if operation.takes is not None:
        sent = {**set_sent(KEYS[1], {0: 1}), "measurementSetId": ids["set_id"]}
    return caller(operation.method, f"/{path}", sent)[0]


@pytest.fixture
def ids(ann: Caller) -> dict[str, str]:
    """The ids of what somebody rehearses."""
    _, made = ann("POST", "/measurement-sets", set_sent(KEYS[0], {0: 1}))
    a_set = made["data"]["measurementSet"]
    return {
        "submission_id": a_set["submissionId"],
        "set_id": a_set["id"],
        "measurement_id": a_set["measurements"][0]["id"],
    }


@pytest.mark.parametrize("operation", PROTECTED, ids=name)
def test_without_a_token_there_is_no_answer(operation: Operation, ids: dict[str, str]) -> None:
    """With none, and with one that is none, the status is 401."""
    assert asked(Caller(None), operation, ids) == 401
    assert asked(Caller("openmips_00000000_none"), operation, ids) == 401


@pytest.mark.parametrize("operation", CHANGING, ids=name)
def test_a_token_that_reads_changes_nothing(
    operation: Operation, ids: dict[str, str], token_of: Callable[..., str]
) -> None:
    """The status is 403, and everything is as it was."""
    reading = Caller(token_of("ann", TokenScope.READ)).as_staff()
    assert asked(reading, operation, ids) == 403
    assert (RehearsalSet.objects.count(), RehearsalMeasurement.objects.count()) == (1, 1)


@pytest.mark.parametrize("operation", WITH_ID, ids=name)
def test_what_is_anothers_is_not_there(
    operation: Operation, ids: dict[str, str], eve: Caller
) -> None:
    """The status is 404, never 403, and everything is as it was."""
    assert asked(eve, operation, ids) == 404
    assert (RehearsalSet.objects.count(), RehearsalMeasurement.objects.count()) == (1, 1)
