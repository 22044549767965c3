"""`openmips score` and `openmips improve`: JSON that is pure, text that fits and hides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from answers.practices import TIN, activity, at_rate, five_clinicians, measurement_set, submission
from answers.shape_check import faults
from cli.conftest import Call

from openmips.answers.improve import ImproveAnswer
from openmips.answers.shapes import ScoreAnswer

Arguments = list[Path | str]


def written(folder: Path, name: str, document: dict[str, Any]) -> Path:
    """A document as a file."""
    path = folder / name
    path.write_text(json.dumps(document), "utf-8")
    return path


def test_json_is_one_document(openmips: Call, oak_street: Arguments) -> None:
    """Standard output holds the answer and nothing else; the day asked for is echoed."""
    ended = openmips("score", *oak_street, "--json", "--as-of", "2025-03-31")
    answer = json.loads(ended.out)
    assert faults(answer, ScoreAnswer) == []
    assert answer["asOf"] == "2025-03-31"
    assert answer["entity"]["taxpayerIdentificationNumber"] == TIN
    assert (ended.code, ended.err) == (0, "")


def test_warnings_go_to_standard_error(openmips: Call, tmp_path: Path) -> None:
    """A submission without a profile is scored, with a warning about the practice's size."""
    quality = measurement_set("quality", "electronicHealthRecord", [at_rate("236", 7000)])
    path = written(tmp_path, "submission.json", submission(quality))
    ended = openmips("score", path, "--json")
    assert json.loads(ended.out)["warnings"][0]["code"] == "practice_size_unknown"
    assert ended.err.startswith("Warning: ")
    assert ended.code == 0


def test_problems_are_the_answer(openmips: Call) -> None:
    """What cannot be scored is one document of problems, or lines on standard error; 1."""
    ended = openmips("score", "-", "--json", given=b'{"performanceYear": 2024}')
    problems = json.loads(ended.out)["problems"]
    assert {"code", "severity", "message", "remedy", "location"} <= set(problems[0])
    assert ended.code == 1
    told = openmips("score", "-", given=b"{")
    assert (told.code, told.out) == (1, "")
    assert told.err.startswith("Error: ")


@pytest.mark.parametrize("columns", ["60", "80", "120"])
@pytest.mark.parametrize("command", ["score", "improve"])
def test_text_fits_the_terminal(
    openmips: Call,
    oak_street: Arguments,
    monkeypatch: pytest.MonkeyPatch,
    columns: str,
    command: str,
) -> None:
    """No line is wider than the terminal, and none has a colour."""
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("NO_COLOR", "1")
    ended = openmips(command, *oak_street, "--explain")
    assert ended.code == 0
    assert [line for line in ended.out.splitlines() if len(line) > int(columns)] == []
    assert "\x1b" not in ended.out


def test_the_answer_comes_first(openmips: Call, oak_street: Arguments) -> None:
    """Who, then the score and what it pays, then what it was made from and stands on."""
    text = openmips("score", *oak_street, "--as-of", "2026-11-21").out
    places = [
        text.index(part)
        for part in (
            "Oak Street Family Medicine, 4 clinicians, group",
            "Final score  46.26 to 76.26",
            "Payment in 2026  -3.45 to +0.05 %",
            "Improvement activities",
            "small practice: moved to the others",
            "Measure ",
            "What would narrow the range",
            "policy sha256:",
            "The law prevails over this software, which is not CMS's",
        )
    ]
    assert places == sorted(places)


def test_identifiers_are_hidden(openmips: Call, oak_street: Arguments) -> None:
    """Text shows four digits of a TIN, or all of it when asked."""
    assert TIN not in openmips("score", *oak_street, "--explain").out
    assert "TIN *****3456" in openmips("score", *oak_street).out
    assert f"TIN {TIN}" in openmips("score", *oak_street, "--show-identifiers").out


def test_why_names_each_provision_and_how_well_it_is_known(
    openmips: Call, oak_street: Arguments
) -> None:
    """--explain goes down to citations, and says plainly what is only recalled or derived."""
    text = " ".join(openmips("score", *oak_street, "--explain").out.split())
    assert "[quality.highest_points: 42 CFR 414.1380, (b)(1)(i) (regulation)]" in text
    assert "Why - A final score of 46.26 to 76.26" in text


