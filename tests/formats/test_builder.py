"""A year's results become the file to send, unless something blocks it."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from formats.documents import CEHRT_ID, NPI, TIN, profile

from openmips.answers.submission_builder import build_submission
from openmips.cli.main import run
from openmips.formats.qpp_json import read_submission

IN_TIME = date(2025, 2, 1)
ALL_OF_PI = {
    "PI_PPHI_1": True,
    "PI_PPHI_2": True,
    "PI_ONCDIR_1": True,
    "PI_INFBLO_1": True,
    "PI_EP_1": {"numerator": 9, "denominator": 10},
    "PI_EP_2": True,
    "PI_HIE_5": True,
    "PI_PEA_1": {"numerator": 9, "denominator": 10},
    "PI_PHCDRR_1_EX_1": True,
    "PI_PHCDRR_3_EX_1": True,
}
CONTROLLED = {
    "measureId": "236",
    "collectionType": "electronicHealthRecord",
    "eligiblePopulation": 200,
    "performanceMet": 150,
    "performanceNotMet": 50,
}
BY_CLAIMS = {
    "measureId": "047",
    "collectionType": "claims",
    "eligiblePopulation": 100,
    "performanceMet": 80,
    "performanceNotMet": 20,
}
CARE = {"activityId": "IA_CC_12", "start": "2024-08-03", "end": "2024-12-31"}
ANSWERS = {"PI_PPHI_1": True, "PI_EP_1": {"numerator": 3, "denominator": 4}}


def said(**changes: object) -> dict[str, Any]:
    """What an invented clinician says at the end of 2024; a change to None takes a key out."""
    document = {
        "performanceYear": 2024,
        "entityType": "individual",
        "taxpayerIdentificationNumber": TIN,
        "nationalProviderIdentifier": NPI,
        "cehrtId": CEHRT_ID,
        "quality": [CONTROLLED],
        "activities": [CARE],
        **changes,
    }
    return {key: value for key, value in document.items() if value is not None}


def of_a_group(**changes: object) -> dict[str, Any]:
    """The same of a group."""
    return said(**{"entityType": "group", "nationalProviderIdentifier": None, **changes})


def interoperability(**measures: object) -> dict[str, Any]:
    """Promoting interoperability over the second half of the year."""
    return {"start": "2024-07-01", "end": "2024-12-31", "measures": measures or ALL_OF_PI}


def found(document: dict[str, Any], **more: Any) -> list[tuple[str, str]]:
    """Code and place of everything found, with a profile of a small practice."""
    answer = build_submission(document, profile=profile(), **{"as_of": IN_TIME, **more})
    return [(str(one["code"]), one["location"]) for one in answer["problems"]]


def test_a_year_becomes_a_submission() -> None:
    """Quality, activities and their days stand in sets that CMS takes, and nothing else."""
    answer = build_submission(said(), profile=profile(), as_of=IN_TIME)
    assert (answer["outcome"], answer["problems"]) == ("ready", [])
    assert answer["submission"] == {
        "performanceYear": 2024,
        "entityType": "individual",
        "taxpayerIdentificationNumber": TIN,
        "nationalProviderIdentifier": NPI,
        "measurementSets": [
            {
                "category": "quality",
                "submissionMethod": "electronicHealthRecord",
                "programName": "mips",
                "cehrtId": CEHRT_ID,
                "performanceStart": "2024-01-01",
                "performanceEnd": "2024-12-31",
                "measurements": [
                    {
                        "measureId": "236",
                        "value": {
                            "isEndToEndReported": True,
                            "eligiblePopulation": 200,
                            "performanceMet": 150,
                            "performanceNotMet": 50,
                        },
                    }
                ],
            },
            {
                "category": "ia",
                "submissionMethod": "registry",
                "programName": "mips",
                "performanceStart": "2024-08-03",
                "performanceEnd": "2024-12-31",
                "measurements": [{"measureId": "IA_CC_12", "value": True}],
            },
        ],
    }
    assert answer["text"] is not None
    assert read_submission(answer["text"].encode(), for_upload=True).warnings == ()


def test_the_receipt_tells_what_was_made() -> None:
    """Digest and size are those of the text; sets, measurements and what is left out are told."""
    document = said(quality=[CONTROLLED, BY_CLAIMS])
    answer = build_submission(document, profile=profile(), as_of=IN_TIME)
    text, receipt = answer["text"], answer["receipt"]
    assert text is not None
    assert receipt is not None
    assert receipt["digest"] == f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
    assert receipt["bytes"] == len(text.encode())
    assert [one["measurements"] for one in receipt["sets"]] == [1, 1]
    assert (receipt["measurements"], receipt["asOf"]) == (2, "2025-02-01")
    assert [one["what"] for one in receipt["leftOut"]] == [
        "measure 047 by Part B claims",
        "promoting interoperability",
        "cost",
    ]
    assert "claims" not in text


def test_claims_results_count_and_are_never_sent() -> None:
    """Rows of `openmips claims measure` raise the score and stay out of the file."""
    row = {
        "measureId": "047",
        "stratum": "",
        "tin": TIN,
        "npi": NPI,
        "eligiblePopulation": 100,
        "performanceMet": 100,
        "performanceNotMet": 0,
        "submitted": True,
    }
    rows = [row, {**row, "measureId": "130", "submitted": False}]
    without = build_submission(said(), profile=profile(), as_of=IN_TIME)
    answer = build_submission(said(), [{"results": rows}], profile(), IN_TIME)
    assert answer["text"] == without["text"]
    assert Decimal(answer["finalScore"]["low"]) > Decimal(without["finalScore"]["low"])
    assert answer["leftOut"][0]["what"] == "measure 047 by Part B claims"


def test_results_of_others_are_left_out() -> None:
    """A row of another clinician or TIN does not count, and is told with its digits hidden."""
    row = {"measureId": "047", "tin": TIN, "npi": "1000000012", "eligiblePopulation": 5}
    answer = build_submission(said(), [{"results": [row]}], profile(), IN_TIME)
    (only,) = answer["problems"]
    assert (only["code"], only["location"]) == ("claims_of_others", "$.results[0]")
    assert only["message"] == "A result of *****6789 ******0012 was found."
    assert answer["outcome"] == "ready"


def test_a_group_adds_up_its_clinicians() -> None:
    """Rows of several clinicians of the TIN make one result of the group, strata by name."""
    counts = {"eligiblePopulation": 10, "performanceMet": 8, "performanceNotMet": 2}
    rows = [{"measureId": "047", "tin": TIN, "npi": npi, **counts} for npi in (NPI, "1000000012")]
    document = of_a_group(claimsFor="group")
    answer = build_submission(document, [{"results": rows}], profile(), IN_TIME)
    assert answer["outcome"] == "ready"
    assert answer["checklist"][1]["says"].startswith("Measures in the file: 1, on claims: 1;")


def test_strata_of_claims_results_are_put_together() -> None:
    """Rows of one measure with several strata, under CMS's own names, make one result."""
    counts = {"eligiblePopulation": 20, "performanceMet": 15, "performanceNotMet": 5}
    names = ("reporting", "performance", "combinedPopulations")
    rows = [
        {"measureId": "226", "stratum": "00", "stratumName": name, "tin": TIN, "npi": NPI, **counts}
        for name in names
    ]
    answer = build_submission(said(), [{"results": rows}], profile(), IN_TIME)
    assert answer["problems"] == []
    assert answer["leftOut"][0]["what"] == "measure 226 by Part B claims"


