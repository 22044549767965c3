"""Reading, checking and writing QPP JSON agree with the reference cases and CMS's own examples."""

from __future__ import annotations

import json
import tarfile
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from formats.documents import found_in

from openmips.catalog import catalog_for
from openmips.formats.qpp_json import read_submission
from openmips.formats.qpp_writer import document_of, write_submission
from openmips.formats.qpp_xml import read_qpp_xml
from openmips.performance import QualityResult
from openmips.policy.load import policy_for
from openmips.policy.topics import QualityPolicy
from openmips.problems import Problem, ProblemsFound, Severity, document_kinds
from openmips.problems.finding import Findings
from openmips.scoring.populations import measured_rate

pytestmark = pytest.mark.conformance

ARCHIVE = "fixtures/qrda3-and-qpp-json.tar.xz"
JSON_FILES = "fixtures/json/"
CASES = f"{JSON_FILES}own-json-cases.json"
YEAR = "< performanceYearToBeReported >"
SCORED_ALL_THE_SAME = {
    "category unknown",
    "method not allowed for upload",
    "eCQM without cehrt 2025",
    "PI for apm",
}
"""Cases that CMS refuses by file and that can be scored: old names, and results."""

WRONG_IN_THE_EXAMPLE = {
    "docs-submission-example-aci.json": [],
    "docs-submission-example-ia.json": [],
    "docs-submission-example-quality.json": ["measure_not_by_method"],
}
"""What is wrong with CMS's examples: 305 is an electronic measure, and is sent by a registry."""

OTHER_IN_THE_PAIR = {
    "$.measurementSets[2].measurements[0].value.isEndToEndReported",
    "$.measurementSets[2].measurements[1].value.isEndToEndReported",
}
"""Where the two forms of CMS's old example themselves differ."""


@pytest.fixture(scope="module")
def files(shared: Path) -> dict[str, bytes]:
    """Every file of the reference archive that is JSON, or the XML form of it."""
    found = {}
    with tarfile.open(shared / ARCHIVE) as archive:
        for member in archive:
            wanted = member.name.startswith(JSON_FILES) or member.name.endswith(".qpp.json")
            held = archive.extractfile(member) if wanted else None
            if held is not None:
                found[member.name] = held.read()
    return found


@pytest.fixture(scope="module")
def cases(files: dict[str, bytes]) -> list[dict[str, Any]]:
    """The reference cases."""
    read: list[dict[str, Any]] = json.loads(files[CASES])["cases"]
    return read


def errors_for_upload(document: Any) -> list[Problem]:
    """The errors of a document that is to be sent."""
    try:
        read_submission(document, for_upload=True)
    except ProblemsFound as stopped:
        return [one for one in stopped.problems if one.severity is Severity.ERROR]
    return []


def test_there_are_sixty_cases(cases: list[dict[str, Any]]) -> None:
    """All cases are looked at."""
    assert len(cases) == 60


def test_upload_agrees_with_every_case(cases: list[dict[str, Any]]) -> None:
    """What the reference calls valid has no error, what it calls invalid has one at its place."""
    wrong = []
    for case in cases:
        places = {one.location for one in errors_for_upload(case["document"])}
        expected = case["expect"]
        agrees = not places if expected["valid"] else expected["path"] in places
        if not agrees:
            wrong.append(case["name"])
    assert wrong == []


def test_scoring_takes_what_is_right_and_some_more(cases: list[dict[str, Any]]) -> None:
    """Read for scoring, a case has its problem too, but for what only the upload refuses."""
    missed = [
        case["name"]
        for case in cases
        if not case["expect"]["valid"]
        and case["expect"]["path"] not in {p.location for p in found_in(case["document"])}
    ]
    assert set(missed) == SCORED_ALL_THE_SAME


