"""`openmips points` and `openmips adjust`: text, JSON, batches, problems."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from answers.shape_check import faults
from cli.conftest import Call

from openmips.answers.adjust import AdjustAnswer
from openmips.answers.points import PointsAnswer

ASKED = ["points", "--year", "2024", "--measure", "236", "--rate", "70.00"]
BY_EHR = [*ASKED, "--collection", "electronicHealthRecord"]
LINE = {"performanceYear": 2024, "measureId": "236", "collectionType": "claims", "rate": "50"}


def test_points_are_told_in_a_sentence(openmips: Call) -> None:
    """Measure, points, decile, and the sentence that says why."""
    ended = openmips(*BY_EHR)
    text = " ".join(ended.out.split())
    assert "6.3377 of 10 points (by its benchmark, decile 6)" in text
    assert "reaches decile 6 of its 2024 benchmark" in text
    assert "[quality.highest_points: " in openmips(*BY_EHR, "--explain").out
    assert ended.code == 0


def test_points_are_told_in_json(openmips: Call) -> None:
    """The contract's answer; every option finds its way into the request."""
    ended = openmips(*BY_EHR, "--json", "--cases", "12", "--small-practice", "--completeness", "80")
    answer = json.loads(ended.out)
    assert faults(answer, PointsAnswer) == []
    assert (answer["basis"], answer["points"]) == ("small_practice_floor", "3")


@pytest.mark.parametrize(("arguments", "said"), [
    (["--measure", "488", "--collection", "electronicHealthRecord"], "suppressed this year"),
    (["--measure", "CAHPS_7", "--collection", "certifiedSurveyVendor"], "no points (it is not"),
    (["--measure", "047", "--collection", "claims"], "decile 10, capped"),
])  # fmt: skip
def test_every_basis_has_words(openmips: Call, arguments: list[str], said: str) -> None:
    """What decided the points is said in words."""
    ended = openmips("points", "--year", "2024", "--rate", "100", *arguments)
    assert said in " ".join(ended.out.split())


def test_a_benchmark_to_come_is_a_range_in_text(openmips: Call) -> None:
    """Points of a pending benchmark run from the least to the most."""
    ended = openmips(
        "points", "--year", "2026", "--measure", "167", "--collection", "registry", "--rate", "50"
    )
    assert "0 to 10 of 10 points" in ended.out


def test_problems_end_with_1(openmips: Call) -> None:
    """An unknown measure is a problem, in words or in JSON."""
    asked = ["points", "--year", "2024", "--measure", "9", "--collection", "claims", "--rate", "1"]
    told = openmips(*asked)
    assert (told.code, told.out) == (1, "")
    assert 'no measure "9"' in told.err
    ended = openmips(*asked, "--json")
    assert (ended.code, ended.err) == (1, "")
    assert json.loads(ended.out)["problems"][0]["code"] == "unknown_measure"


def test_a_batch_is_answered_line_by_line(openmips: Call, tmp_path: Path) -> None:
    """Two thousand lines and a bad one: as many answers, in order, and exit 1."""
    lines = [json.dumps(LINE | {"rate": str(number % 100)}) for number in range(2000)]
    lines[7] = "?"
    path = tmp_path / "requests.jsonl"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    ended = openmips("points", "--batch", path)
    answers = [json.loads(line) for line in ended.out.splitlines()]
    assert ended.code == 1
    assert [place for place, answer in enumerate(answers) if "problem" in answer] == [7]
    assert len(answers) == 2000
    assert answers[50]["points"] == "6"
    assert "why" in answers[0]


def test_a_batch_may_come_from_standard_input(openmips: Call) -> None:
    """- is standard input, --no-why leaves the reasons out, and all fine is 0."""
    ended = openmips("points", "--batch", "-", "--no-why", given=json.dumps(LINE).encode())
    assert ended.code == 0
    assert "why" not in json.loads(ended.out)


def test_a_score_pays(openmips: Call) -> None:
    """Percent, dollars and a claim line, in text and in JSON."""
    asked = ["adjust", "--year", "2024", "--score", "82.88", "--paid", "300000"]
    text = openmips(*asked, "--claim-paid", "104.00", "--explain").out
    assert "by +0.33 %" in text
    assert "On $300,000.00 a year that is +$990.00." in text
    assert "A claim line that paid $104.00 pays $104.34." in text
    assert "payment.threshold" in text
    answer = json.loads(openmips(*asked, "--json").out)
    assert faults(answer, AdjustAnswer) == []
    assert answer["dollars"] == "990.00"


def test_a_range_of_percents_is_told(openmips: Call) -> None:
    """An unpublished maximum, and one known within bounds, are told apart."""
    coming = openmips("adjust", "--year", "2026", "--score", "90", "--paid", "1000").out
    assert "CMS has not published" in coming
    assert "$0.00 to +$" in coming
    assert "known within bounds" in openmips("adjust", "--year", "2022", "--score", "95").out


def test_another_year_is_refused_with_the_list(openmips: Call) -> None:
    """The years that are covered stand in the problem."""
    ended = openmips("adjust", "--year", "2019", "--score", "80")
    assert ended.code == 1
    assert "2022, 2023, 2024, 2025 or 2026" in ended.err