def test_impossible_claims_results_block() -> None:
    """More cases met than there are is an error, also where nothing of it would be sent."""
    row = {"measureId": "047", "tin": TIN, "npi": NPI, "eligiblePopulation": 1}
    answer = build_submission(
        said(), [{"results": [{**row, "performanceMet": 2}]}], profile(), IN_TIME
    )
    assert answer["outcome"] == "blocked"
    assert [one["code"] for one in answer["problems"]] == ["impossible_counts"]


def test_submissions_by_claims_are_results_too() -> None:
    """Claims results may come as QPP JSON, one or several; another method among them is told."""
    counts = {"eligiblePopulation": 9, "performanceMet": 9, "isEndToEndReported": False}
    by_claims = {
        "taxpayerIdentificationNumber": TIN,
        "nationalProviderIdentifier": NPI,
        "measurementSets": [
            {
                "category": "quality",
                "submissionMethod": "claims",
                "measurements": [{"measureId": "047", "value": counts}],
            }
        ],
    }
    one = build_submission(said(), [by_claims], profile(), IN_TIME)
    several = build_submission(said(), [{"submissions": [by_claims]}], profile(), IN_TIME)
    assert one["leftOut"] == several["leftOut"]
    assert one["leftOut"][0]["what"] == "measure 047 by Part B claims"
    other = {"measurementSets": [{"submissionMethod": "registry"}]}
    assert found(said(), claims=[other]) == [
        ("method_not_for_category", "$.measurementSets[0].submissionMethod")
    ]


