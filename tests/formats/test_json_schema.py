"""The published JSON Schemas take what the reader takes, and refuse what has the wrong shape."""

from __future__ import annotations

import json
import runpy
import sys
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from formats.documents import submission
from formats.submissions import submissions
from formats.test_submission_problems import CASES as READING
from formats.test_upload_problems import CASES as UPLOADING
from formats.test_upload_problems import FINE
from hypothesis import given

from openmips.catalog import YEARS
from openmips.formats.json_schema import schemas
from openmips.formats.qpp_json import Submission, read_submission
from openmips.formats.qpp_writer import write_submission
from openmips.problems import CATALOGUE, ProblemsFound, Severity

SHAPE = {
    "missing_field",
    "unsupported_year",
    "unknown_value",
    "wrong_type",
    "bad_count",
    "bad_tin",
    "bad_npi",
    "identifier_not_for_entity",
    "program_not_for_entity",
    "unknown_program",
    "unknown_measure",
    "measure_of_other_category",
    "measure_not_by_method",
    "unknown_stratum",
    "missing_stratum",
    "exclusion_not_allowed",
    "computed_by_cms",
    "category_not_submitted",
    "method_not_uploaded",
    "method_not_for_category",
    "old_category_name",
    "interoperability_not_taken",
    "cehrt_id_needed",
    "cehrt_id_form",
    "field_removed",
    "nothing_to_upload",
}
"""The errors that one look at the shape of a document shows."""


@cache
def validator(year: int) -> jsonschema_rs.Draft202012Validator:
    """The schema of a year, ready to ask."""
    return jsonschema_rs.Draft202012Validator(json.loads(schemas()[year]))


def fits(document: dict[str, Any], year: int = 2024) -> bool:
    """Whether a document has the shape of its year, or of another."""
    known = document.get("performanceYear")
    asked = known if isinstance(known, int) and known in YEARS else year
    plain = json.loads(json.dumps(document, default=float))
    return validator(asked).is_valid(plain)


@given(submissions())
def test_what_cms_takes_fits(one: Submission) -> None:
    """Every submission that the reader takes for upload fits the schema of its year."""
    assert fits(json.loads(write_submission(one)))


@pytest.mark.parametrize("document", FINE.values(), ids=FINE)
def test_what_raises_nothing_fits(document: dict[str, Any]) -> None:
    """Documents at the edge of the rules fit."""
    assert fits(document)


@pytest.mark.parametrize(
    ("document", "code"),
    [case[:2] for case in [*READING.values(), *UPLOADING.values()]],
    ids=[*READING, *UPLOADING],
)
def test_faults_of_shape_do_not_fit(document: dict[str, Any], code: str) -> None:
    """A document with a fault of shape is refused by both; the reader alone sees more."""
    if CATALOGUE.kinds[code].severity is Severity.WARNING:
        assert fits(document)
    elif code in SHAPE:
        assert not fits(document)
    with_errors = True
    try:
        read_submission(document, for_upload=True)
        with_errors = False
    except ProblemsFound:
        pass
    assert with_errors or fits(document)


def test_every_fault_of_shape_is_tried() -> None:
    """Each code that is said to show in the shape has a document above."""
    tried = {case[1] for case in [*READING.values(), *UPLOADING.values()]}
    assert sorted(SHAPE - tried) == []


def test_the_schemas_are_schemas() -> None:
    """Each one is itself what the draft asks of a schema."""
    for text in schemas().values():
        assert jsonschema_rs.meta.is_valid(json.loads(text))


def test_the_schemas_are_current(root: Path) -> None:
    """`make docs` would write docs/schemas as it stands."""
    written = {
        int(file.stem.rpartition("-")[2]): file.read_text("utf-8")
        for file in (root / "docs" / "schemas").glob("qpp-submission-*.json")
    }
    assert written == schemas()


def test_the_schemas_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a program, the module writes one file a year into the folder it is given."""
    monkeypatch.setattr(sys, "argv", ["json_schema", str(tmp_path / "schemas")])
    monkeypatch.delitem(sys.modules, "openmips.formats.json_schema")
    runpy.run_module("openmips.formats.json_schema", run_name="__main__")
    names = [file.name for file in sorted((tmp_path / "schemas").iterdir())]
    assert names == [f"qpp-submission-{year}.json" for year in YEARS]


def test_fields_that_nobody_knows_fit() -> None:
    """A schema of ours does not refuse what CMS may add."""
    assert fits(submission(x_new=1))
