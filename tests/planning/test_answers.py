"""From last year's feedback to a plan: documents in, one answer out."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from planning.documents import NUMBERS, feedback, profile, submission

from openmips.answers.plan import DUTY, plan
from openmips.answers.plan_situation import Asked
from openmips.answers.portfolio import portfolio
from openmips.problems.finding import ProblemsFound

SPRING = date(2024, 3, 1)


def test_eight_numbers_make_a_plan() -> None:
    """The worked example: attest one activity, 30 points and more, then stop."""
    answer = plan(profile=profile(), asked=Asked(NUMBERS, 2023), as_of=SPRING)
    assert answer["lastYear"] is not None
    assert answer["lastYear"]["finalScore"] == {"low": "50.30", "high": "50.30"}
    assert answer["lastYear"]["differences"] == []
    assert answer["ruleChanges"] is not None
    assert answer["ruleChanges"]["finalScoreAfter"] == {"low": "50.30", "high": "50.30"}
    assert answer["losses"]["total"] == "49.7"
    first = answer["levers"][0]
    assert (first["kind"], first["hours"], first["due"]) == ("activity", "4", "2025-04-14")
    balanced = answer["plans"]["balanced"]
    assert balanced["activities"] == ["IA_AHE_1"]
    assert balanced["newMeasures"] == []
    assert Decimal(balanced["outcome"]["chanceOfThreshold"]) >= Decimal("0.8")
    assert Decimal(balanced["dollarsGained"] or 0) > 9000
    assert answer["duty"] == DUTY


def test_a_plan_needs_no_profile() -> None:
    """From eight numbers alone it is made for the year after, for a small group."""
    answer = plan(asked=Asked(NUMBERS, 2023), as_of=SPRING)
    assert answer["performanceYear"] == 2024
    assert answer["asNow"]["dollars"] is None
    assert "dollarsReason" in answer["asNow"]
    assert answer["levers"][0]["dollarsGained"] is None
    told = feedback(partBPaid="300000.00", entityType="individual")
    other = plan(last_year=[told], asked=Asked(year=2025), as_of=date(2025, 3, 1))
    assert (other["performanceYear"], other["entityType"]) == (2025, "individual")


def test_the_feedback_may_be_two_years_old() -> None:
    """The feedback of 2022 makes a plan for 2024, though 2022 has no quality rules here."""
    answer = plan(profile=profile(), asked=Asked(NUMBERS, 2022), as_of=SPRING)
    assert any("Last year's measures are not known" in one for one in answer["assumptions"])
    assert Decimal(answer["asNow"]["finalScore"]["mean"]) > 40


def test_a_feedback_document_says_the_same_as_its_numbers() -> None:
    """Both are read in the same way."""
    by_numbers = plan(profile=profile(), asked=Asked(NUMBERS, 2023), as_of=SPRING)
    by_document = plan(profile=profile(), last_year=[feedback()], as_of=SPRING)
    assert by_document["plans"] == by_numbers["plans"]
    assert by_document["losses"] == by_numbers["losses"]


def test_every_difference_from_cms_is_named() -> None:
    """A category, the points of the activities, the final score and the percent."""
    told = feedback(
        given={
            "quality": {"percent": "99"},
            "ia": {"points": "40"},
            "pi": {"percent": "50"},
            "cost": {"percent": "61"},
        },
        feedback={"finalScore": "90.00", "adjustmentPercent": "2.00"},
    )
    answer = plan(profile=profile(), last_year=[told, submission(2023)], as_of=SPRING)
    assert answer["lastYear"] is not None
    named = [one["what"] for one in answer["lastYear"]["differences"]]
    assert named == ["quality percent", "ia points", "final score", "adjustment percent"]


def test_last_years_submission_is_expected_again() -> None:
    """Its measures and activities go on; what is gone or scored otherwise is named."""
    answer = plan(profile=profile(), last_year=[submission(2023)], as_of=SPRING)
    assert answer["lastYear"] is not None
    assert answer["lastYear"]["cmsFinalScore"] is None
    assert any("expected to be done again" in one for one in answer["assumptions"])
    assert answer["ruleChanges"] is not None
    assert any(one["measureId"] == "039" for one in answer["ruleChanges"]["measures"])
    gone = plan(
        profile=profile(performanceYear=2026),
        last_year=[submission(2025, "IA_AHE_1")],
        as_of=date(2026, 3, 1),
    )
    assert gone["ruleChanges"] is not None
    lost = [one for one in gone["ruleChanges"]["measures"] if one["after"] is None]
    assert [one["measureId"] for one in lost] == ["IA_AHE_1"]


def test_full_activities_of_last_year_go_on() -> None:
    """So do promoting interoperability results; no lever asks for either."""
    told = feedback(
        given={
            "quality": {"percent": "80"},
            "ia": {"points": "40"},
            "pi": {"percent": "90"},
            "cost": {"percent": "61"},
        }
    )
    answer = plan(profile=profile(), last_year=[told], as_of=SPRING)
    assert {"activity", "promoting_interoperability"}.isdisjoint(
        lever["kind"] for lever in answer["levers"]
    )


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"reweighted": {"cost": ["no_measure_met_case_minimum"]}}, "scored no cost last year"),
        ({"cost": [{"measureId": "TPCC_1", "value": "1432.10", "cases": 99}]}, "is not known"),
        ({}, "is not known"),
    ],
)
def test_cost_is_expected_as_last_year_tells(told: dict[str, Any], says: str) -> None:
    """Not scored where it was not scored; near last year's where that is known."""
    document = feedback(given={"quality": {"percent": "80"}}, **told)
    answer = plan(profile=profile(), last_year=[document], as_of=SPRING)
    assert any(says in one for one in answer["assumptions"])