BLOCKS = {
    "an MVP without its id": (
        said(reportingOption="mvp"),
        ("mvp_id_missing", "$.program"),
    ),
    "an MVP that nobody registered for": (
        said(program="M0005", activities=None),
        ("mvp_not_registered", "$.mvpRegistered"),
    ),
    "an option and a program that do not fit": (
        said(reportingOption="traditional_mips", program="M0005"),
        ("option_contradicts", "$.program"),
    ),
    "the APP without its pathway": (
        said(reportingOption="app"),
        ("option_contradicts", "$.program"),
    ),
    "interoperability by accident": (
        said(promotingInteroperability=interoperability()),
        ("weight_brought_back", "$.promotingInteroperability"),
    ),
    "claims of a group without a word for whom": (
        of_a_group(quality=[CONTROLLED, BY_CLAIMS]),
        ("claims_for_whom", "$.claimsFor"),
    ),
    "a group where individuals were meant": (
        of_a_group(quality=[CONTROLLED, BY_CLAIMS], claimsFor="individuals"),
        ("group_by_accident", "$.claimsFor"),
    ),
    "a group's claims alone": (
        of_a_group(quality=[CONTROLLED, BY_CLAIMS], claimsFor="group", activities=None),
        ("group_claims_alone", "$.activities"),
    ),
    "an activity of 89 days": (
        said(activities=[{**CARE, "start": "2024-10-04"}]),
        ("activity_not_in_time", "$.activities[0]"),
    ),
    "nothing to send": (
        said(quality=[BY_CLAIMS], activities=None),
        ("nothing_to_upload", "$"),
    ),
    "a key nobody reads": (said(activity=[]), ("unknown_key", "$.activity")),
    "a year nobody covers": (said(performanceYear=2016), ("unsupported_year", "$.performanceYear")),
    "an unknown category to bring back": (
        said(bringBack=["cost"]),
        ("unknown_value", "$.bringBack"),
    ),
}


@pytest.mark.parametrize(("document", "problem"), BLOCKS.values(), ids=BLOCKS)
def test_what_blocks_is_told(document: dict[str, Any], problem: tuple[str, str]) -> None:
    """Nothing is made while something blocks, and the place is where it was said."""
    answer = build_submission(document, profile=profile(), as_of=IN_TIME)
    assert answer["outcome"] == "blocked"
    assert (answer["submission"], answer["text"], answer["receipt"]) == (None, None, None)
    errors = [one for one in answer["problems"] if one["severity"] == "error"]
    assert [(one["code"], one["location"]) for one in errors] == [problem]


def test_a_short_activity_is_also_too_short_for_its_set() -> None:
    """Beside the error, the warning of the set stands at the activities."""
    document = said(activities=[{**CARE, "start": "2024-10-04"}])
    assert ("period_too_short", "$.activities.performanceEnd") not in found(document)
    assert found(document)[0][0] == "period_too_short"


def test_an_activity_of_ninety_days_is_in_time() -> None:
    """From 3 October to the end of the year are ninety days."""
    assert found(said(activities=[{**CARE, "start": "2024-10-03"}])) == []


def test_faults_of_the_data_are_told_where_they_were_said() -> None:
    """A wrong count, an unknown measure and a missing id lead back to the year-end document."""
    document = said(
        nationalProviderIdentifier="1",
        quality=[{**CONTROLLED, "performanceMet": 201}, {**CONTROLLED, "measureId": "999"}],
        activities=[{**CARE, "activityId": "IA_X"}],
        promotingInteroperability=interoperability(PI_EP_1=True),
    )
    places = [place for _, place in found(document)]
    assert places == [
        "$.nationalProviderIdentifier",
        "$.quality[0].performanceMet",
        "$.quality[1].measureId",
        "$.activities[0].activityId",
        "$.promotingInteroperability.measures.PI_EP_1",
    ]


