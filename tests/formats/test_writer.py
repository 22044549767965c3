"""What is written reads back as it was, and there is one way to write it."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from formats.documents import (
    activities,
    counts,
    individual,
    interoperability,
    measurement,
    quality,
    strata,
    stratum,
    submission,
)
from formats.submissions import submissions
from hypothesis import given
from hypothesis import strategies as st

from openmips.formats.exact_json import json_text, number_text
from openmips.formats.qpp_json import Submission, read_submission
from openmips.formats.qpp_writer import in_order, write_submission

EHR = {"submissionMethod": "electronicHealthRecord"}


def written(document: dict[str, Any], for_upload: bool = True) -> dict[str, Any]:
    """What a document becomes by being read and written."""
    read = read_submission(document, for_upload=for_upload).value
    found: dict[str, Any] = json.loads(write_submission(read), parse_float=Decimal)
    return found


@given(submissions())
def test_read_after_write_is_the_identity(one: Submission) -> None:
    """A submission that CMS would take is read from its text just as it was."""
    text = write_submission(one)
    assert read_submission(text.encode(), for_upload=True).value == one


@given(submissions())
def test_write_after_read_is_canonical(one: Submission) -> None:
    """Reading a canonical text and writing it again changes no character."""
    text = write_submission(one)
    assert write_submission(read_submission(text.encode(), for_upload=True).value) == text


@given(submissions(), st.randoms(use_true_random=False))
def test_the_order_of_members_does_not_matter(one: Submission, random: Any) -> None:
    """However the members of a document are shuffled, one text is written."""

    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            members = list(value.items())
            random.shuffle(members)
            return {key: shuffled(inner) for key, inner in members}
        return [shuffled(inner) for inner in value] if isinstance(value, list) else value

    text = write_submission(one)
    other = shuffled(json.loads(text, parse_float=Decimal))
    assert write_submission(read_submission(other, for_upload=True).value) == text


def test_the_canonical_text_of_a_small_submission() -> None:
    """Members stand in one order, two blanks a level, only where they apply."""
    document = submission(
        activities("IA_EPA_1", source="qrda3"),
        nationalProviderIdentifier=None,
        id="7",
        createdAt="2025-01-01T00:00:00Z",
    )
    text = write_submission(read_submission(document, for_upload=True).value)
    assert text == (
        "{\n"
        '  "performanceYear": 2024,\n'
        '  "entityType": "group",\n'
        '  "taxpayerIdentificationNumber": "000456789",\n'
        '  "measurementSets": [\n'
        "    {\n"
        '      "category": "ia",\n'
        '      "submissionMethod": "registry",\n'
        '      "programName": "mips",\n'
        '      "performanceStart": "2024-01-01",\n'
        '      "performanceEnd": "2024-12-31",\n'
        '      "source": "qrda3",\n'
        '      "measurements": [\n'
        "        {\n"
        '          "measureId": "IA_EPA_1",\n'
        '          "value": true\n'
        "        }\n"
        "      ]\n"
        "    }\n"
        "  ]\n"
        "}\n"
    )


def test_names_are_written_as_cms_writes_them() -> None:
    """Program, stratum and method come out in CMS's own letters; the old program is copied down."""
    value = strata(stratum("14DAYS"), stratum("34days"))
    held = quality(measurement("305", value), submissionMethod="ELECTRONICHEALTHRECORD")
    document = submission(programName="MIPS") | {
        "measurementSets": [{key: each for key, each in held.items() if key != "programName"}]
    }
    found = written(document)
    (one,) = found["measurementSets"]
    assert "programName" not in found
    assert (one["programName"], one["submissionMethod"]) == ("mips", "electronicHealthRecord")
    assert [part["stratum"] for part in one["measurements"][0]["value"]["strata"]] == [
        "14Days",
        "34Days",
    ]


def test_unknown_fields_survive_on_every_level() -> None:
    """What nothing here knows is written where it stood, whatever it holds."""
    odd = {"n": Decimal("1.50"), "list": [None, {"deep": "é"}]}
    document = submission(
        quality(
            {**measurement("001", counts(x_value=odd)), "x_measurement": 1},
            measurement("305", strata({**stratum("14Days"), "x_stratum": True}, stratum("34Days"))),
            x_set="kept",
            **EHR,
        ),
        interoperability(measurement("PI_EP_1", {"numerator": 1, "denominator": 2, "x_ratio": []})),
        x_submission={},
    )
    found = written(document)
    first, second = found["measurementSets"]
    assert found["x_submission"] == {}
    assert first["x_set"] == "kept"
    assert first["measurements"][0]["x_measurement"] == 1
    assert first["measurements"][0]["value"]["x_value"] == odd
    assert first["measurements"][1]["value"]["strata"][0]["x_stratum"] is True
    assert "x_stratum" not in first["measurements"][1]["value"]["strata"][1]
    assert second["measurements"][0]["value"]["x_ratio"] == []