def test_computed_values_are_the_references(cases: list[dict[str, Any]]) -> None:
    """Rate, reporting rate and case count of each valid case are those CMS documents."""
    policy = policy_for(2025)
    compared = Counter[str]()
    for case in cases:
        for name, expected in case["expect"].get("computed", {}).items():
            (only,) = read_submission(case["document"], for_upload=True).value.measurement_sets
            assert isinstance(only.content, tuple)
            (result,) = only.content
            found = computed(result, policy.topic(QualityPolicy), policy.programme)[name]
            assert found == Decimal(str(expected)), case["name"]
            compared[name] += 1
    assert compared == {"performanceRate": 7, "reportingRate": 7, "caseCount": 5}


def computed(result: QualityResult, quality: QualityPolicy, programme: Any) -> dict[str, Any]:
    """What CMS computes of a measure, under CMS's names."""
    algorithm = catalog_for(2025).quality[result.measure_id].overall_algorithm
    measured = measured_rate(result.value, algorithm, quality, programme)
    return {
        "performanceRate": measured.rate,
        "reportingRate": measured.completeness,
        "caseCount": measured.cases,
    }


def test_what_the_converter_writes_is_canonical(files: dict[str, bytes]) -> None:
    """What CMS's converter wrote and CMS would take is written again value for value."""
    same, refused = 0, 0
    for name, content in files.items():
        if not name.endswith(".qpp.json"):
            continue
        try:
            read = read_submission(content, for_upload=True)
        except ProblemsFound:
            refused += 1
            continue
        assert document_of(read.value) == json.loads(content), name
        same += 1
    assert (same, refused) == (100, 84)


def test_cms_examples_are_read(files: dict[str, bytes]) -> None:
    """CMS's documented examples read, but for what is wrong with one of them."""
    for name, wrong in WRONG_IN_THE_EXAMPLE.items():
        text = files[JSON_FILES + name].decode()
        document = text.replace(f'"{YEAR}"', "2024").replace(YEAR, "2024")
        found = errors_for_upload(document.encode())
        assert [one.code for one in found] == wrong, name


def test_the_upload_clients_example_is_read(files: dict[str, bytes]) -> None:
    """Moved to 2024 it is wrong only in its certification id, which stands for an older edition."""
    text = files[f"{JSON_FILES}upload-client-app1-group-2021.json"].decode().replace("2021", "2024")
    found = errors_for_upload(text.encode())
    assert [(one.code, one.location) for one in found] == [
        ("cehrt_id_form", "$.measurementSets[2].cehrtId")
    ]
    document = json.loads(text.replace("XX15EXXXXXXXXXX", "XX15CXXXXXXXXXX"))
    read = read_submission(document, for_upload=True).value
    assert read_submission(write_submission(read).encode(), for_upload=True).value == read


def test_both_forms_of_the_old_example_say_the_same(files: dict[str, bytes]) -> None:
    """The XML of 2017 reads as its JSON, but where the two themselves differ."""
    findings = Findings(None, document_kinds.TOO_MANY_PROBLEMS)
    of_xml, _ = read_qpp_xml(files[f"{JSON_FILES}schema-submission.xml"], findings)
    of_json = json.loads(files[f"{JSON_FILES}schema-submission.json"])
    assert set(_differences(of_xml, of_json, "$")) == OTHER_IN_THE_PAIR
    assert [one.code for one in errors_for_upload(of_xml)] == ["unsupported_year"]


def _differences(one: Any, other: Any, place: str) -> list[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        return [
            found
            for key in {**one, **other}
            for found in _differences(one.get(key), other.get(key), f"{place}.{key}")
        ]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return [f for n, (a, b) in pairs for f in _differences(a, b, f"{place}[{n}]")]
    return [] if one == other else [place]


def test_bodies_that_are_no_submissions_are_refused(files: dict[str, bytes]) -> None:
    """CMS's error bodies, score trees and rosters are told apart from submissions."""
    for name, content in files.items():
        if "api-error" in name or "scoring-example-output" in name or "lookup" in name:
            assert errors_for_upload(content), name
