"""CMS's status answers are read whatever CMS makes of its own schema."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openmips.answers.eligibility import eligibility
from openmips.answers.eligibility_cms import beside, eligibility_from_cms, eligibility_year
from openmips.formats.eligibility_api import read_status_answer
from openmips.problems.finding import ProblemsFound

FLAGS = [
    "aciHardship", "aciReweighting", "ambulatorySurgicalCenter", "extremeHardship", "hpsaClinician",
    "hospitalBasedClinician", "isFacilityBased", "isOptedIn", "isOptInEligible", "lowVolumeSwitch",
    "mipsEligibleSwitch", "nonPatientFacing", "ruralClinician", "smallGroupPractitioner",
]  # fmt: skip
SCENARIO: dict[str, Any] = {
    **dict.fromkeys(FLAGS, False),
    "extremeHardshipReasons": dict.fromkeys(
        ["quality", "improvementActivities", "aci", "cost"], False
    ),
    "extremeHardshipSources": ["auto-fema"],
    "extremeHardshipEventType": "Natural Disaster",
    "isEligible": {"individual": True, "group": True, "mipsApm": None, "virtualGroup": None},
    "lowVolumeServices": 230,
    "lowVolumeStatusReasons": [{"lowVolStusRsnCd": "BOTH", "lowVolStusRsnDesc": "as invented"}],
    "hospitalVbpName": "Invented Hospital",
}
ANSWER: dict[str, Any] = {
    "data": {
        "npi": "1000000004",
        "newlyEnrolled": False,
        "qpStatus": "N",
        "firstApprovedDate": "2010-12-31",
        "yearsInMedicare": 7,
        "organizations": [
            {
                "TIN": "XXXXXXXXXX",
                "prvdrOrgName": "Invented Practice",
                "state": "CA",
                "zip": "900011234",
                "individualScenario": {**SCENARIO, "mipsEligibleSwitch": True},
                "groupScenario": {**SCENARIO, "isEligible": {"group": "true"}},
                "apms": [{"apmName": "An APM\n", "mipsApmFlag": True, "lvtFlag": False}],
                "virtualGroups": [
                    {
                        "virtualGroupIdentifier": "XXXXXX",
                        "lowVolumeSwitch": True,
                        "beneficiaryCount": 5,
                        "allowedCharges": 91.25,
                        "specialScenario": SCENARIO,
                    }
                ],
            }
        ],
    }
}


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The place of every member of a document."""
    keys = value.keys() if isinstance(value, dict) else range(len(value))
    for key in keys:
        yield (*path, key)
        if isinstance(value[key], dict | list):
            yield from paths(value[key], (*path, key))


def mutated(path: tuple[Any, ...], what: Any) -> Any:
    """The answer with another value, or (for Ellipsis) nothing, at a place."""
    document: Any = copy.deepcopy(ANSWER)
    inner = document
    for key in path[:-1]:
        inner = inner[key]
    if what is ...:
        del inner[path[-1]]
    else:
        inner[path[-1]] = what
    return document


ODD = st.one_of(
    st.just(...),
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["true", "FALSE", "", "1e400", "2024-02-30", "9" * 25]),
    st.lists(st.none() | st.integers() | st.text(max_size=3), max_size=2),
    st.dictionaries(st.text(max_size=8), st.booleans() | st.text(max_size=3), max_size=2),
)


@given(st.sampled_from(list(paths(ANSWER))), ODD)
def test_a_mutated_answer_never_raises_but_a_named_problem(
    path: tuple[Any, ...], what: Any
) -> None:
    """Whatever one field holds, the answer is read, or what is wrong has a code."""
    with suppress(ProblemsFound):
        json.dumps(eligibility_from_cms(mutated(path, what), performance_year=2024))


@pytest.mark.parametrize("path", list(paths(ANSWER)), ids=str)
def test_every_field_but_the_npi_may_be_missing_or_null(path: tuple[Any, ...]) -> None:
    """Without any field the rest is read."""
    for what in (..., None):
        if path in {("data",), ("data", "npi")}:
            with pytest.raises(ProblemsFound) as caught:
                eligibility_from_cms(mutated(path, what))
            assert caught.value.problems[0].code == "not_a_status_answer"
        else:
            assert eligibility_from_cms(mutated(path, what), performance_year=2024)