def test_zeros_that_were_written_stay() -> None:
    """An exclusion of 0 is written again where it stood, and not where it did not."""
    given_zero = counts(eligiblePopulationExclusion=0)
    document = submission(quality(measurement("001", given_zero), measurement("236", counts())))
    first, second = written(document)["measurementSets"][0]["measurements"]
    assert first["value"]["eligiblePopulationExclusion"] == 0
    assert "eligiblePopulationException" not in first["value"]
    assert "eligiblePopulationExclusion" not in second["value"]


def test_a_count_with_a_point_is_the_count() -> None:
    """A program that writes 80.0 means 80, and 80 is written."""
    exact = counts(met=Decimal("80.0"), eligible=Decimal("1E2"))
    found = written(submission(quality(measurement("001", exact))))
    value = found["measurementSets"][0]["measurements"][0]["value"]
    assert (value["performanceMet"], value["eligiblePopulation"]) == (80, 100)
    assert type(value["performanceMet"]) is int


def test_what_cms_computes_is_left_out() -> None:
    """Rates and case counts of CMS's answers are not sent back; a QCDR's own rate is."""
    computed = {"performanceRate": 80, "reportingRate": 100, "caseCount": 100}
    document = submission(
        quality(
            measurement("001", counts(**computed)),
            measurement("AAD6", counts(**computed)),
        )
    )
    first, second = written(document)["measurementSets"][0]["measurements"]
    assert set(first["value"]) == {
        "isEndToEndReported",
        "eligiblePopulation",
        "performanceMet",
        "performanceNotMet",
    }
    assert second["value"]["performanceRate"] == 80
    assert "caseCount" not in second["value"]


def test_results_that_are_only_scored_are_written_too() -> None:
    """Survey results keep what scoring does not use."""
    score = {"score": Decimal("81.5"), "reliability": "high", "mask": False}
    document = individual(
        quality(
            measurement("CAHPS_1", {**score, "isBelowMinimum": False}),
            submissionMethod="certifiedSurveyVendor",
        )
    )
    (only,) = written(document, for_upload=False)["measurementSets"][0]["measurements"]
    assert only["value"] == {**score, "isBelowMinimum": False}


def test_sets_of_several_submitters_stay_apart() -> None:
    """Where two submitters sent the same set, each is written with its submitter, else none is."""
    two = submission(
        quality(submitterId="a", submitterType="organization"),
        quality(submitterId="b", submitterType="organization"),
    )
    found = written(two)
    assert [each["submitterId"] for each in found["measurementSets"]] == ["a", "b"]
    assert written(found) == found
    assert "submitterId" not in written(submission(quality(submitterId="a")))["measurementSets"][0]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (7, "7"),
        (Decimal("75.0"), "75"),
        (Decimal("1E2"), "100"),
        (Decimal("-0.50"), "-0.5"),
        (Decimal("0.00"), "0"),
        (Decimal("1E-40"), "1E-40"),
        (Decimal("1234567890123456789012345678.901234567890"), None),
    ],
)
def test_numbers_are_written_exactly(number: int | Decimal, text: str | None) -> None:
    """A number is plain and short, and never another number."""
    found = number_text(number)
    assert text is None or found == text
    assert Decimal(found) == number


def test_only_json_values_are_written() -> None:
    """A binary fraction is no value of ours, and not a number is none of JSON's."""
    with pytest.raises(TypeError, match="float"):
        json_text({"a": 0.5})
    with pytest.raises(TypeError, match="NaN"):
        number_text(Decimal("NaN"))
    assert json_text({"a": [], "b": {}}) == '{\n  "a": [],\n  "b": {}\n}\n'


def test_unknown_members_stand_behind_in_the_order_of_the_alphabet() -> None:
    """The order is the same whoever wrote the document."""
    assert list(in_order({"b": 1, "a": 2, "performanceYear": 3})) == ["performanceYear", "a", "b"]