def test_a_category_may_be_brought_back_on_purpose() -> None:
    """Named under bringBack, promoting interoperability is sent and counts."""
    document = said(promotingInteroperability=interoperability(), bringBack=["pi"])
    answer = build_submission(document, profile=profile(), as_of=IN_TIME)
    assert answer["outcome"] == "ready"
    assert answer["checklist"][3]["status"] == "done"


def test_the_two_scores_are_told_of_what_is_brought_back() -> None:
    """Whoever would lose a reweighting hears what the score is with and without the data."""
    document = said(promotingInteroperability=interoperability())
    answer = build_submission(document, profile=profile(), as_of=IN_TIME)
    without = build_submission(said(), profile=profile(), as_of=IN_TIME)
    (only,) = answer["problems"]
    low, high = without["finalScore"]["low"], without["finalScore"]["high"]
    assert f"(small practice) and the final score is {low} to {high}" in only["message"]
    assert "with them it weighs" in only["message"]


def test_incomplete_data_of_a_category_without_weight_are_told() -> None:
    """In 2024 incomplete data bring nothing back: they are sent for nothing."""
    document = said(promotingInteroperability=interoperability(**ANSWERS))
    assert found(document) == [("sent_for_nothing", "$.promotingInteroperability")]


def test_a_larger_practice_is_not_warned_of_what_counts_anyway() -> None:
    """Where promoting interoperability counts, sending it is no accident."""
    document = said(promotingInteroperability=interoperability())
    large = profile(practice={"clinicianCount": 40})
    answer = build_submission(document, profile=large, as_of=IN_TIME)
    assert [one["code"] for one in answer["problems"]] == []


@pytest.mark.parametrize(
    ("day", "problems"),
    [
        (date(2025, 1, 1), [("window_not_open", "$.performanceYear")]),
        (date(2025, 1, 2), []),
        (date(2025, 4, 14), []),
        (date(2025, 4, 15), [("window_closed", "$.performanceYear")]),
    ],
)
def test_the_window_is_looked_at(day: date, problems: list[tuple[str, str]]) -> None:
    """Before it opens there is a warning; after CMS's extension nothing can be sent."""
    assert found(said(), as_of=day) == problems


def test_an_mvp_that_is_registered_is_built() -> None:
    """With its id and its registration the pathway stands in every set."""
    document = said(program="m0005", mvpRegistered=True, activities=None)
    answer = build_submission(document, profile=profile(), as_of=IN_TIME)
    assert answer["outcome"] == "ready"
    assert answer["submission"] is not None
    assert {one["programName"] for one in answer["submission"]["measurementSets"]} == {"M0005"}


def test_a_broken_profile_blocks() -> None:
    """What is wrong with the profile is told beside the rest."""
    answer = build_submission(said(), profile=profile(x=1), as_of=IN_TIME)
    assert [one["code"] for one in answer["problems"]] == ["unknown_key"]
    assert answer["outcome"] == "blocked"


def put(path: Path, document: object) -> str:
    """A file that holds a document."""
    path.write_text(json.dumps(document))
    return str(path)


def test_the_command_writes_the_file_and_its_receipt(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both are written whole; the checklist and what is left out are shown."""
    year_end, facts = put(tmp_path / "y.json", said()), put(tmp_path / "p.json", profile())
    out = tmp_path / "send.json"
    arguments = ["submission", "build", year_end, "--profile", facts, "--as-of", "2025-02-01"]
    assert run(arguments) == 0
    assert "Nothing was written yet" in capsys.readouterr().out
    assert run([*arguments, "-o", str(out)]) == 0
    shown = capsys.readouterr().out
    receipt = json.loads((tmp_path / "send.receipt.json").read_text())
    assert receipt["digest"] in shown
    assert receipt["digest"] == f"sha256:{hashlib.sha256(out.read_bytes()).hexdigest()}"
    assert "[x] File: The file has the form that CMS takes." in shown
    assert "Not in the file" in shown
    assert run([*arguments, "-o", year_end]) == 2


def test_the_command_writes_nothing_while_something_blocks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It ends with 1, says what blocks, and no file is there."""
    year_end = put(tmp_path / "y.json", said(reportingOption="mvp"))
    out = tmp_path / "send.json"
    arguments = ["submission", "build", year_end, "-o", str(out), "--as-of", "2025-02-01"]
    assert run(arguments) == 1
    assert "mvp_id_missing" in capsys.readouterr().out
    assert not out.exists()
    assert run([*arguments, "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["outcome"], answer["submission"]) == ("blocked", None)
