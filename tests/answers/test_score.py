"""The final score: its shape, known scores, ranges, several submissions, what it stands on."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from answers.practices import activity, at_rate, five_clinicians, measurement_set, submission
from answers.shape_check import faults, texts

from openmips import adjust, score
from openmips.answers.shapes import ScoreAnswer
from openmips.problems.finding import ProblemsFound

DAY = date(2026, 11, 21)


def given(year: int, **results: dict[str, str]) -> dict[str, Any]:
    """A profile of one clinician whose category results are given."""
    return {"performanceYear": year, "practice": {"clinicianCount": 1}, "given": results}


def oak_street(root: Path) -> tuple[Path, Path]:
    """The sample practice's submission and profile."""
    folder = root / "examples" / "oak-street"
    return folder / "submission.json", folder / "profile.json"


def test_the_worked_example_comes_out() -> None:
    """Five clinicians on claims: 68.8938 percent quality, 82.88 points, +0.33 percent."""
    document, profile = five_clinicians()
    answer = score(document, profile=profile, as_of=DAY)
    assert faults(answer, ScoreAnswer) == []
    assert answer["categories"]["quality"] == {
        "percent": "68.8938",
        "points": "35.3363",
        "available": "60",
        "bonusPoints": "6",
        "improvementPercent": "0",
        "weight": "40",
        "contribution": "27.5575",
    }
    assert answer["categories"]["pi"] == {
        "percent": None, "weight": "0", "contribution": "0", "reason": "small_practice",
    }  # fmt: skip
    assert answer["categories"]["cost"]["percent"] == "77.285"
    assert answer["finalScore"] == {"low": "82.88", "high": "82.88"}
    assert answer["paymentAdjustment"]["percent"] == "0.33"
    assert answer["paymentAdjustment"]["dollars"] == "990.00"
    assert (answer["asOf"], answer["paymentYear"]) == ("2026-11-21", 2026)


@pytest.mark.parametrize(("profile", "final", "percent"), [
    (given(2022, quality={"percent": "91.34"}, cost={"percent": "60.375"}, ia={"points": "40"}),
     "84.65", "0.86"),
    (given(2023, quality={"percent": "95.7134"}, cost={"percent": "29.16"}, ia={"points": "40"}),
     "77.03", "0.18"),
])  # fmt: skip
def test_given_results_are_enough(profile: dict[str, Any], final: str, percent: str) -> None:
    """Scores that CMS published come out of their category results, 2022 included."""
    answer = score(profile=profile)
    assert faults(answer, ScoreAnswer) == []
    assert answer["finalScore"] == {"low": final, "high": final}
    assert answer["paymentAdjustment"]["percent"] == percent
    assert answer["asOf"] == date.today().isoformat()


def test_the_unrounded_score_pays() -> None:
    """77.0336 points pay 0.18 percent; the rounded 77.03, taken as typed, would pay 0.17."""
    results = {
        "quality": {"percent": "95.7134"},
        "cost": {"percent": "29.16"},
        "ia": {"points": "40"},
    }
    answer = score(profile=given(2023, **results))
    assert answer["paymentAdjustment"]["percent"] == "0.18"
    assert adjust(2023, answer["finalScore"]["low"])["percent"] == "0.17"


def test_unknown_cost_makes_a_range(root: Path) -> None:
    """Without cost the score is a range, which says what would narrow it."""
    document, profile = oak_street(root)
    answer = score(document, profile=str(profile))
    assert faults(answer, ScoreAnswer) == []
    cost = answer["categories"]["cost"]
    assert (cost["percent"], cost["percentLow"], cost["percentHigh"]) == (None, "0", "100")
    assert (cost["reason"], cost["contributionHigh"]) == ("unknown", "30")
    low, high = (Decimal(answer["finalScore"][end]) for end in ("low", "high"))
    assert high - low == 30
    payment = answer["paymentAdjustment"]
    assert (payment["percent"], payment["percentReason"]) == (None, "The final score is a range.")
    assert Decimal(payment["percentLow"]) < 0 < Decimal(payment["percentHigh"])
    assert len(answer["narrowedBy"]) == 1
    assert not [leaf for leaf in texts(answer) if isinstance(leaf, float)]