def test_an_exact_score_is_told_exactly(openmips: Call, tmp_path: Path) -> None:
    """The worked example: 82.88 points, +0.33 percent, 990 dollars."""
    document, profile = five_clinicians()
    paths = written(tmp_path, "s.json", document), written(tmp_path, "p.json", profile)
    text = openmips("score", paths[0], "--profile", paths[1]).out
    assert "Final score  82.88  (no cut from 75)" in text
    assert "+0.33 %  (+$990.00 on $300,000.00 a year)" in text
    assert "Assumed" in text


def test_several_submissions_are_all_told(openmips: Call, tmp_path: Path) -> None:
    """The score that counts in full, every score in a line."""
    quality = measurement_set("quality", "electronicHealthRecord", [at_rate("236", 9000)])
    group = written(tmp_path, "group.json", submission(quality, activity()))
    person = submission(quality, entity_type="individual", npi="1234567893")
    alone = written(tmp_path, "alone.json", person)
    text = openmips("score", alone, group).out
    assert "All scores; the one above counts" in text
    assert "- individual, traditional MIPS: " in text
    assert "NPI" not in text


def test_a_pending_benchmark_reads_as_a_range(openmips: Call, tmp_path: Path) -> None:
    """Points that are not known yet stand as least to most; empty places are named."""
    document = submission(measurement_set("quality", "registry", [at_rate("167", 5000)], "mips"))
    document["performanceYear"] = 2026
    del document["measurementSets"][0]["performanceStart"]
    document["measurementSets"][0] |= {
        "performanceStart": "2026-01-01",
        "performanceEnd": "2026-12-31",
    }
    text = openmips("score", written(tmp_path, "s.json", document)).out
    assert "benchmark not published" in text
    assert "(nothing)" in text


def test_a_profile_alone_is_scored_from_standard_input(openmips: Call) -> None:
    """2022 is arithmetic: 84.65 from three given results."""
    profile = {
        "performanceYear": 2022,
        "practice": {"clinicianCount": 1},
        "given": {
            "quality": {"percent": "91.34"},
            "cost": {"percent": "60.375"},
            "ia": {"points": "40"},
        },
    }
    ended = openmips("score", "--profile", "-", given=json.dumps(profile).encode())
    assert "1 clinician, group" in ended.out
    assert "Final score  84.65" in ended.out


def test_a_maximum_to_come_is_told(openmips: Call) -> None:
    """A known score of a year whose maximum is unpublished says why the percent is open."""
    given = {"quality": {"percent": "100"}, "cost": {"percent": "100"}, "ia": {"points": "40"}}
    profile = {"performanceYear": 2026, "practice": {"clinicianCount": 1}, "given": given}
    ended = openmips("score", "--profile", "-", given=json.dumps(profile).encode())
    assert "CMS has not published" in ended.out


def test_improvements_are_listed(openmips: Call, oak_street: Arguments) -> None:
    """The best change comes first, with points and dollars."""
    text = openmips("improve", *oak_street).out
    assert "1. Attest 1 more high-weighted improvement activity" in text
    assert "+15.00 points, +$7,416.00 a year" in text
    assert "4. " not in text
    assert "- The final score goes from" in openmips("improve", *oak_street, "--explain").out
    answer = json.loads(openmips("improve", *oak_street, "--json", "--top", "1").out)
    assert faults(answer, ImproveAnswer) == []
    assert len(answer["improvements"]) == 1


def test_where_nothing_helps_it_says_so(openmips: Call) -> None:
    """A profile of given results has nothing to improve."""
    given = {
        "quality": {"percent": "50"},
        "cost": {"percent": "5"},
        "ia": {"points": "40"},
        "pi": {"percent": "0"},
    }
    profile = {"performanceYear": 2024, "practice": {"clinicianCount": 1}, "given": given}
    ended = openmips("improve", "--profile", "-", given=json.dumps(profile).encode())
    assert "No single change that was tried would raise it." in ended.out
