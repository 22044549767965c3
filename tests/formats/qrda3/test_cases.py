"""Each code has a small document that raises it, and nothing but what goes with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from formats.qrda3.documents import Plan, document

from openmips.formats.qrda3 import ACCEPTED, Compat, read_qrda3
from openmips.problems import CATALOGUE, Severity
from openmips.problems.qrda3_converter_kinds import CONVERTER

CASES = Path(__file__).with_name("cases.yaml")
PCF_CASES = Path(__file__).with_name("pcf_cases.yaml")
YEARS = (2024, 2025)
PCF = {"year": 2024, "program": "PCF", "measures": ["001", "113", "236"]}
ELSEWHERE = {
    "qrda3_ct_2",
    "qrda3_ct_82",
    "qrda3_no_xml",
    "qrda3_bad_encoding",
    "qrda3_doctype",
    "qrda3_nested_too_deep",
    "qrda3_too_many_elements",
    "qrda3_too_many_attributes",
}
"""Codes of the text itself, and of more than a hundred errors: test_text.py raises them."""

Case = dict[str, Any]


def instances(having: str = "expect") -> list[Any]:
    """Every case that says so much, in every year that it names."""
    return [
        pytest.param(case, year, id=f"{year}: {case['code']}: {case['says']}")
        for case in yaml.safe_load(CASES.read_text("utf-8"))
        if having in case
        for year in case.get("years", YEARS)
    ]


def pcf_cases() -> list[Any]:
    """Every case of primary care first."""
    cases = yaml.safe_load(PCF_CASES.read_text("utf-8"))
    return [pytest.param(case, id=f"{case['code']}: {case['says']}") for case in cases]


def text_of(case: Case, **plan: Any) -> bytes:
    """The document of a case."""
    wanted = plan | case.get("plan", {})
    wanted["measures"] = tuple(wanted.get("measures", ("001",)))
    wanted["activities"] = tuple(wanted.get("activities", ()))
    return document(Plan(**wanted), case.get("edits"))


@pytest.mark.parametrize(("case", "year"), instances())
def test_a_document_raises_its_code_and_its_companions(case: Case, year: int) -> None:
    """The codes are exactly those expected, each with a place, and the outcome follows."""
    converted = read_qrda3(text_of(case, year=year))
    assert sorted(problem.code for problem in converted.problems) == sorted(case["expect"])
    assert case["code"] in case["expect"]
    errors = [one for one in converted.problems if one.severity is Severity.ERROR]
    assert (converted.outcome == ACCEPTED) == (not errors)
    for problem in converted.problems:
        assert problem.location.startswith("/ClinicalDocument")
        assert problem.line
        assert problem.column
        assert problem.remedy


@pytest.mark.parametrize(("case", "year"), instances(having="cms"))
def test_the_converter_would_say_its_numbers(case: Case, year: int) -> None:
    """Comparing with CMS's converter gives its numbers, and no other finding."""
    converted = read_qrda3(text_of(case, year=year), compat=Compat(year))
    assert sorted(int(problem.code) for problem in converted.problems) == sorted(case["cms"])
    assert (converted.submission_json is not None) == (not case["cms"])


@pytest.mark.parametrize("case", pcf_cases())
def test_primary_care_first_is_compared_too(case: Case) -> None:
    """A document of the model gives the numbers that the converter of 2024 gave."""
    converted = read_qrda3(text_of(case, **PCF), compat=Compat(2024))
    assert sorted(int(problem.code) for problem in converted.problems) == sorted(case["cms"])
    assert case["code"] in case["cms"] or case["code"] == 3


def test_every_kind_has_a_case() -> None:
    """No code of QRDA III is without a document that raises it."""
    raised = {code for case in yaml.safe_load(CASES.read_text("utf-8")) for code in case["expect"]}
    numbers = {
        number
        for path in (CASES, PCF_CASES)
        for case in yaml.safe_load(path.read_text("utf-8"))
        for number in case.get("cms", ())
    }
    raised |= {CONVERTER[number].code for number in numbers}
    known = {code for code in CATALOGUE.kinds if code.startswith("qrda3_")}
    assert known - raised == ELSEWHERE
