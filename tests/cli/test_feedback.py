"""`openmips feedback`, `review`, `public-reporting` and `calibrate`, as people call them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from answers.practices import TIN
from answers.shape_check import faults
from cli.conftest import Call

from openmips.answers.calibration import CalibrationAnswer
from openmips.answers.feedback_shapes import FeedbackAnswer, PublishingAnswer, ReviewAnswer

Arguments = list[Path | str]
AGREES: dict[str, Any] = {
    "performanceYear": 2024,
    "finalScore": "61.26",
    "adjustmentPercent": "-1.65",
    "categories": {"quality": {"percent": "72.38"}, "cost": {"percent": "50"}},
}
DIFFERS: dict[str, Any] = {
    "performanceYear": 2024,
    "finalScore": "48.00",
    "adjustmentPercent": "-3.24",
    "categories": {"quality": {"percent": "60.00"}, "ia": {"points": "40"}},
    "measures": [
        {"measureId": "236", "points": "3"},
        {"measureId": "001", "points": "9.1"},
        {"measureId": "479", "collectionType": "administrative claims", "points": "4"},
    ],
}


def given(document: dict[str, Any]) -> bytes:
    """A document as standard input."""
    return json.dumps(document).encode()


def asked(openmips: Call, command: str, oak_street: Arguments, cms: Any, *more: str) -> Any:
    """What a command says of the sample practice and CMS's result, and how it ended."""
    return openmips(command, *oak_street, "--cms", "-", *more, given=given(cms))


def test_feedback_that_agrees_ends_well(openmips: Call, oak_street: Arguments) -> None:
    """Everything is the same or within our range, and what settles the range is named."""
    ended = asked(openmips, "feedback", oak_street, AGREES, "--json", "--as-of", "2025-10-20")
    answer = json.loads(ended.out)
    assert faults(answer, FeedbackAnswer) == []
    assert answer["summary"] == {
        "compared": 4,
        "same": 1,
        "inRange": 3,
        "explained": 0,
        "unexplained": 0,
    }
    assert {cause["reason"] for line in answer["lines"] for cause in line["causes"]} == {
        "cost_from_claims"
    }
    assert ended.code == 0


def test_what_nothing_explains_ends_with_1(openmips: Call, oak_street: Arguments) -> None:
    """The text names figures, reasons with what to do, and what stays unexplained."""
    ended = asked(openmips, "feedback", oak_street, DIFFERS)
    assert ended.code == 1
    text = " ".join(ended.out.split())
    assert "236 (electronicHealthRecord), points" in text
    assert "Too few cases (measure 236 (electronicHealthRecord))" in text
    assert "Or: incomplete data" in text
    assert "To do: " in text
    assert "Unexplained: " in text
    assert "only CMS has it" in text


def test_a_review_is_weighed(openmips: Call, oak_street: Arguments) -> None:
    """Days, grounds and dollars are told; identifiers only on request."""
    day = ("--as-of", "2025-10-20")
    answer = json.loads(asked(openmips, "review", oak_street, DIFFERS, "--json", *day).out)
    assert faults(answer, ReviewAnswer) == []
    assert answer["window"]["daysLeft"] == 25
    assert {one["ground"] for one in answer["grounds"]} == {"wrong_data", "calculation"}
    text = asked(openmips, "review", oak_street, DIFFERS, *day).out
    assert "Days left: 25." in text
    assert TIN not in text
    assert "Draft" in text
    assert TIN in asked(openmips, "review", oak_street, DIFFERS, "--show-identifiers", *day).out


def test_a_review_without_ground_is_not_drafted(openmips: Call, oak_street: Arguments) -> None:
    """There is nothing to ask for where everything is explained by what only CMS knows."""
    ended = asked(openmips, "review", oak_street, AGREES, "--as-of", "2025-12-01")
    assert "No difference gives a ground for a request." in ended.out
    assert "It can no longer be asked for." in ended.out
    assert "Draft" not in ended.out


def test_a_review_tells_when_it_cannot_know(openmips: Call, tmp_path: Path) -> None:
    """Without payments there are no dollars; without CMS's percent there is no answer."""
    profile = tmp_path / "profile.json"
    whole = {"quality": {"percent": "60"}, "ia": {"points": "40"}, "cost": {"percent": "50"}}
    practice = {"specialStatuses": ["small_practice"]}
    facts = {"performanceYear": 2025, "practice": practice, "given": whole}
    profile.write_text(json.dumps(facts), "utf-8")
    cms = {"performanceYear": 2025, "finalScore": "60.00"}
    call = ("review", "--profile", profile, "--cms", "-", "--as-of", "2026-10-01")
    ended = openmips(*call, given=given(cms))
    assert "a day nobody has named" in ended.out
    assert "partBPaid" in ended.out
    for without in ({"finalScore": "90.00"}, {"categories": {"quality": {"percent": "60"}}}):
        refused = openmips(*call, "--json", given=given({"performanceYear": 2025, **without}))
        assert refused.code == 1
        assert json.loads(refused.out)["problems"][0]["code"] == "review_needs_feedback"


def test_another_year_is_not_compared(openmips: Call, oak_street: Arguments) -> None:
    """Neither by the document's own word nor by --year."""
    for cms, more in (({**AGREES, "performanceYear": 2023}, ()), (AGREES, ("--year", "2023"))):
        ended = asked(openmips, "feedback", oak_street, cms, "--json", *more)
        assert json.loads(ended.out)["problems"][0]["code"] == "feedback_year_differs"
    flat = json.dumps({"finalScore": "50", "mood": 1}).encode()
    ended = openmips("feedback", *oak_street, "--cms", "-", "--year", "2023", "--json", given=flat)
    assert json.loads(ended.out)["problems"][0]["code"] == "feedback_year_differs"