def test_a_pending_benchmark_makes_a_range() -> None:
    """In 2026 a measure without a historical benchmark is worth its least to its most."""
    document = submission(measurement_set("quality", "registry", [at_rate("167", 5000)]))
    document["performanceYear"] = 2026
    (quality,) = document["measurementSets"]
    quality |= {"performanceStart": "2026-01-01", "performanceEnd": "2026-12-31"}
    profile = {"performanceYear": 2026, "practice": {"clinicianCount": 2}, "cost": []}
    answer = score(document, profile=profile)
    assert faults(answer, ScoreAnswer) == []
    row = answer["measures"][0]
    assert (row["measureId"], row["basis"], row["points"]) == ("167", "benchmark_pending", None)
    assert Decimal(row["pointsLow"]) < Decimal(row["pointsHigh"])
    quality_percent = answer["categories"]["quality"]
    assert quality_percent["percent"] is None
    assert Decimal(quality_percent["percentLow"]) < Decimal(quality_percent["percentHigh"])
    assert any("benchmarks" in each for each in answer["narrowedBy"])


def test_missing_measures_are_rows() -> None:
    """Two of six measures leave four rows that were not submitted."""
    quality = measurement_set("quality", "electronicHealthRecord", [at_rate("236", 7000)])
    answer = score(submission(quality))
    missing = [row for row in answer["measures"] if row["basis"] == "not_submitted"]
    assert [row["measureId"] for row in missing] == [None] * 5
    assert all(row["counted"] and row["available"] == "10" for row in missing)
    assert answer["measures"][0]["title"]
    assert [warning["code"] for warning in answer["warnings"]] == ["practice_size_unknown"]


def test_of_several_scores_the_highest_counts() -> None:
    """An individual's score beside the group's: both are there, the higher one on top."""
    group = submission(
        measurement_set("quality", "electronicHealthRecord", [at_rate("236", 9000)]), activity()
    )
    alone = submission(
        measurement_set("quality", "registry", [at_rate("236", 3000)]),
        entity_type="individual",
        npi="1234567893",
    )
    answer = score(alone, group, profile={"performanceYear": 2024, "cost": []})
    assert faults(answer, ScoreAnswer) == []
    assert [each["entityType"] for each in answer["scores"]] == ["individual", "group"]
    assert answer["entityType"] == "group"
    assert answer["finalScore"] == answer["scores"][1]["finalScore"]
    assert "highest counts" in answer["why"]["parts"][0]["says"]
    assert all("scores" not in each for each in answer["scores"])


def test_a_score_can_be_replayed(root: Path) -> None:
    """The same input gives the same answer and digest, however it is handed over."""
    document, profile = oak_street(root)
    by_path = score(document, profile=profile, as_of=DAY)
    by_bytes = score(document.read_bytes(), profile=profile.read_bytes(), as_of=DAY)
    parsed = score(
        json.loads(document.read_text()), profile=json.loads(profile.read_text()), as_of=DAY
    )
    assert by_path == by_bytes == parsed
    snapshot = by_path["snapshot"]
    assert all(
        str(snapshot[name]).startswith("sha256:")
        for name in ("policyDigest", "catalogDigest", "inputDigest", "traceDigest")
    )


def test_other_inputs_have_another_digest(root: Path) -> None:
    """One case more changes the digests of the inputs and of the reason, and no other."""
    document, profile = oak_street(root)
    parsed = json.loads(document.read_text())
    before = score(parsed, profile=profile)["snapshot"]
    parsed["measurementSets"][0]["measurements"][0]["value"]["performanceMet"] -= 1
    after = score(parsed, profile=profile)["snapshot"]
    assert before["inputDigest"] != after["inputDigest"]
    assert before["traceDigest"] != after["traceDigest"]
    assert before["policyDigest"] == after["policyDigest"]


def test_all_problems_of_all_documents_are_told() -> None:
    """A bad submission and a bad profile are told of together."""
    with pytest.raises(ProblemsFound) as found:
        score({"performanceYear": 2024}, profile={"performanceYear": 2024, "practise": {}})
    codes = {problem.code for problem in found.value.problems}
    assert {"missing_field", "unknown_key"} <= codes


def test_nothing_at_all_is_a_problem() -> None:
    """Without a submission and a profile there is nothing to score."""
    with pytest.raises(ProblemsFound, match="nothing to score"):
        score()


def test_an_unpublished_maximum_says_so() -> None:
    """A known score above the threshold of a year to come has no percent yet."""
    results = {"quality": {"percent": "100"}, "cost": {"percent": "100"}, "ia": {"points": "40"}}
    answer = score(profile=given(2026, **results))
    assert answer["finalScore"] == {"low": "100.00", "high": "100.00"}
    assert answer["paymentAdjustment"]["percent"] is None
    assert "not published" in answer["paymentAdjustment"]["percentReason"]
