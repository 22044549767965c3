"""What is posted is answered as the command line answers it, to the last digit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from api.conftest import Program
from click.testing import CliRunner

from openmips.cli.main import openmips

DAY = "2025-02-01"


@pytest.fixture
def oak_street(root: Path) -> Path:
    """The folder of the example."""
    return root / "examples" / "oak-street"


def printed(*arguments: object) -> Any:
    """What a command prints with `--json`."""
    found = CliRunner().invoke(openmips, [*map(str, arguments), "--json"])
    return json.loads(found.stdout)


def read(path: Path) -> Any:
    """A JSON file."""
    return json.loads(path.read_text("utf-8"))


def posted(program: Program, path: str, body: Any) -> Any:
    """What is answered to a post, which must be fine."""
    answer = program.ask("POST", path, body)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_documents_are_scored_as_on_the_command_line(program: Program, oak_street: Path) -> None:
    """The same score, range, money and reasons."""
    submission, profile = oak_street / "submission.json", oak_street / "profile.json"
    body = {"submissions": [read(submission)], "profile": read(profile), "asOf": DAY}
    answer = posted(program, "/score", body)
    assert answer == printed("score", submission, "--profile", profile, "--as-of", DAY)
    assert answer["finalScore"] == {"low": "46.26", "high": "76.26"}


def test_numbers_are_read_to_the_last_digit(program: Program) -> None:
    """A number that no float can hold is the number that was sent."""
    rate = "69.99999999999999999999"
    body = (
        b'{"performanceYear": 2024, "measureId": "236",'
        b' "collectionType": "electronicHealthRecord", "rate": %s}' % rate.encode()
    )
    exact = posted(program, "/points", body)
    told = printed(
        *("points", "--year", 2024, "--measure", "236"),
        *("--collection", "electronicHealthRecord", "--rate", rate),
    )
    assert exact == told


def test_points_are_those_of_the_command_line(program: Program) -> None:
    """README's example."""
    request = {
        "performanceYear": 2024,
        "measureId": "236",
        "collectionType": "electronicHealthRecord",
        "rate": "70.00",
    }
    assert posted(program, "/points", request)["points"] == "6.3377"


def test_money_is_that_of_the_command_line(program: Program) -> None:
    """README's example."""
    found = program.get("/adjust?year=2024&score=82.88&paid=300000")
    assert found == printed("adjust", "--year", 2024, "--score", "82.88", "--paid", 300000)
    assert found["dollars"] == "990.00"


def test_a_document_is_checked_and_converted_as_it_is(program: Program, oak_street: Path) -> None:
    """The bytes that are posted are the document."""
    submission = oak_street / "submission.json"
    checked = posted(program, "/validate", submission.read_bytes())
    (told,) = printed("validate", submission)["files"]
    assert checked["files"] == [{**told, "file": "standard input"}]
    converted = posted(program, "/convert", submission.read_bytes())
    (told,) = printed("convert", submission)["files"]
    assert converted["files"] == [{**told, "file": "standard input"}]


def test_what_cannot_be_read_is_told_in_the_answer(program: Program) -> None:
    """A document with errors is an answer, not a failure: it was asked what is wrong with it."""
    answer = posted(program, "/validate", b"<ClinicalDocument/>")
    assert answer["rejected"] == 1
    assert answer["files"][0]["problems"]


def test_versions_are_those_of_the_command_line(program: Program) -> None:
    """But for the folders of the machine, which are nobody's business."""
    told = printed("about")
    assert program.get("/about") == {name: told[name] for name in ("engine", "python", "years")}