def test_standard_input_is_read_once(openmips: Call, oak_street: Arguments) -> None:
    """It cannot be both the submission and CMS's result."""
    for command in ("feedback", "review"):
        assert openmips(command, "-", "--cms", "-").code == 2
    assert openmips("public-reporting", "-", "--preview", "-").code == 2


def test_what_becomes_public_is_told(openmips: Call, oak_street: Arguments) -> None:
    """Each part with its reason; a preview stands beside our numbers."""
    answer = json.loads(openmips("public-reporting", *oak_street, "--json").out)
    assert faults(answer, PublishingAnswer) == []
    assert answer["lines"] == []
    text = openmips("public-reporting", *oak_street, "--preview", "-", given=given(AGREES)).out
    assert "late 2025" in text
    assert "CMS's preview and our numbers" in text
    small = {"performanceYear": 2022, "practice": {"clinicianCount": 1}}
    assert openmips("public-reporting", "--profile", "-", given=given(small)).code != 0


def test_a_group_of_one_has_no_page(openmips: Call) -> None:
    """The text says so, and that nobody has named the day of the preview."""
    profile = {
        "performanceYear": 2025,
        "practice": {"clinicianCount": 1},
        "given": {"quality": {"percent": "60"}, "cost": {"percent": "50"}},
    }
    ended = openmips("public-reporting", "--profile", "-", given=given(profile))
    text = " ".join(ended.out.split())
    assert "on a day nobody has named" in text
    assert "has no profile page" in text


TABLE = (
    "NPI,participation option,reporting option,MVP ID,small practice status,year,final score,"
    "payment adjustment,quality category score,quality category weight,pi score,pi weight,"
    "ia score,ia weight,cost score,cost weight\n"
    "1000000004,Group,Traditional MIPS,,True,2023,77.03,0.18,95.71,0.4,0,0,40,0.3,29.16,0.3\n"
    "\n"
    "1000000012,Individual,MIPS Value Pathways,G0000,False,2023,11.11,-0.39,48.32,0.3,100,0.25,"
    "40,0.15,57.6377,0.3\n"
    "1000000020,Subgroup,MIPS Value Pathways,G0053,False,2023,71.79,-0.39,48.32,0.3,100,0.25,"
    "40,0.15,57.6377,0.3\n"
    "1000000038,APM Entity,APM Performance Pathway,,False,2023,50,x,48.32,0.5,100,0.3,40,0.2,0,0\n"
    "1000000046,Herd,Guess,,False,2023,50,0,0,0,0,0,0,0,0,0\n"
)


def test_a_table_is_calibrated(openmips: Call, tmp_path: Path) -> None:
    """Rates by year and number, every miss with its reason, and the rows that were not read."""
    table, misses = tmp_path / "puf.csv", tmp_path / "misses.csv"
    table.write_text(TABLE, "utf-8")
    ended = openmips("calibrate", table, "--json", "--misses", misses)
    answer = json.loads(ended.out)
    assert faults(answer, CalibrationAnswer) == []
    assert (ended.code, answer["rows"], answer["missed"]) == (0, 5, 2)
    final = next(one for one in answer["rates"] if one["check"] == "final score")
    assert (final["compared"], final["matched"], final["percent"]) == (3, 2, "66.67")
    assert [one["published"] for one in answer["misses"]] == ["11.11", "-0.39"]
    assert {one["code"]: one["rows"] for one in answer["unread"]} == {
        "bad_amount": 1,
        "unknown_value": 1,
    }
    assert misses.read_text("utf-8").splitlines()[1].startswith("2,2023,final score,11.11,")
    text = openmips("calibrate", table).out
    assert "Match rates" in text
    assert "Row 2, final score: published 11.11" in text
    assert "Not read: 1 rows." in text


def test_json_is_calibrated_as_well(openmips: Call, tmp_path: Path) -> None:
    """A list of results, or a single one; the year may be told."""
    one = {"final score": "75.00", "payment adjustment": "0.00", "mood": "good"}
    for content in (one, [one, one]):
        table = tmp_path / "results.json"
        table.write_text(json.dumps(content), "utf-8")
        ended = openmips("calibrate", table, "--year", "2024")
        assert "100.00" in ended.out
        assert "Warning: " in ended.err


def test_many_misses_are_cut_short(openmips: Call, tmp_path: Path) -> None:
    """The text shows the first twenty, the answer the first thousand, and counts them all."""
    table = tmp_path / "wrong.csv"
    table.write_text("year,final score,payment adjustment\n" + "2024,50.00,9.00\n" * 1002, "utf-8")
    assert "982 more misses; --misses writes them all." in openmips("calibrate", table).out
    answer = json.loads(openmips("calibrate", table, "--json").out)
    assert (answer["missed"], len(answer["misses"])) == (1002, 1000)


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"\xff\xfe", "not_utf8"), (b"", "feedback_empty"), (b"[1]", "wrong_type")],
)
def test_a_table_that_cannot_be_read_is_refused(
    openmips: Call, tmp_path: Path, content: bytes, code: str
) -> None:
    """With a coded problem, as everything else."""
    table = tmp_path / "odd.csv"
    table.write_bytes(content)
    ended = openmips("calibrate", table, "--json")
    assert ended.code == 1
    assert json.loads(ended.out)["problems"][0]["code"] == code