def test_unknown_keys_are_kept() -> None:
    """What CMS adds stays in what was read."""
    document = mutated(("data", "surprise"), 7)
    assert read_status_answer(document).value.said["surprise"] == 7


def test_flags_may_be_texts_and_odd_values_count_as_unsaid() -> None:
    """The text TRUE is true; a list is nothing, with a warning at its place."""
    organization = {"individualScenario": {"lowVolumeSwitch": "TRUE", "isOptedIn": []}}
    read = read_status_answer({"data": {"npi": "1000000004", "organizations": [organization]}})
    said = read.value.organizations[0].individual
    assert (said.low_volume, said.opted_in) == (True, None)
    place = "$.data.organizations[0].individualScenario.isOptedIn"
    assert [(each.code, each.location) for each in read.warnings] == [("unreadable_flag", place)]


def test_odd_numbers_count_as_unsaid() -> None:
    """A negative or broken count is nothing; a count in a text is one."""
    found = []
    for value in (-1, "1.5", "x", "12"):
        scenario = {"individualScenario": {"lowVolumeServices": value}}
        data = {"npi": "1000000004", "organizations": [scenario]}
        found.append(read_status_answer({"data": data}).value.organizations[0].individual.services)
    assert found == [None, None, None, 12]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (b"[]", "not_a_status_answer"),
        (b"{}", "not_a_status_answer"),
        (b'{"data": []}', "not_a_status_answer"),
        (b'{"error": {"type": "NoProviderInformation"}}', "status_not_found"),
        (b'{"error": {"type": "InvalidFormatNpi"}}', "status_refused"),
        (b'{"error": "down"}', "status_refused"),
        (b"<html>", "not_json"),
    ],
)
def test_what_is_no_answer_is_named(document: bytes, code: str) -> None:
    """Errors of CMS and strange documents are problems with a code."""
    with pytest.raises(ProblemsFound) as caught:
        read_status_answer(document)
    assert caught.value.problems[0].code == code


def test_the_check_digit_warns_in_answers_of_cms() -> None:
    """CMS's own sample has an NPI that fails; it is read all the same."""
    read = read_status_answer({"data": {"npi": "1234567890"}})
    assert [each.code for each in read.warnings] == ["npi_check_digit"]


def test_a_folder_is_read_file_by_file(tmp_path: Path) -> None:
    """What cannot be read stands beside what can."""
    (tmp_path / "1.json").write_text(json.dumps(ANSWER))
    (tmp_path / "2.json").write_text('{"error": {"type": "NoProviderInformation"}}')
    answer = eligibility_from_cms(tmp_path, performance_year=2024)
    assert [row["npi"] for row in answer["clinicians"]] == ["1000000004"]
    assert [each["code"] for each in answer["problems"]] == ["status_not_found"]


def test_the_year_is_the_one_the_tool_shows() -> None:
    """Without a year it is that of the day, as far as it is covered."""
    days = [date(2020, 1, 1), date(2024, 5, 1), date(2040, 1, 1)]
    assert [eligibility_year(None, day) for day in days] == [2023, 2024, 2026]
    assert eligibility_year(2025, days[0]) == 2025


def test_the_roster_stands_beside_cms() -> None:
    """Differences between roster and CMS are named, and CMS's result counts."""
    rows = [{"npi": "1000000004", "tin": "000000001"}, {"npi": "1000000012", "tin": "000000001"}]
    both = beside(eligibility(rows, 2024), eligibility_from_cms(ANSWER, performance_year=2024))
    first, second = both["clinicians"]
    assert [each["level"] for each in first["differences"]] == ["individual", "group"]
    assert "CMS's result counts" in first["differences"][0]["says"]
    assert (second["cmsAnswers"], second["differences"]) == ([], [])