def test_this_years_data_count_before_last_years() -> None:
    """With a submission of this year, last year only tells of improvement and cost."""
    answer = plan(submission(), profile=profile(), last_year=[feedback()], as_of=SPRING)
    assert answer["losses"]["performanceYear"] == 2024
    assert not any("expected to be done again" in one for one in answer["assumptions"])
    rates = [lever for lever in answer["levers"] if lever["kind"] == "better_rate"]
    assert rates
    assert all("id" in one and "collectionType" in one for one in rates)


def test_promoting_interoperability_is_a_lever_while_there_is_time() -> None:
    """Until its period can no longer begin, and not where its data are there."""
    early = plan(submission(), profile=profile(), as_of=SPRING)
    late = plan(submission(), profile=profile(), as_of=date(2024, 8, 1))
    assert "promoting_interoperability" in {one["kind"] for one in early["levers"]}
    assert "promoting_interoperability" not in {one["kind"] for one in late["levers"]}


def test_after_the_end_nothing_is_proposed() -> None:
    """The answer says so, and has no lever."""
    answer = plan(submission(), profile=profile(), as_of=date(2025, 6, 1))
    assert answer["closed"]
    assert answer["levers"] == []
    winter = plan(submission(), profile=profile(), as_of=date(2025, 1, 15))
    assert not winter["closed"]
    assert "better_rate" not in {one["kind"] for one in winter["levers"]}


def test_open_costs_make_losses_a_range() -> None:
    """The total has two ends, and so has the row of cost."""
    losses = plan(submission(), profile=profile(), as_of=SPRING)["losses"]
    assert losses["total"] is None
    assert Decimal(losses["totalHigh"]) - Decimal(losses["totalLow"]) == 30
    assert any("lostLow" in row for row in losses["rows"])


def test_what_cannot_be_planned_is_refused() -> None:
    """Nothing given, last year not before this year, a year without measures, bad documents."""
    with pytest.raises(ProblemsFound, match="nothing"):
        plan(as_of=SPRING)
    with pytest.raises(ProblemsFound, match="before 2024"):
        plan(profile=profile(), last_year=[feedback(performanceYear=2024)], as_of=SPRING)
    with pytest.raises(ProblemsFound, match="2031"):
        plan(last_year=[feedback()], asked=Asked(year=2031), as_of=SPRING)
    with pytest.raises(ProblemsFound, match="finalScore"):
        plan(profile=profile(), last_year=[feedback(feedback={"finalScore": "120"})], as_of=SPRING)
    with pytest.raises(ProblemsFound, match="unknown"):
        plan(profile=profile(), last_year=[feedback(feedback={"score": "12"})], as_of=SPRING)
    with pytest.raises(ProblemsFound):
        plan(profile=profile(), last_year=[b"[]"], as_of=SPRING)


def test_more_hours_are_never_worse_from_end_to_end() -> None:
    """The mean of the highest plan grows with the hours."""
    means = [
        Decimal(
            plan(submission(), profile=profile(), asked=Asked(hours=Decimal(hours)), as_of=SPRING)[
                "plans"
            ]["highest"]["outcome"]["finalScore"]["mean"]
        )
        for hours in (0, 4, 20, 60)
    ]
    assert means == sorted(means)


def test_the_answer_is_the_same_every_time() -> None:
    """Nothing in it is left to luck."""
    answers = [plan(submission(), profile=profile(), as_of=SPRING) for _ in range(2)]
    assert json.dumps(answers[0]) == json.dumps(answers[1])


def folder_of(path: Path, name: str, **documents: dict[str, Any]) -> None:
    """A practice's folder with its documents."""
    (path / name).mkdir()
    for each, document in documents.items():
        (path / name / f"{each}.json").write_text(json.dumps(document))


def test_a_folder_of_practices_is_ranked_by_dollars_at_risk(tmp_path: Path) -> None:
    """The most at risk first, unknown payments last, unreadable practices beside them."""
    folder_of(tmp_path, "small", profile=profile(partBPaid="50000.00"))
    folder_of(
        tmp_path,
        "large",
        profile=profile(partBPaid="900000.00"),
        now=submission(),
        before=submission(2023),
        told=feedback(),
    )
    folder_of(
        tmp_path, "unknown", profile={"performanceYear": 2024, "practice": {"clinicianCount": 1}}
    )
    folder_of(tmp_path, "broken", profile={"performanceYear": 1999})
    folder_of(tmp_path, "submission-only", now=submission())
    (tmp_path / "readme.txt").write_text("not a practice")
    answer = portfolio(tmp_path, as_of=SPRING)
    names = [row["practice"] for row in answer["practices"]]
    assert names[:2] == ["large", "small"]
    assert set(names[2:]) == {"unknown", "submission-only"}
    assert [one["practice"] for one in answer["problems"]] == ["broken"]
    assert Decimal(answer["practices"][0]["dollarsAtRisk"] or 0) > 0
